"""ex03: a shell that is used and left running, and a server in the background."""

import pytest

from grader.checks import RootCause, fail, passed
from grader.checks.dockerclient import is_podman, is_rootless
from grader.checks.web import parse

# For hosts that cannot reach the container's network: fetches the first line inside it, with bash or nc.
INSIDE = r"""
ask='exec 3<>/dev/tcp/127.0.0.1/80 && printf "GET / HTTP/1.0\r\n\r\n" >&3 && read -r -t 8 line <&3 && echo "$line"'
if command -v bash >/dev/null; then exec bash -c "$ask"; fi
printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 8 127.0.0.1 80 | head -n 1
"""


def config(container):
    return container.attrs["Config"]


def attached(container):
    """The streams that the container was created attached to."""
    return [name for name in ("stdin", "stdout", "stderr") if config(container).get(f"Attach{name.capitalize()}")]


@pytest.fixture
def history(events):
    """history(container): its actions, the oldest first; complete if the first one is `create`."""

    def look(container):
        return [event.get("Action") for event in events() if (event.get("Actor") or {}).get("ID") == container.id]

    return look


def attached_at_start(actions):
    """Whether a terminal was attached when the container last started; None if the Engine has no record of it."""
    if "start" not in actions:
        return None
    before = actions[: len(actions) - actions[::-1].index("start") - 1]
    return next((action == "attach" for action in reversed(before) if action in {"attach", "create", "die"}), None)


def never_attached(actions):
    """Whether no terminal was ever attached; None if the Engine's record is incomplete."""
    if "attach" in actions:
        return False
    return True if "create" in actions else None


def places(container):
    """Where the graded host may reach the container's port 80, the likeliest place first."""
    if container.attrs["HostConfig"].get("NetworkMode") == "host":
        yield "127.0.0.1", 80
    networks = {} if is_rootless(container.client) else container.attrs["NetworkSettings"].get("Networks") or {}
    for network in networks.values():
        if network.get("IPAddress"):
            yield network["IPAddress"], 80
    for published in (container.attrs["NetworkSettings"].get("Ports") or {}).get("80/tcp") or []:
        if ":" not in (published.get("HostIp") or ""):
            address = (published.get("HostIp") or "0.0.0.0").replace("0.0.0.0", "127.0.0.1")  # noqa: S104
            yield address, int(published["HostPort"])


def test_os1_interactive(containers, param):
    """{shell} has a terminal and an open standard input"""
    seen = config(containers.get(param["shell"]))
    lacking = [option for option, key in (("-i", "OpenStdin"), ("-t", "Tty")) if not seen.get(key)]
    if lacking:
        fail("not-interactive", seen=lacking, name=param["shell"])
    containers.must_be_of(param["shell"], param["shell_image"])


def test_os1_attached(history, docker, containers, param):
    """{shell} was started attached"""
    container = containers.get(param["shell"])
    podman = is_podman(docker)  # it does not record how a container was attached; its events show it
    if not podman and not {"stdin", "stdout"} & set(attached(container)):
        fail("made-detached", name=param["shell"])
    # docker create prepares a container for attaching; only the Engine's events show whether a terminal was attached.
    match never_attached(history(container)):
        case True:
            fail("never-attached", name=param["shell"])
        case None:
            passed("not-proven", name=param["shell"])


def test_os1_running(containers, param):
    """{shell} is still running: it was left by detaching"""
    containers.running(param["shell"])


def test_web1_detached(history, docker, containers, param):
    """{server} was started detached"""
    name = param["server"]
    container = containers.get(name)
    if container.attrs["State"].get("Status") == "created":
        fail("never-started", root=RootCause("container", name), name=name)
    actions = history(container)
    if is_podman(docker):
        # Its events do not distinguish starting it attached from attaching to it later.
        containers.must_be_of(name, param["server_image"])
        if not never_attached(actions):
            passed("not-proven", name=name)
        return
    # docker create also prepares it for attaching; only the Engine's events show what docker start did then.
    streams = attached(container)
    was = attached_at_start(actions) if streams else False
    if was:
        fail("made-attached", seen=streams, name=name)
    containers.must_be_of(name, param["server_image"])
    if was is None:
        passed("not-proven", name=name)


def test_web1_running(containers, param):
    """{server} is running"""
    containers.running(param["server"])


@pytest.mark.needs("web1-running")
def test_web1_serves(containers, param, get, wait):
    """{server} answers HTTP requests on port 80"""
    name = param["server"]

    def look():
        container = containers.running(name)
        pages = (get(host, port) for host, port in places(container))
        page = next((page for page in pages if page.status), None)
        if page is None:
            page = parse(containers.inside(name, "sh", "-c", INSIDE).out.encode())
        if not page.status:
            fail("no-answer", name=name)
        if page.status != 200:
            fail("other-status", seen=page.status, expected=200, name=name)

    wait(look, limit=10, every=3)  # each look may start a program in the container, and the Engine remembers that
