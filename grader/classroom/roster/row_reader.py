"""Reads the students from the rows of a roster."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from grader.classroom.roster.cells import TableRow
from grader.classroom.roster.columns import Column
from grader.classroom.roster.ids import given_id, invalid_id
from grader.classroom.roster.words import key_of
from grader.classroom.student import Student
from grader.errors import UsageError
from grader.hosts.address import address, url_of
from grader.text.values import quantity
from grader.units import duration, moment

_Value = TypeVar("_Value")
_NO_ADDRESS = re.compile("[\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_USER = re.compile(r"[^\W-][\w.@\\+-]*")
_PLACE = re.compile(r"\{(id|username|n)(?::0?([1-9]))?\}")
_FAMILY_FIRST = re.compile(r"[가-힣]+|[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]+")
_NO_NAME = {"_", "-", "."}  # Brightspace requires two names, also of people who have only one
_IDENTITIES = {"id", "username", "sis_id", "canvas_id"}


def host_url(text: str, *, user: str = "", port: str = "") -> str:
    """The URL of a host as people write it: `host17`, `user@10.0.0.5:2222`, or already a URL.

    Raises:
        UsageError: it is not a valid address. Nothing that begins with “-” is.
    """
    if _NO_ADDRESS.search(text) and not text.startswith("evidence:"):
        problem = "“{text}” is not a valid host: it contains a space or an invisible character."
        raise UsageError(problem, next_step="Write one host.", text=text)
    text = url_of(text)
    if port and text.startswith("ssh://") and address(text).port is None:
        text = f"{address(text).url}:{port}"
    found = address(text)
    if found.scheme == "ssh" and user and not found.user:
        found = type(found)("ssh", found.name, user, found.port)
    if found.user and not _USER.fullmatch(found.user):
        raise UsageError("“{user}” is not a valid login user.", next_step="Write user@host.", user=found.user)
    if found.scheme == "evidence" and not found.name.strip():
        raise UsageError("“evidence:” is not followed by a file.", next_step="Write evidence:FILE.")
    return found.url


class RowReader:
    """Reads rows one by one, and collects the problems with their lines."""

    def __init__(self, columns: Sequence[Column], *, width: int, ssh_user: str = "", host: str = "") -> None:
        self.problems: list[tuple[int, str]] = []
        self.notes: list[str] = []
        self._columns = columns
        self._width = width
        self._ssh_user = ssh_user
        self._host = host
        self._count = 0
        self._id_is_sis_id = any(one.meaning == "id" and key_of(one.header) == "sisuserid" for one in columns)

    def students(self, row: TableRow) -> list[Student]:
        """The student in this row; empty if the row has the wrong number of cells."""
        if len(row.cells) < self._width or any(row.cells[self._width :]):
            self._report(row, f"this row has {quantity(len(row.cells), 'cell')}, but the first line has {self._width}")
            return []
        self._count += 1
        cells = {one.meaning: _tidy(one.meaning, row.cells[one.index]) for one in self._columns if one.meaning}
        cells["id"] = given_id(cells.get("id", ""))
        if self._id_is_sis_id:
            cells["sis_id"] = cells["id"]
        cells["id"] = cells["id"] or self._stand_in(row, cells)
        if problem := invalid_id(cells["id"]):
            self._report(row, problem)
        return [self._student(row, cells)]

    def _student(self, row: TableRow, cells: Mapping[str, str]) -> Student:
        times = {key: value for key, value in cells.items() if value}
        return Student(
            id=cells.get("id", ""),
            host=self._url(row, cells),
            name=_name(cells),
            email=cells.get("email", ""),
            section=cells.get("section", ""),
            username=cells.get("username", ""),
            sis_id=cells.get("sis_id", ""),
            canvas_id=cells.get("canvas_id", ""),
            extension=self._each(row, times, "extension", duration).get("", duration("0")),
            extensions=self._each(row, times, "extension ", duration),
            due=self._each(row, times, "due", moment).get(""),
            dues=self._each(row, times, "due ", moment),
            columns={one.header: row.cells[one.index] for one in self._columns if not one.meaning},
            line=row.line,
        )

    def _stand_in(self, row: TableRow, cells: Mapping[str, str]) -> str:
        """The login or else the e-mail address of a student without an ID, such as a guest."""
        found = cells.get("username") or cells.get("email", "")
        if found:
            self.notes.append(f"line {row.line} has no student ID, so {found} is used")
        return found

    def _report(self, row: TableRow, problem: str) -> None:
        self.problems.append((row.line, problem))

    def _url(self, row: TableRow, cells: Mapping[str, str]) -> str:
        text = cells.get("host", "") or self._from_pattern(cells)
        if not text:
            self._report(row, f"{cells.get('id') or 'this student'} has no host")
            return ""
        try:
            return host_url(text, user=cells.get("ssh_user") or self._ssh_user, port=cells.get("port", ""))
        except UsageError as error:
            self._report(row, error.problem.rstrip("."))
            return ""

    def _from_pattern(self, cells: Mapping[str, str]) -> str:
        values = {"id": cells.get("id", ""), "username": cells.get("username", ""), "n": str(self._count)}
        if any(not values[place[1]] for place in _PLACE.finditer(self._host)):
            return ""
        return _PLACE.sub(lambda place: values[place[1]].zfill(int(place[2] or 0)), self._host)

    def _each(
        self, row: TableRow, cells: Mapping[str, str], meaning: str, read: Callable[[object], _Value]
    ) -> dict[str, _Value]:
        """The values of the cells with this meaning, by exercise."""
        found = {}
        for key, text in cells.items():
            if key == meaning or (meaning.endswith(" ") and key.startswith(meaning)):
                try:
                    found[key.removeprefix(meaning)] = read(text)
                except ValueError as error:
                    self._report(row, f"{key}: {error}")
        return found


def _tidy(meaning: str, text: str) -> str:
    if meaning in {"host", "port", "ssh_user"}:
        return text
    text = " ".join(text.split())
    return text.removeprefix("#") if meaning in _IDENTITIES else text  # Brightspace writes #123


def _name(cells: Mapping[str, str]) -> str:
    first, last = (_given_name(cells.get(one, "")) for one in ("first_name", "last_name"))
    if _FAMILY_FIRST.fullmatch(first) and _FAMILY_FIRST.fullmatch(last):
        return last + first
    return _given_name(cells.get("name", "")) or f"{first} {last}".strip()


def _given_name(text: str) -> str:
    return "" if text in _NO_NAME else text
