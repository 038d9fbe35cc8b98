"""The line items of a course: the columns of its gradebook, found or made (LTI Assignment and Grade Services)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.classroom.platforms import LtiPlatform
from grader.delivery.lti.pages import pages, require_same_place
from grader.delivery.lti.token import Service
from grader.delivery.web import garbled, host_of
from grader.errors import DeliveryError, NoAnswer, UsageError
from grader.reports.class_report.data import ExerciseColumn

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
READ_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
_LIST = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
_TAG = "grader"


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the platform's gradebook."""

    url: str
    """Empty if it is still to be made."""
    label: str
    resource: str = ""
    """The ID that the tool gave it."""


def find_line_items(
    service: Service, platform: LtiPlatform, exercises: Sequence[ExerciseColumn]
) -> dict[str, LineItem]:
    """The line item of each exercise; one without a `url` where there is none.

    It is the one that the class file names, or the one in the list whose `resourceId` or else label is the exercise.

    Raises:
        UsageError: the class file names neither a line item nor a list for an exercise.
        DeliveryError: several line items fit, or the platform shows none.
        NoAnswer: the platform does not answer.
    """
    named = platform.items
    without = [one for one in exercises if one.id not in named]
    if without and platform.lineitems is None:
        raise UsageError(
            "The class file names no line item for {exercise}.",
            next_step="Add platforms.lti.lineitems, the list of the course's line items, or platforms.lti.items.",
            exercise=without[0].id,
        )
    listed = _listed(service, platform.lineitems) if without and platform.lineitems else []
    found = {
        one.id: LineItem(named[one.id], one.title) if one.id in named else _fitting(listed, one) for one in exercises
    }
    _require_own(found)
    return found


def _require_own(items: Mapping[str, LineItem]) -> None:
    """Raise an error if two exercises have the same line item: the score of one would replace that of the other."""
    owners: dict[str, str] = {}
    for exercise, item in items.items():
        if item.url and owners.setdefault(item.url, exercise) != exercise:
            raise DeliveryError(
                "{first} and {second} have the same line item on the platform.",
                next_step="Name another one for one of them in platforms.lti.items.",
                first=owners[item.url],
                second=exercise,
            )


def make_line_item(service: Service, url: str, exercise: ExerciseColumn) -> LineItem:
    """Make a line item with the exercise's title and maximum. If an answer is lost, it is looked for before it is made.

    Raises:
        DeliveryError: the platform does not make it.
        NoAnswer: it does not answer.
    """
    body = {"scoreMaximum": exercise.max_score, "label": label(exercise), "resourceId": exercise.id}
    headers = {"Content-Type": _ITEM, "Accept": _ITEM}
    data = json.dumps({**body, "tag": _TAG}).encode()
    try:
        reply = service.request("POST", url, headers, data, repeat=False)
    except NoAnswer:
        found = _fitting(_listed(service, url), exercise)
        if found.url:
            return found
        reply = service.request("POST", url, headers, data, repeat=False)
    if not reply.ok:
        raise DeliveryError(
            "{host} makes no line item for {exercise} ({answer}).",
            next_step="Allow the tool to make line items in the platform, or make one there and name it in "
            "platforms.lti.items.",
            host=host_of(url),
            exercise=exercise.id,
            answer=reply.shown,
        )
    made = _item(reply.json(), url)
    if made is None:
        raise garbled(reply.shown)
    return made


def label(exercise: ExerciseColumn) -> str:
    """The name of a new column."""
    return f"{exercise.id} {exercise.title}".strip()[:255]


def _listed(service: Service, url: str) -> list[LineItem]:
    found = []
    for page in pages(service, url, _LIST):
        if not isinstance(page, list):
            raise garbled("a list of line items that is not a list")
        found += [one for one in (_item(entry, url) for entry in page) if one is not None]
    return list({one.url: one for one in found}.values())


def _item(entry: Any, url: str) -> LineItem | None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str) or not entry["id"]:
        return None
    require_same_place(entry["id"], url)
    return LineItem(entry["id"], str(entry.get("label") or ""), str(entry.get("resourceId") or ""))


def _fitting(listed: Sequence[LineItem], exercise: ExerciseColumn) -> LineItem:
    names = {exercise.id, exercise.title, label(exercise)}
    for fitting in (
        [one for one in listed if one.resource == exercise.id],
        [one for one in listed if one.label.strip() in names],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise DeliveryError(
                "The platform has {n} line items for {exercise}.",
                next_step="Name one of them in platforms.lti.items: {urls}",
                n=len(fitting),
                exercise=exercise.id,
                urls=", ".join(one.url for one in fitting[:5]),
            )
    return LineItem("", label(exercise))
