"""Reads a roster: who is in the class, and which host each student works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.roster.cells import TableRow
from grader.classroom.roster.columns import Column, duplicates, meanings
from grader.classroom.roster.delimited import table_text
from grader.classroom.roster.header import WHO, header_at, identified
from grader.classroom.roster.ids import unlike_the_others
from grader.classroom.roster.row_filter import RowFilter
from grader.classroom.roster.row_reader import RowReader
from grader.classroom.roster.table import Table, read_table
from grader.classroom.roster.words import key_of
from grader.classroom.student import Student
from grader.errors import CourseError
from grader.hosts.address import address
from grader.text.values import quantity
from grader.units import duration_text

__all__ = ["Roster", "Student", "read_roster"]

_MOST_PROBLEMS = 40
_MOST_NOTES = 10
_OPTIONAL = ("section", "username", "sis_id", "canvas_id", "extension", "due")
_FIX = "Fix the roster. To see how a file is read, run: grader roster import FILE"
_NO_HOST = "no column is the student's host"
_ADD_HOSTS = (
    "Add such a column, or a pattern: grader roster import FILE --host 'lab-{n:02}'. Students who submit files need no "
    "host: set submissions in the class file."
)


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster that was read."""

    students: tuple[Student, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    """What the instructor should know although nothing is wrong."""
    encoding: str
    """Empty for a workbook."""
    delimiter: str
    """Empty for a workbook."""

    def text(self) -> str:
        """The roster as CSV with the grader's own headers; `read_roster` reads the same students from it."""
        fields = ["id", "name", "email", "host"]
        fields += [one for one in _OPTIONAL if any(getattr(student, one) for student in self.students)]
        fields += [one.meaning for one in self.columns if " " in one.meaning]
        others = [one.header for one in self.columns if not one.meaning]
        header = ["student_id" if one == "id" else one.replace(" ", "_") for one in fields]
        rows = [
            [_cell(student, one) for one in fields] + [student.columns[one] for one in others]
            for student in self.students
        ]
        return table_text(header + others, rows)

    def example(self, column: Column) -> str:
        """What the first student has in a column, as it was understood."""
        student = self.students[0]
        if not column.meaning:
            return student.columns[column.header]
        if column.meaning in {"first_name", "last_name"}:
            return student.name
        if column.meaning in {"port", "ssh_user"}:
            return student.host
        kind, _, exercise = column.meaning.partition(" ")
        values: Mapping[str, object] = {"extension": student.extensions, "due": student.dues}.get(kind, {})
        return str(values.get(exercise, "")) if exercise else str(getattr(student, kind) or "")


def read_roster(path: Path, *, ssh_user: str = "", host: str = "", encoding: str = "") -> Roster:
    """Read a roster in any format that learning platforms export.

    Args:
        path: An Excel workbook, or a CSV file with any usual delimiter, its columns in any order.
        ssh_user: The login user of hosts that do not name one.
        host: The host of students whose row has none, with the placeholders `{id}`, `{username}` and `{n}`, the number
            of the student in the file (`{n:02}` for two digits).
        encoding: The encoding of a CSV file; empty to detect it.

    Raises:
        UsageError: the file cannot be read.
        CourseError: the roster is invalid; the message lists every problem with its line.
    """
    table = read_table(path, encoding)
    at = header_at([row.cells for row in table.rows])
    header = table.rows[at]
    columns, remarks = identified(header.cells)
    notes = [*table.notes, *map(_title, table.rows[:at]), *remarks]
    problems = _header_problems(table, header, columns, needs_host=not host)
    students: list[Student] = []
    if not problems:
        reading = RowReader(columns, width=_width(header), ssh_user=ssh_user, host=host)
        filter_ = RowFilter(header.cells, columns)
        for row in table.rows[at + 1 :]:
            if skipped := filter_.reason(row.cells):
                notes.append(f"line {row.line} is not a student and is skipped: {skipped}")
            else:
                students += reading.students(row)
        notes += reading.notes[:_MOST_NOTES]
        if len(reading.notes) > _MOST_NOTES:
            notes.append(f"{quantity(len(reading.notes) - _MOST_NOTES, 'more line')} without a student ID")
        problems = [*reading.problems, *_repeated(students), *unlike_the_others(students)]
        if not students and not problems and not table.broken:
            problems = [(header.line, "there are no students in the file")]
    _raise_if(path, [*problems, *([table.broken] if table.broken else [])], notes)
    return Roster(tuple(students), columns, (*notes, *_shared(students, unless=host)), table.encoding, table.delimiter)


def _title(row: TableRow) -> str:
    return f"line {row.line} is above the header line and is skipped: {next(filter(None, row.cells))}"


def _header_problems(
    table: Table, header: TableRow, columns: Sequence[Column], *, needs_host: bool
) -> list[tuple[int, str]]:
    line = header.line
    found = meanings(header.cells)
    headers = ", ".join(one.header for one in columns[:20])
    if not found:
        return [(line, f"there is no header line: none of these is a known column: {headers}")]
    problems = []
    if not found & WHO:
        problems.append((line, f"no column is the student ID, such as student_id, ID number or 학번, only: {headers}"))
    if needs_host and "host" not in found:
        problems.append((line, f"{_NO_HOST}, such as host, IP or 호스트, among: {headers}"))
    known = {key_of(one.header) for one in columns if one.meaning}
    problems += [(line, f"column “{one}” occurs twice") for one in duplicates(header.cells) if key_of(one) in known]
    if header is table.rows[-1] and not table.broken and not problems:
        problems.append((line, "there are no students after the first line"))
    return problems


def _width(header: TableRow) -> int:
    return max(index for index, text in enumerate(header.cells) if text) + 1


def _repeated(students: Sequence[Student]) -> list[tuple[int, str]]:
    first: dict[str, Student] = {}
    problems = []
    for student in students:
        other = first.setdefault(student.id.casefold(), student)
        if other is not student and student.id:
            problems.append((student.line, f"student {student.id} is on line {other.line} already"))
    return problems


def _shared(students: Sequence[Student], *, unless: str) -> list[str]:
    """Notes on values that several students share but probably should not, except for a host that all may share."""
    notes: list[str] = []
    values: tuple[tuple[str, Callable[[Student], str]], ...] = (
        ("host", _machine),
        ("e-mail address", lambda student: student.email.casefold()),
        ("username", lambda student: student.username.casefold()),
    )
    for what, value_of in values:
        lines: defaultdict[str, list[int]] = defaultdict(list)
        for student in students:
            lines[value_of(student)].append(student.line)
        found = [(value, at) for value, at in lines.items() if value not in {"", unless} and len(at) > 1]
        notes += [f"the {what} {value} is on lines {', '.join(map(str, at[:20]))}" for value, at in found[:_MOST_NOTES]]
        if len(found) > _MOST_NOTES:
            notes.append(f"{quantity(len(found) - _MOST_NOTES, 'more such pair')} by {what}")
    return notes


def _machine(student: Student) -> str:
    """The host without its login user: all accounts of a machine share its Docker Engine."""
    at = replace(address(student.host), user="") if student.host else None
    return replace(at, name=at.name.lower(), port=at.port or 22).url if at and at.scheme == "ssh" else student.host


def _cell(student: Student, name: str) -> str:
    kind, _, exercise = name.partition(" ")
    if kind == "due":
        due = student.dues.get(exercise) if exercise else student.due
        return due.isoformat() if due else ""
    if kind == "extension":
        extension = student.extensions.get(exercise) if exercise else student.extension
        return "" if extension is None or (not exercise and not extension) else duration_text(extension)
    return str(getattr(student, name))


def _raise_if(path: Path, problems: Sequence[tuple[int, str]], notes: Sequence[str]) -> None:
    """Raise an error if there are problems. It begins with the notes, which may explain them."""
    if not problems:
        return
    remarks = [f"{path}: note: {note}." for note in notes[:_MOST_NOTES]]
    listed = [f"{path}, line {line}: {problem}." for line, problem in sorted(problems)]
    more = [f"… and {len(listed) - _MOST_PROBLEMS} more."] if len(listed) > _MOST_PROBLEMS else []
    lines = remarks + listed[:_MOST_PROBLEMS] + more
    step = _ADD_HOSTS if all(problem.startswith(_NO_HOST) for _, problem in problems) else _FIX
    raise CourseError("{problems}", next_step=step, problems="\n".join(lines))
