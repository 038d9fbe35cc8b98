"""From an attempt and its grade to a result in the reader's language."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import JsonValue

from grader.checking.run import Attempt
from grader.checking.verdict import Status, Verdict
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import CheckRubric, Language, Rubric
from grader.course.source import read_suite
from grader.grading.grade import Grade, Line
from grader.grading.overrides import graded
from grader.hosts.tape import Fact, Tape, raw
from grader.records.entries import Ruling
from grader.records.result import CheckResult, Excerpt, Result
from grader.reports.values import show
from grader.reports.words import words

EXCERPTS = 6
EXCERPT_CHARACTERS = 1_200


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gradebook says of an attempt."""

    points: Mapping[str, float | None] = field(default_factory=dict)
    """By check."""
    rulings: Sequence[Ruling] = ()
    """The overrides that these points follow."""


def present(
    attempt: Attempt,
    course: Course,
    exercise: Exercise,
    *,
    language: Language,
    student: str | None = None,
    only: Collection[str] | None = None,
    standing: Standing | None = None,
    all_: bool = False,
) -> Result:
    """Grade an attempt and put it in words. Hidden checks are left out, and counted, unless `all_` are to be shown.

    With `standing`, what the gradebook says of it goes before what today's rubric would give.
    """
    rubric = course.rubric(exercise.id)
    shown_ones = {check for check, entry in rubric.checks.items() if all_ or entry.visibility == "always"}
    wanted = shown_ones if only is None else shown_ones & set(only)
    grade = _graded(attempt, rubric, wanted, standing or Standing())
    titles = _titles(exercise.suite, exercise.suite.stat().st_mtime_ns)
    cause = _cause(attempt, grade)
    by_hand = {one.override.check: one.reason for one in standing.rulings} if standing else {}
    checks = [_check(line, attempt, rubric, course, titles, language, cause, by_hand) for line in grade.lines]
    return Result(
        exercise=exercise.id,
        title=exercise.file.title.in_(language),
        language=language,
        student=student,
        host=attempt.host,
        started=_utc(attempt.started),
        seconds=attempt.seconds,
        score=grade.score,
        max_score=grade.max_score,
        status=grade.status,
        cause=cause if grade.status == "error" else None,
        hidden=len(rubric.checks) - len(shown_ones),
        checks=checks,
    )


def _graded(attempt: Attempt, rubric: Rubric, wanted: Collection[str], standing: Standing) -> Grade:
    overrides = [one.override for one in standing.rulings]
    fresh = graded(attempt.verdicts, rubric, overrides, only=wanted)
    if not standing.points:
        return fresh
    lines = tuple(replace(line, points=standing.points.get(line.check, line.points)) for line in fresh.lines)
    if any(one.check is None for one in overrides):
        return replace(fresh, lines=lines, max_score=rubric.max_score)
    points = [line.points for line in lines]
    known = [one for one in points if one is not None]
    if len(known) < len(points):
        return replace(fresh, lines=lines, score=None, status="error")
    return replace(fresh, lines=lines, score=round(sum(known), 2), status="graded")


@functools.lru_cache(maxsize=64)  # a class has a result for each student
def _titles(suite: Path, _written: int) -> Mapping[str, str]:
    return {check.id: check.title for check in read_suite(suite).checks}


def _check(
    line: Line,
    attempt: Attempt,
    rubric: Rubric,
    course: Course,
    titles: Mapping[str, str],
    language: Language,
    cause: str | None,
    by_hand: Mapping[str | None, str],
) -> CheckResult:
    verdict, entry = line.verdict, rubric.checks[line.check]
    passed = verdict.status is Status.PASSED
    return CheckResult(
        id=line.check,
        title=_title(entry, titles.get(line.check, ""), line.check, language),
        status=verdict.status,
        points=line.points,
        max_points=line.max_points,
        bonus=line.bonus,
        message=_by_hand(by_hand[line.check], language)
        if line.check in by_hand
        else _message(verdict, entry, course, language),
        seen=verdict.seen,
        expected=verdict.expected,
        hint=None if passed or verdict.status in {Status.BLOCKED, Status.ERROR} else entry.hint.in_(language),
        blocked_by=verdict.blocked_by,
        cause=verdict.cause if verdict.cause != cause else None,
        seconds=verdict.seconds,
        trace=verdict.trace,
        evidence=_excerpts(facts_behind(verdict, attempt.tape)),
    )


def _title(entry: CheckRubric, docstring: str, check: str, language: Language) -> str:
    return entry.title.ko if language == "ko" else entry.title.en or docstring or check


def _message(verdict: Verdict, entry: CheckRubric, course: Course, language: Language) -> str | None:
    if verdict.reason is None:
        return None
    text = entry.says.get(verdict.reason) or course.messages.says.get(verdict.reason)
    if text is None:
        return verdict.reason
    values: dict[str, JsonValue] = {"seen": verdict.seen, "expected": verdict.expected, **verdict.values}
    return re.sub(r"\{(\w+)\}", lambda m: show(values[m[1]], language) if m[1] in values else m[0], text.in_(language))


def _by_hand(reason: str, language: Language) -> str:
    _ = words(language)
    return _("Set by hand: {reason}").format(reason=reason)


def _cause(attempt: Attempt, graded: Grade) -> str | None:
    if attempt.error is not None:
        return str(attempt.error)
    return next((line.verdict.cause for line in graded.lines if line.verdict.cause), None)


def facts_behind(verdict: Verdict, tape: Tape) -> list[Fact]:
    """What a verdict was concluded from; nothing where the tape is not at hand."""
    return [tape.facts[at] for at in verdict.facts if at < len(tape.facts)]


def _excerpts(facts: list[Fact]) -> list[Excerpt]:
    return [
        Excerpt(
            asked=fact.command if fact.command is not None else fact.request or "",
            answered=answer(fact)[:EXCERPT_CHARACTERS],
        )
        for fact in facts[:EXCERPTS]
    ]


def _decoded(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def answer(fact: Fact, readable: Callable[[bytes], str] = _decoded) -> str:
    """What a host answered; `readable` shows the body of an Engine's answer."""
    if fact.error:
        return f"{fact.error}: {fact.problem}"
    if fact.command is not None:
        said = (raw(fact.out) + raw(fact.err)).decode("utf-8", "replace").rstrip()
        return f"{said}\n(exit code {fact.rc})".lstrip()
    return f"{fact.status} {readable(raw(fact.body))}"


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
