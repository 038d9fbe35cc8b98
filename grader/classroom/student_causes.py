"""What students are told instead of what is for the instructor: paths, commands, other students."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from grader.copying import with_fields
from grader.errors import GraderError
from grader.grading.result import CheckResult, Result
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message


def cause_for_student(cause: Message | None, exercise: str, language: Language) -> str | None:
    """What the student is told instead of this cause of a record; None if it suits everybody."""
    if cause is None:
        return None
    problem, step = cause.values.get("problem"), cause.values.get("next_step")
    if not isinstance(problem, Message) or not isinstance(step, Message) or _RESUME not in step.template:
        return None
    told = _TOLD.get(problem.template)
    if told is None:
        return in_language(
            _whole(problem, Message("Your instructor sees this as well, and has to grade again.")), language
        )
    return in_language(told(exercise), language)


def told_to_student(result: Result) -> Result:
    """The result with the cause that is meant for the student, and without the folder of the evidence."""
    if result.host.startswith(_EVIDENCE):
        result = with_fields(result, {"host": _EVIDENCE + PurePath(result.host).name})
    told = result.cause_for_student
    if told is None or result.cause is None:
        return result
    checks = [_told(one, result.cause, told) for one in result.checks]
    return result.model_copy(update={"cause": told, "checks": checks})


def _told(check: CheckResult, cause: str, told: str) -> CheckResult:
    return check.model_copy(update={"cause": told}) if check.cause == cause else check


def _nothing(exercise: str) -> Message:
    return _whole(Message("Nothing was submitted for {exercise}.", exercise=exercise), _submit(exercise))


def _twice(exercise: str) -> Message:
    problem = Message("Two different files were submitted for {exercise}, so none was graded.", exercise=exercise)
    return _whole(problem, Message("Tell your instructor which of them counts."))


def _another_exercise(exercise: str) -> Message:
    problem = Message("The file that was submitted for {exercise} is of another exercise.", exercise=exercise)
    return _whole(problem, _submit(exercise))


def _another_student(exercise: str) -> Message:
    problem = Message("The file that was submitted for {exercise} names another student.", exercise=exercise)
    return _whole(problem, _submit(exercise))


def _submit(exercise: str) -> Message:
    return Message(
        "On your machine, run grader submit {exercise}, and submit the file that it writes. If you have submitted it "
        "already, ask your instructor.",
        exercise=exercise,
    )


def _whole(problem: Message, next_step: Message) -> Message:
    return GraderError(problem, next_step=next_step).message


_EVIDENCE = "evidence:"
_RESUME = "--resume"
"""Only the instructor can continue a run."""

_TOLD: dict[str, Callable[[str], Message]] = {
    "Nothing was submitted for {exercise}.": _nothing,
    "{student} submitted twice: {one} and {other}.": _twice,
    "{path} is evidence of {named}, not of {exercise}.": _another_exercise,
    "{path} lies in {student}'s place, but is evidence of {named}.": _another_student,
}
"""By the problem that the instructor is shown: it has paths, and may name another student."""
