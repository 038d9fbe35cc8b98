"""The common problems of a class: what checks failed for, grouped across students and exercises. Pure."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from grader.checks.verdict import Status
from grader.grading.findings import findings
from grader.grading.result import Result
from grader.reports.class_report.data import CheckColumn, ClassReport, ExerciseColumn, StudentRow
from grader.reports.summary import brief_reason
from grader.text.clean import one_line

_VARYING = re.compile(r"\b[0-9a-f]{12,64}\b|\d+")
_GAP = "…"
_LONGEST = 300


@dataclass
class ClassProblem:
    """A problem that one or more students have."""

    status: Status
    said: str
    """The message; … replaces numbers and names that differ between students."""
    examples: dict[str, None] = field(default_factory=dict)
    """The distinct messages, unchanged."""
    found_in: dict[tuple[str, str], tuple[ExerciseColumn, CheckColumn]] = field(default_factory=dict)
    """The checks that it was found in, by exercise and check."""
    rows: list[StudentRow] = field(default_factory=list)
    """The students, each once, in the order of the roster."""
    waiting: int = 0
    """How many checks, over all students, wait for it."""
    points: float = 0.0
    """The points that all these students miss because of it; 0 for what could not be determined."""

    @property
    def places(self) -> list[tuple[ExerciseColumn, CheckColumn]]:
        """The checks that it was found in, by name."""
        return [place for _, place in sorted(self.found_in.items())]

    @property
    def exercises(self) -> list[str]:
        """The ids of the exercises that it was found in."""
        return list(dict.fromkeys(exercise.id for exercise, _ in self.places))

    @property
    def titles(self) -> list[str]:
        """The titles of these checks, each once."""
        return list(dict.fromkeys(check.title for _, check in self.places))


def problems(report: ClassReport) -> list[ClassProblem]:
    """The findings of all results, grouped by message and root cause, or else by check; the most common first.

    One root cause is one problem, in whichever exercises and checks it was found. What waits for it is counted with it.
    """
    found: dict[Hashable, ClassProblem] = {}
    for row, exercise, result in _results(report):
        columns = {check.id: check for check in exercise.checks}
        for finding in findings(result):
            check = finding.check
            if check.status is Status.BLOCKED or check.id not in columns:
                continue
            said = one_line(brief_reason(check, report.language) or check.title, _LONGEST)
            same = normalised(said, row)
            problem = found.setdefault((check.status, check.root or check.id, same), ClassProblem(check.status, same))
            problem.examples[said] = None
            problem.found_in[exercise.id, check.id] = (exercise, columns[check.id])
            if not problem.rows or problem.rows[-1] is not row:
                problem.rows.append(row)
            problem.waiting += len(finding.waiting)
            problem.points += 0.0 if check.status is Status.ERROR else finding.points
    for problem in found.values():
        if len(problem.examples) == 1:
            problem.said = next(iter(problem.examples))
    return sorted(found.values(), key=lambda one: (-len(one.rows), -one.points))


def _results(report: ClassReport) -> Iterator[tuple[StudentRow, ExerciseColumn, Result]]:
    """The results, without those whose checks all have the same cause: the list of ungraded results shows it once."""
    for row in report.rows:
        for exercise, attempt in zip(report.exercises, row.attempts, strict=True):
            if attempt.result is not None and not _nothing_known(attempt.result):
                yield row, exercise, attempt.result


def _nothing_known(result: Result) -> bool:
    return result.status == "error" and all(
        check.status is Status.ERROR and check.cause == result.cause for check in result.checks
    )


def normalised(said: str, row: StudentRow) -> str:
    """The message without what differs between students: id, name, host, numbers, container ids."""
    return _VARYING.sub(_GAP, _own(row.student, row.name, row.host).sub(_GAP, said))


@lru_cache(maxsize=4)
def _own(*words: str) -> re.Pattern[str]:
    """A pattern of a student's own words. Results come row by row, so a small cache suffices."""
    host = words[-1].rpartition("@")[2].rpartition("/")[2]
    longest_first = sorted({*words, host} - {""}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
