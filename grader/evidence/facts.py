"""The parts of evidence as values: facts, manifest and ending. `docs/evidence.md` describes the file format."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictStr, field_validator, model_validator

from grader.errors import GraderError
from grader.hosts.base import EngineRequest, HostFacts
from grader.message import Message

SCHEMA: Literal["grader.evidence/1"] = "grader.evidence/1"

_LONGEST_SECONDS = 1e8
_LATEST_CLOCK = 1e11
_YEARS = range(1970, 2200)

Kept = StrictStr | dict[Literal["base64"], StrictStr]
"""Bytes as evidence stores them: as text if they are UTF-8, else in base64."""

Seconds = Annotated[float, Field(strict=True, ge=0, le=_LONGEST_SECONDS, allow_inf_nan=False)]
ExitCode = Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)]
HttpStatus = Annotated[int, Field(strict=True, ge=0, le=999)]


class Fact(BaseModel):
    """One question to the host, a shell command or an Engine request, with its answer or the error in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Seconds
    """When it was asked, in seconds since the host was reached (monotonic)."""
    seconds: Seconds
    """How long the answer took, in seconds."""
    command: StrictStr | None = None
    """The shell command; None for an Engine request."""
    request: StrictStr | None = None
    """The method and the path of an Engine request; None for a command."""
    sent: Kept = ""
    """The body of the request."""
    rc: ExitCode | None = None
    """The exit code of the command."""
    out: Kept = ""
    """What the command wrote to stdout."""
    err: Kept = ""
    """What the command wrote to stderr."""
    timed_out: StrictBool = False
    """Whether the host stopped the command at its deadline."""
    truncated: StrictBool = False
    """Whether the command wrote more than was kept."""
    status: HttpStatus | None = None
    """The HTTP status of the Engine's answer."""
    headers: tuple[tuple[StrictStr, StrictStr], ...] = ()
    """The headers of the Engine's answer that matter to checks."""
    body: Kept = ""
    """The body of the Engine's answer."""
    error: StrictStr | None = None
    """The class of the error that took the place of the answer, such as HostTimeout."""
    problem: StrictStr | None = None
    """What that error says."""
    next_step: StrictStr | None = None
    """What that error advises."""
    message: Message | None = None
    """Both as templates with their values; None in evidence that was recorded before there were any."""

    @model_validator(mode="after")
    def _is_a_question_with_an_answer(self) -> Fact:
        if (self.command is None) == (self.request is None):
            raise ValueError("a fact is a command or a request")
        if self.error is None and (self.rc if self.request is None else self.status) is None:
            raise ValueError("a fact has an answer or an error")
        for value in (self.sent, self.out, self.err, self.body):
            if not isinstance(value, str):
                raw(value)
        if self.message is not None and GraderError.of(self.message).problem != self.problem:
            raise ValueError("the message of a fact is its problem")
        return self

    @property
    def key(self) -> str:
        """Identifies the question: facts with the same key answer the same one."""
        return f"$ {self.command}" if self.command is not None else f"{self.request}\n{self.sent}"


class Manifest(BaseModel):
    """What is known about the evidence when recording starts: whose it is, and of which exercise and host."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    schema_: Literal["grader.evidence/1"] = SCHEMA
    exercise: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_.-]{0,100}$")] = ""
    """The id of the exercise."""
    student: Annotated[StrictStr, Field(max_length=1000)] | None = None
    """The student's id, or what the student gave with `--student`; None if nobody was named."""
    account: StrictStr = ""
    """The account that was asked for on the host; empty if none was."""
    params: dict[str, JsonValue] = {}
    """The parameters of the exercise that are this student's own; a replay uses them."""
    started: StrictStr = ""
    """When recording started, in ISO 8601 with a time zone."""
    grader: StrictStr = ""
    """The version of the grader that recorded it."""
    suite: StrictStr = ""
    """The hash of the suite whose checks ran, as `grader.records.hashes` computes it."""
    rubric: StrictStr = ""
    """The hash of the rubric, likewise."""
    snapshot_age: Seconds | None = None
    """How old the snapshot was when this exercise began; None if it was taken for this exercise."""
    host: HostFacts | None = None
    """What the host reported about itself; None if it was never reached."""

    @field_validator("started")
    @classmethod
    def _is_a_moment(cls, started: str) -> str:
        moment = datetime.datetime.fromisoformat(started) if started else None
        if moment is not None and (moment.tzinfo is None or moment.year not in _YEARS):
            raise ValueError("it lacks a time zone, or is of another age")
        return started

    @field_validator("host")
    @classmethod
    def _is_of_this_world(cls, host: HostFacts | None) -> HostFacts | None:
        if host is not None and not (
            0 <= host.uid < 2**32 and 0 <= host.clock < _LATEST_CLOCK and abs(host.clock_offset or 0) < _LATEST_CLOCK
        ):
            raise ValueError("a number of the host is out of all bounds")
        return host


class Ending(BaseModel):
    """What is known about the evidence when recording ends."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    facts: Annotated[int, Field(strict=True, ge=0)] = 0
    """The number of facts."""
    ended: StrictStr = ""
    """When the last answer came, in ISO 8601 with a time zone; empty if unknown."""
    engine: StrictStr = ""
    """The Engine and its version, as it names itself in the header Server."""
    api: StrictStr = ""
    """The Engine's API version."""
    storage: StrictStr = ""
    """The Engine's storage driver; empty unless a fact contains it."""
    key: StrictStr = ""
    """The public Ed25519 key that the seal is signed with, in base64; empty for a seal without a signature."""

    @classmethod
    def of(cls, manifest: Manifest, facts: Sequence[Fact], *, key: str = "") -> Ending:
        """The ending of evidence with these facts."""
        headers = {name.lower(): value for fact in facts for name, value in fact.headers}
        return cls(
            facts=len(facts),
            ended=_after(manifest.started, max((fact.at + fact.seconds for fact in facts), default=0.0)),
            engine=headers.get("server", ""),
            api=headers.get("api-version", ""),
            storage=next((driver for fact in facts if (driver := _storage(fact))), ""),
            key=key,
        )


def refused(fact: Fact, error: GraderError) -> Fact:
    """The fact with an error in place of its answer."""
    asked = {name: getattr(fact, name) for name in ("at", "seconds", "command", "request", "sent")}
    return Fact(**asked, **failure(error))


def weight(fact: Fact) -> int:
    """How much memory the texts of a fact take, in bytes: up to four times their length, if one character is rare."""
    said = (fact.command, fact.request, fact.sent, fact.out, fact.err, fact.body)
    return sum(sys.getsizeof(one if isinstance(one, str) else one["base64"]) for one in said if one)


def failure(error: GraderError) -> dict[str, Any]:
    """The fields of a fact in which an error takes the place of the answer."""
    return {
        "error": type(error).__name__,
        "problem": error.problem,
        "next_step": error.next_step,
        "message": error.message,
    }


def request_key(request: EngineRequest) -> str:
    """The key of the facts that answer this request."""
    return f"{request.method} {request.target}\n{kept(request.body)}"


def kept(raw: bytes) -> Kept:
    """Bytes in the form in which evidence stores them."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}


def raw(value: Kept) -> bytes:
    """The bytes that evidence stored.

    Raises:
        ValueError: they are not valid base64.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(value["base64"], validate=True)
    except (KeyError, binascii.Error) as error:
        raise ValueError("this is no base64") from error


def _after(started: str, seconds: float) -> str:
    if not started:
        return ""
    moment = datetime.datetime.fromisoformat(started) + datetime.timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds")


def _storage(fact: Fact) -> str:
    if fact.status != 200 or not fact.request or not re.fullmatch(r"GET (/v[\d.]+)?/info", fact.request):
        return ""
    try:
        info: Any = json.loads(raw(fact.body))
    except (ValueError, RecursionError):
        return ""
    return str(info.get("Driver") or "")[:100] if isinstance(info, dict) else ""
