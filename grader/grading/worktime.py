"""When the work was done according to the host, so that the late policy does not penalise late grading."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

from grader.checking.attempt import Attempt
from grader.checks.times import timestamp
from grader.checks.verdict import Status
from grader.evidence.facts import Fact, raw
from grader.grading.excerpts import facts_behind

_INSPECTED = re.compile(r"GET /v[\d.]+/(?:containers/[^/?]+/json|networks/[^/?]+)$")
_END_OF_CALENDAR = datetime.datetime.max.replace(tzinfo=datetime.UTC).timestamp() // 1
_OURS = re.compile(r"^/?grader-[0-9a-f]{8}-")


def work_done_at(attempt: Attempt) -> datetime.datetime | None:
    """When the last part of the work that earned points was done; None if no part has a time.

    A check can report the time itself (fixture `work`). For any other check that earned points, it is the newest
    creation time among the containers and networks that it inspected; nothing else on the host counts. The time of the
    last start is not used: a reboot after the deadline would make everyone late. Images do not count either: their
    creation time is when the publisher built them.
    """
    times = [time for time in _times(attempt) if 0 < time < _END_OF_CALENDAR]
    return datetime.datetime.fromtimestamp(max(times), datetime.UTC) if times else None


def _times(attempt: Attempt) -> Iterator[float]:
    for verdict in attempt.verdicts:
        if verdict.status not in {Status.PASSED, Status.PARTIAL}:
            continue
        if verdict.done_at is not None:
            yield verdict.done_at
        else:
            yield from (_created(fact) for fact in facts_behind(verdict, attempt.evidence))


def _created(fact: Fact) -> float:
    """The creation time of an inspected container or network in seconds since 1970; 0 if the answer has none."""
    if fact.status != 200 or not fact.request or not _INSPECTED.match(fact.request):
        return 0.0
    try:
        answer: Any = json.loads(raw(fact.body))
    except (ValueError, RecursionError):
        return 0.0
    if not isinstance(answer, dict) or _OURS.match(str(answer.get("Name") or "")):
        return 0.0
    return timestamp(str(answer.get("Created") or ""))
