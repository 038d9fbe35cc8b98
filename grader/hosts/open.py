"""From the URL of a live host to the host."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.errors import UsageError
from grader.hosts.address import FORMS, Address, HostOptions, address
from grader.hosts.base import Live
from grader.hosts.container import ContainerTransport
from grader.hosts.live import LiveHost
from grader.hosts.local import LocalTransport
from grader.hosts.ssh import SshTransport
from grader.hosts.transport import Transport

_KINDS: Mapping[str, Callable[[Address, HostOptions], Transport]] = {
    "local": lambda _at, _options: LocalTransport(),
    "docker": lambda at, _options: ContainerTransport(at),
    "ssh": SshTransport,
}
"""How a host of each URL scheme is reached. A new kind of host is a module with its transport, and an entry here."""


def open_host(url: str, options: HostOptions | None = None, *, account: str = "") -> Live:
    """Begin to reach the host of this URL, to grade this account there (by default the one that logs in).

    Raises:
        UsageError: the URL has none of the forms, or is not one of a live host.
    """
    options = options or HostOptions()
    at = address(url)
    if at.scheme not in _KINDS:
        raise UsageError(f"{at.url} is not a live host.", next_step=FORMS)
    return LiveHost(_KINDS[at.scheme](at, options), account=account, connect_seconds=options.connect_seconds)
