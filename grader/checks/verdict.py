"""The verdict of one check: a plain value that later stages read without a host."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.dataclasses import dataclass

from grader.checks.reads import Read
from grader.errors import GraderError
from grader.message import Message


class Status(StrEnum):
    """The five verdicts."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    """The student's state is wrong."""
    BLOCKED = "blocked"
    """A check that this one needs did not pass."""
    ERROR = "error"
    """The result could not be determined; never counted as zero."""


@dataclass(frozen=True)
class RootCause:
    """What several checks may fail for: something on the host that is missing or does not run.

    Attributes:
        kind: What it is.
        name: Its name on the host.
    """

    kind: Literal["container", "image", "network", "volume", "archive", "engine"]
    name: str


@dataclass(frozen=True)
class ErrorPlace:
    """The line of the suite, or of a module beside it, in which a check was when its error was raised.

    Attributes:
        file: The file's name.
        line: The line, from 1.
        function: The function around it.
        source: The line itself.
    """

    file: str
    line: int
    function: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Verdict(BaseModel):
    """One check's conclusion, without words of any language: the sentences come from the rubric."""

    model_config = ConfigDict(frozen=True)

    check: str
    status: Status
    fraction: float = 0.0
    """The share of the points that was earned, 0 to 1."""
    reason: str | None = None
    """The key of the sentence in the rubric that explains the result."""
    seen: JsonValue = None
    expected: JsonValue = None
    values: dict[str, JsonValue] = {}
    """Other values for that sentence, by name."""
    blocked_by: str | None = None
    """The check that did not pass: the first in a chain of blocked checks, not the last."""
    root: RootCause | None = None
    """What the check failed for, if others may fail for the same; of a check that was not run, that of `blocked_by`."""
    states_root: bool = Field(default=False, exclude=True)
    """Whether it is this check that requires what `root` names; the others only rely on it."""
    cause: str | None = None
    """For an error: what went wrong, with the next step."""
    cause_message: Message | None = Field(default=None, exclude=True)
    """The cause as a template and its values; None of verdicts recorded before there were any."""
    trace: str | None = None
    """For an error in a check itself: the traceback from the suite on, for its author."""
    place: ErrorPlace | None = None
    """For an error: where it was raised, for the author of the check. It is not recorded."""
    seconds: float = 0.0
    """How long the check ran, in seconds."""
    facts: tuple[int, ...] = ()
    """Which facts of the evidence the check looked at, by their index there, from 0."""
    reads: tuple[Read, ...] = ()
    """What the check read of the facts that are answers of the Engine; none of other facts, and of older verdicts."""
    done_at: float | None = None
    """When the student did the work, in seconds since 1970, if the check stated it."""


def caused(error: GraderError) -> dict[str, Any]:
    """The fields of a verdict of which an error is the cause."""
    return {"cause": str(error), "cause_message": error.message}


def concluded(verdict: Verdict) -> dict[str, object]:
    """A verdict without how long the check took and what it looked at, for comparing two of them."""
    return verdict.model_dump(exclude={"seconds", "facts", "reads", "trace", "place"})
