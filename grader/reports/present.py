"""From an attempt and its grade to a result in the reader's language."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import JsonValue

from grader.checking.run import Attempt
from grader.checking.verdict import Status, Verdict
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import CheckRubric, Language, Rubric
from grader.course.source import read_suite
from grader.grading.grade import Grade, Line, grade
from grader.hosts.tape import Fact, Tape, raw
from grader.records.result import CheckResult, Excerpt, Result
from grader.reports import class_data
from grader.reports.values import show

EXCERPTS = 6
EXCERPT_CHARACTERS = 1_200


def present(
    attempt: Attempt,
    course: Course,
    exercise: Exercise,
    *,
    language: Language,
    student: str | None = None,
    only: Collection[str] | None = None,
    everything: bool = False,
) -> Result:
    """Grade an attempt and put it in words.

    Checks that are not always visible are left out, and counted; with `everything`, for an instructor, they are there.
    """
    rubric = course.rubric(exercise.id)
    shown_ones = {check for check, entry in rubric.checks.items() if everything or entry.visibility == "always"}
    wanted = shown_ones if only is None else shown_ones & set(only)
    graded = grade(attempt.verdicts, rubric, only=wanted)
    titles = _titles(exercise.suite, exercise.suite.stat().st_mtime_ns)
    cause = _cause(attempt, graded)
    checks = [_check(line, attempt, rubric, course, titles, language, cause) for line in graded.lines]
    return Result(
        exercise=exercise.id,
        title=exercise.file.title.in_(language),
        language=language,
        student=student,
        host=attempt.host,
        started=_utc(attempt.started),
        seconds=attempt.seconds,
        score=graded.score,
        max_score=graded.max_score,
        status=graded.status,
        cause=cause if graded.status == "error" else None,
        hidden=len(rubric.checks) - len(shown_ones),
        checks=checks,
    )


def columns_of(course: Course, exercise: Exercise, language: Language) -> class_data.Exercise:
    """An exercise as the columns of a class report, with all its checks in the order of its rubric."""
    rubric = course.rubric(exercise.id)
    titles = _titles(exercise.suite, exercise.suite.stat().st_mtime_ns)
    groups = {check: name for name, group in rubric.groups.items() for check in group.checks}
    return class_data.Exercise(
        id=exercise.id,
        title=exercise.file.title.in_(language),
        max_score=rubric.max_score,
        checks=[
            class_data.Check(
                id=check,
                title=_title(entry, titles.get(check, ""), check, language),
                max_points=entry.points,
                group=groups.get(check),
                bonus=entry.bonus,
            )
            for check, entry in rubric.checks.items()
        ],
    )


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
        message=_message(verdict, entry, course, language),
        seen=verdict.seen,
        expected=verdict.expected,
        hint=None if passed or verdict.status in {Status.BLOCKED, Status.ERROR} else entry.hint.in_(language),
        blocked_by=verdict.blocked_by,
        cause=verdict.cause or (cause if verdict.status is Status.ERROR else None),
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
            answered=_answer(fact)[:EXCERPT_CHARACTERS],
        )
        for fact in facts[:EXCERPTS]
    ]


def _answer(fact: Fact) -> str:
    if fact.error:
        return f"{fact.error}: {fact.problem}"
    if fact.command is not None:
        said = (raw(fact.out) + raw(fact.err)).decode("utf-8", "replace").rstrip()
        return f"{said}\n(exit code {fact.rc})".lstrip()
    return f"{fact.status} {raw(fact.body).decode('utf-8', 'replace')}"


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
