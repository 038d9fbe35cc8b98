"""Redaction: secrets are removed from answers before a check or a file gets them.

Each secret is replaced by a keyed hash (HMAC), so that equal secrets stay equal and nothing else can be learnt.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import itertools
import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from grader.evidence.knownsecrets import KnownSecrets
from grader.evidence.secretforms import CLIENT, STAND_IN, forms
from grader.evidence.secretnames import names
from grader.message import Message

_CLIENT_WORD = re.compile(rf"(?ia)(?:.*/)?{CLIENT}")
_NO_SECRET = re.compile(r"(?i)^$|^(yes|no|true|false|1|0|on|off)$")
_SECRET_FILE = re.compile(r"(?i)(/run/secrets/|passw|secret|token|credential)")
_PUBLIC_FILE = re.compile(r"/etc/passwd-?")
_FILE_NAMED = re.compile(r"[A-Za-z0-9_.-]*_FILE", re.IGNORECASE)
_COMMANDS = (("Path", "Args"), ("entrypoint", "arguments"), ("Entrypoint", "Cmd"))
"""Keys of an Engine's answers under which a program and its arguments are."""

_LINES = 20
"""How many lines of a secret file are known as secrets of their own."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """The key that secrets are hashed with, and the words that mark names of secrets besides the usual ones.

    With the same key, equal secrets have equal hashes on all hosts. The default is a random key that is not stored.
    """

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    words: tuple[str, ...] = ()


class Redactor:
    """Replaces secrets by `secret:` and a keyed hash. One redactor serves one visit of a host, and learns its secrets.

    A secret is recognised by its name or its form, and then wherever its value appears, once `settle` was called.
    """

    def __init__(self, redaction: Redaction | None = None) -> None:
        redaction = redaction or Redaction()
        self._key = redaction.key
        self._names = names(redaction.words)
        self._forms = forms(redaction.words)
        self._known = KnownSecrets(self.secret)
        self._files: dict[str, bool] = {}
        """The files that variables named *_FILE have named so far, and whether each contains a secret."""

    def secret(self, value: str) -> str:
        """The replacement for one secret; the same for the same value."""
        if STAND_IN.fullmatch(value):
            return value
        return "secret:" + hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:24]

    def settle(self, recorded: Callable[[], Iterable[str]], more: str = "") -> bool:
        """From now on hide the secrets found since the last call wherever they appear; returns whether there are any.

        Args:
            recorded: Gives the Engine's answers so far: a value that is part of an object's name is not hidden.
            more: Other names of which the same is true.
        """
        return self._known.settle(recorded, more)

    def knows(self, text: str) -> bool:
        """Whether a text contains a secret that is known by its value."""
        return self._known.in_text(text)

    def text(self, output: bytes) -> bytes:
        """The output of a command, with secrets replaced."""
        return self._each(output.decode("utf-8", "surrogateescape"), engine=False)

    def answer(self, body: bytes) -> bytes:
        """An Engine's answer with secrets replaced: one JSON value or one per line. Other answers stay unchanged."""
        if body[:1] not in {b"{", b"["}:
            return body
        text = body.decode("utf-8", "surrogateescape")
        if not self._may_hold(text):  # most answers; parsing them would take longer than everything else here
            return body
        whole = self._json(text, engine=True)
        if whole is not None:
            return whole
        lines = body.splitlines(keepends=True)
        ends = [line[len(line.rstrip(b"\r\n")) :] for line in lines]
        said = (line.rstrip(b"\r\n").decode("utf-8", "surrogateescape") for line in lines)
        return b"".join(self._each(line, engine=True) + end for line, end in zip(said, ends, strict=True))

    def message(self, said: Message) -> Message:
        """What an error says, with secrets replaced in its values."""

        def clean(value: str | int | Message) -> str | int | Message:
            if isinstance(value, Message):
                return self.message(value)
            return self._known.hide(self._words(value)) if isinstance(value, str) else value

        return Message(said.template, plural=said.plural, **{name: clean(one) for name, one in said.values.items()})

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
        for line in (value, *value.splitlines()[:_LINES]):
            self._known.learn(line, certain=True)
        return _frame(1, self.secret(value).encode())

    def is_secret_file(self, argv: list[str]) -> bool:
        """Whether this command line reads a secret file, by the variable that named the file or else by its path."""
        return any(self._files.get(word, self._is_named_secret(word)) for word in argv)

    def _is_named_secret(self, word: str) -> bool:
        if _PUBLIC_FILE.fullmatch(word):
            return False
        return bool(_SECRET_FILE.search(word) or (word.startswith("/") and self._names.word.search(word)))

    def _may_hold(self, text: str) -> bool:
        # In JSON any character may be escaped with a backslash.
        return "\\" in text or self._forms.may_hold(text) or self._known.in_text(text)

    def _each(self, text: str, *, engine: bool) -> bytes:
        """A JSON value, or any text, redacted."""
        clean = None
        if text.lstrip()[:1] in {"{", "["} and self._may_hold(text):
            clean = self._json(text, engine=engine)
        return self._known.hide(self._words(text)).encode("utf-8", "surrogateescape") if clean is None else clean

    def _json(self, text: str, *, engine: bool) -> bytes | None:
        try:
            value = json.loads(text)
            changed = self._walk(value)
            changed = self._known.hide_in(value, engine=engine) or changed
            return (json.dumps(value, separators=(",", ":")) if changed else text).encode("utf-8", "surrogateescape")
        except (ValueError, RecursionError):
            return None

    def _walk(self, value: Any) -> bool:
        """Redact in place, without recursion: a host may nest its JSON as deep as it likes."""
        changed = False
        todo: list[tuple[Any, str]] = [(value, "")]
        while todo:
            node, name = todo.pop()
            if not isinstance(node, dict | list):
                continue
            changed = (self._program(node) if isinstance(node, dict) else self._arguments(node)) or changed
            inherited = isinstance(node, list) and self._names.is_secret(name)
            for key, item in list(node.items() if isinstance(node, dict) else enumerate(node)):
                under = key if isinstance(node, dict) else name
                named = inherited or (isinstance(node, dict) and self._names.is_secret(key))
                if isinstance(item, dict | list):
                    todo.append((item, under))
                    continue
                clean = (
                    self._hidden(item, under) if named else self._string(item, under) if isinstance(item, str) else item
                )
                if clean is not item and clean != item:
                    node[key] = clean
                    changed = True
        return changed

    def _program(self, node: dict[str, Any]) -> bool:
        """Redact the arguments of a program that an Engine names separately; returns whether there was a secret."""
        changed = False
        for program, arguments in _COMMANDS:
            first, rest = node.get(program), node.get(arguments)
            words = first if isinstance(first, list) else [first]
            if not isinstance(rest, list):
                continue
            if any(isinstance(one, str) and _CLIENT_WORD.fullmatch(one) for one in words):
                changed = self._typed(rest) or changed
            if any(isinstance(one, str) and one.endswith("htpasswd") for one in words):
                changed = self._last(rest) or changed
        return changed

    def _arguments(self, words: list[Any]) -> bool:
        """Redact what follows an option in a list of arguments; returns whether there was a secret."""
        changed = False
        if any(isinstance(word, str) and _CLIENT_WORD.fullmatch(word) for word in words):
            changed = self._typed(words)
        for at, (option, value) in enumerate(itertools.pairwise(words), start=1):
            if not isinstance(option, str) or not isinstance(value, str) or value.startswith("-"):
                continue
            named = option.startswith("--") and "=" not in option and self._names.is_secret(option)
            if named or (option in {"-p", "-a"} and _takes_password(words)):
                words[at] = self._hidden(value, option)
            elif option in {"-u", "--user"} and ":" in value and "curl" in words:
                user, _, password = value.partition(":")
                words[at] = f"{user}:{self._hidden(password, option)}"
            changed = changed or words[at] != value
        return changed

    def _typed(self, words: list[Any]) -> bool:
        """Redact the -pPASSWORD among the arguments of a command."""
        clean = [f"-p{self._hidden(w[2:], '')}" if isinstance(w, str) and re.match(r"-p.", w) else w for w in words]
        changed = clean != words
        words[:] = clean
        return changed

    def _last(self, words: list[Any]) -> bool:
        """Redact the password that `htpasswd -b` takes as its last argument; returns whether there was one."""
        if not any(isinstance(word, str) and re.match(r"-\w*b", word) for word in words[:-1]):
            return False
        before = words[-1]
        words[-1] = self._hidden(before, "")
        return bool(words[-1] != before)

    def _hidden(self, item: Any, name: str) -> Any:
        """A value with the name of a secret, replaced."""
        if item is None or isinstance(item, bool) or _NO_SECRET.match(str(item)):
            return item
        if isinstance(item, str) and not self._names.is_about(name):
            self._known.learn(item, certain=True)
        return self.secret(str(item))

    def _string(self, item: str, under: str) -> str:
        """A string that may be NAME=VALUE in a list of variables, or any text, redacted."""
        if under.lower() == "auth":
            return self._login(item)
        if under.lower() in {"authorization", "proxy-authorization"}:
            return re.sub(r"(?<= )\S+", lambda m: self._found(m[0]), item)
        name, sign, value = item.partition("=")
        if not sign or not re.fullmatch(r"[\w.-]+", name):
            return self._words(item)
        if _FILE_NAMED.fullmatch(name):
            self._files[value] = self._files.get(value, False) or self._names.word.search(name) is not None
            return item
        return f"{name}={self._hidden(value, name)}" if self._names.is_secret(name) else self._words(item)

    def _words(self, text: str) -> str:
        """Text with the secrets replaced that can be recognised by their form."""
        return self._forms.redact(text, self._found)

    def _found(self, value: str) -> str:
        """The replacement for a secret that was found in text."""
        if _NO_SECRET.match(value):
            return value
        self._known.learn(value, certain=False)
        self._known.learn(re.split(r"[\s;&,]", value, maxsplit=1)[0], certain=False)
        return self.secret(value)

    def _login(self, encoded: str) -> str:
        """Redact a login of `docker login`, which is USER:PASSWORD in base64."""
        try:
            password = base64.b64decode(encoded, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            password = ""
        self._known.learn(password, certain=True)
        return self._found(encoded)


def _takes_password(words: list[Any]) -> bool:
    """Whether -p or -a is followed by a password in this command."""
    programs = {word.rpartition("/")[2] for word in words if isinstance(word, str)}
    return bool(programs & {"sshpass", "redis-cli"}) or {"login"} < programs & {"login", "docker", "podman"}


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
