"""From a URL to a live host, or to the replay of recorded evidence."""

from __future__ import annotations

from pathlib import Path

from grader.evidence.file import Evidence
from grader.evidence.replay import ReplayHost
from grader.hosts.address import HostOptions, address
from grader.hosts.base import Live
from grader.hosts.open import open_host


def open_host_or_evidence(url: str, options: HostOptions | None = None, *, account: str = "") -> Live | ReplayHost:
    """Open what this URL names: `evidence:FILE` is read and replayed, any other host is reached.

    Raises:
        UsageError: the URL has none of the forms, or there is no such evidence.
        EvidenceDamaged: the file is not evidence.
    """
    at = address(url)
    if at.scheme == "evidence":
        return ReplayHost(Evidence.read(Path(at.name)))
    return open_host(url, options, account=account)
