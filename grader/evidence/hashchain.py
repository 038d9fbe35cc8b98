r"""The hash chain of evidence: each line contains the hash of the line before, and a seal covers all of them.

    {"schema":"grader.evidence/1","exercise":"ex05",…}          the manifest
    {"n":1,"after":"91b2…","at":0.2,"command":"id -un",…}       a fact
    {"end":{"facts":1,"key":"…",…},"after":"07fe…"}             the ending
    {"seal":{"sha256":"…","signature":"…"}}

`after` is the beginning of the SHA-256 of the line before, which shows where a line was changed. The seal's `sha256`
is the hash of all lines before it, line ends included; the signature covers `SIGNED` and the 32 bytes of that hash.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from grader.evidence.facts import SCHEMA, Ending, Fact, Manifest
from grader.evidence.gziplines import Unreadable
from grader.evidence.signing import Signer, fingerprint, is_signed
from grader.message import Message
from grader.text.validation import problems

SIGNED = b"grader.evidence/1\0"
"""Prefix of what is signed, so that the signature is valid for nothing else."""

MOST_FACTS = 50_000
"""Limit of the facts in one file."""

T = TypeVar("T", Manifest, Fact, Ending)

_DIGITS = 16
_BIG = 64_000
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')


def written(line: Mapping[str, object]) -> bytes:
    """A line of JSON in UTF-8, with its line end. What is not valid Unicode is escaped."""
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


class ChainWriter:
    """Turns the manifest, the facts and the ending into lines, which are hashed in this order."""

    def __init__(self) -> None:
        self._all = hashlib.sha256()
        self._last = b""
        self.facts = 0

    def manifest(self, manifest: Manifest) -> bytes:
        """The first line, the manifest."""
        keys = manifest.model_dump(mode="json", exclude_none=True)
        return self._next({"schema": keys.pop("schema_"), **keys})

    def fact(self, fact: Fact) -> bytes:
        """The line of the next fact."""
        self.facts += 1
        keys = fact.model_dump(mode="json", exclude_defaults=True)
        return self._next({"n": self.facts, "after": _short(self._last), **keys})

    def seal(self, ending: Ending, signer: Signer | None) -> bytes:
        """The last two lines, the ending and the seal; signed if there is a signer."""
        keys = ending.model_dump(mode="json", exclude_defaults=True)
        end = self._next({"end": {"facts": ending.facts, **keys}, "after": _short(self._last)})
        seal = {"sha256": self._all.hexdigest()}
        if signer is not None:
            seal["signature"] = signer.sign(SIGNED + self._all.digest())
        return end + written({"seal": seal})

    def _next(self, keys: Mapping[str, object]) -> bytes:
        line = written(keys)
        self._all.update(line)
        self._last = line.removesuffix(b"\n")
        return line


class ChainReader:
    """Parses the lines and verifies that they are those that were sealed.

    After an error, `manifest`, `facts` and `ending` hold what was read before it.
    """

    def __init__(self) -> None:
        self.manifest: Manifest | None = None
        self.facts: list[Fact] = []
        self.ending: Ending | None = None
        self.sealed = False
        self._all = hashlib.sha256()
        self._last = b""

    @property
    def place(self) -> Message:
        """A name for the last line that was read, for messages."""
        if self.manifest is None:
            return Message("its beginning")
        return Message("fact {n}", n=len(self.facts)) if self.facts else Message("the manifest")

    def take(self, lines: Iterable[bytes]) -> None:
        """Read all lines; then `sealed` is whether the seal was among them.

        Raises:
            Unreadable: they are not what was sealed; the text says what is wrong and where.
        """
        for line in lines:
            keys = self._parsed(line)
            if self.sealed:
                raise Unreadable("there is data after its seal")
            if "seal" in keys:
                self._check_seal(keys["seal"])
                if written(keys) != line + b"\n":
                    raise Unreadable("its seal is not in the canonical form")
                continue
            if self.manifest is None:
                self._begin(keys)
            elif self.ending is not None:
                raise Unreadable("there is a line between its end and its seal")
            elif "end" in keys:
                self._end(keys)
            else:
                self._add(keys)
            self._all.update(line + b"\n")
            self._last = line

    def _parsed(self, line: bytes) -> dict[str, Any]:
        try:
            if len(line) > _BIG and len(_STRING.sub(b"", line)) > _BIG:
                raise Unreadable("the line after {place} is not evidence: it holds too many values", place=self.place)
            keys = _DECODER.decode(line.decode())
        except (ValueError, RecursionError) as error:
            raise Unreadable(
                "the line after {place} is not evidence ({why})", place=self.place, why=_why(error)
            ) from error
        if not isinstance(keys, dict):
            raise Unreadable("the line after {place} is not evidence", place=self.place)
        return keys

    def _begin(self, keys: dict[str, Any]) -> None:
        if keys.get("schema") != SCHEMA:
            raise Unreadable("it does not begin with the schema {schema}", schema=SCHEMA)
        self.manifest = _valid(Manifest, {**keys, "schema_": SCHEMA}, Message("its manifest"))

    def _add(self, keys: dict[str, Any]) -> None:
        number = len(self.facts) + 1
        if number > MOST_FACTS:
            raise Unreadable("it has more than {count} facts", count=f"{MOST_FACTS:,}")
        found = keys.pop("n", None)
        if found != number or isinstance(found, bool):
            known = isinstance(found, int) and not isinstance(found, bool) and 0 < found <= MOST_FACTS
            if known:
                raise Unreadable("fact {n} is missing: fact {other} is in its place", n=number, other=found)
            raise Unreadable("fact {n} is missing: another line is in its place", n=number)
        self._check_link(keys)
        self.facts.append(_valid(Fact, keys, Message("fact {n}", n=number)))

    def _end(self, keys: dict[str, Any]) -> None:
        ending = _valid(Ending, keys["end"], Message("its end"))
        if ending.facts != len(self.facts):
            raise Unreadable(
                "it ends after {place}, but was sealed with {facts}", place=self.place, facts=counted(ending.facts)
            )
        self._check_link(keys)
        self.ending = ending

    def _check_link(self, keys: dict[str, Any]) -> None:
        if keys.pop("after", None) != _short(self._last):
            raise Unreadable("{place} was changed after the evidence was written", place=self.place)

    def _check_seal(self, seal: object) -> None:
        if self.ending is None:
            raise Unreadable("its seal follows {place}: its end is missing", place=self.place)
        if not isinstance(seal, dict) or seal.get("sha256") != self._all.hexdigest():
            raise Unreadable("its seal does not match its content: its end was changed, or all of it was rewritten")
        signature, key = seal.get("signature"), self.ending.key
        if not key and signature is not None:
            raise Unreadable("it is signed but names no key")
        if key and not isinstance(signature, str):
            raise Unreadable("the signature of {key} is missing", key=fingerprint(key))
        if key and not is_signed(SIGNED + self._all.digest(), signature=str(signature), public=key):
            raise Unreadable("its signature was not made with {key}, the key that it names", key=fingerprint(key))
        self.sealed = True


def counted(facts: int) -> Message:
    """The number of facts, for messages."""
    return Message("{n} fact", plural="{n} facts", n=facts)


def _short(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:_DIGITS]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError("a key appears twice")
    return keys


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not a number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


def _valid(kind: type[T], keys: object, place: Message) -> T:
    try:
        return kind.model_validate(keys)
    except ValidationError as error:
        why = problems(error, kind)[0].in_place
        raise Unreadable("{place} is not valid ({why})", place=place, why=why) from error


def _why(error: Exception) -> Message:
    match error:
        case RecursionError():
            return Message("it is nested too deeply")
        case UnicodeDecodeError():
            return Message("it is not UTF-8")
        case json.JSONDecodeError():
            return Message("it is not JSON")
        case _:
            return Message(str(error)[:100])
