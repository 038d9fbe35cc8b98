"""Opens a live host by its URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.errors import UsageError
from grader.hosts.address import Address, HostOptions, address
from grader.hosts.base import Live
from grader.hosts.container import ContainerTransport
from grader.hosts.lab import LabTransport
from grader.hosts.live import LiveHost
from grader.hosts.local import LocalTransport
from grader.hosts.ssh import SshTransport
from grader.hosts.transport import Transport

_KINDS: Mapping[str, Callable[[Address, HostOptions], Transport]] = {
    "local": lambda _at, _options: LocalTransport(),
    "docker": lambda at, _options: ContainerTransport(at),
    "ssh": SshTransport,
    "lab": LabTransport,
}
"""The transport of each URL scheme. For a new kind of host, write a module with its transport and add it here."""


def open_host(url: str, options: HostOptions | None = None, *, account: str = "") -> Live:
    """Start to connect to the host at this URL; the first use of the host waits for it.

    Args:
        url: `local:`, `ssh://user@host:port`, `docker://container` or `lab://NAME`.
        options: how to reach it.
        account: whom to grade there; by default the account that logs in, or for root the account `student`, if any.

    Raises:
        UsageError: the URL has none of the accepted forms, is not that of a live host, or ssh or docker is missing.
    """
    options = options or HostOptions()
    at = address(url)
    if at.scheme not in _KINDS:
        raise UsageError(
            "{url} is evidence, not a live host.",
            next_step="Name the machine, or leave out --host for this one.",
            url=at.url,
        )
    return LiveHost(
        _KINDS[at.scheme](at, options),
        account=account,
        connect_seconds=options.connect_seconds,
        patience=options.patience,
    )
