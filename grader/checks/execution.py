"""How a program inside a container ended, and whether one that did not start is at fault itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import EngineFailed

NOT_STARTED = 126
"""The exit code of a program that could not be started, unless the Engine gives another one."""

NOT_FOUND = 127

_RUNTIME = re.compile(r"(?i)(oci |crun: |runc: )")

# What makes a program itself impossible to start. A runtime that cannot write its log repeats the error of an earlier
# program, so the name counts.
_ITSELF = r"""(?xi)
    exec: \s \\*"{program}\\*": .* (executable\ file\ not\ found | no\ such\ file | permission\ denied
        | is\ a\ directory | not\ a\ directory | exec\ format\ error | too\ many\ levels\ of\ symbolic\ links
        | invalid\ argument)
    | ^exec \s \S* exec\ format\ error | :\ exec \s \S+ \s exec\ format\ error
    | executable\ file\ [`'"]{program}[`'"]\ not\ found | crun:\ open\ executable:
    | cannot\ find\ [`'"]{program}[`'"]\ in\ \$PATH
    | ^unable\ to\ find\ (user|group)\b
"""


@dataclass(frozen=True, slots=True)
class ExecResult:
    """How a program inside a container ended.

    Attributes:
        rc: Its exit code. 126 or 127: the program does not exist in the container, or cannot be executed.
        out: What it printed, stdout and stderr together.
    """

    rc: int
    out: str


def result_of(inspected: Mapping[str, Any], output: str, *, container: str, program: str) -> ExecResult:
    """The result of a program, from what the Engine says about it (`GET /exec/ID/json`) and its output.

    Raises:
        EngineFailed: it could not be started, for a reason other than the program itself, or has no exit code.
    """
    code, pid = inspected.get("ExitCode"), inspected.get("Pid")
    if isinstance(code, int):
        started = bool(pid) or code < NOT_STARTED
        if started or (pid is None and not _RUNTIME.match(output)):
            return ExecResult(code, output)
    return could_not_run(container, program, output, code=code if isinstance(code, int) else NOT_STARTED)


def is_of_program(said: str, program: str = r'[^"`]*') -> bool:
    """Whether the Engine did not start a program because of the program itself, which is a regular expression."""
    return bool(re.search(_ITSELF.format(program=program), said)) and "unable to retrieve OCI runtime error" not in said


def could_not_run(container: str, program: str, said: str, *, code: int = NOT_FOUND) -> ExecResult:
    """The result of a program that the Engine did not start; `said` is what the Engine said instead.

    Raises:
        EngineFailed: the reason is not the program itself.
    """
    if is_of_program(said, re.escape(program)):
        return ExecResult(code, said)
    raise EngineFailed(
        "The Docker Engine could not run {program} in container {name} ({said}).",
        next_step="Look for the reason on the host: free disk space, free inodes, the Engine's log. Then try again.",
        program=program,
        name=container,
        said=said.strip()[:300],
    )
