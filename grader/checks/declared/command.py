"""A shell command, on the host or in a container, ends and prints as the task wants."""

from __future__ import annotations

from grader.checks.conclusion import fail
from grader.checks.declared.texts import wrong_patterns
from grader.checks.lookups import Lookup
from grader.checks.session import Session
from grader.course.declared_checks import CommandCheck

_LAST = 500
"""How much of the output is shown, in characters."""

_LONGEST_SECONDS = 3600.0
"""The check's own limit is the shorter one."""

# A static program may crash in a container; no core file may be left of it.
_PREAMBLE = "ulimit -c 0\n"


def command(wanted: CommandCheck, *, session: Session, containers: Lookup) -> None:
    """Run a command and compare its end."""
    if wanted.container is None:
        ended = session.run(wanted.run, seconds=_LONGEST_SECONDS)
        code, printed = ended.rc, (ended.out + ended.err).decode("utf-8", "replace")
    else:
        containers.running(wanted.container)
        inside = containers.inside(wanted.container, "sh", "-c", _PREAMBLE + wanted.run)
        code, printed = inside.rc, inside.out
    last = printed.strip()[-_LAST:] or None
    if wanted.exit_status is not None and code != wanted.exit_status:
        fail("other-exit", seen=code, expected=wanted.exit_status, command=wanted.run, last_output=last)
    lacking, forbidden = wrong_patterns(printed, wanted.prints)
    if lacking:
        fail("not-printed", seen=last, expected=lacking, command=wanted.run)
    if forbidden:
        fail("printed", seen=forbidden, command=wanted.run)
