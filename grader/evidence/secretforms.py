"""The forms in which text contains secrets: assignments, options, command lines, SQL, URLs, headers."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from grader.evidence.secretnames import Names, names

Hide = Callable[[str], str]
"""Gives the replacement for a secret."""

STAND_IN = re.compile(r"secret:[0-9a-f]{24}")

_QUOTED = r"\\++\"[^\"\\\n]*+\\++\"|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'"
_VALUE = rf"{_QUOTED}|(?:[^\s\0\"'\\;&]|[;&](?![\w.-]{{1,100}}=))++"
_SIGN = r"\\?[\"']?\]?(?:=(?!=)>?|[ \t]++=(?!=)>?[ \t]++|[ \t]*+:[ \t]*+)"
_ARGUMENT = r"'[^'\n]{1,200}'|\"[^\"\n]{1,200}\"|[^\s\"'\\]{1,200}"

_TYPED = r"(?:'[^'\n]{1,200}'|\"[^\"\n]{1,200}\"|[^\s\"'\\|<>;&-][^\s\"'\\|<>;&]{0,200})"
_FROM_INPUT = r"(?:--password-stdin|sudo\s{1,5}-S|passwd\s{1,5}--stdin)"

_IN_URL = re.compile(r"(://[^\s:/@\"']{0,100}:)([^\s/\"']{1,200})(?=@)")
CLIENT = r"(?:mysql|mariadb)[\w-]{0,20}"
_COMMANDS = [
    # `mysqladmin -pPASSWORD`, as in health checks, but not `docker run --name mysql -p80:80`.
    ("-p", rf"({CLIENT}\b[^\n]{{0,200}}?\s-p)(?!\d[\d.:]*:\d)({_ARGUMENT})"),
    ("mysqladmin", rf"(mysqladmin\b[^\n]{{0,200}}?\spassword\s{{1,5}})({_ARGUMENT})"),
    (" -", rf"((?:sshpass|redis-cli|(?:docker|podman)\s{{1,5}}login)\b[^\n]{{0,200}}?\s-[pa]\s{{0,5}})({_ARGUMENT})"),
    # What is typed behind `htpasswd -Bbn USER` and `htpasswd -bc FILE USER`, and what a pipe gives to a login.
    (
        "htpasswd",
        (
            rf"(\bhtpasswd(?:\s{{1,5}}{_TYPED})?(?:\s{{1,5}}-\w{{1,20}}){{1,9}}"
            rf"(?:\s{{1,5}}{_TYPED}){{1,2}}\s{{1,5}})({_TYPED})"
        ),
    ),
    ("echo", rf"(\becho\s{{1,5}}(?:-\w\s{{1,5}})?)({_TYPED})(?=\s{{0,5}}\|[^|\n]{{0,200}}{_FROM_INPUT})"),
    ("curl", r"(\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]?[\"']?[^\s:\"']{0,100}:)([^\s\"'\\]{1,200})"),
    (
        "chpasswd",
        r"((?<![\w.:-])[\w.-]{1,100}:)([^\s:\"'\\|]{1,200})(?=[\"']?\s{0,5}\|\s{0,5}(?:sudo\s{1,5})?chpasswd)",
    ),
    (
        "authorization",
        (
            r"(authorization\\?[\"']?\s{0,5}[:=]\s{0,5}\\?[\"']?(?:basic|bearer|token|digest|negotiate)[ \t]{1,5})"
            r"([^\s\"'\\,]{1,4000})"
        ),
    ),
    ("auth", r"(\\?\"auth\\?\"\s{0,5}:\s{0,5}\\?\")([a-z0-9+/=_-]{4,4000})"),
    (
        "identified",
        (
            r"(\bIDENTIFIED\s{1,5}(?:WITH\s{1,5}[\w\"'`]{1,50}\s{1,5})?(?:BY|AS|USING)\s{1,5}(?:PASSWORD\s{1,5})?)"
            r"(\\{0,3}\"[^\"\\\n]{1,200}\\{0,3}\"|\\{0,3}'[^'\\\n]{1,200}\\{0,3}')"
        ),
    ),
    ("password", rf"(\bPASSWORD\s{{0,5}}\(\s{{0,5}})({_QUOTED})"),
    ("://", _IN_URL.pattern),
]
_PATTERNS = [(hint, re.compile(f"(?ia){pattern}")) for hint, pattern in _COMMANDS]
"""A hint, found in lower case wherever the pattern is, and the pattern: what precedes a secret, and the secret."""

_HEADER = re.compile('authorization(?!":null)')
_HINTS = (
    *("pass", "secret", "token", "credential", "apikey", "privatekey", "accesskey", "salt", "pw", "_file="),
    *("_key", "-key", ".key", "api_", "_auth", "-auth", ".auth", 'auth"', 'auth\\"', "identified"),
    *("redis-cli", "curl", "kennwort", "senha", "sudo -s"),
)


class Forms:
    """Replaces the secrets that can be recognised by the form of the text."""

    def __init__(self, known: Names) -> None:
        before = r"(?:(?<=[\n\0])|\A)([ \t]*+(?:-[ \t]++)?+)"
        dockerfile = r"((?:(?<=[\n\0)])|\A)[ \t]*+ENV[ \t]++)"
        self._names = known
        self._listed = re.compile(rf"(?ia){before}{known.pattern}(=)([^\"'\n\r\0][^\n\r\0]*+)")
        self._dockerfile = re.compile(rf"(?ia){dockerfile}{known.pattern}([ \t]++)([^\s=][^\n\r\0]*+)")
        self._assigned = re.compile(rf"(?ia){known.pattern}({_SIGN})({_VALUE})")
        self._option = re.compile(rf"(?ia)(?=--){known.pattern}([ \t]++)(?![-<\[|])({_VALUE})")
        self._defined = re.compile(
            rf"(?ia)(?<=\w)\(\s{{0,5}}[\"'](?=\w){known.pattern}([\"']\s{{0,5}},\s{{0,5}})({_QUOTED})"
        )
        self._words = re.compile(rf"(?ia)[\"'](?=--){known.pattern}([\"']\s{{0,5}},\s{{0,5}})({_QUOTED})")

    def may_hold(self, text: str) -> bool:
        """Whether `redact` could find anything; quick, for most texts hold no secret."""
        low = text.lower()
        return (
            any(hint in low for hint in (*_HINTS, *self._names.more))
            or ("-p" in low and ("mysql" in low or "mariadb" in low or "login" in low))
            or _HEADER.search(low) is not None
            or ("://" in low and _IN_URL.search(low) is not None)
        )

    def redact(self, text: str, hide: Hide) -> str:
        """The text with its secrets replaced."""
        if not self.may_hold(text):
            return text

        def rest_of_line(match: re.Match[str]) -> str:
            before, name, sign, value = match.groups()
            return f"{before}{name}{sign}{hide(value) if self._names.is_secret(name) else value}"

        def value(match: re.Match[str]) -> str:
            name, sign, said = match.groups()
            if not self._names.is_secret(name) or STAND_IN.fullmatch(match.group()):
                return match.group()
            start = match.start(1) - match.start()
            return f"{match.group()[:start]}{name}{sign}{_inside(said, hide)}"

        text = self._listed.sub(rest_of_line, text)
        text = self._dockerfile.sub(rest_of_line, text)
        for pattern in (self._assigned, self._option, self._defined, self._words):
            text = pattern.sub(value, text)
        low = text.lower()
        for hint, pattern in _PATTERNS:
            if hint in low:
                text = pattern.sub(lambda m: m[1] + _inside(m[2], hide), text)
        return text


def _inside(value: str, hide: Hide) -> str:
    """A value with its contents hidden, but not its quotes, nor punctuation behind it."""
    opening = re.match(r"\\*[\"']|", value)
    size = opening.end() if opening else 0
    if size:
        return value[:size] + hide(value[size:-size]) + value[-size:]
    bare = value.rstrip(",;)]}>") or value
    return hide(bare) + value[len(bare) :]


@functools.cache
def forms(more: tuple[str, ...]) -> Forms:
    """The forms, with these words for secrets besides the usual ones."""
    return Forms(names(more))


forms(())
