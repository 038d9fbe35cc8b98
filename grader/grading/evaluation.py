"""Turns an attempt into a result: its grade, with all texts in the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from pydantic import JsonValue

from grader.checking.attempt import Attempt
from grader.checks.verdict import Status, Verdict
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import CheckRubric, Rubric
from grader.evidence.facts import Manifest
from grader.grading.excerpts import excerpts
from grader.grading.grade import CheckPoints, Grade, cause_of
from grader.grading.overrides import Override, graded
from grader.grading.result import CheckResult, Result, without_others
from grader.grading.wording import Wording, titles_of
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message


class AppliedOverride(Protocol):
    """An override that a score takes into account, with the reason that the instructor gave."""

    @property
    def override(self) -> Override: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RecordedScore:
    """The score in the gradebook, which takes precedence over what the current rubric would give."""

    points: Mapping[str, float | None] = field(default_factory=dict)
    """By check."""
    overrides: Sequence[AppliedOverride] = ()
    """The overrides that are part of these points."""


def evaluate(
    attempt: Attempt,
    course: Course,
    exercise: Exercise,
    *,
    language: Language,
    student: str | None = None,
    only: Collection[str] | None = None,
    recorded: RecordedScore | None = None,
    everything: bool = False,
    params: Mapping[str, JsonValue] | None = None,
) -> Result:
    """Grade an attempt and put its result in words.

    Args:
        attempt: The attempt.
        course: The course, with the rubric and the shared messages.
        exercise: The exercise that was attempted.
        language: The language of all texts.
        student: The student's ID, if known.
        only: Grade only these checks; by default, all that are visible.
        recorded: The score in the gradebook, if the attempt is recorded; its points are used.
        everything: Include checks that students do not see; otherwise they are only counted.
        params: The parameter values in texts; by default, those that the evidence was collected with.
    """
    rubric = course.rubric(exercise.id)
    visible = {check for check, entry in rubric.checks.items() if everything or entry.visibility == "always"}
    selected = visible if only is None else visible & set(only)
    grade = _graded(attempt, rubric, selected, recorded or RecordedScore())
    titles = titles_of(exercise)
    cause = in_language(cause_of(attempt, grade) or "", language) or None
    own = attempt.evidence.manifest.params if params is None else params
    by_hand = {one.override.check: one.reason for one in recorded.overrides} if recorded else {}
    wording = Wording(language, {**exercise.file.params, **own}, titles, course.messages, by_hand)
    hidden = rubric.checks.keys() - visible
    checks = [_check_result(one, attempt, rubric.checks[one.check], wording, cause) for one in grade.checks]
    return Result(
        exercise=exercise.id,
        title=exercise.file.title.in_(language),
        language=language,
        student=student,
        host=attempt.host,
        account=_account(attempt.evidence.manifest),
        engine=_engine(attempt.evidence.manifest),
        started=utc(attempt.started),
        seconds=attempt.seconds,
        score=grade.score,
        max_score=grade.max_score,
        status=grade.status,
        cause=(cause or next(filter(None, (one.cause for one in checks)), None)) if grade.status == "error" else None,
        set_by_hand=by_hand.get(None),
        hidden=len(rubric.checks) - len(visible),
        checks=without_others(checks, hidden),
        params=own,
    )


def _graded(attempt: Attempt, rubric: Rubric, only: Collection[str], recorded: RecordedScore) -> Grade:
    overrides = [one.override for one in recorded.overrides]
    fresh = graded(attempt.verdicts, rubric, overrides, only=only)
    if not recorded.points:
        return fresh
    checks = [_with_points(one, recorded.points.get(one.check, one.points)) for one in fresh.checks]
    if any(one.check is None for one in overrides):
        return replace(fresh, checks=tuple(checks), max_score=rubric.max_score)
    return Grade.total(checks, fresh.max_score)


def _with_points(scored: CheckPoints, points: float | None) -> CheckPoints:
    return scored if points == scored.points else replace(scored, points=points)


def _check_result(
    scored: CheckPoints, attempt: Attempt, entry: CheckRubric, wording: Wording, cause: str | None
) -> CheckResult:
    verdict = scored.verdict
    title, message, hint = (
        wording.title(scored.check, entry),
        wording.message(verdict, entry),
        wording.hint(verdict, entry),
    )
    sentence = wording.message(verdict, entry, brief=True)
    texts = {"title": title, "message": message, "hint": hint}
    return CheckResult(
        id=scored.check,
        title=title.text,
        status=verdict.status,
        points=scored.points,
        max_points=scored.max_points,
        bonus=scored.bonus,
        message=message and message.text,
        sentence=sentence and sentence.text,
        seen=verdict.seen,
        expected=verdict.expected,
        hint=hint and hint.text,
        blocked_by=verdict.blocked_by,
        root=verdict.root,
        cause=_cause(verdict, attempt, cause, wording),
        seconds=verdict.seconds,
        trace=verdict.trace,
        place=verdict.place,
        evidence=excerpts(verdict, attempt.evidence, wording.language),
        after=tuple(entry.after),
        step=entry.step,
        by_hand=scored.check in wording.by_hand,
        names={field: text.names for field, text in texts.items() if text and text.names},
    )


def _cause(verdict: Verdict, attempt: Attempt, of_attempt: str | None, wording: Wording) -> str | None:
    """Why the check could not be evaluated: its own cause, or that it does not exist, or the cause of the attempt."""
    if verdict.status is not Status.ERROR:
        return None
    if verdict.cause:
        return in_language(verdict.cause_message or verdict.cause, wording.language)
    if attempt.error is None and verdict.check not in wording.titles:
        unproven = Message("The rubric scores {check}, but the suite has no check of this name.", check=verdict.check)
        return in_language(unproven, wording.language)
    return of_attempt


def _account(manifest: Manifest) -> str | None:
    """The graded account, if it is not the login account."""
    host = manifest.host
    return host.account.name if host is not None and host.account is not None else None


def utc(moment: datetime.datetime) -> str:
    """A time as results have it: ISO 8601 with Z."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _engine(manifest: Manifest) -> str | None:
    """The endpoint of the Engine, if it is on another machine."""
    return (manifest.host.engine_elsewhere or None) if manifest.host is not None else None
