"""What Canvas's importers do with a file, restated: a function raises AssertionError where the importer refuses.

Sources: instructure/canvas-lms, lib/gradebook_importer.rb (00b222d), lib/rubric_csv_importer.rb (9576628),
app/models/rubric_import.rb (3c620d4), `title_and_id` in app/models/assignment.rb. No Canvas was run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

_NUMBER = re.compile(r"-?[0-9.,]+%?")
_NOT_ASSIGNMENTS = re.compile(r"(Current|Final|Override) (Score|Points|Grade)|Override Status")
_NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class CanvasUser:
    id: int
    sis: str = ""
    login: str = ""
    name: str = ""


@dataclass
class Imported:
    """What Canvas would save."""

    scores: dict[tuple[int, str], str] = field(default_factory=dict)
    """By user and assignment: its number, or the title of one that Canvas makes."""
    points: dict[str, str] = field(default_factory=dict)
    """Points possible by assignment."""
    unknown: list[str] = field(default_factory=list)
    """The names of students whom Canvas does not know."""


def imported_gradebook(
    data: bytes, users: list[CanvasUser], assignments: Mapping[int, str], notes: Collection[str] = ()
) -> Imported:
    """`GradebookImporter#parse!` for a course with these users, assignments by number, and columns of notes."""
    text = data.decode("utf-8")
    separator = _separator(text.splitlines(keepends=True)[:3])
    lines = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows = [[_converted(cell) for cell in row] for row in lines if not re.fullmatch("[;, ]*", separator.join(row))]
    header = rows.pop(0)
    assert len(header) > 3, "Invalid header row"
    assert "Student" in header[0], "Invalid header row"
    assert "ID" in header[1], "Invalid header row"
    width, sis, login = _student_columns(header)
    assert "Section" in header[width - 1], "Invalid header row"
    titles = [one for one in header[width:] if one not in notes and not _NOT_ASSIGNMENTS.search(one)]
    items = {_assignment(one, assignments): header.index(one) for one in titles}
    found = Imported()
    read_only: set[str] = set()
    for row in rows:
        if "Points Possible" in row[0]:
            read_only = {item for item, at in items.items() if re.search(r"read\s+only", row[at])}
            found.points = {item: row[at] for item, at in items.items() if row[at] and item not in read_only}
        elif not all(_NO_STUDENT.fullmatch(cell) for cell in row if cell):
            user = _user(row, users, sis, login)
            if user is None:
                found.unknown.append(row[0])
                continue
            for item, at in items.items():
                assert (user.id, item) not in found.scores, "a student has two rows"
                found.scores[user.id, item] = row[at].strip()
    found.scores = {key: one for key, one in found.scores.items() if one not in {"", "-"} and key[1] not in read_only}
    return found


def _separator(first: list[str]) -> str:
    counts = {}
    for one in ";,":
        lengths = [len(next(csv.reader([line], delimiter=one), [])) for line in first]
        counts[one] = lengths[0] if len(set(lengths)) == 1 else 0
    return ";" if counts[";"] > counts[","] else ","


def _converted(cell: str) -> str:
    """`decimal_comma_to_period`."""
    if not _NUMBER.fullmatch(cell):
        return cell
    *whole, last = re.split("[,.]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def _student_columns(header: list[str]) -> tuple[int, int | None, int | None]:
    """How many columns describe the student, and which are the SIS user and login IDs."""
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        return 4, None, 2
    if re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        more = sum(bool(re.search(name, one)) for name, one in zip(["Integration", "Root"], header[4:6], strict=False))
        return 5 + more, 2, 3
    return 3, None, None


def _assignment(title: str, known: Mapping[int, str]) -> str:
    numbered = re.fullmatch(r"(.*)\s\((\d+)\)", title)
    if numbered and int(numbered[2]) in known:
        return numbered[2]
    return next((str(number) for number, one in known.items() if one == title), numbered[1] if numbered else title)


def _user(row: list[str], users: list[CanvasUser], sis: int | None, login: int | None) -> CanvasUser | None:
    digits = re.match(r"\s*(\d+)", row[1])  # Ruby's to_i
    if digits and (found := [one for one in users if one.id == int(digits[1])]):
        return found[0]
    for column, value in ((sis, "sis"), (login, "login"), (0, "name")):
        if column is not None and row[column]:
            named = [one for one in users if getattr(one, value) == row[column]]
            if named:
                return named[0]
    return None


def imported_rubrics(data: bytes) -> dict[str, dict[str, tuple[bool, list[float]]]]:
    """`RubricImport#process_rubrics`: by rubric and criterion, whether it is a range, and the points of its ratings."""
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8")), strict=True)
    assert rows, "The file is empty or does not contain valid rubric data."
    ratings = [index for index, one in enumerate(header) if "rating name" in one.lower()]
    points = [index for index, one in enumerate(header) if "rating points" in one.lower()]
    found: dict[str, dict[str, tuple[bool, list[float]]]] = {}
    for row in rows:
        cells = dict(zip(header[:4], row, strict=False))
        assert cells["Rubric Name"].strip(), "Missing 'Rubric Name' in some rows."
        assert cells["Criteria Name"].strip(), "Missing 'Criteria Name'"
        values = [float(row[points[at]].replace(",", ".")) for at, one in enumerate(ratings) if row[one]]
        assert values, "Missing ratings"
        criteria = found.setdefault(cells["Rubric Name"], {})
        assert cells["Criteria Name"] not in criteria, "push could not tell them apart"
        criteria[cells["Criteria Name"]] = (cells["Criteria Enable Range"].lower() in {"true", "1"}, values)
    return found
