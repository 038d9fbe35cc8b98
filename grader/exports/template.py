"""A delimited file that a platform wrote, to be filled in: every byte outside the filled cells is kept."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.exports.grades import ClassGrades
from grader.exports.keys import Key, KeyMap, column_named, map_keys
from grader.message import Message

_LARGEST = 50_000_000
"""In bytes."""

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """A cell and where it is."""

    text: str
    start: int
    """In characters from the beginning of the file, with the quotes."""
    end: int


@dataclass(frozen=True, slots=True)
class Template:
    """The cells of a platform's file."""

    path: Path
    text: str
    encoding: str
    """Bytes that are not in this encoding are kept as they are."""
    separator: str
    rows: Sequence[Sequence[TemplateCell]]
    """The header and the rows below it, all of the same length; empty ones are left out."""

    @property
    def header(self) -> list[str]:
        return [cell.text.strip() for cell in self.rows[0]]

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, without spaces around it; row 1 is the one below the header."""
        return self.rows[row][column].text.strip()

    def column(self, index: int) -> list[str]:
        """The cells of a column below the header, without spaces around them."""
        return [row[index].text.strip() for row in self.rows[1:]]

    def filled(self, cells: Mapping[tuple[int, int], str]) -> bytes:
        """The file with these cells, by row and column; row 1 is the one below the header.

        Text that the encoding of the file does not have becomes character references.
        """
        parts, at = [], 0
        for row, column in sorted(cells):
            cell = self.rows[row][column]
            was_quoted = self.text.startswith('"', cell.start)
            parts += [self.text[at : cell.start], self._written(cells[row, column], quoted=was_quoted)]
            at = cell.end
        whole = "".join([*parts, self.text[at:]])
        return whole.encode(self.encoding, "surrogateescape")

    def _written(self, text: str, *, quoted: bool) -> str:
        if self.encoding == "ascii":
            text = text.encode("ascii", "xmlcharrefreplace").decode()
        if quoted or re.search(rf'[\s"{re.escape(self.separator)}]', text):
            return '"' + text.replace('"', '""') + '"'
        return text


def read_template(path: Path, *, ragged: bool = False) -> Template:
    """Read a delimited file in UTF-8, UTF-16 or another encoding that has ASCII.

    Args:
        path: the platform's file.
        ragged: whether to leave out rows of another length than the header, instead of refusing the file.

    Raises:
        UsageError: it cannot be read, or is not a table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            Message("The template {path} cannot be read ({reason}).", path=path, reason=error.strerror or error),
            next_step=Message("Name the file that you downloaded from the platform."),
        ) from error
    text, encoding = _decoded(data) if len(data) <= _LARGEST else ("", "")
    first = re.sub('"[^"]*"', "", text.partition("\n")[0])
    for separator in sorted(_SEPARATORS, key=first.count, reverse=True):
        rows = [row for row in _rows(text, separator) if any(cell.text for cell in row)]
        if ragged:
            rows = [row for row in rows if len(row) == len(rows[0])]
        if len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1:
            return Template(path, text, encoding, separator, rows)
    raise UsageError(
        Message("The template {path} is not a table of students.", path=path),
        next_step=Message("Download the file again, as CSV, and leave it as it is."),
    )


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and its encoding; bytes that are not text in any known one are kept as surrogates."""
    encoding = _MARKS.get(data[:2], "utf-8")
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return data.decode("ascii", "surrogateescape"), "ascii"


def _rows(text: str, separator: str) -> Iterator[list[TemplateCell]]:
    """The cells of each line. A quoted cell may have separators and newlines in it."""
    sep = re.escape(separator)
    cell = re.compile(rf'(?:"(?P<quoted>(?:[^"]|"")*+)"|(?P<plain>[^{sep}\r\n]*))(?P<end>{sep}|\r\n?|\n|\Z)')
    at = len(_MARK) if text.startswith(_MARK) else 0
    row: list[TemplateCell] = []
    while (found := cell.match(text, at)) is not None:
        said = found["plain"] if found["quoted"] is None else found["quoted"].replace('""', '"')
        row.append(TemplateCell(said, found.start(), found.start("end")))
        at = found.end()
        if found["end"] != separator:
            yield row
            row = []
            if at == len(text):
                return


@dataclass(frozen=True, slots=True)
class TemplateMatch:
    """How the rows of a template belong to students."""

    keys: KeyMap
    rows: Mapping[str, int]
    """The row of each student, by student ID."""
    others: int
    """How many rows belong to nobody on the roster."""


def match_rows(
    template: Template, grades: ClassGrades, columns: Sequence[int], key: Key, chosen: str, *, mark: str = ""
) -> TemplateMatch:
    """Find each student's row by the pair of a template column and a roster column that matches most students.

    Args:
        template: the platform's file.
        grades: the class.
        columns: the template columns that identify students.
        key: the roster columns to try, the most reliable first.
        chosen: the only roster column to try, if one is given.
        mark: what the platform writes before the keys.

    Raises:
        UsageError: the roster has no such column.
    """
    tried = [column_named(grades, chosen)] if chosen else list(key.columns)
    pairs = [(column, index) for column in tried for index in columns]
    best, index = max(pairs, key=lambda pair: _matches(template, grades, *pair, mark=mark))  # of equal ones, the first
    cells = [one.casefold().removeprefix(mark) for one in template.column(index)]
    counts = Counter(cells)
    known = [one for one in counts if counts[one] == 1 and one]
    header = template.header[index]
    keys = map_keys(grades, Key(header, key.columns), best, known=known, in_table=False)
    at = {cell: row for row, cell in enumerate(cells, 1)}
    rows = {student: at[value.casefold()] for student, value in keys.keys.items()}
    return TemplateMatch(keys, rows, sum(bool(one) for one in cells) - len(rows))


def _matches(template: Template, grades: ClassGrades, column: str, index: int, *, mark: str) -> int:
    counts = Counter(one.casefold().removeprefix(mark) for one in template.column(index))
    return sum(counts[one.value(column).casefold()] == 1 for one in grades.identities() if one.value(column))


def others_note(template: Template, match: TemplateMatch) -> list[Message]:
    """State how many rows belong to nobody."""
    if not match.others:
        return []
    return [
        Message(
            "{n} row of {file} belongs to nobody on the roster and was left unchanged",
            plural="{n} rows of {file} belong to nobody on the roster and were left unchanged",
            n=match.others,
            file=template.path.name,
        )
    ]
