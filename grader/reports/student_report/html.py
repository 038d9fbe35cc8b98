"""The HTML report of a student: one page for one or more exercises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from grader.checks.verdict import Status
from grader.course.handout import rendered_handout
from grader.course.markdown import html_of, steps_of
from grader.course.pack import Course
from grader.errors import CourseError
from grader.grading.findings import Finding, findings
from grader.grading.result import CheckResult, Result
from grader.reports.chips import with_chips
from grader.reports.comparison import ComparedValue, compared
from grader.reports.pages import page
from grader.reports.summary import (
    hidden_note,
    host_shown,
    label,
    punctuality,
    said_once,
    score_note,
    standing,
    tally,
    times,
    told_once,
    total,
)

FROM_CLASS = "#class"
"""The end of a link from the page of the class to that of a student."""

_LONGEST = 4_000


@dataclass(frozen=True)
class _Task:
    """The handout of an exercise as HTML."""

    html: Markup
    anchors: Mapping[int, str]
    """The anchor of each step."""


@dataclass(frozen=True)
class _Check:
    """A check for the template."""

    anchor: str
    check: CheckResult
    title: Markup
    said: Markup | None
    hint: Markup | None
    values: list[ComparedValue]
    needs: str | None
    needs_anchor: str | None
    step_anchor: str | None


@dataclass(frozen=True)
class _Finding:
    """A check that did not pass, and those that wait for it."""

    check: _Check
    waiting: list[_Check]
    points: float


@dataclass(frozen=True)
class _Exercise:
    """An exercise as the template shows it."""

    anchor: str
    result: Result
    graded: bool
    host: str | None
    told: bool
    """Whether the page begins with why it could not be graded."""
    tally: list[tuple[Status, int]]
    standing: str
    hidden: str | None
    note: str | None
    punctuality: str | None
    times: list[tuple[str, str]]
    findings: list[_Finding]
    """What can be fixed, the next step first."""
    undetermined: list[_Finding]
    """What could not be determined; empty if nothing could, and the report says why for the whole exercise."""
    passed: list[_Check]
    task: Markup | None


def render_html(
    results: Sequence[Result],
    language: str,
    templates: Path | None = None,
    *,
    name: str = "",
    course: Course | None = None,
    class_page: str = "",
) -> str:
    """A page that opens from disk, without a network and without a script.

    Args:
        results: of one student; with several exercises, the page begins with an overview.
        language: of the page's own words.
        templates: a folder whose `exercise.html.j2`, `base.html.j2` and `style.css` go before the built-in ones.
        name: the student's name, if it is known.
        course: gives the handouts; without it, the page has none.
        class_page: where the page of the class is from here. Only who comes from there, by a link that ends in
            `FROM_CLASS`, sees a way back: the page is also the student's copy.
    """
    level = 3 if len(results) == 1 else 4
    alike = [group for group in told_once(results) if len(group) > 1]
    told = {result.exercise for group in alike for result in group}
    exercises = [
        _exercise(result, f"e{index}", language, course, level, told=result.exercise in told)
        for index, result in enumerate(results, 1)
    ]
    student = ", ".join(dict.fromkeys(result.student for result in results if result.student))
    return page(
        "exercise.html.j2",
        language,
        templates,
        exercises=exercises,
        total=total(results),
        causes=[(", ".join(one.exercise for one in group), group[0].cause) for group in alike],
        student=student,
        name=name if name != student else "",
        class_page=class_page,
    )


def _exercise(
    result: Result, anchor: str, language: str, course: Course | None, level: int, *, told: bool
) -> _Exercise:
    task = _task(result, anchor, language, course, level)
    view = _View(result, language, {one.id: f"{anchor}-{n}" for n, one in enumerate(result.checks, 1)}, task)
    found = findings(result)
    passed = [view.check(one) for one in result.checks if one.status is Status.PASSED]
    errors = [one for one in found if one.check.status is Status.ERROR]
    for_all = errors == found and not passed and not any(view.check(one.check).said for one in errors)
    return _Exercise(
        anchor=anchor,
        result=result,
        graded=result.counts is not None,
        host=host_shown(result),
        told=told,
        tally=[] if for_all else tally(result),
        standing=standing(result, language),
        hidden=hidden_note(result, language) if result.hidden else None,
        note=score_note(result, language),
        punctuality=punctuality(result, language),
        times=times(result, language),
        findings=[view.finding(one) for one in found if one.check.status is not Status.ERROR],
        undetermined=[] if for_all else [view.finding(one) for one in errors],
        passed=passed,
        task=task.html if task else None,
    )


def _task(result: Result, anchor: str, language: str, course: Course | None, level: int) -> _Task | None:
    """The handout with this student's values; None if it cannot be had: a result matters more than its handout."""
    if course is None:
        return None
    with suppress(CourseError):
        text = rendered_handout(course.exercise(result.exercise), language, result.params)
        html = Markup(html_of(text, level=level, anchor=anchor))  # noqa: S704  Markdown in which HTML is only text
        return _Task(html, {step: f"{anchor}-step-{step}" for step in steps_of(text)})
    return None


@dataclass(frozen=True)
class _View:
    """Shows the checks of one result."""

    result: Result
    language: str
    anchors: Mapping[str, str]
    task: _Task | None

    def finding(self, found: Finding) -> _Finding:
        return _Finding(self.check(found.check), [self.check(one) for one in found.waiting], found.points)

    def check(self, check: CheckResult) -> _Check:
        wrong = check.status in {Status.PARTIAL, Status.FAILED}
        waits_for = check.blocked_by if check.status is Status.BLOCKED else None
        said = said_once(check, self.result, self.language)
        return _Check(
            anchor=self.anchors[check.id],
            check=check,
            title=_text(check, "title", check.title),
            said=_text(check, "message" if said == check.message else "", said) if said else None,
            hint=_text(check, "hint", check.hint) if wrong and check.hint else None,
            values=compared(check, self.language) if wrong else [],
            needs=label(waits_for, self.result) if waits_for else None,
            needs_anchor=self.anchors.get(waits_for or ""),
            step_anchor=self.task.anchors.get(check.step or 0) if self.task else None,
        )


def _text(check: CheckResult, field: str, text: str) -> Markup:
    return with_chips(text, check.names.get(field, ()), _LONGEST)
