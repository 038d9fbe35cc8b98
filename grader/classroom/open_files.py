"""How many files this process may have open: a class takes some for each host that is under way."""

from __future__ import annotations

import resource

from grader.errors import UsageError
from grader.text.values import quantity

SPARE = 128
"""What is open besides: modules while they are loaded, the gradebook, evidence, reports."""


def allow(at_once: int, *, each: int) -> None:
    """Have this process open as many files as it needs for so many hosts at a time, with `each` for every host.

    Raises:
        UsageError: the machine does not let it.
    """
    wanted = SPARE + each * at_once
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _covers(soft, wanted):
        return
    if not _covers(hard, wanted):
        raise UsageError(
            f"{quantity(at_once, 'host')} at a time: {wanted} open files needed, a process may have {hard}.",
            next_step=f"Use --jobs {max(1, (hard - SPARE) // each)}, or raise the limit: ulimit -n {wanted}.",
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _covers(limit: int, wanted: int) -> bool:
    return limit == resource.RLIM_INFINITY or limit >= wanted
