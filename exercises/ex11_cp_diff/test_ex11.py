"""ex11: files copied into a container and out of it, and what docker diff shows of that."""

import hashlib
from pathlib import PurePosixPath
from posixpath import basename, dirname, join, normpath

import pytest

from grader.checks import fail
from grader.checks.layers import changes
from grader.checks.nearmisses import near_miss
from grader.checks.options import mount_option
from grader.checks.serving import served_page
from grader.checks.textfiles import text_file

NO_PROGRAM = {126, 127}
SHA256_DIGITS = 64

DIGEST = r"""
ulimit -c 0
if [ -e "$1" ]; then sha256sum <"$1" || cksum <"$1"; else echo missing; fi 2>/dev/null
true
"""


@pytest.fixture(scope="module")
def container(containers, param):
    return containers.get(param["container"])


@pytest.fixture(scope="module")
def changed(container):
    """The letter of docker diff by path."""
    return changes(container)


def must_be_in_layer(container, path):
    """A path must not be hidden from the container's own layer by a mount."""
    # Of --tmpfs, unlike --mount, the Engine says nothing among the mounts.
    tmpfs = [
        {"Type": "tmpfs", "Destination": at} for at in (container.attrs.get("HostConfig") or {}).get("Tmpfs") or {}
    ]
    for mount in [*(container.attrs.get("Mounts") or []), *tmpfs]:
        if normpath(mount.get("Destination") or "/") in with_folders(path):
            fail("mounted", seen=mount_option(mount), expected=path)


def misplaced(changed, path):
    """The files of this name that were put into another folder of the container, and a similar name in the same one."""
    written = [one for one, letter in changed.items() if letter in {"A", "C"} and one != path]
    here = [basename(one) for one in written if dirname(one) == dirname(path)]
    return [one for one in written if basename(one) == basename(path)], near_miss(basename(path), here)


def test_web_running(containers, param):
    """Container {container} is running"""
    containers.running(param["container"])
    containers.must_be_of(param["container"], param["image"])


@pytest.mark.needs("web-running")
def test_page_copied(session, containers, home, container, changed, get, work, param):
    """{container} serves ~/{page}, which was copied into it"""
    file = text_file(session, join(home, param["page"]))
    if param["says"].lower() not in file.text.lower():
        fail("no-greeting", seen=file.text.strip()[:100], expected=param["says"], path=file.path)
    path = join(param["pages"], param["page"])
    must_be_in_layer(container, path)
    if changed.get(path) not in {"A", "C"}:
        elsewhere, near = misplaced(changed, path)
        if elsewhere:
            fail("elsewhere", seen=elsewhere, expected=path)
        fail("not-copied", expected=path, near_file=near)
    served = served_page(get, containers, container)
    if not served.status:
        fail("no-answer", expected=container.name)
    if served.body.strip() != file.raw.decode("utf-8", "replace").replace("\r\n", "\n").strip():
        fail("other-page", seen=served.body.strip()[:100], expected=file.text.strip()[:100])
    work.file(file.path)


@pytest.mark.needs("web-running")
def test_copied_out(session, containers, home, container, param):
    """~/{conf} is a copy of the container's {conf_inside}"""
    file = text_file(session, join(home, param["conf"]))
    inside = containers.inside(container.name, "sh", "-c", DIGEST, "sh", param["conf_inside"])
    digest = [] if inside.rc in NO_PROGRAM else inside.out.split()[:1]
    if digest == ["missing"]:
        fail("not-inside", expected=param["conf_inside"])
    if digest and len(digest[0]) == SHA256_DIGITS:
        is_same = hashlib.sha256(file.raw).hexdigest() == digest[0]
    else:
        # The image has no sha256sum.
        seen = containers.inside(container.name, "cat", param["conf_inside"])
        if seen.rc != 0:
            raise ValueError(f"{param['conf_inside']} in {param['container']} cannot be read")
        is_same = seen.out == file.raw.decode("utf-8", "replace")
    if not is_same:
        fail("differs", expected=param["conf_inside"], path=file.path)


def test_file_added(container, changed, param):
    """{added} was added in {container}"""
    path = param["added"]
    must_be_in_layer(container, path)
    if changed.get(path) != "A":
        elsewhere, near = misplaced(changed, path)
        if elsewhere:
            fail("elsewhere", seen=elsewhere, expected=path)
        fail("not-added", expected=path, near_file=near)


def test_file_deleted(changed, param):
    """{deleted} was deleted in {container}"""
    if deletion_of(changed, param["deleted"]) is None:
        fail("not-deleted", expected=param["deleted"])


def deletion_of(changed, path):
    """The path whose deletion removed this one: itself or a folder above it; None if it was not deleted."""
    return next((one for one in with_folders(path) if changed.get(one) == "D"), None)


def with_folders(path):
    return [path, *map(str, PurePosixPath(path).parents)]


@pytest.mark.needs("file-added", "file-deleted", "page-copied")
def test_diff_saved(session, home, changed, work, param):
    """~/{diff} is what docker diff shows of {container}"""
    file = text_file(session, join(home, param["diff"]))
    work.file(file.path)
    page = join(param["pages"], param["page"])
    lines = {" ".join(line.split()) for line in file.lines}
    wanted = [f"{changed[page]} {page}", f"A {param['added']}"]
    # A folder above it may have been deleted since.
    if not any(f"D {one}" in lines for one in with_folders(param["deleted"])):
        wanted.append(f"D {deletion_of(changed, param['deleted'])}")
    missing = [line for line in wanted if line not in lines]
    if missing:
        fail("lines-missing", expected=missing, path=file.path)
