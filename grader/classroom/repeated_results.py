"""Results that are the same but for who was graded when: most students of a class solve an exercise alike."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from grader.checking.attempt import Attempt
from grader.checks.verdict import Status, Verdict
from grader.copying import with_fields
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.grading.evaluation import RecordedScore, evaluate, utc
from grader.grading.result import Result
from grader.i18n.languages import Language

_MOST = 2_000
"""How many results are kept; they take some kilobytes each."""


class RepeatedResults:
    """Evaluates attempts of which the evidence was not read, each kind once.

    Without `timed`, results do not say how long each check took: the checks of equal ones are then one object.
    """

    def __init__(self, course: Course, language: Language, *, timed: bool = True) -> None:
        self._course = course
        self._language = language
        self._timed = timed
        self._known: dict[tuple[object, ...], Result] = {}

    def evaluate(
        self,
        attempt: Attempt,
        exercise: Exercise,
        student: str,
        recorded: RecordedScore,
        params: Mapping[str, JsonValue],
    ) -> Result:
        """The result that `grader.grading.evaluation.evaluate` gives, with all checks and without excerpts."""
        key = _key(attempt, exercise, recorded, params)
        like = self._known.get(key) if key else None
        if like is not None:
            return self._repeated(like, attempt, student)
        found = evaluate(
            attempt,
            self._course,
            exercise,
            language=self._language,
            student=student,
            recorded=recorded,
            everything=True,
            params=params,
        )
        if key and len(self._known) < _MOST and all(one.status is not Status.ERROR for one in found.checks):
            self._known[key] = found
        return found

    def _repeated(self, like: Result, attempt: Attempt, student: str) -> Result:
        """The same result of another attempt."""
        own = {"student": student, "host": attempt.host, "started": utc(attempt.started), "seconds": attempt.seconds}
        if not self._timed:
            return with_fields(like, own)
        verdicts = {one.check: one for one in attempt.verdicts}
        checks = [
            with_fields(one, {"seconds": verdicts[one.id].seconds, "trace": verdicts[one.id].trace})
            for one in like.checks
        ]
        return with_fields(like, {**own, "checks": checks})


def _key(
    attempt: Attempt, exercise: Exercise, recorded: RecordedScore, params: Mapping[str, JsonValue]
) -> tuple[object, ...]:
    """What the texts and points of a result depend on; empty if it is not worth keeping."""
    if attempt.error is not None or recorded.overrides:
        return ()
    verdicts = tuple(_content(one) for one in attempt.verdicts)
    return exercise.id, repr(params), tuple(recorded.points.items()), verdicts


def _content(verdict: Verdict) -> tuple[object, ...]:
    """A verdict without times and facts."""
    own = (verdict.check, verdict.status, verdict.fraction, verdict.reason, verdict.blocked_by, verdict.root)
    if verdict.seen is None and verdict.expected is None and not verdict.values:
        return own
    return *own, repr(verdict.seen), repr(verdict.expected), repr(verdict.values)
