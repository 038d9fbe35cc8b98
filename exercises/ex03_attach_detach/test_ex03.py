"""ex03: a shell that one works in and leaves running, and a server in the background."""

import pytest

from grader.checking import fail, passed
from grader.checking.web import parsed

# For hosts that cannot reach the container's network: an answer's first line, fetched inside by what images have.
INSIDE = r"""
ask='exec 3<>/dev/tcp/127.0.0.1/80 && printf "GET / HTTP/1.0\r\n\r\n" >&3 && read -r -t 8 line <&3 && echo "$line"'
if command -v bash >/dev/null; then exec bash -c "$ask"; fi
printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 8 127.0.0.1 80 | head -n 1
"""


def config(container):
    return container.attrs["Config"]


def attached(container):
    """The streams that the container was made attached to."""
    return [name for name in ("stdin", "stdout", "stderr") if config(container).get(f"Attach{name.capitalize()}")]


def attached_at_start(events, container):
    """Whether somebody was attached when the container last started; None when the Engine does not remember."""
    actions = [event.get("Action") for event in events() if (event.get("Actor") or {}).get("ID") == container.id]
    if "start" not in actions:
        return None
    before = actions[: len(actions) - actions[::-1].index("start") - 1]
    return next((action == "attach" for action in reversed(before) if action in {"attach", "create", "die"}), None)


def places(container):
    """Where the graded host may find the container's port 80, the likeliest place first."""
    networks = container.attrs["NetworkSettings"].get("Networks") or {}
    if container.attrs["HostConfig"].get("NetworkMode") == "host":
        yield "127.0.0.1", 80
    for network in networks.values():
        if network.get("IPAddress"):
            yield network["IPAddress"], 80
    for published in (container.attrs["NetworkSettings"].get("Ports") or {}).get("80/tcp") or []:
        if ":" not in (published.get("HostIp") or ""):
            address = (published.get("HostIp") or "0.0.0.0").replace("0.0.0.0", "127.0.0.1")  # noqa: S104
            yield address, int(published["HostPort"])


def test_os1_interactive(containers, param):
    """os1 has a terminal and keeps its input open"""
    seen = config(containers.get(param["shell"]))
    lacking = [option for option, key in (("-i", "OpenStdin"), ("-t", "Tty")) if not seen.get(key)]
    if lacking:
        fail("not-interactive", seen=lacking, name=param["shell"])


def test_os1_attached(containers, param):
    """os1 was started attached"""
    if not {"stdin", "stdout"} & set(attached(containers.get(param["shell"]))):
        fail("made-detached", name=param["shell"])


def test_os1_running(containers, param):
    """os1 still runs: it was left by detaching"""
    containers.running(param["shell"])


def test_web1_detached(events, containers, param):
    """web1 was started detached"""
    container = containers.get(param["server"])
    seen = config(container)
    if seen.get("Tty"):
        fail("with-terminal", name=param["server"])
    streams = attached(container)
    if "stdin" in streams or seen.get("OpenStdin"):
        fail("made-attached", seen=["stdin"], name=param["server"])
    if not streams:
        return
    if container.attrs["State"].get("Status") == "created":
        fail("never-started", name=param["server"])
    # docker create prepares stdout for attaching, too; what docker start then did is known to the Engine only.
    match attached_at_start(events, container):
        case True:
            fail("made-attached", seen=streams, name=param["server"])
        case None:
            passed("not-proven", name=param["server"])


def test_web1_running(containers, param):
    """web1 is running"""
    containers.running(param["server"])


@pytest.mark.needs("web1-running")
def test_web1_serves(containers, param, get, wait):
    """web1 answers HTTP requests on port 80"""
    name = param["server"]

    def look():
        container = containers.running(name)
        pages = (get(host, port) for host, port in places(container))
        page = next((page for page in pages if page.status), None)
        if page is None:
            page = parsed(containers.inside(name, "sh", "-c", INSIDE).out.encode())
        if not page.status:
            fail("no-answer", expected=200, name=name)
        if page.status != 200:
            fail("other-status", seen=page.status, expected=200, name=name)

    wait(look, limit=10)
