"""Gathers what explains a student's results: verdicts, rubric, overrides, regrades, and the facts behind them."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from grader.checking.attempt import Attempt
from grader.checks.verdict import Status
from grader.classroom.classes import Class
from grader.classroom.results import late_effect
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Rubric
from grader.errors import UsageError
from grader.grading.evaluation import RecordedScore, evaluate
from grader.grading.excerpts import facts_behind
from grader.grading.findings import findings
from grader.grading.overrides import unknown_check
from grader.grading.result import CheckResult, Result
from grader.grading.wording import filled
from grader.i18n.languages import Language
from grader.records.archive import recorded_evidence
from grader.records.entries import Record, StoredOverride
from grader.records.events import AttemptPlace, Event, events, places
from grader.records.gradebook import Gradebook
from grader.reports.student_report.explanation import Explanation, Shown
from grader.reports.summary import score_note


def explain(
    class_: Class,
    course: Course,
    gradebook: Gradebook,
    student: Student,
    exercise: Exercise,
    checks: Sequence[str],
    *,
    language: Language,
    instructor: bool,
) -> Explanation:
    """Explain these checks, or all that may be shown, in the attempt that counts.

    With `instructor`, checks that students do not see may be shown as well.

    Raises:
        UsageError: nothing was graded, there is no such check, or a check may not be shown to students.
    """
    rubric = course.rubric(exercise.id)
    chosen = _allowed(rubric, checks, instructor=instructor)
    name = class_.file.name
    record, place = _counting_record(class_, gradebook, student, exercise)
    overrides = gradebook.overrides([student.id], class_name=name, withdrawn=True)
    history = events([record], overrides, gradebook.changes(student.id, class_name=name), {record.id: place})
    in_force = [one for one in overrides if one.exercise == exercise.id and one.withdrawn is None]
    evidence = recorded_evidence(record)
    attempt = Attempt(record.exercise, record.host, record.started, record.seconds, list(record.verdicts), evidence)
    counted, concluded = (
        evaluate(attempt, course, exercise, language=language, student=student.id, recorded=one, everything=instructor)
        for one in (RecordedScore(record.score.points, in_force), RecordedScore())
    )
    params = {**exercise.file.params, **evidence.manifest.params}
    manifest = evidence.manifest
    reached = datetime.datetime.fromisoformat(manifest.started) if manifest.started else record.started
    counted = counted.model_copy(update={"late": late_effect(record)})
    by_checks = {one.id: one for one in concluded.checks}
    verdicts = {one.check: one for one in record.verdicts}
    return Explanation(
        student.id,
        student.name,
        exercise.id,
        counted.title,
        record.host,
        counted.started,
        class_.local(reached),
        place,
        manifest.host.graded.name if manifest.host else "",
        None if counted.hidden else counted.counts,
        counted.max_score,
        None if counted.hidden and counted.set_by_hand is None else score_note(counted, language),
        tuple(
            Shown(
                check=one,
                concluded=by_checks[one.id],
                by_hand=any(stored.override.check == one.id for stored in in_force),
                hint=one.hint or filled(rubric.checks[one.id].hint.in_(language), params, language).text,
                facts=tuple(facts_behind(verdicts[one.id], evidence)) if one.id in verdicts else (),
                events=tuple(_events_of(class_, one.id, history, overrides)),
                folded=not checks and one.status in {Status.PASSED, Status.BLOCKED},
            )
            for one in _next_step_first(counted)
            if one.id in chosen
        ),
    )


def _next_step_first(result: Result) -> list[CheckResult]:
    """The findings, each with the checks that wait for it, then the checks that passed."""
    found = [one for finding in findings(result) for one in (finding.check, *finding.waiting)]
    return [*found, *(one for one in result.checks if one.status is Status.PASSED)]


def _counting_record(
    class_: Class, gradebook: Gradebook, student: Student, exercise: Exercise
) -> tuple[Record, AttemptPlace]:
    """The record that counts, and which attempt it is.

    Raises:
        UsageError: there is none, or it has no verdicts.
    """
    name = class_.file.name
    standing = gradebook.standing(student.id, exercise.id, class_.file.counts, class_name=name)
    records = gradebook.history(student.id, exercise.id, class_name=name)
    record = next((one for one in records if standing and one.id == standing.record.id), None)
    if record is not None and record.verdicts:
        return record, places(records, {record.id})[record.id]
    raise UsageError(
        "There is nothing to explain: {student} has no verdict in {exercise}. {why}",
        next_step="Grade it: grader grade {path} --student {quoted} --exercise {exercise}.",
        student=student.id,
        quoted=shlex.quote(student.id),
        exercise=exercise.id,
        path=class_.shell_words,
        why=(record and (record.cause_message or record.cause)) or "It was never graded.",
    )


def _allowed(rubric: Rubric, checks: Sequence[str], *, instructor: bool) -> set[str]:
    visible = [one for one, entry in rubric.checks.items() if instructor or entry.visibility == "always"]
    for check in checks:
        if check not in rubric.checks:
            raise unknown_check(rubric, check, among=visible)
        if check not in visible:
            raise UsageError(
                "{check} is not shown to students.",
                next_step="Add --instructor to see it yourself; do not pass on that output.",
                check=check,
            )
    return set(checks or visible)


def _events_of(
    class_: Class, check: str, history: Iterable[Event], overrides: Iterable[StoredOverride]
) -> Iterator[Event]:
    """The events that changed a check's points or were meant to, with times in the time zone of the class."""
    meant = {run for one in overrides if one.override.check == check for run in (one.run, one.withdrawn_in)}
    for event in history:
        if event.kind != "grade" and (event.run in meant or check in {id_ for id_, _, _ in event.checks}):
            yield replace(event, at=class_.local(event.at))
