"""A STAND-IN for a Canvas site: the requests that `grader push canvas` makes, as strict as their documentation.

Restated from the public code of instructure/canvas-lms, app/controllers/submissions_api_controller.rb at 0088c23e
(`update`: a comment is added by every request; a rubric assessment needs at least one known criterion; a student to
whom the assignment is not assigned is 403), and the pages “Submissions”, “Assignments” and “Courses” of the API's
documentation. It is not Canvas: sections, groups, grading schemes and post policies are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.loopback import Answer, serving

TOKEN = "7~aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"
_FIELDS = re.compile(
    r"submission\[posted_grade\]|comment\[text_comment\]|rubric_assessment\[[^\[\]]+\]\[(points|comments|rating_id)\]"
)

Answered = tuple[int, dict[str, str], Any]


@dataclass
class Canvas:
    """One course."""

    url: str = ""
    course: int = 9
    users: list[dict[str, Any]] = field(default_factory=list)
    points_possible: dict[int, float] = field(default_factory=lambda: {71: 100.0})
    rubric: list[dict[str, Any]] = field(default_factory=list)
    use_rubric_for_grading: bool = False
    scores: dict[int, float] = field(default_factory=dict)
    """By user."""
    comments: dict[int, list[str]] = field(default_factory=dict)
    assessments: dict[int, dict[str, dict[str, str]]] = field(default_factory=dict)
    deduction: float = 0.0
    page_size: int = 100
    puts: int = 0
    before: Callable[[str, str], Answered | None] = lambda _method, _path: None
    after_put: Callable[[], None] = lambda: None

    def answered(  # noqa: PLR0911  one return for each answer
        self, method: str, path: str, authorization: str | None, body: bytes
    ) -> Answered:
        if (said := self.before(method, path)) is not None:
            return said
        if authorization != f"Bearer {TOKEN}":
            return (
                401,
                {"WWW-Authenticate": 'Bearer realm="canvas-lms"'},
                {"errors": [{"message": "Invalid access token."}]},
            )
        parts = urlsplit(path)
        found = re.fullmatch(r"/api/v1/courses/(\d+)/(.*)", parts.path)
        if found is None or int(found[1]) != self.course:
            return self._missing()
        query = parse_qsl(parts.query)
        if found[2] in {"users", "search_users"}:
            return self._users(dict(query))
        place = re.fullmatch(r"assignments/(\d+)(?:/submissions/(\d+))?", found[2])
        if place is None or int(place[1]) not in self.points_possible:
            return self._missing()
        if place[2] is None:
            return 200, {}, self._assignment(int(place[1]))
        user = int(place[2])
        if user not in {one["id"] for one in self.users}:
            return 403, {}, {"status": "unauthorized", "errors": [{"message": "user not authorized"}]}
        if method == "GET":
            comments = [{"id": n, "comment": text} for n, text in enumerate(self.comments.get(user, []))]
            return 200, {}, {"user_id": user, "submission_comments": comments}
        return self._update(user, parse_qsl(body.decode(), keep_blank_values=True))

    def _update(self, user: int, pairs: list[tuple[str, str]]) -> Answered:
        self.puts += 1
        form = dict(pairs)
        assert len(form) == len(pairs)
        assert all(_FIELDS.fullmatch(name) for name in form), form
        grade = form["submission[posted_grade]"]
        if not re.fullmatch(r"\d+(\.\d+)?", grade):
            return 400, {}, {"error": "invalid grade"}
        self.scores[user] = float(grade)
        assessment: dict[str, dict[str, str]] = {}
        for name, value in form.items():
            if name.startswith("rubric_assessment"):
                criterion, what = re.findall(r"\[([^\]]+)\]", name)
                assessment.setdefault(criterion, {})[what] = value
        if assessment:
            if not set(assessment) & {one["id"] for one in self.rubric}:
                return 400, {}, {"message": "invalid rubric_assessment"}
            self.assessments[user] = assessment
            if self.use_rubric_for_grading:
                self.scores[user] = sum(float(one["points"]) for one in assessment.values())
        if comment := form.get("comment[text_comment]"):
            self.comments.setdefault(user, []).append(comment)
        self.after_put()
        score = self.scores[user]
        return 200, {}, {
            "id": 1000 + user, "user_id": user, "assignment_id": 71, "workflow_state": "graded",
            "entered_score": score, "score": score - self.deduction, "points_deducted": self.deduction or None,
            "submission_comments": [],
        }  # fmt: skip

    def _assignment(self, number: int) -> dict[str, Any]:
        said = {"id": number, "name": "A network", "points_possible": self.points_possible[number]}
        return (
            {**said, "rubric": self.rubric, "use_rubric_for_grading": self.use_rubric_for_grading}
            if self.rubric
            else said
        )

    def _users(self, query: dict[str, str]) -> Answered:
        assert query.get("enrollment_type[]") == "student" or "page" in query
        start = int(query.get("page", "1")) - 1
        page = self.users[start * self.page_size : (start + 1) * self.page_size]
        headers = {}
        if len(self.users) > (start + 1) * self.page_size:
            link = f"{self.url}/api/v1/courses/{self.course}/search_users?page={start + 2}"
            headers["Link"] = f'<{link}>; rel="next"'
        return 200, headers, page

    @staticmethod
    def _missing() -> Answered:
        return 404, {}, {"errors": [{"message": "The specified resource does not exist."}]}


@pytest.fixture
def canvas() -> Iterator[Canvas]:
    stand_in = Canvas()

    def answer(method: str, path: str, headers: Message, body: bytes) -> Answer:
        status, more, said = stand_in.answered(method, path, headers["Authorization"], body)
        return status, more, json.dumps(said).encode()

    with serving(answer) as stand_in.url:
        yield stand_in
