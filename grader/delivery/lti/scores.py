"""Sends scores to line items (LTI Assignment and Grade Services)."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any, TypeGuard
from urllib.parse import quote

from grader.delivery.lti.token import Service, not_allowed, with_path
from grader.delivery.sending import Answer
from grader.delivery.web import Reply, ServerFault
from grader.errors import DeliveryError, NoAnswer
from grader.records.deliveries import Delivery, StoredDelivery

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
_SCORE = "application/vnd.ims.lis.v1.score+json"
_RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
_TOLERANCE = 0.00501
"""In the platform's points: it may show two decimals."""
_MOST_POINTS = 1e9
_NOT_NEWER = b"before last updated timestamp"
"""Canvas says so with 400 where AGS has 409."""
_REASONS = {
    400: "the user is not enrolled, or cannot be graded",
    403: "the user cannot be graded, or the line item is another tool's",
    404: "there is no such line item, or no such user",
    422: "the user is not a student of the course",
}
"""Moodle answers 400 for a user and 403 for a line item; Canvas 422 for a user and 404 for a line item."""


class ScoreChannel:
    """Sends scores to the line items that are the deliveries' targets."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._failing: set[str] = set()
        """Line items at which the platform failed the last time."""

    def send(self, delivery: Delivery, stored: StoredDelivery, *, again: bool) -> Answer:
        """Send one score with the time of its delivery.

        AGS refuses a score with 409 unless its time is later than that of the last one. If the platform then shows the
        same score as the student's result, it has arrived. A refusal concerns one student, unless all are refused.
        """
        try:
            reply = self._posted(delivery.target, json.dumps(score_body(delivery, stored.stamped)).encode())
        except NoAnswer as error:
            if not isinstance(error.__cause__, ServerFault):
                raise
            return Answer(accepted=False, text=f"{error.problem} (or the grade is locked)", if_all=error)
        if reply.ok:
            return Answer(accepted=True, text=reply.shown)
        if reply.status == 409 or (reply.status == 400 and _NOT_NEWER in reply.body):
            return self._not_newer(delivery, reply, again=again or reply.tries > 1)
        reason = _REASONS.get(reply.status)
        return Answer(
            accepted=False,
            text=f"{reply.shown} ({reason})" if reason else reply.shown,
            if_all=not_allowed(delivery.target, reply) if reply.status == 403 else None,
        )

    def confirm(self, sent: Sequence[Delivery]) -> Sequence[Answer]:
        """Every score is answered at once."""
        assert not sent  # noqa: S101
        return []

    def _posted(self, target: str, body: bytes) -> Reply:
        """The answer to a score. Where the platform has just failed, it is not asked several times again."""
        headers = {"Content-Type": _SCORE, "Accept": "application/json"}
        patient = target not in self._failing
        self._failing.discard(target)
        try:
            return self._service.request(
                "POST", with_path(target, "scores"), headers, body, repeat=patient, may_be_forbidden=True
            )
        except NoAnswer as error:
            if isinstance(error.__cause__, ServerFault):
                self._failing.add(target)
            raise

    def _not_newer(self, delivery: Delivery, reply: Reply, *, again: bool) -> Answer:
        shown = self._shown_score(delivery)
        if shown is None:
            # Without its results, the platform's word is all there is: it has a score with this time or a later one.
            text = "it has this score, or a newer one"
            return Answer(accepted=again, text=f"{reply.shown} ({text})")
        score, most = shown
        if abs(score - _share(delivery) * most) <= _TOLERANCE:
            return Answer(accepted=True, text=f"{reply.shown} (its result is the same)")
        return Answer(accepted=False, text=f"{reply.shown} (it has a newer score from elsewhere)")

    def _shown_score(self, delivery: Delivery) -> tuple[float, float] | None:
        """The points and their maximum that the platform shows as the student's result; None if it shows none."""
        url = with_path(delivery.target, "results")
        url += f"{'&' if '?' in url else '?'}user_id={quote(delivery.recipient, safe='')}"
        try:
            reply = self._service.request("GET", url, {"Accept": _RESULTS})
            results = reply.json() if reply.ok else []
        except DeliveryError:
            return None
        for one in results if isinstance(results, list) else []:
            if isinstance(one, dict) and str(one.get("userId")) == delivery.recipient:
                score, most = one.get("resultScore"), one.get("resultMaximum", 1)
                if _is_number(score) and _is_number(most) and most > 0:
                    return score, most
        return None


def score_body(delivery: Delivery, stamped: datetime.datetime) -> dict[str, Any]:
    """The score as AGS wants it."""
    moment = stamped.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    content = delivery.content
    body = {
        "userId": delivery.recipient,
        "scoreGiven": content["score"],
        "scoreMaximum": content["maximum"],
        "timestamp": f"{moment}Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    return {**body, "comment": content["comment"]} if content.get("comment") else body


def _share(delivery: Delivery) -> float:
    score, most = delivery.content["score"], delivery.content["maximum"]
    assert isinstance(score, int | float)  # noqa: S101
    assert isinstance(most, int | float)  # noqa: S101
    return score / most


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST_POINTS
