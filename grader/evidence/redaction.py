"""Redaction: secrets are removed from answers before a check or a file gets them.

Each secret is replaced by a keyed hash (HMAC), so that equal secrets stay equal and nothing else can be learnt.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import itertools
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

_WORDS = "PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|API[_.-]?KEY|PRIVATE[_.-]?KEY|ACCESS[_.-]?KEY"
"""A name that contains one of these words, in upper or lower case, is the name of a secret."""

_VALUE = r"\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'|[^\s\0\"'\\]++"
_IN_URL = re.compile(r"(://[^\s:/@\"']{1,100}:)([^\s/@\"']{1,200})(?=@)")
# `mysqladmin -pPASSWORD`, as in health checks: a string or a list of arguments.
_CLIENT = r"(?:mysql|mariadb)[\w-]{0,20}"
_TYPED = re.compile(rf"(?ia)({_CLIENT}\b[^\n]{{0,200}}?\s-p)([^\s\"'\\]{{1,200}})")
_CLIENT_WORD = re.compile(rf"(?ia)(?:.*/)?{_CLIENT}")
_NO_SECRET = re.compile(r"(?i)^$|^(yes|no|true|false|1|0|on|off)$")
_STAND_IN = re.compile(r"secret:[0-9a-f]{24}")
_SECRET_FILE = re.compile(r"(?i)(/run/secrets/|passw|secret|token|credential)")


@dataclass(frozen=True, slots=True)
class Redaction:
    """The key that secrets are hashed with, and the words that mark names of secrets besides the usual ones.

    With the same key, equal secrets have equal hashes on all hosts. The default is a random key that is not stored.
    """

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    words: tuple[str, ...] = ()


class _Names:
    """The patterns that recognise names of secrets."""

    def __init__(self, more: tuple[str, ...]) -> None:
        words = "|".join([_WORDS, *map(re.escape, more)])
        # No host can make these slow: they start only at the start of a name and never backtrack (`++`).
        name = rf"(?<![\w$.-])(?=[\w.-]*?(?:{words}))([\w.-]++)"
        before = r"(?:(?<=[\n\0])|\A)([ \t]*+(?:(?:-|export|ENV)[ \t]++)?+)"
        self.word = re.compile(rf"(?i){words}")
        self.assigned = re.compile(rf"(?ia){name}([\"']?(?:=|[ \t]*+:[ \t]*+))({_VALUE})")
        self.listed = re.compile(rf"(?ia){before}{name}=([^\"'\n\r\0][^\n\r\0]*+)")
        # In JSON any character may be escaped with a backslash.
        self.hint = re.compile(rf"(?i){words}|_FILE=|mysql|mariadb|\\|{_IN_URL.pattern}")

    def is_secret(self, name: str) -> bool:
        """Whether this is the name of a secret, not of a file that holds one."""
        return self.word.search(name) is not None and not name.upper().endswith("_FILE")


_names = functools.cache(_Names)
_names(())  # compiled once for most classes, not for each host


class Redactor:
    """Replaces secrets by `secret:` and a keyed hash. One redactor serves one host, as it learns its secret files."""

    def __init__(self, redaction: Redaction | None = None) -> None:
        redaction = redaction or Redaction()
        self._key = redaction.key
        self._names = _names(redaction.words)
        self._files: dict[str, bool] = {}
        """The files that variables named *_FILE have named so far, and whether each contains a secret."""

    def secret(self, value: str) -> str:
        """The replacement for one secret; the same for the same value."""
        if _STAND_IN.fullmatch(value):
            return value
        return "secret:" + hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:24]

    def text(self, output: bytes) -> bytes:
        """The output of a command, with values of variables and options that look like secrets replaced."""
        if not output:
            return output
        text = output.decode("utf-8", "surrogateescape")
        clean = self._json(text) if text.lstrip()[:1] in {"{", "["} else None
        return self._words(text).encode("utf-8", "surrogateescape") if clean is None else clean

    def answer(self, body: bytes) -> bytes:
        """An Engine's answer with secrets replaced: one JSON value or one per line. Other answers stay unchanged."""
        if body[:1] not in {b"{", b"["}:
            return body
        text = body.decode("utf-8", "surrogateescape")
        if not self._names.hint.search(text):  # most answers; parsing them would take longer than everything else here
            return body
        whole = self._json(text)
        if whole is not None:
            return whole
        lines = body.splitlines(keepends=True)
        return b"".join(self.text(line.rstrip(b"\r\n")) + line[len(line.rstrip(b"\r\n")) :] for line in lines)

    def stream(self, body: bytes) -> bytes:
        """A container's output with secrets replaced, as the Engine sends it: in frames, or raw from a terminal."""
        frames = _frames(body)
        if (
            not frames
            or frames[-1][1] != len(body)
            or any(body[at] > 2 or any(body[at + 1 : at + 4]) for at, _ in frames)
        ):
            return self.text(body)
        together = [
            (kind, b"".join(body[at + 8 : end] for at, end in group))
            for kind, group in itertools.groupby(frames, key=lambda frame: body[frame[0]])
        ]
        clean = [(kind, self.text(payload)) for kind, payload in together]
        return body if clean == together else b"".join(_frame(kind, payload) for kind, payload in clean)

    def frames(self, body: bytes) -> bytes:
        """The replacement for a secret file that a program in a container printed, as one frame of the stream."""
        payload = b"".join(body[at + 8 : end] for at, end in _frames(body) if body[at] == 1)
        value = payload.decode("utf-8", "surrogateescape").rstrip("\r\n")
        if _NO_SECRET.match(value):
            return body
        return _frame(1, self.secret(value).encode())

    def is_secret_file(self, argv: list[str]) -> bool:
        """Whether this command line reads a secret file, by the variable that named the file or else by its path."""
        return any(self._files.get(word, self._is_named_secret(word)) for word in argv)

    def _is_named_secret(self, word: str) -> bool:
        return bool(_SECRET_FILE.search(word) or (word.startswith("/") and self._names.word.search(word)))

    def _json(self, text: str) -> bytes | None:
        try:
            value = json.loads(text)
            changed = self._walk(value)
            return (json.dumps(value, separators=(",", ":")) if changed else text).encode("utf-8", "surrogateescape")
        except (ValueError, RecursionError):
            return None

    def _walk(self, value: Any) -> bool:
        """Redact in place, without recursion: a host may nest its JSON as deep as it likes."""
        changed = False
        todo: list[tuple[Any, bool]] = [(value, False)]
        while todo:
            node, secret = todo.pop()
            if not isinstance(node, dict | list):
                continue
            if isinstance(node, list) and any(isinstance(word, str) and _CLIENT_WORD.fullmatch(word) for word in node):
                changed = self._typed(node) or changed
            for key, item in list(node.items() if isinstance(node, dict) else enumerate(node)):
                named = secret if isinstance(node, list) else self._names.is_secret(key)
                if isinstance(item, dict | list):
                    todo.append((item, named))
                    continue
                clean = self._hidden(item) if named else self._string(item) if isinstance(item, str) else item
                if clean is not item and clean != item:
                    node[key] = clean
                    changed = True
        return changed

    def _typed(self, words: list[Any]) -> bool:
        """Redact the -pPASSWORD among the arguments of a command."""
        clean = [f"-p{self.secret(w[2:])}" if isinstance(w, str) and re.match(r"-p.", w) else w for w in words]
        changed = clean != words
        words[:] = clean
        return changed

    def _hidden(self, item: Any) -> Any:
        """A value with the name of a secret, replaced."""
        if item is None or isinstance(item, bool) or _NO_SECRET.match(str(item)):
            return item
        return self.secret(str(item))

    def _string(self, item: str) -> str:
        """A string that may be NAME=VALUE in a list of variables, or any text, redacted."""
        name, sign, value = item.partition("=")
        if not sign or not re.fullmatch(r"[\w.-]+", name):
            return self._words(item)
        if name.upper().endswith("_FILE"):
            self._files[value] = self._files.get(value, False) or self._names.word.search(name) is not None
            return item
        return f"{name}={self._hidden(value)}" if self._names.is_secret(name) else self._words(item)

    def _words(self, text: str) -> str:
        """Text with the secrets replaced that can be recognised by their form."""
        text = self._names.listed.sub(
            lambda m: f"{m[1]}{m[2]}={self._hidden(m[3]) if self._names.is_secret(m[2]) else m[3]}", text
        )
        text = self._names.assigned.sub(self._assigned, text)
        text = _TYPED.sub(lambda m: m[1] + self.secret(m[2]), text)
        return _IN_URL.sub(lambda m: m[1] + self.secret(m[2]), text)

    def _assigned(self, match: re.Match[str]) -> str:
        name, sign, value = match.groups()
        quote = value[0] if value[0] in "\"'" else ""
        bare = value.strip(quote) if quote else value
        if not self._names.is_secret(name) or _STAND_IN.fullmatch(match.group()):
            return match.group()
        return f"{name}{sign}{quote}{self._hidden(bare)}{quote}"


def _frame(kind: int, payload: bytes) -> bytes:
    return bytes([kind, 0, 0, 0]) + len(payload).to_bytes(4, "big") + payload


def _frames(body: bytes) -> list[tuple[int, int]]:
    """The start and end of each frame in the Engine's multiplexed stream."""
    found, at = [], 0
    while at + 8 <= len(body):
        end = at + 8 + int.from_bytes(body[at + 4 : at + 8], "big")
        found.append((at, min(end, len(body))))
        at = end
    return found
