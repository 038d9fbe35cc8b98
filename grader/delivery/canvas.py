"""Sends scores to a Canvas site through its REST API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import JsonValue

from grader.classroom.platforms import CanvasPlatform
from grader.delivery.matching import Matched, PlatformUser, by_column, match, without_shared
from grader.delivery.planning import Items, plan
from grader.delivery.retry import RetryPolicy
from grader.delivery.secret import Secret
from grader.delivery.sending import Answer, Planned
from grader.delivery.web import BoundedSession, garbled, host_of
from grader.errors import DeliveryError, UsageError
from grader.exports.grades import ClassGrades, StudentGrades
from grader.message import Message
from grader.records.deliveries import Delivery, StoredDelivery
from grader.text.clean import one_line

T = TypeVar("T")

_SHOWN = 200
_TOLERANCE = 0.005


class CanvasRefusal(Exception):
    """Canvas refused one request."""


@dataclass(frozen=True, slots=True)
class CanvasAssignment:
    """An assignment with the criteria of its rubric."""

    maximum: float
    criteria: Mapping[str, tuple[str, float]]
    """By description, in lower case: the criterion's ID and its most points."""
    rubric_grades: bool
    """Whether Canvas makes the score of the rubric's points."""


@dataclass
class CanvasPush:
    """A push of one class to one Canvas course."""

    platform: CanvasPlatform
    token: Secret
    retry: RetryPolicy
    requester: Any
    """A `canvasapi` Requester, which has no types."""
    _found: dict[str, CanvasAssignment] = field(default_factory=dict, init=False)

    @classmethod
    def to(cls, platform: CanvasPlatform, token: Secret, retry: RetryPolicy) -> CanvasPush:
        """Get ready; nothing is sent yet.

        Raises:
            UsageError: canvasapi is not installed.
        """
        try:
            from canvasapi.requester import Requester  # noqa: PLC0415  an extra
        except ImportError:
            raise UsageError(
                "Canvas needs canvasapi, which is not installed.",
                next_step="Run: pip install 'docker-lab-grader[canvas]'",
            ) from None
        requester = Requester(platform.url.rstrip("/"), token.value)
        requester._session = BoundedSession()  # noqa: SLF001  canvasapi's own has no time limits
        return cls(platform, token, retry, requester)

    def planned(self, grades: ClassGrades, *, dry_run: bool) -> Planned:  # noqa: ARG002  planning only reads
        """What can be sent: the exercises for which the class file names an assignment.

        Raises:
            DeliveryError: the site refuses access, or has no such assignment.
            NoAnswer: it does not answer.
        """
        chosen = [one for one in grades.exercises if one.id in self.platform.assignments]
        self._found = {one.id: self._assignment(one.id) for one in chosen}
        targets = {one.id: self._target(one.id) for one in chosen}
        maximums = {one.id: self._found[one.id].maximum for one in chosen}
        only = replace(grades, exercises=chosen)
        planned = plan(only, self._matched(grades), Items(targets, maximums, bonus=self.platform.bonus))
        students = {one.who.id: one for one in grades.students}
        return replace(planned, deliveries=[self._with_rubric(one, students) for one in planned.deliveries])

    def channel(self) -> CanvasPush:
        """The way to the site."""
        return self

    def send(self, delivery: Delivery, stored: StoredDelivery, *, again: bool) -> Answer:  # noqa: ARG002
        """Send one score with its rubric assessment and comment.

        Canvas adds a comment each time. One that may be there already is sent only if it is not.
        """
        tried = again

        def edit() -> Mapping[str, Any]:
            nonlocal tried
            may_be_there, tried = tried, True
            return self._edit(delivery, again=may_be_there)

        try:
            said = self._asked(edit)
        except CanvasRefusal as refusal:
            return Answer(accepted=False, text=str(refusal))
        shown = said.get("entered_score", said.get("score"))
        wanted = delivery.content["score"]
        assert isinstance(wanted, int | float)  # noqa: S101
        if not isinstance(shown, int | float) or abs(shown - wanted) > _TOLERANCE:
            return Answer(
                accepted=False, text=one_line(self.token.hidden_in(f"Canvas took it and shows {shown}"), _SHOWN)
            )
        deducted = said.get("points_deducted")
        late = f"; Canvas's late policy takes {deducted:g}" if isinstance(deducted, int | float) and deducted else ""
        return Answer(accepted=True, text=f"score {shown:g}{late}")

    def confirm(self, sent: Sequence[Delivery]) -> Sequence[Answer]:
        """Every score is answered at once."""
        assert not sent  # noqa: S101
        return []

    def _edit(self, delivery: Delivery, *, again: bool) -> Mapping[str, Any]:
        from canvasapi.submission import Submission  # noqa: PLC0415

        number, content = self.platform.assignments[delivery.exercise], delivery.content
        known = {
            "course_id": self.platform.course,
            "assignment_id": number,
            "user_id": quote(delivery.recipient, safe=":"),
        }
        values: dict[str, object] = {"submission": {"posted_grade": f"{content['score']}"}}
        comment = content.get("comment")
        if comment and not (again and comment in self._comments(delivery)):
            values["comment"] = {"text_comment": comment}
        if content.get("rubric"):
            values["rubric_assessment"] = content["rubric"]
        edited: Mapping[str, Any] = vars(Submission(self.requester, known).edit(**values))
        return edited

    def _comments(self, delivery: Delivery) -> list[str]:
        number = self.platform.assignments[delivery.exercise]
        path = f"courses/{self.platform.course}/assignments/{number}/submissions/{quote(delivery.recipient, safe=':')}"
        said = self.requester.request("GET", path, include=["submission_comments"]).json()
        comments = said.get("submission_comments") if isinstance(said, dict) else None
        return [str(one.get("comment")) for one in comments or [] if isinstance(one, dict)]

    def _assignment(self, exercise: str) -> CanvasAssignment:
        number = self.platform.assignments[exercise]
        path = f"courses/{self.platform.course}/assignments/{number}"
        said = self._needed(lambda: self.requester.request("GET", path).json(), exercise)
        maximum = said.get("points_possible") if isinstance(said, dict) else None
        if not isinstance(maximum, int | float) or maximum <= 0:
            raise DeliveryError(
                "The Canvas assignment {number} (for {exercise}) has no points.",
                next_step="Give it points in Canvas, or check platforms.canvas.assignments.",
                number=number,
                exercise=exercise,
            )
        rubric = said.get("rubric")
        criteria = {
            str(one.get("description", "")).strip().casefold(): (str(one["id"]), float(one["points"]))
            for one in (rubric if isinstance(rubric, list) else [])
            if isinstance(one, dict) and one.get("id") and isinstance(one.get("points"), int | float)
        }
        return CanvasAssignment(float(maximum), criteria, said.get("use_rubric_for_grading") is True)

    def _matched(self, grades: ClassGrades) -> Matched:
        if self.platform.user:
            return by_column(grades, self.platform.user)
        own = {who.id: who.canvas_id for who in grades.identities() if who.canvas_id}
        without = [who for who in grades.identities() if not who.canvas_id]
        if not without:
            return without_shared(own, {})
        found = match(without, self._needed(self._users, ""))
        return without_shared({**own, **found.keys}, found.problems)

    def _users(self) -> list[PlatformUser]:
        from canvasapi.course import Course  # noqa: PLC0415

        course = Course(self.requester, {"id": self.platform.course})
        listed = [vars(one) for one in course.get_users(enrollment_type=["student"], include=["email"])]
        return [
            PlatformUser(str(one["id"]), _text(one, "sis_user_id"), _text(one, "email"), _text(one, "login_id"))
            for one in listed
            if isinstance(one.get("id"), int)
        ]

    def _with_rubric(self, delivery: Delivery, students: Mapping[str, StudentGrades]) -> Delivery:
        """The delivery with the points of the criteria that are called as checks are.

        Where Canvas makes the score of them, only if they add up to it: not after a late policy or an override.
        """
        found = self._found[delivery.exercise]
        if not self.platform.rubric or not found.criteria:
            return delivery
        result = students[delivery.student].results().get(delivery.exercise)
        rubric: dict[str, JsonValue] = {}
        total = 0.0
        for check in result.checks if result else []:
            named = found.criteria.get(check.title.strip().casefold()) or found.criteria.get(check.id.casefold())
            if named is not None and check.points is not None and check.max_points > 0:
                points = round(check.points * named[1] / check.max_points, 2)
                total += points
                rubric[named[0]] = {"points": points, "comments": one_line(check.message or "", 500)}
        score = delivery.content["score"]
        assert isinstance(score, int | float)  # noqa: S101
        if not rubric or (found.rubric_grades and abs(total - score) > _TOLERANCE):
            return delivery
        return replace(delivery, content={**delivery.content, "rubric": rubric})

    def _target(self, exercise: str) -> str:
        return f"{self.platform.url} course {self.platform.course} assignment {self.platform.assignments[exercise]}"

    def _needed(self, ask: Callable[[], T], exercise: str) -> T:
        """What a question answers that everything depends on."""
        try:
            return self._asked(ask)
        except CanvasRefusal as refusal:
            raise DeliveryError(
                Message("{host} refuses to answer ({answer}).", host=host_of(self.platform.url), answer=str(refusal)),
                next_step=Message(
                    "Check platforms.canvas in the class file{which}, and the role of the token's user in the course.",
                    which=f" ({exercise})" if exercise else "",
                ),
            ) from refusal

    def _asked(self, ask: Callable[[], T]) -> T:
        """What a question answers, asked again while Canvas is busy.

        Raises:
            CanvasRefusal: Canvas refuses this.
            DeliveryError: Canvas refuses the token, or answered something else.
            NoAnswer: it stays busy, or does not answer.
        """
        return self.retry.run(lambda: self._once(ask))

    def _once(self, ask: Callable[[], T]) -> T:
        from canvasapi.exceptions import CanvasException, InvalidAccessToken  # noqa: PLC0415

        host = host_of(self.platform.url)
        try:
            return ask()
        except InvalidAccessToken as error:
            raise DeliveryError(
                "{host} refuses the token.",
                next_step="Make a new one in Canvas (Account, Settings), and store it for platforms.canvas.token.",
                host=host,
            ) from error
        except CanvasException as error:
            raise CanvasRefusal(one_line(self.token.hidden_in(f"{type(error).__name__}: {error}"), _SHOWN)) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # canvasapi reads what it is given
            raise garbled(type(error).__name__) from error


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value.strip() if isinstance(value, str) and len(value) <= 500 else ""
