"""Sends scores to a Moodle site through its web services (REST protocol)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from grader.classroom.platforms import MoodlePlatform
from grader.delivery.matching import Matched, PlatformUser, by_column, match
from grader.delivery.planning import Items, plan
from grader.delivery.retry import RetryPolicy
from grader.delivery.secret import Secret
from grader.delivery.sending import Answer, Planned
from grader.delivery.web import Web, garbled, host_of
from grader.errors import DeliveryError
from grader.exports.feedback import Feedback
from grader.exports.grades import ClassGrades
from grader.records.deliveries import Delivery, StoredDelivery
from grader.text.clean import one_line

_NO_ACCESS = {"invalidtoken", "accessexception", "webservicesnotenabled", "sitemaintenance", "nopermissions"}
"""Error codes after which no other call succeeds either."""
_FORMAT_HTML = 1
_TOLERANCE = 0.01
"""Moodle stores five decimals, and a site may show two."""
_SHOWN = 200

T = TypeVar("T")


class MoodleRefusal(Exception):
    """Moodle answered a call with an exception of its own."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class MoodleService:
    """Calls of web service functions."""

    web: Web
    url: str
    token: Secret

    def call(self, function: str, **parameters: object) -> Any:
        """The value that a function returns.

        Raises:
            MoodleRefusal: the function raised an exception.
            DeliveryError: the site does not let the grader call it, or it answered something else.
            NoAnswer: it does not answer.
        """
        form = [
            ("wstoken", self.token.value),
            ("wsfunction", function),
            ("moodlewsrestformat", "json"),
            *_flat(parameters),
        ]
        reply = self.web.request("POST", f"{self.url.rstrip('/')}/webservice/rest/server.php", form=form)
        if not reply.ok:
            raise garbled(reply.shown)
        said = reply.json()
        if isinstance(said, dict) and "exception" in said:
            code = one_line(str(said.get("errorcode", "")), _SHOWN)
            text = self.web.clean(f"{code}: {said.get('message', '')}")
            if code in _NO_ACCESS:
                raise DeliveryError(
                    "{host} does not let the grader call {function} ({answer}).",
                    next_step="In Moodle, check the token, add the function to its service, and check the user's role.",
                    host=host_of(self.url),
                    function=function,
                    answer=text,
                )
            raise MoodleRefusal(code, text)
        return said


@dataclass(frozen=True, slots=True)
class GradeItem:
    """An activity's item in the gradebook of the course."""

    assignment: int
    """The ID of the assignment itself; the one in its address is that of the course module."""
    maximum: float | None
    """None if the course's user report does not show ranges."""


@dataclass
class MoodlePush:
    """A push of one class to one Moodle course."""

    platform: MoodlePlatform
    service: MoodleService
    _found: dict[str, GradeItem] = field(default_factory=dict, init=False)

    @classmethod
    def to(cls, platform: MoodlePlatform, token: Secret, retry: RetryPolicy) -> MoodlePush:
        """Get ready; nothing is sent yet."""
        web = Web(retry)
        web.hide(token)
        return cls(platform, MoodleService(web, platform.url, token))

    def planned(self, grades: ClassGrades, *, dry_run: bool) -> Planned:  # noqa: ARG002  planning only reads
        """What can be sent: the exercises for which the class file names an assignment.

        Raises:
            DeliveryError: the site refuses access, or has no such assignment.
            NoAnswer: it does not answer.
        """
        named = self.platform.assignments
        chosen = [one for one in grades.exercises if one.id in named]
        matched = self._matched(grades)
        if not matched.keys:
            return plan(replace(grades, exercises=chosen), matched, Items({}, {}))
        items = self._items(matched.keys.values())
        missing = [one.id for one in chosen if named[one.id] not in items]
        if missing:
            raise DeliveryError(
                "The gradebook of the Moodle course has no activity {number} (for {exercise}).",
                next_step="Take the number from the assignment's address, …/mod/assign/view.php?id=NUMBER.",
                number=named[missing[0]],
                exercise=missing[0],
            )
        self._found = {one.id: items[named[one.id]] for one in chosen}
        targets = {one.id: f"{self.platform.url} {self.platform.way} {named[one.id]}" for one in chosen}
        maximums = {one.id: self._found[one.id].maximum or one.max_score for one in chosen}
        comment = Feedback.html if self.platform.way == "assignment" else None
        return plan(replace(grades, exercises=chosen), matched, Items(targets, maximums), comment)

    def channel(self) -> MoodlePush:
        """The way to the site."""
        return self

    def send(self, delivery: Delivery, stored: StoredDelivery, *, again: bool) -> Answer | None:  # noqa: ARG002
        """Send one score. Moodle says nothing of a score that it ignores, so only `confirm` knows."""
        send = self._to_assignment if self.platform.way == "assignment" else self._to_gradebook
        try:
            return send(delivery)
        except MoodleRefusal as refusal:
            return Answer(accepted=False, text=str(refusal))

    def confirm(self, sent: Sequence[Delivery]) -> Sequence[Answer]:
        """Compare what was sent with the gradebook of the course."""
        shown = {user: self._shown(user) for user in dict.fromkeys(one.recipient for one in sent)}
        return [self._compared(one, shown[one.recipient]) for one in sent]

    def _to_assignment(self, delivery: Delivery) -> Answer | None:
        grade: dict[str, object] = {
            "userid": delivery.recipient,
            "grade": _number(delivery.content["score"]),
            "attemptnumber": -1,
            "addattempt": 0,
            "workflowstate": "released",
        }
        comment = delivery.content.get("comment")
        if comment:
            grade["plugindata"] = {"assignfeedbackcomments_editor": {"text": comment, "format": _FORMAT_HTML}}
        item = self._found[delivery.exercise]
        self.service.call("mod_assign_save_grades", assignmentid=item.assignment, applytoall=0, grades=[grade])
        return None

    def _to_gradebook(self, delivery: Delivery) -> Answer | None:
        code = self.service.call(
            "core_grades_update_grades",
            source="grader",
            courseid=self.platform.course,
            component="mod_assign",
            activityid=self.platform.assignments[delivery.exercise],
            itemnumber=0,
            grades=[{"studentid": delivery.recipient, "grade": _number(delivery.content["score"])}],
        )
        return None if code == 0 else Answer(accepted=False, text=f"core_grades_update_grades: {code}")

    def _compared(self, delivery: Delivery, shown: Mapping[int, float | None]) -> Answer:
        found, wanted = shown.get(self.platform.assignments[delivery.exercise]), delivery.content["score"]
        assert isinstance(wanted, int | float)  # noqa: S101
        if found is not None and abs(found - wanted) <= _TOLERANCE:
            return Answer(accepted=True, text=f"read back: {found:g}")
        shows = "no grade" if found is None else f"{found:g}"
        return Answer(
            accepted=False,
            text=f"Moodle took it and shows {shows}: the grade is locked or overridden there, or the user has no role "
            "that is graded",
        )

    def _matched(self, grades: ClassGrades) -> Matched:
        if self.platform.user:
            return by_column(grades, self.platform.user)
        return match(grades.identities(), self._asked(self._users))

    def _users(self) -> list[PlatformUser]:
        options = [{"name": "onlyactive", "value": 1}, {"name": "userfields", "value": "id,username,idnumber,email"}]
        listed = self.service.call("core_enrol_get_enrolled_users", courseid=self.platform.course, options=options)
        if not isinstance(listed, list):
            raise garbled("a list of users that is not a list")
        return [
            PlatformUser(str(one["id"]), _text(one, "idnumber"), _text(one, "email"), _text(one, "username"))
            for one in _dicts(listed)
            if isinstance(one.get("id"), int)
        ]

    def _items(self, users: Iterable[str]) -> dict[int, GradeItem]:
        """The items of the gradebook by course module ID, as the first of these users has them whom Moodle knows."""
        entries: list[dict[str, Any]] = []
        for user in users:
            with contextlib.suppress(MoodleRefusal):
                entries = self._entries(user)
                break
        else:
            entries = self._asked(lambda: self._entries("0"))
        return {
            item["cmid"]: GradeItem(item["iteminstance"], _maximum(item))
            for item in entries
            if item.get("itemmodule") == "assign" and isinstance(item.get("iteminstance"), int)
        }

    def _shown(self, user: str) -> dict[int, float | None]:
        """The grades of a user by course module ID. A report on all users at once would take Moodle minutes."""
        entries = self._asked(lambda: self._entries(user))
        return {item["cmid"]: item["graderaw"] if _is_points(item.get("graderaw")) else None for item in entries}

    def _entries(self, user: str) -> list[dict[str, Any]]:
        said = self.service.call("gradereport_user_get_grade_items", courseid=self.platform.course, userid=user)
        users = said.get("usergrades") if isinstance(said, dict) else None
        if not isinstance(users, list):
            raise garbled("a gradebook without users")
        items = [item for one in _dicts(users) for item in _dicts(one.get("gradeitems"))]
        return [item for item in items if isinstance(item.get("cmid"), int)]

    def _asked(self, ask: Callable[[], T]) -> T:
        """What a question answers that everything depends on."""
        try:
            return ask()
        except MoodleRefusal as refusal:
            raise DeliveryError(
                "{host} refuses to answer ({answer}).",
                next_step="Check platforms.moodle in the class file, and the role of the token's user in the course.",
                host=host_of(self.platform.url),
                answer=str(refusal),
            ) from refusal


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Nested values as PHP reads them from a form: `grades[0][userid]`."""
    if isinstance(value, Mapping):
        pairs: Iterable[tuple[object, object]] = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        yield name, str(value)
        return
    for key, inner in pairs:
        yield from _flat(inner, f"{name}[{key}]" if name else str(key))


def _number(value: object) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _maximum(item: Mapping[str, Any]) -> float | None:
    most = item.get("grademax")
    return float(most) if isinstance(most, int | float) and _is_points(most) and most > 0 else None


def _is_points(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value.strip() if isinstance(value, str) and len(value) <= 500 else ""
