"""Maps students to the key by which a platform knows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.exports.grades import IDENTITY_COLUMNS, ClassGrades, RosterIdentity
from grader.i18n.catalogue import translator
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message
from grader.text.clean import one_line
from grader.text.csv_safety import safe_cell
from grader.text.suggestions import did_you_mean

_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Key:
    """What a platform identifies students by."""

    name: str
    """The platform's own word, such as `ID number`."""
    columns: tuple[str, ...]
    """The roster columns that may contain it: the first that is not empty for the whole class is used."""


STUDENT_ID = Key("student ID", ("id",))
"""For readers that know no students of their own."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The students with their keys, and the problems of those who have none that can be used."""

    key: Key
    column: str
    """The roster column that is used."""
    keys: Mapping[str, str]
    """The key of each student who can be exported, by student ID."""
    problems: Mapping[str, Message]
    """Why the others cannot be exported, by student ID."""

    def require_all(self, language: Language) -> None:
        """Raise an error that lists the students who cannot be exported, if there are any.

        Args:
            language: of the problems.

        Raises:
            UsageError: a key is missing, occurs twice, or cannot be used.
        """
        if not self.problems:
            return
        _ = translator(language)
        lines = [f"  {one_line(one, 80)}: {in_language(said, language)}" for one, said in self.problems.items()]
        listed = lines[:_MOST_LISTED]
        if len(lines) > _MOST_LISTED:
            listed.append("  " + _("… {n} more").format(n=len(lines) - _MOST_LISTED))
        step = Message(
            "Fix the roster, name another column with --key COLUMN, or leave out these students: --skip-unmatched"
        )
        raise UsageError(
            "{count}:\n{students}",
            next_step=step,
            count=Message(
                "{n} student has no usable {key} in the roster column “{column}”",
                plural="{n} students have no usable {key} in the roster column “{column}”",
                n=len(lines),
                key=self.key.name,
                column=self.column,
            ),
            students="\n".join(listed),
        )


def column_named(grades: ClassGrades, name: str) -> str:
    """The roster column with this name: one of `IDENTITY_COLUMNS`, or the header of another column.

    Raises:
        UsageError: there is no such column.
    """
    known = [*IDENTITY_COLUMNS, *dict.fromkeys(header for one in grades.identities() for header in one.columns)]
    for column in known:
        if column.casefold() == name.casefold():
            return column
    raise UsageError(
        Message("The roster has no column “{name}”.", name=name),
        next_step=did_you_mean(name, known, otherwise=Message("Name one of these: {names}", names=", ".join(known))),
    )


def map_keys(
    grades: ClassGrades,
    key: Key,
    column: str = "",
    *,
    known: Collection[str] | None = None,
    in_table: bool = True,
) -> KeyMap:
    """Map each student to the platform's key.

    Args:
        grades: the class.
        key: what the platform identifies students by.
        column: the roster column to use, if not one of the key's own.
        known: all keys that the platform knows, if the platform's own file is at hand.
        in_table: whether the keys are written to a table that spreadsheets open. A key that they would take for a
            formula can then not be used: made safe, it would not match.

    Raises:
        UsageError: there is no such column.
    """
    chosen = column_named(grades, column) if column else _filled(grades.identities(), key.columns)
    found = {one.id: one.value(chosen) for one in grades.identities()}
    counts = Counter(value.casefold() for value in found.values())
    listed = None if known is None else {one.casefold() for one in known}
    problems: dict[str, Message] = {}
    for student, value in found.items():
        if not value:
            problems[student] = Message("the cell is empty")
        elif counts[value.casefold()] > 1:
            problems[student] = Message("“{value}” occurs more than once", value=value)
        elif in_table and safe_cell(value) != value:
            problems[student] = Message("a spreadsheet would take “{value}” for a formula", value=value)
        elif listed is not None and value.casefold() not in listed:
            problems[student] = Message("“{value}” is not in the platform's file", value=value)
    keys = {student: value for student, value in found.items() if student not in problems}
    return KeyMap(key, chosen, keys, problems)


def _filled(students: Sequence[RosterIdentity], columns: Sequence[str]) -> str:
    """The first column that has a value for any student, or else the first."""
    return next((one for one in columns if any(student.value(one) for student in students)), columns[0])
