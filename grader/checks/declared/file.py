"""A file or a directory exists on the host, and contains what the task wants."""

from __future__ import annotations

from testinfra.host import Host

from grader.checks.conclusion import fail
from grader.checks.declared.paths import on_host
from grader.checks.declared.texts import wrong_patterns
from grader.checks.nearmisses import near_file
from grader.checks.session import Session
from grader.checks.textfiles import text_file
from grader.checks.work import Work
from grader.course.declared_checks import FileCheck
from grader.text.patterns import wanted_text


def file(wanted: FileCheck, *, session: Session, host: Host, home: str, work: Work) -> None:
    """Look at a file of the student's."""
    path = on_host(wanted.path, home)
    if wanted.contains:
        found = text_file(session, path, may_be_empty=all(wanted_text(one).is_absent for one in wanted.contains))
        lacking, forbidden = wrong_patterns(found.text, wanted.contains)
        if lacking:
            fail("not-in-file", seen=found.text.strip()[:200] or None, expected=lacking, path=path)
        if forbidden:
            fail("in-file", seen=forbidden, path=path)
    else:
        mode = host.run("stat -L -c %%A -- %s", path).stdout.strip()
        if not mode:
            fail("missing", expected=path, near_file=near_file(session, path))
        if wanted.type == "directory" and not mode.startswith("d"):
            fail("no-directory", seen=mode, path=path)
        if wanted.type == "file" and not mode.startswith("-"):
            fail("no-file", seen=mode, path=path)
    if wanted.type == "file":
        work.file(path)
