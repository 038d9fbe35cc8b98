"""ex01: Docker Engine installed, started now and at boot, used without sudo."""

import re
from contextlib import suppress

import pytest
from docker.errors import APIError

from grader.checks import RootCause, fail, partial
from grader.checks.wiring import is_named
from grader.errors import NotInEvidence

NOT_IMPLEMENTED = 501

ENGINE = RootCause("engine", "docker")

MOST_RUNS = 100
"""How many containers that ended well are asked for their output, the oldest first."""

UNITS = ("docker.service", "docker.socket", "snap.docker.dockerd.service")

# Where packages, archives and the rootless installation put programs, whatever this login's PATH is. Podman provides
# the command docker as a link or a script.
FIND = r"""
for p in dockerd docker; do
  for d in $(echo "$PATH" | tr : ' ') /usr/libexec/docker /snap/docker/current/bin "$HOME/bin" "$HOME/.local/bin"; do
    if [ -f "$d/$p" ] && [ -x "$d/$p" ]; then echo "$p=$d/$p"; break; fi
  done
done
first=; read -r first 2>/dev/null <"$d/$p"
case $first in ?ELF*) [ -L "$d/$p" ] || exit 0 ;; esac
docker --version 2>/dev/null | grep -i podman
"""

PROPERTIES = "-p Id -p ActiveState -p UnitFileState -p WantedBy"

# The state of the engine's service, in systemd's format. A rootless engine is a unit of the student's own.
STATES = f"""
if [ -d /run/systemd/system ]; then
  systemctl show {" ".join(UNITS)} {PROPERTIES}
  export XDG_RUNTIME_DIR="${{XDG_RUNTIME_DIR:-/run/user/$(id -u)}}"
  [ -e "/var/lib/systemd/linger/$(id -un)" ] && boot= || boot=-at-login
  echo; [ ! -S "$XDG_RUNTIME_DIR/bus" ] ||
    systemctl --user show docker.service {PROPERTIES} | sed "s/=enabled$/&$boot/"
else
  pidof dockerd >/dev/null && active=active || active=inactive
  ls /etc/rc[2-5].d/S*docker /etc/runlevels/*/docker /var/service/docker 2>/dev/null | grep -q . && at=en || at=dis
  printf 'Id=docker\\nActiveState=%s\\nUnitFileState=%sabled\\n' $active $at
fi
"""

VERSIONS = "PATH=$PATH:$HOME/bin docker version --format '{{.Client.Version}} {{.Server.Version}}'"
ROOTLESS = '"${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock"'


@pytest.fixture
def installed(session):
    """installed(): what FIND prints, and the programs in it by name."""

    def look():
        output = session.run(FIND).out.decode("utf-8", "replace")
        return output, dict(re.findall(r"(?m)^(dockerd?)=(.*)$", output))

    return look


@pytest.fixture
def engine_missing(installed):
    """engine_missing(): the engine as a root cause; None if it is installed."""

    def look():
        with suppress(NotInEvidence):  # recorded with --only
            return None if "dockerd" in installed()[1] else ENGINE

    return look


@pytest.fixture(scope="module")
def units(session):
    """The properties of the engine's units, as the init system reports them: a list of dictionaries."""
    output = session.run(STATES).out.decode("utf-8", "replace")
    found = [dict(re.findall(r"(\w+)=(.*)", block)) for block in output.split("\n\n") if "Id=" in block]
    if not found:
        raise ValueError(f"the init system reports no units: {output!r}")
    return found


def states(units, key):
    """A property of all units that exist, for people to read."""
    return [f"{unit['Id']}: {unit[key]}" for unit in units if unit.get("UnitFileState")]


def starts_at_boot(unit):
    """Whether a unit starts at boot; see systemctl(1), is-enabled.

    Linked and indirect units do not, an alias is reported under its own name, and -runtime lasts until the next boot. A
    unit generated from an init script starts if another unit wants it.
    """
    state = unit.get("UnitFileState")
    return state == "enabled" or (state == "generated" and bool(unit.get("WantedBy")))


@pytest.fixture(scope="module")
def image_ids(docker, param):
    """The ids of all images with the wanted name."""
    images = docker.api.images()
    named = {one["Id"]: [*(one.get("RepoTags") or []), *(one.get("RepoDigests") or [])] for one in images}
    return {id_ for id_, names in named.items() if any(is_named(name, param["image"]) for name in names)}


def is_of(listed, image_ids, image):
    """Whether a container in the Engine's list was made from the image, also if the image has lost its name since."""
    name = listed.get("Image") or ""
    nameless = re.fullmatch(r"(sha256:)?[0-9a-f]{12,64}", name) and listed.get("Command") == "/hello"
    return listed.get("ImageID") in image_ids or is_named(name, image) or bool(nameless)


def brief(listed):
    """How a container in the Engine's list ended, such as exited (137) or created."""
    found = re.match(r"(?i)(exited \(\d+\))|\w+", str(listed.get("Status") or listed.get("State") or ""))
    return found.group().lower() if found else "unknown"


def output(container):
    """What a container printed; empty if its log driver keeps nothing that can be read."""
    try:
        return container.logs(tail=200).decode("utf-8", "replace")
    except APIError as error:
        if error.status_code == NOT_IMPLEMENTED or "does not support reading" in str(error.explanation):
            return ""
        raise


def test_engine_installed(installed):
    """Docker Engine and the Docker client are installed"""
    output, found = installed()
    missing = [program for program in ("dockerd", "docker") if program not in found]
    if missing:
        root = ENGINE if "dockerd" in missing else None
        fail("not-installed", seen=list(found.values()), expected=missing, root=root)
    if "podman" in output.lower():
        fail("podman", seen=output.splitlines()[-1])


def test_service_running(units, engine_missing):
    """The Docker service is running"""
    if not any(unit.get("ActiveState") == "active" for unit in units):
        seen = states(units, "ActiveState")
        fail("service-not-running", seen=seen, expected="active", root=engine_missing())


def test_service_enabled(units, engine_missing):
    """The Docker service starts at boot"""
    if not any(map(starts_at_boot, units)):
        seen = states(units, "UnitFileState")
        fail("service-not-enabled", seen=seen, expected="enabled", root=engine_missing())


def test_student_in_group(host, account, param):
    """The student is in the group {group}"""
    groups = host.check_output("id -nG %s", account.name).split()
    if param["group"] in groups:
        return
    # A socket may be left over from a rootless engine that is gone.
    own = host.run(f"test -S {ROOTLESS} && test -O {ROOTLESS}").rc == 0
    if not own or host.run(f"DOCKER_HOST=unix://{ROOTLESS} {VERSIONS}").rc != 0:
        fail("not-in-group", seen=groups, expected=param["group"], name=account.name)


@pytest.mark.needs("service-running")
def test_engine_answers(host):
    """The student can use Docker without sudo"""
    # An older login does not have the group yet; a rootless engine has a socket of its own.
    result = host.run(f"{VERSIONS} || sg docker -c %s || DOCKER_HOST=unix://{ROOTLESS} {VERSIONS}", VERSIONS)
    if result.rc != 0:
        fail("no-answer", seen=(result.stderr.strip().splitlines() or [None])[0])


@pytest.mark.needs("engine-answers")
def test_hello_world_ran(docker, image_ids, param, work):
    """A {image} container ran and printed its greeting"""
    found = [one for one in docker.api.containers(all=True) if is_of(one, image_ids, param["image"])]
    ended = [brief(one) for one in found]
    likely = [one for one, state in zip(found, ended, strict=True) if state == "exited (0)"]
    for one in reversed(likely[-MOST_RUNS:]):  # the first one that greeted counts; running it again is not late
        container = docker.containers.get(one["Id"])
        if param["greeting"] in output(container):
            work.at(container.attrs.get("Created") or "")
            return
    if not image_ids:
        fail("no-image", seen=ended[:20], expected=param["image"], root=RootCause("image", param["image"]))
    if ended:
        partial(0.5, "not-greeted", seen=ended[:20], expected=param["greeting"])
    partial(0.5, "image-only", expected=param["greeting"])
