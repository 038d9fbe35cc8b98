"""The end of a run in a few lines: what an instructor wants to know before opening the class page."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from grader.i18n.catalogue import plural_translator, translator
from grader.i18n.languages import Language
from grader.reports.class_report.data import ClassReport, StudentRow
from grader.reports.class_report.problems import problems
from grader.text.clean import one_line
from grader.text.terminal import Terminal
from grader.text.values import number

_PROBLEMS = 3
_NAMES = 12
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class CommonProblem:
    """A problem, where it occurs and how many students have it."""

    exercises: str
    said: str
    students: int


@dataclass(frozen=True, slots=True)
class ClassDigest:
    """The figures of some students and exercises of a class."""

    language: Language
    students: int
    shares: dict[str, float]
    """The percentage that each student has, after the late policy; only of students with every score."""
    late: int
    unreachable: tuple[str, ...]
    """The names of the students whose hosts could not be reached."""
    missing: tuple[str, ...]
    """The names of the students without a host who submitted nothing that can be graded."""
    problems: tuple[CommonProblem, ...]

    @property
    def mean(self) -> float | None:
        """The mean percentage; None if nobody has every score."""
        return math.fsum(self.shares.values()) / len(self.shares) if self.shares else None

    @property
    def full(self) -> int:
        """How many students have full marks."""
        return sum(share >= 100 for share in self.shares.values())

    def below(self, percent: float) -> list[str]:
        """The students with less than this percentage, by ID."""
        return [student for student, share in self.shares.items() if share < percent]


def digest(report: ClassReport, students: Collection[str], exercises: Collection[str]) -> ClassDigest:
    """The digest of these students and exercises of a report."""
    rows = [
        row.model_copy(update={"attempts": [one for one in row.attempts if one.exercise in exercises]})
        for row in report.rows
        if row.student in students
    ]
    columns = [one for one in report.exercises if one.id in exercises]
    most = math.fsum(one.max_score for one in columns)
    scores = {row.student: [one.score for one in row.attempts] for row in rows}
    part = report.model_copy(update={"rows": rows, "exercises": columns})
    return ClassDigest(
        report.language,
        len(rows),
        {
            student: math.fsum(known) * 100 / most
            for student, own in scores.items()
            if most and len(known := [one for one in own if one is not None]) == len(own)
        },
        sum(any(one.late for one in row.attempts) for row in rows),
        tuple(_introduced(row) for row in rows if row.unreachable is not None and _has_machine(row)),
        tuple(_introduced(row) for row in rows if row.unreachable is not None and not _has_machine(row)),
        tuple(CommonProblem(", ".join(one.exercises), one.said, len(one.rows)) for one in problems(part)[:_PROBLEMS]),
    )


def _has_machine(row: StudentRow) -> bool:
    """Whether the student is graded on a machine, not by submitted evidence."""
    return bool(row.host) and not row.host.startswith("evidence:")


def render_digest(found: ClassDigest, console: Console) -> None:
    """Print the digest, at most as wide as the console."""
    terminal = Terminal(console)
    terminal.print(_lines(found, terminal))


def _lines(found: ClassDigest, terminal: Terminal) -> Iterator[Text]:
    _, n_ = translator(found.language), plural_translator(found.language)
    counts = [
        n_("{n} of {total} student graded", "{n} of {total} students graded", found.students).format(
            n=len(found.shares), total=found.students
        )
    ]
    if found.mean is not None:
        counts.append(_("mean {percent} %").format(percent=number(round(found.mean, 1))))
        counts.append(_("{n} with full marks").format(n=found.full))
    counts.append(_("{n} late").format(n=found.late))
    yield from terminal.paragraph(" · ".join(counts), style="bold")
    for label, students in ((_("Unreachable:"), found.unreachable), (_("Nothing submitted:"), found.missing)):
        if students:
            names = list(students[:_NAMES])
            if more := len(students) - len(names):
                names.append(_("and {n} more").format(n=more))
            yield from terminal.hanging(Text(f"{label} "), Text(", ".join(names)))
    if found.problems:
        yield Text(_("Common problems:"))
    width = max((len(str(one.students)) for one in found.problems), default=0)
    for one in found.problems:
        left = Text(f"  {one.students:{width}} × {one.exercises}  ")
        yield from terminal.hanging(left, Text(one_line(one.said, _LONGEST)))


def _introduced(row: StudentRow) -> str:
    student = one_line(row.student, 60)
    return f"{one_line(row.name, 60)} ({student})" if row.name and row.name != row.student else student
