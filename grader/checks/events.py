"""What happened on the graded host's Engine before the visit.

The Engine keeps its last 256 events, and none from before its own start. A check gets `past_events` as the fixture
`events`, without its argument.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from grader.checks.dockerclient import api_version
from grader.checks.session import Session
from grader.errors import GarbledAnswer
from grader.hosts.base import EngineRequest

# Everything a student does. Programs run inside containers are left out: they would crowd out the rest.
ACTIONS = (
    *("create", "start", "attach", "detach", "die", "stop", "kill", "oom", "restart", "destroy", "rename", "commit"),
    *("pull", "tag", "untag", "delete", "save", "load", "import", "push", "connect", "disconnect", "mount", "unmount"),
)


def past_events(session: Session, *more: str) -> list[dict[str, Any]]:
    """The Engine's events up to the start of the visit, without those of programs run inside containers.

    An event that is not there proves nothing: the Engine may have forgotten it.

    Args:
        session: The visit; the fixture `events` fills it in.
        *more: Actions that are left out otherwise, such as `pause`, `unpause` and `prune`.

    Returns:
        The events as the Engine describes them, the oldest first: dictionaries with `Type`, `Action`, `Actor` and
        `time` (seconds since 1970). Podman names some actions differently.

    Raises:
        GarbledAnswer: The Engine's answer is not a list of events.
        EngineUnavailable: There is no Engine that the account can use.
        HostTimeout: The Engine did not answer in time, or the check has no time left.

    Example:
        loads = [event for event in events() if event.get("Action") == "load"]
        if not loads:
            passed("not-proven")
    """
    found = _asked(session, request(session))
    if not more:
        return found
    # Asked apart: the first question is the same whatever a check asks, so that it is asked once.
    return sorted([*found, *_asked(session, request(session, more))], key=_nanoseconds)


def _asked(session: Session, question: EngineRequest) -> list[dict[str, Any]]:
    answer = session.ask(question)
    try:
        events = [json.loads(line) for line in answer.body.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        events = [None]
    if answer.status != 200 or not all(isinstance(event, dict) for event in events):
        raise GarbledAnswer(
            "The Docker Engine does not report its past events.",
            next_step="Try it by hand: docker events --since 0 --until $(date +%s)",
        )
    return events


def _nanoseconds(event: dict[str, Any]) -> int:
    moment = event.get("timeNano")
    return moment if isinstance(moment, int) else int(event.get("time") or 0) * 1_000_000_000


def request(session: Session, actions: Sequence[str] = ACTIONS) -> EngineRequest:
    """The request. The Engine answers at once for the past, so the range ends at the start of the visit."""
    clock = session.facts.clock
    until = f"{clock + 0.00001:.6f}" if clock % 1 else str(int(clock) + 1)
    filters = json.dumps({"event": actions}, separators=(",", ":"))
    return EngineRequest("GET", f"/v{api_version(session)}/events?since=0&until={until}&filters={quote(filters)}")
