"""Replaces everything that identifies a student in a report with a pseudonym."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, JsonValue

from grader.checks.verdict import RootCause
from grader.classroom.student import Student
from grader.evidence.facts import raw
from grader.evidence.file import Evidence
from grader.grading.result import CheckResult, Result
from grader.privacy.replacer import Replacer
from grader.similarity.machine import QUESTION

_COMMON_NAMES = frozenset(
    ("student", "root", "admin", "user", "ubuntu", "debian", "vagrant", "docker", "lab", "local", "localhost", "host")
)
"""Names of accounts and hosts that do not identify anyone."""
_HOME = re.compile(r"/(?:home|Users)/([\w.@+-]+)")
_LEAST_DIGITS = 5
"""A shorter number is replaced where it is the student's ID, but not within the text of an answer."""
_IN_CHECKS = ("message", "sentence", "seen", "expected", "cause", "trace", "evidence")
"""The fields with text from hosts. Sentences of the course are filled with masked parameters, and not changed."""
_IN_ANSWERS = ("trace", "evidence")
"""Those of them in which a short number may mean anything."""


class Mask:
    """Applies the pseudonyms of one class. Nothing it returns names a student of the class."""

    def __init__(self, students: Iterable[Student], pseudonyms: Mapping[str, str]) -> None:
        self._students = {student.id: student for student in students}
        self._pseudonyms = pseudonyms
        owners: dict[str, set[str]] = {}
        for student in self._students.values():
            for word in _identifiers(student):
                owners.setdefault(word.casefold(), set()).add(student.id)
        shared = {word: pseudonyms[next(iter(who))] if len(who) == 1 else "p-…" for word, who in owners.items()}
        self._class_wide = Replacer(shared)

    def student(self, student: Student) -> Student:
        """The student under a pseudonym; of the roster's other data, only the section is kept."""
        name = self._pseudonyms[student.id]
        host = f"{student.host.partition(':')[0]}:{name}" if student.host else ""
        return Student(id=name, name=name, host=host, section=student.section)

    def text(self, text: str, student: Student) -> str:
        """A text about one student, masked."""
        return self._own(student, [text], Evidence())(self._class_wide(text))

    def params(
        self, params: Mapping[str, JsonValue], student: Student, cells: Collection[str]
    ) -> Mapping[str, JsonValue]:
        """The parameters for the texts about a student, masked. `cells` are those of the student's row in them."""
        own = self._cells(student, cells)
        return {name: _with_texts(value, lambda text: own(self._class_wide(text))) for name, value in params.items()}

    def result(self, result: Result, evidence: Evidence, cells: Collection[str] = ()) -> Result:
        """A result, masked.

        Args:
            result: The result, its texts filled with masked parameters.
            evidence: Gives additional names of the host and the account.
            cells: The cells of the student's row that the exercise's parameters contain.
        """
        student = self._students[result.student or ""]
        shown = self.student(student)
        own = self._own(student, _texts(result), evidence)
        longer = self._cells(student, [one for one in cells if not _is_short_number(one)])
        all_cells = self._cells(student, cells)

        def masked(value: Any, field: str = "") -> Any:
            more = longer if field in _IN_ANSWERS else all_cells
            return _with_texts(value, lambda text: own(more(self._class_wide(text))))

        return result.model_copy(
            update={
                "student": shown.id,
                "host": shown.host,
                "account": masked(result.account),
                "engine": result.engine and f"{result.engine.partition('://')[0]}://…",
                "cause": masked(result.cause),
                "set_by_hand": masked(result.set_by_hand),
                "checks": [_check(check, masked) for check in result.checks],
            }
        )

    def _cells(self, student: Student, cells: Iterable[str]) -> Replacer:
        """Replaces cells of the student's row. One letter or digit, such as a yes or no, identifies nobody."""
        return Replacer({cell: self._pseudonyms[student.id] for cell in cells if len(cell.strip()) > 1})

    def _own(self, student: Student, texts: Iterable[str], evidence: Evidence) -> Replacer:
        """The names of a student in answers of the student's own host: parts of the name, accounts, the machine."""
        name = self._pseudonyms[student.id]
        found = {part for part in student.name.split() if len(part) > 1}
        found.update(home for text in texts for home in _HOME.findall(text))
        found.update(_machine_names(evidence))
        return Replacer({word: name for word in found if word.casefold() not in _COMMON_NAMES})


def _identifiers(student: Student) -> Iterator[str]:
    """The words that identify a student anywhere."""
    host = urlsplit(student.host) if "://" in student.host else None
    given = [
        *(student.id, student.name, student.email, student.email.partition("@")[0], student.username),
        *(student.sis_id, student.canvas_id, student.host.partition(":")[2].removeprefix("//")),
        *((host.hostname or "", host.username or "") if host else ()),
    ]
    for word in given:
        if len(word) > 1 and word.casefold() not in _COMMON_NAMES and not _is_short_number(word):
            yield word


def _is_short_number(word: str) -> bool:
    return word.isdigit() and len(word) < _LEAST_DIGITS


def _machine_names(evidence: Evidence) -> Iterator[str]:
    """The names of the accounts and the machine in the evidence."""
    facts = evidence.manifest.host
    if facts is not None:
        graded = facts.graded
        yield from (facts.user, facts.home.rpartition("/")[2], graded.name, graded.home.rpartition("/")[2])
    for fact in evidence.facts:
        if fact.command is not None and QUESTION in fact.command:
            output = raw(fact.out).decode("utf-8", "replace")
            yield from re.findall(r"(?m)^hostname=(\S+)", output)
        elif (fact.request or "").endswith("/info") and fact.status == 200:
            yield from _engine_name(raw(fact.body))


def _engine_name(body: bytes) -> Iterator[str]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return
    if isinstance(answer, dict) and isinstance(answer.get("Name"), str):
        yield answer["Name"]


def _check(check: CheckResult, masked: Callable[[Any, str], Any]) -> CheckResult:
    changed = {field: masked(getattr(check, field), field) for field in _IN_CHECKS}
    names = {
        field: spans for field, spans in check.names.items() if changed.get(field) in {None, getattr(check, field)}
    }
    root = check.root and RootCause(check.root.kind, masked(check.root.name, "root"))
    return check.model_copy(update={**changed, "names": names, "root": root})


def _texts(result: Result) -> list[str]:
    found: list[str] = []

    def collect(text: str) -> str:
        found.append(text)
        return text

    in_checks = [getattr(one, field) for one in result.checks for field in _IN_CHECKS]
    _with_texts([result.cause, result.set_by_hand, *in_checks], collect)
    return found


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The value with `change` applied to every text in it."""
    match value:
        case int() if not isinstance(value, Enum | bool):
            changed = change(str(value))
            return value if changed == str(value) else changed
        case str() if not isinstance(value, Enum):
            return change(value)
        case list() | tuple():
            return [_with_texts(one, change) for one in value]
        case dict():
            return {_with_texts(key, change): _with_texts(one, change) for key, one in value.items()}
        case BaseModel():
            fields = {name: _with_texts(getattr(value, name), change) for name in type(value).model_fields}
            return value.model_copy(update=fields)
        case _:
            return value
