r"""What a host was asked and what it answered: the evidence of one grading, kept as JSON lines, gzipped.

The first line is the manifest, every further line one fact in the order in which it was seen:

    {"schema": "grader.evidence/1", "exercise": "ex05", "host": {…}, …}
    {"at": 0.21, "seconds": 0.01, "command": "id -un", "rc": 0, "out": "student\n", "err": ""}
    {"at": 0.25, "seconds": 0.01, "request": "GET /v1.41/info", "status": 200, "headers": […], "body": "…"}
    {"at": 0.30, "seconds": 10.0, "request": "GET /v1.41/events", "error": "HostTimeout", "problem": "…", …}

Bytes that are not UTF-8 stand as {"base64": "…"}.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import tempfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from grader.errors import UsageError
from grader.hosts.base import HostFacts
from grader.private import make_folder

SCHEMA: Literal["grader.evidence/1"] = "grader.evidence/1"
LARGEST_FILE = 64_000_000
"""Limit of what an evidence file may unpack to, in bytes."""

Kept = str | dict[Literal["base64"], str]


class Fact(BaseModel):
    """One question and its answer, at `at` seconds after the first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: float
    seconds: float
    command: str | None = None
    request: str | None = None
    sent: Kept = ""
    rc: int | None = None
    out: Kept = ""
    err: Kept = ""
    timed_out: bool = False
    truncated: bool = False
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: Kept = ""
    error: str | None = None
    problem: str | None = None
    next_step: str | None = None

    @model_validator(mode="after")
    def _is_a_question_with_an_answer(self) -> Fact:
        if (self.command is None) == (self.request is None):
            raise ValueError("a fact is a command or a request")
        if self.error is None and (self.rc if self.request is None else self.status) is None:
            raise ValueError("a fact has an answer or an error")
        for value in (self.sent, self.out, self.err, self.body):
            raw(value)
        return self

    @property
    def key(self) -> str:
        """Questions with the same key are the same question."""
        return f"$ {self.command}" if self.command is not None else f"{self.request}\n{self.sent}"


class Manifest(BaseModel):
    """What the evidence is of."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    schema_: Literal["grader.evidence/1"] = SCHEMA
    host: HostFacts | None = None
    exercise: str = ""
    student: str | None = None
    account: str = ""
    """Whom it was asked to grade there, if anybody was named."""
    started: str = ""
    grader: str = ""


def kept(raw: bytes) -> Kept:
    """Bytes as the tape keeps them."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}


def raw(value: Kept) -> bytes:
    """The bytes that the tape kept."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else base64.b64decode(value["base64"])


@dataclass
class Tape:
    """The manifest and the facts, in memory."""

    manifest: Manifest = field(default_factory=Manifest)
    facts: list[Fact] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the evidence file at once or not at all, readable for its owner only.

        Raises:
            UsageError: it cannot be written there.
        """
        try:
            self._write(path)
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror or error}.", next_step="Choose another place for it."
            ) from error

    def _write(self, path: Path) -> None:
        make_folder(path.parent)
        head = self.manifest.model_dump(mode="json", exclude_none=True)
        lines = [
            {"schema": head.pop("schema_"), **head},
            *(f.model_dump(mode="json", exclude_defaults=True) for f in self.facts),
        ]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(gzip.compress(text.encode("utf-8", "backslashreplace"), mtime=0))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @classmethod
    def read(cls, path: Path) -> Tape:
        """Read an evidence file.

        Raises:
            UsageError: there is none, it is damaged, or it is larger than `LARGEST_FILE`.
        """
        try:
            with gzip.open(path) as file:
                text = file.read(LARGEST_FILE + 1)
            if len(text) > LARGEST_FILE:
                raise _unreadable(path, "it is too large")
            lines = [json.loads(line) for line in text.decode().rstrip("\n").split("\n")]
            head: dict[str, Any] = lines[0]
            head["schema_"] = head.pop("schema", None)
            return cls(Manifest.model_validate(head), [Fact.model_validate(line) for line in lines[1:]])
        except (
            OSError,
            EOFError,
            zlib.error,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise _unreadable(path, reason) from error


def _unreadable(path: Path, reason: str) -> UsageError:
    return UsageError(
        f"{path} is not a readable evidence file ({reason}).", next_step="Record it again, or take an undamaged copy."
    )
