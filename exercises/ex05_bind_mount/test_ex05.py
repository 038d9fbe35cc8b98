"""ex05: a directory of the host, mounted into a container."""

import re
from contextlib import suppress
from posixpath import join

import pytest

from grader.checks import fail, partial
from grader.checks.nearmisses import near_file, near_path
from grader.checks.options import mount_option, mount_options
from grader.checks.wiring import mount_at
from grader.errors import NotInEvidence

NO_PROGRAM = {126, 127}
NOT_SEEN = 3
BOTH_WAYS = f'ls "$1" >/dev/null 2>&1 || exit {NOT_SEEN}; exec touch "$2"'
REFUSED = r"(?i)permission denied|operation not permitted"


@pytest.fixture
def folder(home, param):
    return join(home, param["folder"])


def resolved(host, path):
    """The path on the host without symbolic links; unchanged if it cannot be resolved."""
    return host.run("readlink -f -- %s", path).stdout.strip() or path


def kind(host, path):
    """The type and mode of a file, as ls -l shows it: drwxr-xr-x. Empty if it does not exist."""
    return host.run("stat -L -c %%A -- %s", path).stdout.strip()


def test_host_directory(session, host, folder):
    """~/{folder} is a directory"""
    seen = kind(host, folder)
    if not seen:
        fail("missing", expected=folder, near_file=near_file(session, folder))
    if not seen.startswith("d"):
        fail("no-directory", seen=seen, path=folder)


def test_host_file(session, host, folder, param):
    """~/{folder}/{file} is a file"""
    path = join(folder, param["file"])
    seen = kind(host, path)
    if not seen:
        fail("missing", expected=path, near_file=near_file(session, path))
    if not seen.startswith("-"):
        fail("no-file", seen=seen, path=path)


def test_os3_running(containers, param):
    """Container {container} is running"""
    containers.running(param["container"])
    containers.must_be_of(param["container"], param["image"])


def test_bind_mounted(host, containers, folder, param):
    """{target} in {container} is a bind mount of ~/{folder}"""
    container = containers.get(param["container"])
    target, expected = param["target"], f"-v {folder}:{param['target']}"
    mount = mount_at(container, target)
    if mount is None:
        mounts = {m.get("Destination") or "": m.get("Source") for m in container.attrs.get("Mounts") or []}
        near = next((at for at, source in mounts.items() if source == folder), None) or near_path(target, mounts)
        fail(
            "nothing-mounted",
            seen=mount_options(container) or None,
            expected=expected,
            folder=target,
            near_mount=near,
        )
    if mount.get("Type") != "bind":
        fail("not-a-bind-mount", seen=mount_option(mount), expected=expected)
    source = mount.get("Source") or ""
    if source != folder and resolved(host, source) != resolved(host, folder):
        fail("other-source", seen=mount_option(mount), expected=expected)


@pytest.mark.needs("os3-running", "bind-mounted")
def test_file_visible(host, containers, folder, param):
    """{file} is visible in {container} through the mount"""
    path = join(param["target"], param["file"])
    seen = containers.inside(param["container"], "ls", "-A", param["target"])
    if seen.rc != 0:
        fail("not-listed", seen=seen.out.strip() or seen.rc, expected=param["target"])
    if param["file"] not in seen.out.splitlines():
        fail("not-visible", seen=seen.out.splitlines() or None, expected=path)
    # A link to a place outside the folder leads nowhere inside. Older evidence does not tell links apart.
    with suppress(NotInEvidence):
        if host.run("test -L %s", join(folder, param["file"])).rc == 0:
            found = containers.inside(param["container"], "ls", "-L", path)
            if found.rc != 0 and found.rc not in NO_PROGRAM:
                fail("dangling", seen=found.out.strip() or None, expected=path)


@pytest.mark.needs("os3-running", "bind-mounted")
def test_shared_live(host, containers, probe, folder, param):
    """A file created on either side of the mount appears on the other"""
    name, target, back = param["container"], param["target"], probe.name()
    read_only = mount_at(containers.get(name), target).get("RW") is False
    with probe.file(folder, also=[back]) as made:
        if made is None and not host.file(folder).is_directory:
            fail("not-shared", expected=folder)
        if made is None:
            # The student may not write there, so what the container writes could not be removed.
            must_be_one(host, containers, folder, param)
        elif read_only:
            appears_inside(containers, name, target, made)
        else:
            seen, new = join(target, made), join(target, back)
            wrote = containers.inside(name, "sh", "-c", BOTH_WAYS, "sh", seen, new, user="0")
            if wrote.rc in {NOT_SEEN, *NO_PROGRAM}:
                # There may be no shell, or root may see less than the container's own user.
                appears_inside(containers, name, target, made)
                wrote = containers.inside(name, "touch", new, user="0")
            appears_on_host(host, containers, wrote, folder, back, param)
    if read_only:
        partial(0.5, "read-only", seen="ro", expected="rw")


def appears_inside(containers, name, target, made):
    """A file that was created in the folder must appear in the container."""
    if containers.inside(name, "ls", join(target, made)).rc != 0:
        fail("not-shared", expected=target)


def must_be_one(host, containers, folder, param):
    """Where no file can be created, both sides must be the same directory."""
    inode = host.run("stat -L -c %%d:%%i -- %s", folder).stdout.strip()
    if containers.inside(param["container"], "stat", "-L", "-c", "%d:%i", param["target"]).out.strip() != inode:
        fail("not-shared", expected=param["target"])


def appears_on_host(host, containers, wrote, folder, back, param):
    """A file that the container created in the mount must appear in the folder."""
    name, inside, outside = param["container"], join(param["target"], back), join(folder, back)
    if wrote.rc in NO_PROGRAM or re.search(REFUSED, wrote.out):
        # Root in the container is nobody on the host (user namespaces, NFS), which the task allows.
        must_be_one(host, containers, folder, param)
        return
    if wrote.rc != 0:
        partial(0.5, "not-writable", seen=wrote.out.strip(), expected=param["target"])
    removed = host.run("test -e %s || exit 3; rm -f -- %s", outside, outside).rc
    if removed != 0:  # it is not there, or the student may not remove it
        containers.inside(name, "rm", "-f", inside, user="0")
    if removed == 3:
        fail("not-shared", expected=folder)
