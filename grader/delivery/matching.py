"""Finds the students of a class among the users of a platform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.exports.grades import ClassGrades, RosterIdentity
from grader.exports.keys import column_named
from grader.message import Message


@dataclass(frozen=True, slots=True)
class PlatformUser:
    """A user as a platform lists them. What it does not show is empty."""

    key: str
    """What the platform's services call the user."""
    id_number: str = ""
    email: str = ""
    username: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """The students with their keys on a platform, and why the others have none."""

    keys: Mapping[str, str]
    """By student ID."""
    problems: Mapping[str, Message] = field(default_factory=dict)
    """By student ID."""


_Ways = Sequence[tuple[Callable[[RosterIdentity], tuple[str, ...]], Callable[[PlatformUser], str]]]

_WAYS: _Ways = (
    (lambda who: (who.id, who.sis_id), lambda user: user.id_number),
    (lambda who: (who.email,), lambda user: user.email),
    (lambda who: (who.username,), lambda user: user.username),
    (lambda who: (who.id,), lambda user: user.username),
)
"""How a student is found, the surest way first: by ID, by e-mail address, by user name."""


def match(students: Iterable[RosterIdentity], users: Iterable[PlatformUser]) -> Matched:
    """Find each student by the first way in which exactly one user fits.

    A user who fits several students is taken for none of them.
    """
    listed = list(users)
    indexes = [_index(value, listed) for _, value in _WAYS]
    keys: dict[str, str] = {}
    problems: dict[str, Message] = {}
    for who in students:
        found, problem = _found(who, indexes)
        if found is not None:
            keys[who.id] = found
        elif problem is not None:
            problems[who.id] = problem
    return without_shared(keys, problems)


def by_column(grades: ClassGrades, name: str) -> Matched:
    """The keys in a column of the roster.

    Raises:
        UsageError: the roster has no such column.
    """
    column = column_named(grades, name)
    keys: dict[str, str] = {}
    problems: dict[str, Message] = {}
    for who in grades.identities():
        key = who.value(column).strip()
        if key:
            keys[who.id] = key
        else:
            problems[who.id] = Message("the cell in the roster column “{column}” is empty", column=column)
    return without_shared(keys, problems)


def without_shared(keys: Mapping[str, str], problems: Mapping[str, Message]) -> Matched:
    """The students whose key is nobody else's."""
    owners: dict[str, list[str]] = defaultdict(list)
    for student, key in keys.items():
        owners[key].append(student)
    shared = {
        student: Message(
            "the platform's user {key} fits {others} as well",
            key=key,
            others=", ".join(one for one in found if one != student),
        )
        for key, found in owners.items()
        if len(found) > 1
        for student in found
    }
    return Matched({one: key for one, key in keys.items() if one not in shared}, {**problems, **shared})


def _index(value: Callable[[PlatformUser], str], users: Iterable[PlatformUser]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for user in users:
        if value(user):
            found[value(user).casefold()].add(user.key)
    return found


def _found(who: RosterIdentity, indexes: Sequence[Mapping[str, set[str]]]) -> tuple[str | None, Message | None]:
    problem = Message("the platform's course has no such user")
    for (values, _), index in zip(_WAYS, indexes, strict=True):
        users = {key for value in values(who) if value for key in index.get(value.casefold(), ())}
        if len(users) == 1:
            return users.pop(), None
        if users:
            problem = Message("several users of the platform fit: {users}", users=", ".join(sorted(users)))
    return None, problem
