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
    def place(self) -> str:
        """A name for the last line that was read, for messages."""
        if self.manifest is None:
            return "its beginning"
        return f"fact {len(self.facts)}" if self.facts else "the manifest"

    def take(self, lines: Iterable[bytes]) -> None:
        """Read all lines; then `sealed` is whether the seal was among them.

        Raises:
            Unreadable: they are not what was sealed; the text says what is wrong and where.
        """
        for line in lines:
            keys = self._parsed(line)
            if self.sealed:
                raise Unreadable("something follows its seal")
            if "seal" in keys:
                self._check_seal(keys["seal"])
                if written(keys) != line + b"\n":
                    raise Unreadable("its seal is not written as it must be")
                continue
            if self.manifest is None:
                self._begin(keys)
            elif self.ending is not None:
                raise Unreadable("something stands between its end and its seal")
            elif "end" in keys:
                self._end(keys)
            else:
                self._add(keys)
            self._all.update(line + b"\n")
            self._last = line

    def _parsed(self, line: bytes) -> dict[str, Any]:
        try:
            if len(line) > _BIG and len(_STRING.sub(b"", line)) > _BIG:
                raise Unreadable(f"what follows {self.place} is no line of evidence: it holds too many things")
            keys = _DECODER.decode(line.decode())
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"what follows {self.place} is no line of evidence ({_why(error)})") from error
        if not isinstance(keys, dict):
            raise Unreadable(f"what follows {self.place} is no line of evidence")
        return keys

    def _begin(self, keys: dict[str, Any]) -> None:
        if keys.get("schema") != SCHEMA:
            raise Unreadable(f"it does not begin as {SCHEMA} does")
        self.manifest = _valid(Manifest, {**keys, "schema_": SCHEMA}, "its manifest")

    def _add(self, keys: dict[str, Any]) -> None:
        number = len(self.facts) + 1
        if number > MOST_FACTS:
            raise Unreadable(f"it has more than {MOST_FACTS:,} facts")
        found = keys.pop("n", None)
        if found != number or isinstance(found, bool):
            known = isinstance(found, int) and not isinstance(found, bool) and 0 < found <= MOST_FACTS
            said = f"fact {found} stands in its place" if known else "another line stands in its place"
            raise Unreadable(f"fact {number} is missing: {said}")
        self._check_link(keys)
        self.facts.append(_valid(Fact, keys, f"fact {number}"))

    def _end(self, keys: dict[str, Any]) -> None:
        ending = _valid(Ending, keys["end"], "its end")
        if ending.facts != len(self.facts):
            raise Unreadable(f"it ends after {self.place}, and was sealed with {counted(ending.facts)}")
        self._check_link(keys)
        self.ending = ending

    def _check_link(self, keys: dict[str, Any]) -> None:
        if keys.pop("after", None) != _short(self._last):
            raise Unreadable(f"{self.place} is not what it was when the evidence was written")

    def _check_seal(self, seal: object) -> None:
        if self.ending is None:
            raise Unreadable(f"its seal follows {self.place}, and its end is missing")
        if not isinstance(seal, dict) or seal.get("sha256") != self._all.hexdigest():
            raise Unreadable("its seal is not of these facts: the end was changed, or all was written anew")
        signature, key = seal.get("signature"), self.ending.key
        if not key and signature is not None:
            raise Unreadable("it is signed and names no key")
        if key and not isinstance(signature, str):
            raise Unreadable(f"the signature of {fingerprint(key)} is missing")
        if key and not is_signed(SIGNED + self._all.digest(), signature=str(signature), public=key):
            raise Unreadable(f"its signature is not of {fingerprint(key)}, whose it says it is")
        self.sealed = True


def counted(facts: int) -> str:
    """The number of facts, for messages."""
    return f"{facts} fact{'' if facts == 1 else 's'}"


def _short(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:_DIGITS]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError("a key stands twice")
    return keys


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


def _valid(kind: type[T], keys: object, said: str) -> T:
    try:
        return kind.model_validate(keys)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "".join(f"{part}: " for part in first["loc"])
        raise Unreadable(f"{said} is not written as it must be ({where}{first['msg']})") from error


def _why(error: Exception) -> str:
    match error:
        case RecursionError():
            return "it is nested too deep"
        case UnicodeDecodeError():
            return "it is no UTF-8"
        case json.JSONDecodeError():
            return "it is no JSON"
        case _:
            return str(error)[:100]
