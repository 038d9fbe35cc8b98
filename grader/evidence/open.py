"""Opens a host by its URL: a live one, or the replay of evidence."""

from __future__ import annotations

from pathlib import Path

from grader.evidence.file import Evidence
from grader.evidence.replay import ReplayHost
from grader.hosts.address import HostOptions, address
from grader.hosts.base import Live
from grader.hosts.open import open_host


def open_host_or_evidence(url: str, options: HostOptions | None = None, *, account: str = "") -> Live | ReplayHost:
    """Open the host at this URL: `evidence:FILE` is read and replayed, to any other host a connection is started.

    Raises:
        UsageError: the URL has none of the accepted forms.
        EvidenceDamaged: there is no such file, or it is not intact evidence.
    """
    at = address(url)
    if at.scheme == "evidence":
        return ReplayHost(Evidence.read(Path(at.name)))
    return open_host(url, options, account=account)
