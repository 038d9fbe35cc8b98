"""What one check concluded: a value that any later stage can read without a host."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, JsonValue


class Status(StrEnum):
    """The five verdicts."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    """The student's state is wrong."""
    BLOCKED = "blocked"
    """A check that this one needs did not pass."""
    ERROR = "error"
    """The grader could not tell; never counted as zero."""


class Verdict(BaseModel):
    """One check's conclusion, free of any language: the sentences come from the rubric."""

    model_config = ConfigDict(frozen=True)

    check: str
    status: Status
    fraction: float = 0.0
    """The part of the points that was earned, 0 to 1."""
    reason: str | None = None
    """Names the sentence of the rubric that tells what was found."""
    seen: JsonValue = None
    expected: JsonValue = None
    values: dict[str, JsonValue] = {}
    """Further values for that sentence."""
    blocked_by: str | None = None
    """The check at the root of it, not the last one in the chain."""
    cause: str | None = None
    """For an error: what hindered the grader, with the next step."""
    trace: str | None = None
    """For an error in a check itself: the traceback, for its author."""
    seconds: float = 0.0
    facts: tuple[int, ...] = ()
    """Which facts of the evidence the check looked at, by their index there, from 0."""
    done_at: float | None = None
    """When the work behind it was done, in seconds since 1970, if the check said so."""


def concluded(verdict: Verdict) -> dict[str, object]:
    """What a verdict says, without how long it took and how it was seen."""
    return verdict.model_dump(exclude={"seconds", "facts", "trace"})
