"""What a host was asked and what it answered, as plain values; `docs/evidence.md` describes how they are written."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictStr, field_validator, model_validator

from grader.hosts.base import EngineRequest, HostFacts

SCHEMA: Literal["grader.evidence/1"] = "grader.evidence/1"

_LONGEST_SECONDS = 1e8
_LATEST_CLOCK = 1e11
_YEARS = range(1970, 2200)

Kept = StrictStr | dict[Literal["base64"], StrictStr]
Seconds = Annotated[float, Field(strict=True, ge=0, le=_LONGEST_SECONDS, allow_inf_nan=False)]
ExitCode = Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)]
HttpStatus = Annotated[int, Field(strict=True, ge=0, le=999)]


class Fact(BaseModel):
    """One question and its answer, at `at` seconds after the first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Seconds
    seconds: Seconds
    command: StrictStr | None = None
    request: StrictStr | None = None
    sent: Kept = ""
    rc: ExitCode | None = None
    out: Kept = ""
    err: Kept = ""
    timed_out: StrictBool = False
    truncated: StrictBool = False
    status: HttpStatus | None = None
    headers: tuple[tuple[StrictStr, StrictStr], ...] = ()
    body: Kept = ""
    error: StrictStr | None = None
    problem: StrictStr | None = None
    next_step: StrictStr | None = None

    @model_validator(mode="after")
    def _is_a_question_with_an_answer(self) -> Fact:
        if (self.command is None) == (self.request is None):
            raise ValueError("a fact is a command or a request")
        if self.error is None and (self.rc if self.request is None else self.status) is None:
            raise ValueError("a fact has an answer or an error")
        for value in (self.sent, self.out, self.err, self.body):
            if not isinstance(value, str):
                raw(value)
        return self

    @property
    def key(self) -> str:
        """Questions with the same key are the same question."""
        return f"$ {self.command}" if self.command is not None else f"{self.request}\n{self.sent}"


class Manifest(BaseModel):
    """What the evidence is of, as far as it is known at the beginning."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    schema_: Literal["grader.evidence/1"] = SCHEMA
    exercise: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_.-]{0,100}$")] = ""
    student: Annotated[StrictStr, Field(max_length=1000)] | None = None
    account: StrictStr = ""
    """Whom it was asked to grade there, if anybody was named."""
    params: dict[str, JsonValue] = {}
    """The exercise's parameters that were this student's own, by which a replay checks, too."""
    started: StrictStr = ""
    """A moment with its time zone, by ISO 8601."""
    grader: StrictStr = ""
    suite: StrictStr = ""
    """The hash of the suite that asked, as `grader.records.hashes` makes it."""
    rubric: StrictStr = ""
    """The hash of the rubric, made likewise."""
    host: HostFacts | None = None

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
    """What is known of the evidence at its end."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    facts: Annotated[int, Field(strict=True, ge=0)] = 0
    """How many there are."""
    ended: StrictStr = ""
    engine: StrictStr = ""
    api: StrictStr = ""
    storage: StrictStr = ""
    """The Engine's storage driver, where a fact tells it."""
    key: StrictStr = ""
    """The public Ed25519 key of who sealed it, in base64; empty for a seal without a signature."""

    @classmethod
    def of(cls, manifest: Manifest, facts: Sequence[Fact], *, key: str = "") -> Ending:
        """What the facts tell together."""
        headers = {name.lower(): value for fact in facts for name, value in fact.headers}
        return cls(
            facts=len(facts),
            ended=_after(manifest.started, max((fact.at + fact.seconds for fact in facts), default=0.0)),
            engine=headers.get("server", ""),
            api=headers.get("api-version", ""),
            storage=next((driver for fact in facts if (driver := _storage(fact))), ""),
            key=key,
        )


def asked(request: EngineRequest) -> str:
    """The key of a request: a fact with the same key answers the same question."""
    return f"{request.method} {request.target}\n{kept(request.body)}"


def kept(raw: bytes) -> Kept:
    """Bytes as evidence keeps them."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}


def raw(value: Kept) -> bytes:
    """The bytes that evidence kept.

    Raises:
        ValueError: it is no base64.
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
        said: Any = json.loads(raw(fact.body))
    except (ValueError, RecursionError):
        return ""
    return str(said.get("Driver") or "")[:100] if isinstance(said, dict) else ""
