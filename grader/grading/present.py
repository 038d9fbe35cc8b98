"""From an attempt and its grade to a result in the reader's language."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import JsonValue

from grader.checking.isolated import Attempt
from grader.checks.verdict import Status, Verdict
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import CheckRubric, Language, Messages, Rubric
from grader.course.source import read_checks
from grader.evidence.file import Fact, Manifest, Tape, raw
from grader.grading.grade import Grade, Line
from grader.grading.overrides import graded
from grader.grading.result import CheckResult, Excerpt, Result
from grader.i18n.catalogue import words
from grader.i18n.error_translation import in_language
from grader.records.entries import Ruling
from grader.reports.class_report import data as class_data
from grader.text.values import show

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
    everything: bool = False,
    params: Mapping[str, JsonValue] | None = None,
) -> Result:
    """Grade an attempt and put it in words.

    Checks that are not always visible are left out, and counted; with `everything`, for an instructor, they are there.
    `params` are the student's own, by which texts are filled; by default those of the attempt's evidence.
    With `standing`, what the gradebook says of it goes before what today's rubric would give.
    """
    rubric = course.rubric(exercise.id)
    shown_ones = {check for check, entry in rubric.checks.items() if everything or entry.visibility == "always"}
    wanted = shown_ones if only is None else shown_ones & set(only)
    grade = _graded(attempt, rubric, wanted, standing or Standing())
    titles = _titles(exercise.suite, exercise.suite.stat().st_mtime_ns)
    cause = in_language(_cause(attempt, grade) or "", language) or None
    own = attempt.tape.manifest.params if params is None else params
    by_hand = {one.override.check: one.reason for one in standing.rulings} if standing else {}
    wording = _Wording(language, {**exercise.file.params, **own}, titles, course.messages, by_hand)
    checks = [_check(line, attempt, rubric.checks[line.check], wording, cause) for line in grade.lines]
    return Result(
        exercise=exercise.id,
        title=exercise.file.title.in_(language),
        language=language,
        student=student,
        host=attempt.host,
        account=_account(attempt.tape.manifest),
        started=_utc(attempt.started),
        seconds=attempt.seconds,
        score=grade.score,
        max_score=grade.max_score,
        status=grade.status,
        cause=cause if grade.status == "error" else None,
        hidden=len(rubric.checks) - len(shown_ones),
        checks=checks,
    )


def columns_of(course: Course, exercise: Exercise, language: Language) -> class_data.Exercise:
    """An exercise as the columns of a class report, with all its checks in the order of its rubric."""
    rubric = course.rubric(exercise.id)
    titles = _titles(exercise.suite, exercise.suite.stat().st_mtime_ns)
    wording = _Wording(language, exercise.file.params, titles, course.messages)
    groups = {check: name for name, group in rubric.groups.items() for check in group.checks}
    return class_data.Exercise(
        id=exercise.id,
        title=exercise.file.title.in_(language),
        max_score=rubric.max_score,
        checks=[
            class_data.Check(
                id=check,
                title=wording.title(check, entry),
                max_points=entry.points,
                group=groups.get(check),
                bonus=entry.bonus,
            )
            for check, entry in rubric.checks.items()
        ],
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
    return {check.id: check.title for check in read_checks(suite)}


@dataclass(frozen=True, slots=True)
class _Wording:
    """The texts of an exercise in one language, for a student with these parameters."""

    language: Language
    params: Mapping[str, JsonValue]
    titles: Mapping[str, str]
    shared: Messages
    by_hand: Mapping[str | None, str] = field(default_factory=dict)
    """The reasons of the overrides, by check."""

    def title(self, check: str, entry: CheckRubric) -> str:
        own = entry.title.ko if self.language == "ko" else entry.title.en or self.titles.get(check) or check
        return self._filled(own)

    def hint(self, entry: CheckRubric) -> str:
        return self._filled(entry.hint.in_(self.language))

    def message(self, verdict: Verdict, entry: CheckRubric) -> str | None:
        if verdict.check in self.by_hand:
            _ = words(self.language)
            return _("Set by hand: {reason}").format(reason=self.by_hand[verdict.check])
        if verdict.reason is None:
            return None
        text = entry.says.get(verdict.reason) or self.shared.says.get(verdict.reason)
        if text is None:
            return verdict.reason
        said: dict[str, JsonValue] = {"seen": verdict.seen, "expected": verdict.expected, **verdict.values}
        return self._filled(text.in_(self.language), said)

    def _filled(self, text: str, said: Mapping[str, JsonValue] | None = None) -> str:
        """The text with its values; what a check said goes before a parameter of that name."""
        return filled(text, {**self.params, **(said or {})}, self.language)


def filled(text: str, values: Mapping[str, JsonValue], language: Language) -> str:
    """The text with the values of its placeholders."""
    return re.sub(r"\{(\w+)\}", lambda m: show(values[m[1]], language) if m[1] in values else m[0], text)


def _check(line: Line, attempt: Attempt, entry: CheckRubric, wording: _Wording, cause: str | None) -> CheckResult:
    verdict = line.verdict
    passed = verdict.status is Status.PASSED
    return CheckResult(
        id=line.check,
        title=wording.title(line.check, entry),
        status=verdict.status,
        points=line.points,
        max_points=line.max_points,
        bonus=line.bonus,
        message=wording.message(verdict, entry),
        seen=verdict.seen,
        expected=verdict.expected,
        hint=None if passed or verdict.status in {Status.BLOCKED, Status.ERROR} else wording.hint(entry),
        blocked_by=verdict.blocked_by,
        cause=_of_check(verdict, cause, wording.language),
        seconds=verdict.seconds,
        trace=verdict.trace,
        evidence=_excerpts(facts_behind(verdict, attempt.tape)),
    )


def _of_check(verdict: Verdict, of_all: str | None, language: Language) -> str | None:
    """Why the grader could not tell; where no check began, that is what hindered them all."""
    if verdict.status is not Status.ERROR:
        return None
    return in_language(verdict.cause, language) if verdict.cause else of_all


def _account(manifest: Manifest) -> str | None:
    """Whose work was graded, where that is not who logged in."""
    host = manifest.host
    return host.account.name if host is not None and host.account is not None else None


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
