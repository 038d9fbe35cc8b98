"""From the URL of a host to the host."""

from __future__ import annotations

from pathlib import Path

from grader.evidence.file import Tape
from grader.evidence.replay import Replay
from grader.hosts.address import Address, HostOptions, address
from grader.hosts.base import Live
from grader.hosts.container import ContainerWay
from grader.hosts.live import LiveHost, Way
from grader.hosts.local import LocalWay
from grader.hosts.ssh import SshTarget, SshWay


def open_host(url: str, options: HostOptions | None = None, *, account: str = "") -> Live | Replay:
    """Begin to reach the host of this URL, to grade this account there (by default who logs in).

    Raises:
        UsageError: the URL is none of the forms.
    """
    options = options or HostOptions()
    at = address(url)
    if at.scheme == "evidence":
        return Replay(Tape.read(Path(at.name)))
    return LiveHost(_way(at, options), account=account, connect_seconds=options.connect_seconds)


def _way(at: Address, options: HostOptions) -> Way:
    if at.scheme == "local":
        return LocalWay()
    if at.scheme == "docker":
        return ContainerWay(at.name, at.user)
    return SshWay(SshTarget(at.name, at.user, at.port, options.ssh_config, options.ssh_options))
