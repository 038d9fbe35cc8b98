"""Recognises the columns of a roster by the headers of Moodle, Canvas, Brightspace, Blackboard, and common words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# The headers for each meaning, the most reliable first; spaces, case and punctuation are ignored.
_NAMES: dict[str, tuple[str, ...]] = {
    "canvas_id": ("canvas id", "canvas user id"),
    "id": (
        *("student id", "student no", "student number", "학번", "학생 번호", "matriculation number", "Matrikelnummer"),
        *("OrgDefinedId", "SIS User ID", "ID number", "ID-Nummer", "ID"),
    ),
    "name": (
        "name",
        "full name",
        "student name",
        "display name",
        "Vollständiger Name",
        "이름",
        "성명",
        "성함",
        "학생 이름",
        "student",
    ),
    "first_name": ("first name", "given name", "forename", "Vorname"),
    "last_name": ("last name", "surname", "family name", "Nachname", "성"),
    "email": (
        "email",
        "email address",
        "e-mail",
        "mail",
        "E-Mail-Adresse",
        "이메일",
        "이메일 주소",
        "메일",
        "전자우편",
    ),
    "host": (
        *("host", "hostname", "host url", "machine", "server", "vm", "호스트", "호스트명", "서버", "머신"),
        *("ip", "ip address", "host ip", "아이피", "IP 주소"),
    ),
    "port": ("port", "ssh port", "포트"),
    "ssh_user": ("ssh user", "host user", "ssh login"),
    "section": ("section", "sections", "group", "groups", "class", "Gruppe", "Gruppen", "분반", "반"),
    "username": ("username", "login", "login id", "SIS Login ID", "Anmeldename", "아이디", "사용자명", "계정"),
    "sis_id": ("sis id", "SIS User ID"),
    "extension": ("extension", "연장"),
    "due": ("due",),
}
_PER_EXERCISE = re.compile(r"(extension|연장|due)(ex\d\d)")
_IGNORED = "endoflineindicator"  # the last column of a Brightspace file


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file."""

    index: int
    header: str
    meaning: str
    """A field of the student, or `due ex05` and `extension ex05` for one exercise; empty for any other column."""


def key_of(header: str) -> str:
    """A header in the form in which headers are compared."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", header).casefold())


def recognize(header: Sequence[str]) -> tuple[Column, ...]:
    """The meaning of each column. No two columns have the same meaning; columns without a header are omitted."""
    keys = [key_of(text) for text in header]
    meanings: dict[int, str] = {}
    for index, key in enumerate(keys):
        match = _PER_EXERCISE.fullmatch(key)
        if match:
            meanings[index] = f"{'due' if match[1] == 'due' else 'extension'} {match[2]}"
    for meaning, names in _names_for(keys).items():
        found = [keys.index(name) for name in map(key_of, names) if name in keys and keys.index(name) not in meanings]
        meanings.update(dict.fromkeys(found[:1], meaning))
    if "name" in meanings.values():
        meanings = {index: one for index, one in meanings.items() if one not in {"first_name", "last_name"}}
    return tuple(
        Column(index, text, meanings.get(index, ""))
        for index, text in enumerate(header)
        if text and keys[index] != _IGNORED
    )


def _names_for(keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    names = dict(_NAMES)
    if {"sisuserid", "sisloginid"} & set(keys):  # in a Canvas file, “ID” is the number that Canvas itself uses
        names["canvas_id"] = (*names["canvas_id"], "ID")
    if "성" in keys:
        names["first_name"] = (*names["first_name"], "이름", "명")
        names["name"] = tuple(name for name in names["name"] if name != "이름")
    return names


def duplicates(header: Sequence[str]) -> list[str]:
    """Headers that occur more than once."""
    keys = [key_of(text) for text in header]
    return [text for index, text in enumerate(header) if keys[index] and keys[index] in keys[:index]]
