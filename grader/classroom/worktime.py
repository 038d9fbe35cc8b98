"""When the work was done, as far as the Engine knows: for the late policy, which should not punish a late grading."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

from grader.checking.lookups import timestamp
from grader.hosts.tape import Tape, raw

_INSPECTED = re.compile(r"GET /v[\d.]+/(?:containers|images)/[^/?]+/json$")
_END_OF_CALENDAR = datetime.datetime.max.replace(tzinfo=datetime.UTC).timestamp() // 1
_OURS = re.compile(r"^/?grader-[0-9a-f]{8}-")


def work_done_at(tape: Tape) -> datetime.datetime | None:
    """When the last of the containers and locally built images that the checks looked at was created.

    The time of creation is taken, not that of the last start: a machine that was rebooted after the deadline would
    make everybody late. A pulled image tells when its publisher built it, so images with a repository digest do not
    count. None when the checks looked at nothing that has a time.
    """
    moments = [moment for one in _inspected(tape) if 0 < (moment := _created(one)) < _END_OF_CALENDAR]
    return datetime.datetime.fromtimestamp(max(moments), datetime.UTC) if moments else None


def _inspected(tape: Tape) -> Iterator[dict[str, Any]]:
    for fact in tape.facts:
        if fact.status == 200 and fact.request and _INSPECTED.match(fact.request):
            try:
                answer = json.loads(raw(fact.body))
            except (ValueError, RecursionError):
                continue
            if isinstance(answer, dict) and not _OURS.match(str(answer.get("Name") or "")):
                yield answer


def _created(answer: dict[str, Any]) -> float:
    pulled = "RootFS" in answer and answer.get("RepoDigests")
    return 0.0 if pulled else timestamp(str(answer.get("Created") or ""))
