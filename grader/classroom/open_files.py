"""Raises the limit of open files of this process: every host that is visited needs some."""

from __future__ import annotations

import resource

from grader.errors import UsageError
from grader.text.values import quantity

SPARE = 128
"""For everything else: modules that are being loaded, the gradebook, evidence, reports."""


def allow(at_once: int, *, each: int) -> None:
    """Allow this process enough open files for `at_once` hosts at a time, with `each` for every host.

    Raises:
        UsageError: the machine does not allow so many.
    """
    needed = SPARE + each * at_once
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _covers(soft, needed):
        return
    if not _covers(hard, needed):
        raise UsageError(
            "Grading {hosts} at a time needs {needed} open files, but a process may have {hard}.",
            next_step="Use --jobs {jobs}, or raise the limit: ulimit -n {needed}",
            hosts=quantity(at_once, "host"),
            needed=needed,
            hard=hard,
            jobs=max(1, (hard - SPARE) // each),
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def _covers(limit: int, needed: int) -> bool:
    return limit == resource.RLIM_INFINITY or limit >= needed
