"""A STAND-IN for Moodle's web services: its REST protocol and four functions, as strict as the functions' signatures.

Restated from the public code of moodle/moodle:
- `core_grades_update_grades`: lib/classes/grades_external.php at 21c0beab; feedback is declared and never used.
- `mod_assign_save_grades`: mod/assign/externallib.php at 00e92827. It answers null, also for a grade above the maximum,
  which `assign::update_grade` in locallib.php ignores (seen on Moodle 4.4.3).
- `gradereport_user_get_grade_items`: grade/report/user/externallib.php at 04975560.
- `core_enrol_get_enrolled_users`: enrol/externallib.php.
It is not Moodle: capabilities, groups, grade categories, scales and workflows are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.support.loopback import Answer, serving

TOKEN = "f0e1d2c3b4a5968778695a4b3c2d1e0f"

INT, FLOAT, BOOL, ALPHA, TEXT = "int", "float", "bool", "alpha", "text"
_FORMS = {INT: r"-?\d+", FLOAT: r"-?\d+(\.\d+)?", BOOL: r"0|1|true|false", ALPHA: r"[a-zA-Z]*", TEXT: r"(?s).*"}


@dataclass(frozen=True)
class Optional:
    """VALUE_OPTIONAL or VALUE_DEFAULT."""

    form: Any


_EDITOR = {"text": TEXT, "format": INT}
PARAMETERS = {
    "core_grades_update_grades": {
        "source": TEXT, "courseid": INT, "component": TEXT, "activityid": INT, "itemnumber": INT,
        "grades": Optional([{"studentid": INT, "grade": FLOAT, "str_feedback": Optional(TEXT)}]),
        "itemdetails": Optional({}),
    },
    "mod_assign_save_grades": {
        "assignmentid": INT, "applytoall": BOOL,
        "grades": [{
            "userid": INT, "grade": FLOAT, "attemptnumber": INT, "addattempt": BOOL, "workflowstate": ALPHA,
            "plugindata": Optional({"assignfeedbackcomments_editor": Optional(_EDITOR)}),
            "advancedgradingdata": Optional({}),
        }],
    },
    "gradereport_user_get_grade_items": {"courseid": INT, "userid": Optional(INT)},
    "core_enrol_get_enrolled_users": {"courseid": INT, "options": Optional([{"name": ALPHA, "value": TEXT}])},
}  # fmt: skip


class Raised(Exception):
    """An exception of Moodle's: its class, code and message."""

    def __init__(self, kind: str, code: str, message: str) -> None:
        super().__init__(message)
        self.answer = {"exception": kind, "errorcode": code, "message": message}


def invalid(problem: str) -> Raised:
    return Raised("invalid_parameter_exception", "invalidparameter", f"Invalid parameter value detected ({problem})")


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """What PHP makes of a form."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        keys = [re.match(r"[^\[]*", name)[0], *re.findall(r"\[([^\]]*)\]", name)]
        place = found
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return found


def validated(value: Any, form: Any, name: str) -> Any:
    """The value by Moodle's `validate_parameters`."""
    if isinstance(form, Optional):
        form = form.form
    if isinstance(form, list):
        if not isinstance(value, dict):
            raise invalid(f"Only arrays accepted. The bad value is: '{value}' ({name})")
        return [validated(one, form[0], name) for one in value.values()]
    if isinstance(form, dict):
        if not isinstance(value, dict):
            raise invalid(f"Only arrays accepted. The bad value is: '{value}' ({name})")
        missing = [key for key, inner in form.items() if key not in value and not isinstance(inner, Optional)]
        if missing:
            raise invalid(f"Missing required key in single structure: {missing[0]}")
        unknown = set(value) - set(form)
        if unknown:
            raise invalid(f"Unexpected keys ({', '.join(sorted(unknown))}) detected in parameter array.")
        return {key: validated(one, form[key], key) for key, one in value.items()}
    if not isinstance(value, str) or not re.fullmatch(_FORMS[form], value):
        raise invalid(f'Invalid external api parameter: the value is "{value}", the server was expecting "{form}" type')
    return {INT: int, FLOAT: float}.get(form, str)(value)


@dataclass
class Moodle:
    """One course with assignments."""

    url: str = ""
    course: int = 5
    users: list[dict[str, Any]] = field(default_factory=list)
    maximums: dict[int, float] = field(default_factory=lambda: {41: 100.0, 42: 10.0})
    """By course module ID. The assignment's own ID is 1000 more."""
    grades: dict[tuple[int, int], float] = field(default_factory=dict)
    """By course module and user."""
    feedback: dict[tuple[int, int], str] = field(default_factory=dict)
    locked: set[tuple[int, int]] = field(default_factory=set)
    called: list[str] = field(default_factory=list)
    shows_ranges: bool = True
    """The setting “Show ranges” of the course's user report."""
    forbidden: set[str] = field(default_factory=set)
    """Functions that are not in the token's service."""
    before: Callable[[str], bytes | None] = lambda _function: None

    def answered(self, body: bytes) -> bytes:
        form = nested(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        token, function = form.pop("wstoken", ""), form.pop("wsfunction", "")
        assert form.pop("moodlewsrestformat") == "json"
        self.called.append(function)
        if (said := self.before(function)) is not None:
            return said
        try:
            if token != TOKEN:
                raise Raised("moodle_exception", "invalidtoken", "Invalid token - token not found")
            if function not in PARAMETERS or function in self.forbidden:
                raise Raised("required_capability_exception", "accessexception", "Access control exception")
            values = validated(form, PARAMETERS[function], function)
            return json.dumps(getattr(self, function)(**values)).encode()
        except Raised as error:
            return json.dumps(error.answer).encode()

    def core_enrol_get_enrolled_users(self, courseid, options=()):
        self._require_course(courseid)
        known = {"withcapability", "groupid", "onlyactive", "onlysuspended", "userfields", "limitfrom", "limitnumber",
                 "sortby", "sortdirection"}  # fmt: skip
        chosen = {one["name"]: one["value"] for one in options}
        assert set(chosen) <= known
        fields = chosen["userfields"].split(",") if "userfields" in chosen else list(self.users[0])
        return [{key: one[key] for key in fields if key in one} for one in self.users]

    def gradereport_user_get_grade_items(self, courseid, userid=0):
        self._require_course(courseid)
        if userid and userid not in {one["id"] for one in self.users}:
            raise Raised("moodle_exception", "invaliduser", "Invalid user")
        return {
            "usergrades": [self._report(one["id"]) for one in self.users if userid in {0, one["id"]}],
            "warnings": [],
        }

    def _report(self, user: int) -> dict[str, Any]:
        items = [
            {"id": 7 + cmid, "itemname": f"Assignment {cmid}", "itemtype": "mod", "itemmodule": "assign",
             "iteminstance": 1000 + cmid, "itemnumber": 0, "cmid": cmid, "graderaw": self.grades.get((cmid, user)),
             "grademin": 0, "grademax": most}
            for cmid, most in self.maximums.items()
        ]  # fmt: skip
        if not self.shows_ranges:
            items = [{key: one[key] for key in one if key not in {"grademin", "grademax"}} for one in items]
        course = {"id": 1, "itemname": None, "itemtype": "course", "itemmodule": None, "iteminstance": 1, "cmid": None,
                  "graderaw": None, "grademin": 0, "grademax": 110}  # fmt: skip
        return {"courseid": self.course, "userid": user, "gradeitems": [*items, course]}

    def mod_assign_save_grades(self, assignmentid, grades, **_):
        cmid = assignmentid - 1000
        if cmid not in self.maximums:
            raise Raised("dml_missing_record_exception", "invalidrecord", "Can't find data record in database table.")
        for one in grades:
            self._require_user(one["userid"])
            if 0 <= one["grade"] <= self.maximums[cmid]:
                self._grade(cmid, one["userid"], one["grade"])
            editor = one.get("plugindata", {}).get("assignfeedbackcomments_editor")
            if editor:
                self.feedback[cmid, one["userid"]] = editor["text"]

    def core_grades_update_grades(self, courseid, component, activityid, grades=(), **_):
        if component != "mod_assign" or activityid not in self.maximums:
            raise Raised("moodle_exception", "invalidcoursemodule", "Invalid course module ID")
        self._require_course(courseid)
        for one in grades:
            if one["studentid"] in {user["id"] for user in self.users}:
                self._grade(activityid, one["studentid"], min(one["grade"], self.maximums[activityid]))
        return 0

    def _grade(self, cmid: int, user: int, grade: float) -> None:
        if (cmid, user) not in self.locked:
            self.grades[cmid, user] = grade

    def _require_course(self, number: int) -> None:
        if number != self.course:
            raise Raised(
                "dml_missing_record_exception", "invalidrecord", "Can't find data record in database table course."
            )

    def _require_user(self, number: int) -> None:
        if number not in {one["id"] for one in self.users}:
            raise Raised("dml_write_exception", "dmlwriteexception", "Error writing to database")


@pytest.fixture
def moodle() -> Iterator[Moodle]:
    stand_in = Moodle()

    def answer(method: str, path: str, _: Message, body: bytes) -> Answer:
        if (method, path) != ("POST", "/moodle/webservice/rest/server.php"):
            return 404, {}, b"not found"
        return 200, {}, stand_in.answered(body)

    with serving(answer) as address:
        stand_in.url = f"{address}/moodle"
        yield stand_in
