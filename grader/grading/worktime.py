"""When the work was done, as far as the host knows: for the late policy, which should not punish a late grading."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

from grader.checking.attempt import Attempt
from grader.checks.times import timestamp
from grader.checks.verdict import Status
from grader.evidence.file import Fact, raw
from grader.grading.excerpts import facts_behind

_INSPECTED = re.compile(r"GET /v[\d.]+/(?:containers/[^/?]+/json|networks/[^/?]+)$")
_END_OF_CALENDAR = datetime.datetime.max.replace(tzinfo=datetime.UTC).timestamp() // 1
_OURS = re.compile(r"^/?grader-[0-9a-f]{8}-")


def work_done_at(attempt: Attempt) -> datetime.datetime | None:
    """When the last of what earned points was made. None when nothing of it has a time.

    A check may say so itself (the fixture `work`). For one that does not, it is when the last of the containers and
    networks that it looked at was created; other objects on the host have no say. The time of creation is taken, not
    that of the last start: a machine that was rebooted after the deadline would make everybody late. Images tell when
    their publisher built them, so they do not count by themselves.
    """
    moments = [moment for moment in _moments(attempt) if 0 < moment < _END_OF_CALENDAR]
    return datetime.datetime.fromtimestamp(max(moments), datetime.UTC) if moments else None


def _moments(attempt: Attempt) -> Iterator[float]:
    for verdict in attempt.verdicts:
        if verdict.status not in {Status.PASSED, Status.PARTIAL}:
            continue
        if verdict.done_at is not None:
            yield verdict.done_at
        else:
            yield from (_created(fact) for fact in facts_behind(verdict, attempt.evidence))


def _created(fact: Fact) -> float:
    """When the container or network that was inspected was created; 0 where the answer tells no time."""
    if fact.status != 200 or not fact.request or not _INSPECTED.match(fact.request):
        return 0.0
    try:
        answer: Any = json.loads(raw(fact.body))
    except (ValueError, RecursionError):
        return 0.0
    if not isinstance(answer, dict) or _OURS.match(str(answer.get("Name") or "")):
        return 0.0
    return timestamp(str(answer.get("Created") or ""))
