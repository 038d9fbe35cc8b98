"""What the graded host's Engine remembers of the time before the visit: its last 256 events, since its own start."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from grader.checks.dockerclient import api_version
from grader.checks.session import Session
from grader.errors import GarbledAnswer
from grader.hosts.base import EngineRequest

# All that tells what a student did. Programs run inside containers are left out: they may be most of it.
ACTIONS = (
    *("create", "start", "attach", "detach", "die", "stop", "kill", "oom", "restart", "destroy", "rename", "commit"),
    *("pull", "tag", "untag", "delete", "save", "load", "import", "push", "connect", "disconnect", "mount", "unmount"),
)


def past_events(session: Session) -> list[dict[str, Any]]:
    """The events until the host was reached, the oldest first.

    Raises:
        GarbledAnswer: the Engine's answer is no list of events.
    """
    answer = session.ask(request(session))
    try:
        events = [json.loads(line) for line in answer.body.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        events = [None]
    if answer.status != 200 or not all(isinstance(event, dict) for event in events):
        raise GarbledAnswer(
            "The Docker Engine does not tell its past events.", next_step="Try: docker events --since 0"
        )
    return events


def request(session: Session) -> EngineRequest:
    """The question. For what is over the Engine does not keep us waiting, so the end is the moment of our arrival."""
    clock = session.facts.clock
    until = f"{clock + 0.00001:.6f}" if clock % 1 else str(int(clock) + 1)
    filters = json.dumps({"event": ACTIONS}, separators=(",", ":"))
    return EngineRequest("GET", f"/v{api_version(session)}/events?since=0&until={until}&filters={quote(filters)}")
