"""Everything that can go wrong on the grader's side, in one tree.

    GraderError                     exit code 3: the grader could not determine a result
    ├── UsageError                  exit code 2: the command line or a file of the course is wrong
    │   ├── CourseError             an exercise, a rubric or a roster, with file, line and key
    │   └── EvidenceDamaged         an evidence file is unreadable or not what was sealed; says what is wrong, and where
    ├── HostError                   the host could not be inspected
    │   ├── HostUnreachable         unknown, refused, silent, or lost on the way
    │   ├── HostKeyProblem          the host key is unknown or has changed
    │   ├── LoginRefused            the host answered and refused the login, or the shell ended at once
    │   ├── HostTimeout             a command or an answer did not come within its deadline
    │   ├── NoSubmission            a student's evidence is missing, or cannot be taken for the student's
    │   ├── EngineUnavailable       no Docker Engine, or not for this user
    │   ├── EngineFailed            the Docker Engine could not do what it was asked to do
    │   └── GarbledAnswer           the host answered something other than what was asked for
    ├── NotInEvidence               a replay was asked something that was not recorded
    ├── CheckBroken                 a check itself is at fault
    ├── GradebookError              the gradebook could not be read or written
    ├── DeliveryError               a platform or a mail server cannot take what is sent to it
    │   └── NoAnswer                it does not answer, or is too busy; the same may succeed later
    └── LabError                    a disposable student host could not be made

A wrong state of the student's host is never an exception of this tree: that is a verdict.

An error keeps the template of its sentences and the values in them, so that a report can say it in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from grader.message import Message, gaps

_ARROW = "\n  → "
_WHOLE = f"{{problem}}{_ARROW}{{next_step}}"


class GraderError(Exception):
    """Something that the grader could not do: the problem in one sentence, with the next step for the reader.

    Both are messages, or templates that the named values fill:

        HostUnreachable("There is no container {name}.", next_step="List them: docker ps --all", name=name)

    Without values both are plain text.
    """

    exit_code = 3

    def __init__(self, problem: str | Message, /, *, next_step: str | Message, **values: object) -> None:
        self.problem_message = _filling(problem, values)
        self.next_step_message = _filling(next_step, values)
        super().__init__(str(self.problem_message))

    @classmethod
    def of(cls, cause: str | Message) -> Self:
        """The error whose text, or `message`, this is."""
        if isinstance(cause, Message):
            parts = cause.values if cause.template == _WHOLE else {"problem": cause}
            return cls(_message(parts.get("problem", "")), next_step=_message(parts.get("next_step", "")))
        problem, _, next_step = cause.partition(_ARROW)
        return cls(problem, next_step=next_step)

    @property
    def problem(self) -> str:
        """What happened, in English."""
        return str(self.problem_message)

    @property
    def next_step(self) -> str:
        """What the reader can do about it, in English."""
        return str(self.next_step_message)

    @property
    def message(self) -> Message:
        """The problem and the next step together, as they are kept in records."""
        if not self.next_step:
            return self.problem_message
        return Message(_WHOLE, problem=self.problem_message, next_step=self.next_step_message)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.problem_message, self.next_step_message)

    def __str__(self) -> str:
        return str(self.message)


def _filling(said: str | Message, values: Mapping[str, object]) -> Message:
    if isinstance(said, Message):
        return said
    return Message(said, plural="", **{name: values[name] for name in gaps(said) if name in values})


def _message(said: str | int | Message) -> Message:
    return said if isinstance(said, Message) else Message(str(said))


def _again(kind: type[GraderError], problem: Message, next_step: Message) -> GraderError:
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


class NoSubmission(HostError):
    pass


class EngineUnavailable(HostError):
    pass


class EngineFailed(HostError):
    pass


class GarbledAnswer(HostError):
    pass


class NotInEvidence(GraderError):
    pass


class CheckBroken(GraderError):
    pass


class GradebookError(GraderError):
    pass


class DeliveryError(GraderError):
    pass


class NoAnswer(DeliveryError):
    pass


class LabError(GraderError):
    pass
