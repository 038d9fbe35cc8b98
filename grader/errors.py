"""Everything that can go wrong on the grader's side, in one tree.

    GraderError                     exit code 3: the grader could not tell
    ├── UsageError                  exit code 2: the command line or a file of the course is wrong
    │   ├── CourseError             an exercise, a rubric or a roster, with file, line and key
    │   └── EvidenceDamaged         an evidence file is none, or not what was sealed; says what is wrong, and where
    ├── HostError                   the host did not let itself be looked at
    │   ├── HostUnreachable         no such host, refused, silent, lost on the way
    │   ├── HostKeyProblem          the host key is unknown or has changed
    │   ├── LoginRefused            the host answered and refused the login, or the shell ended at once
    │   ├── HostTimeout             a command or an answer did not come within its deadline
    │   ├── NothingHandedIn         a student's evidence is not there, or cannot be taken for the student's
    │   ├── EngineUnavailable       no Docker Engine, or not for this user
    │   └── GarbledAnswer           the host answered something that is not what was asked for
    ├── NotInEvidence               a replay was asked something that was not recorded
    ├── CheckBroken                 a check itself is at fault
    ├── GradebookError              the gradebook could not be read or written
    └── LabError                    a disposable student host could not be made

A wrong state of the student's host is never an exception of this tree: that is a verdict.
"""

from __future__ import annotations

from typing import Any


class GraderError(Exception):
    """Something the grader could not do, said in one sentence, with the next step for the reader."""

    exit_code = 3

    def __init__(self, problem: str, *, next_step: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.next_step = next_step

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.problem, self.next_step)

    def __str__(self) -> str:
        return f"{self.problem}\n  → {self.next_step}"


def _again(kind: type[GraderError], problem: str, next_step: str) -> GraderError:
    """The same error in another process."""
    error = kind.__new__(kind)
    GraderError.__init__(error, problem, next_step=next_step)
    return error


class UsageError(GraderError):
    exit_code = 2


class CourseError(UsageError):
    pass


class EvidenceDamaged(UsageError):
    pass


class HostError(GraderError):
    pass


class HostUnreachable(HostError):
    pass


class HostKeyProblem(HostError):
    pass


class LoginRefused(HostError):
    pass


class HostTimeout(HostError):
    pass


class NothingHandedIn(HostError):
    pass


class EngineUnavailable(HostError):
    pass


class GarbledAnswer(HostError):
    pass


class NotInEvidence(GraderError):
    pass


class CheckBroken(GraderError):
    pass


class GradebookError(GraderError):
    pass


class LabError(GraderError):
    pass
