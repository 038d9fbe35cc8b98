"""The results of a class for the page's script: compact JSON, in which a text that occurs often is written once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Excerpt
from grader.reports.class_report.clock import ClassClock
from grader.reports.class_report.data import ClassReport, ExerciseColumn, ExerciseResult, StudentRow
from grader.reports.class_report.figures import Need
from grader.reports.class_report.numbers import ClassTotal
from grader.reports.class_report.problems import ClassProblem
from grader.reports.class_report.words import words
from grader.reports.comparison import compared
from grader.reports.json_output import strict_json
from grader.reports.summary import reason, score_note
from grader.text.clean import visible

_LONGEST = 4_000
_EXCERPTS = (2_000, 800, 300, 0)
"""How much of an answer the page may show, in characters."""
_ROOM = 2_000_000
"""How many characters of answers a page holds. A large class shows less of each, or none: the files have all."""
_LETTERS = dict(zip(Status, "pwfbe", strict=True))


class _Texts:
    """The texts of the page. Each is cleaned once and then known by its number."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._places: dict[str, int] = {}
        self._known: dict[tuple[str, int], int] = {}

    def add(self, text: str | None, longest: int = _LONGEST) -> int:
        """The number of a text; -1 for none."""
        if text is None:
            return -1
        place = self._known.get((text, longest))
        if place is None:
            shown = visible(text, longest)
            place = self._known[text, longest] = self._places.setdefault(shown, len(self.all))
            if place == len(self.all):
                self.all.append(shown)
        return place


def payload(
    report: ClassReport, totals: list[ClassTotal], needs: list[list[Need]], problems: list[ClassProblem]
) -> Markup:
    """The data of the page as JSON that may stand in a `<script>`: it contains no `<`, `>` or `&`.

    Results are in the order of the page's rows and columns. `class_report/data.js` reads them.
    """
    texts, clock = _Texts(), ClassClock(report.timezone)
    longest = _room_for_each(report)
    rows = zip(report.rows, totals, needs, strict=True)
    document = {
        "exercises": [_exercise(one, texts) for one in report.exercises],
        "students": [_student(row, total, reasons, texts) for row, total, reasons in rows],
        "attempts": [
            [
                _attempt(exercise, attempt, report.language, clock, texts, longest)
                for exercise, attempt in zip(report.exercises, row.attempts, strict=True)
            ]
            for row in report.rows
        ],
        "problems": _problems(report, problems),
        "command": texts.add(report.command_words),
        "words": words(report.language),
        "texts": texts.all,
    }
    return htmlsafe_json_dumps(document, dumps=partial(strict_json, compact=True))


def _exercise(exercise: ExerciseColumn, texts: _Texts) -> dict[str, Any]:
    return {
        "id": texts.add(exercise.id),
        "title": texts.add(exercise.title),
        "max": exercise.max_score,
        "checks": [[texts.add(check.id), texts.add(check.title), check.max_points] for check in exercise.checks],
    }


def _student(row: StudentRow, total: ClassTotal, needs: list[Need], texts: _Texts) -> list[Any]:
    about = (row.student, row.name, row.section, row.page, row.host, row.unreachable)
    return [*map(texts.add, about), total.score, int(total.complete), [need.value for need in needs]]


def _attempt(
    exercise: ExerciseColumn,
    attempt: ExerciseResult,
    language: str,
    clock: ClassClock,
    texts: _Texts,
    longest: int,
) -> list[Any] | int:
    """Score, letters of the statuses, unusual points, details, times, cause, evidence, lateness, set by hand."""
    result = attempt.result
    if result is None:
        return 0
    found = {check.id: check for check in result.checks}
    checks = [found.get(check.id) for check in exercise.checks]
    places = {check.id: place for place, check in enumerate(exercise.checks)}
    points = {place: check.points for place, check in enumerate(checks) if check and check.points != _usual(check)}
    late = attempt.late
    return [
        attempt.score,
        "".join(_LETTERS[check.status] if check else "." for check in checks),
        points or 0,
        {
            place: _details(check, places, language, texts, longest)
            for place, check in enumerate(checks)
            if check and (check.status is not Status.PASSED or check.message)
        }
        or 0,
        texts.add(clock.moment(result.started)),
        texts.add(clock.moment(result.due) if result.due else None),
        texts.add(clock.moment(result.done) if result.done else None),
        texts.add(result.cause),
        texts.add(attempt.evidence),
        [late.days, late.kept, late.before, late.after] if late else 0,
        texts.add(score_note(result, language) if result.set_by_hand is not None else None),
    ]


def _usual(check: CheckResult) -> float | None:
    """The points that follow from a status."""
    if check.status is Status.ERROR:
        return None
    return check.max_points if check.status is Status.PASSED else 0.0


def _details(check: CheckResult, places: dict[str, int], language: str, texts: _Texts, longest: int) -> list[Any]:
    """Message, values, hint, the place of the check that it waits for, and excerpts.

    A value is its name, and its parts with whether each differs.
    """
    waits = check.blocked_by if check.status is Status.BLOCKED else None
    wrong = check.status in {Status.PARTIAL, Status.FAILED}
    return [
        texts.add(reason(check, language)),
        [
            [
                texts.add(value.name),
                *(field for part in value.parts for field in (texts.add(part.text), int(part.differs))),
            ]
            for value in (compared(check, language) if wrong else [])
        ],
        texts.add(check.hint if wrong else None),
        places.get(waits, -1) if waits else -1,
        [
            number
            for excerpt in check.evidence
            if longest and wrong and excerpt.answered.strip()
            for number in (texts.add(excerpt.asked, 400), texts.add(excerpt.answered, longest))
        ],
    ]


def _problems(report: ClassReport, problems: list[ClassProblem]) -> list[list[Any]]:
    """Places as exercise and check, and students, all by number; texts are in the page itself."""
    exercises = {exercise.id: place for place, exercise in enumerate(report.exercises)}
    checks = {
        (exercise.id, check.id): place for exercise in report.exercises for place, check in enumerate(exercise.checks)
    }
    rows = {row.student: place for place, row in enumerate(report.rows)}
    return [
        [
            [[exercises[exercise.id], checks[exercise.id, check.id]] for exercise, check in one.places],
            [rows[row.student] for row in one.rows],
        ]
        for one in problems
    ]


def _room_for_each(report: ClassReport) -> int:
    """How many characters of each answer the page has room for."""
    lengths = {excerpt.answered: len(excerpt.answered) for excerpt in _excerpts(report)}.values()
    return next(most for most in _EXCERPTS if sum(min(one, most) for one in lengths) <= _ROOM)


def _excerpts(report: ClassReport) -> Iterator[Excerpt]:
    for row in report.rows:
        for attempt in row.attempts:
            for check in attempt.result.checks if attempt.result else ():
                if check.status in {Status.PARTIAL, Status.FAILED}:
                    yield from check.evidence
