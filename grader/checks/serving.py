"""The page that a server in a container serves, wherever it can be reached from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docker.models.containers import Container

from grader.checks.dockerclient import is_rootless
from grader.checks.lookups import Lookup
from grader.checks.web import Page, parse
from grader.checks.wiring import addresses, host_ports

_NO_PROGRAM = {126, 127}

# For hosts that cannot reach the container's network: the first tool that the image has fetches the page inside.
_INSIDE = r"""
ulimit -c 0
if command -v curl >/dev/null; then curl -si -m 8 --noproxy '*' "http://127.0.0.1:$1/"
elif command -v bash >/dev/null; then
  bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET / HTTP/1.0\r\n\r\n" >&3 && cat <&3' "$1"
else printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 8 127.0.0.1 "$1"; fi 2>/dev/null | head -c 400000
true
"""


def served_page(get: Callable[..., Page], containers: Lookup, container: Container, port: int = 80) -> Page:
    """Fetch the page / of a container: at its own addresses, at the host's published ports, or else inside it.

    Args:
        get: The fixture of this name.
        containers: The fixture of this name.
        container: A container that is running.
        port: The TCP port inside the container.

    Returns:
        The first response; a page with status 0 if nothing answers.

    Raises:
        HostTimeout: The host did not answer in time, or the check has no time left.
        EngineFailed: The Engine could not run a program in the container.
        NotInEvidence: In a regrade: this page was not fetched.

    Example:
        page = served_page(get, containers, containers.running("web1"))
        if page.status != 200:
            fail("no-answer")
    """
    pages = (get(host, number) for host, number in _places(container, port))
    found = next((page for page in pages if page.status), None)
    if found is None:
        inside = containers.inside(container.name or container.id or "", "sh", "-c", _INSIDE, "sh", str(port))
        found = Page(0, {}, "") if inside.rc in _NO_PROGRAM else parse(inside.out.encode())
    return found


def reachable_addresses(container: Container) -> list[str]:
    """The container's own addresses at which the graded host reaches it: none if the Engine is rootless.

    Another machine of the network may have the address of a rootless Engine's container.

    Args:
        container: A container from `containers` or `docker`.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        pages = [get(address, 80) for address in reachable_addresses(containers.get("web1"))]
    """
    hidden = container.client is not None and is_rootless(container.client)
    return [] if hidden else sorted(addresses(container))


def _places(container: Container, port: int) -> Iterator[tuple[str, int]]:
    """Where the graded host may reach the port, the likeliest place first."""
    for address in reachable_addresses(container):
        yield address, port
    for address, number in host_ports(container, port):
        if ":" not in address:
            yield "127.0.0.1" if address in {"", "0.0.0.0"} else address, number  # noqa: S104
