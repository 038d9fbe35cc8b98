"""Recorded questions in the words that one would use by hand: `docker inspect os3`, not the request or the script."""

from __future__ import annotations

import functools
import json
import re
import shlex
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from grader.checks.reads import place_of
from grader.evidence.facts import Fact, raw

LONGEST = 160
"""The longest question, in characters."""

_LONGEST_BY_HAND = 76
"""A command that chooses fields fits a line of a terminal, in characters."""

ELLIPSIS = "…"

_HALF_WORD = re.compile(r"(?<![\w.@+-])[\w.@+-]{1,60}$")
_BARE_KEY = re.compile(r"[A-Za-z]\w*", re.ASCII)
_ID = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_AS_ACCOUNT = re.compile(r"(su -s /bin/sh \S+ -c|sudo -n -H -u \S+ sh -c) ")
_CLEAN = re.compile(r"cd; unset [A-Z_ ]+; (?:[A-Z_]+=[^;]*; )?(?:export [A-Z_ ]+; )?")

_FETCHED = re.compile(r"set -- '' (?P<host>\S+) (?P<port>\d+) (?P<path>\S+)\n\{ u=\$1;")
_HELD = re.compile(r"set -- (?P<url>'[^']*'|\S+) '[^']*'\nu=\$1; a=\$2\n")
_TEXT = re.compile(r"f=(?P<path>'[^']*'|\S+); for t in stat head; do ")
_ARCHIVE = re.compile(r"f=(?P<path>'[^']*'|\S+)\ns=; \[ -r .*\nt\(\) \{\n.*?\n\}\n(?P<does>.*)", re.DOTALL)
_BUILD_FILES = re.compile(r"names\(\) \{\n\s*find (?P<folder>'[^']*'|\S+) ")
_BYTES = re.compile(r"tail -c \+\d+ -- (?P<path>'[^']*'|\S+) \| head -c \d+ \| od ")
_TIME = re.compile(r"g=\$\((stat -c %y .*?) 2>/dev/null\); echo ")
_TOUCHED = re.compile(r"stat -c %y (?:'[^']*'|\S+); set -C; : > (?P<path>'[^']*'|\S+)")
_OTHER_DOCKER = re.compile(
    r"\{ (?P<docker>(?:env \S+ )*docker [^|;]*?) \|\| (?:sg docker -c|sudo -n) .*?; \}", re.DOTALL
)
_ALTERNATIVES = re.compile(r" \|\| (sg docker -c|sudo -n|DOCKER_HOST=).*", re.DOTALL)
_SETTING = re.compile(r"(?:^|(?<=[;|&{] ))(?:env )?(?:(?:PATH|LC_ALL|LANG|HOME|WGETRC|XDG_RUNTIME_DIR)=\S* )+")
_PLUMBING = re.compile(r"\btimeout (?:-\S+ \S+ )*[\d.]+ | ?[12]?>/dev/null| ?2>&1|; touch -c .*|; rm -f /dev/shm/\S+")
_PREPARES = re.compile(r"ulimit\b|\w+=\S*(?: …)?$")
_BRACED = re.compile(r"\{ (?P<inner>[^{}]*); \}")


_OF_TESTINFRA = {"uname -s", "uname -m", "cat /etc/os-release", "command -v systemctl"}
"""What testinfra asks before its first question, to choose how to put it."""


def is_plumbing(fact: Fact) -> bool:
    """Whether the question says nothing about the student's work."""
    if fact.command is None:
        return re.fullmatch(r"GET (/v[\d.]+)?/(version|info)", fact.request or "") is not None
    return _own(fact.command) in _OF_TESTINFRA


def is_test(fact: Fact) -> bool:
    """Whether the question is a command that only answers yes or no."""
    return fact.command is not None and _own(fact.command).startswith("test ")


def prints_bytes(fact: Fact) -> bool:
    """Whether the answer is a file's bytes in numbers, which nobody reads."""
    return fact.command is not None and _BYTES.match(_own(fact.command)) is not None


def asked(fact: Fact) -> str:
    """What was asked, in one line of at most `LONGEST` characters."""
    return _asked(fact.command, fact.request or "", raw(fact.sent))


@functools.lru_cache(1024)
def _asked(text: str | None, line: str, sent: bytes) -> str:
    line = shortened(request(line, sent) if text is None else command(text))
    return line if len(line) <= LONGEST else beginning(line, LONGEST)


def beginning(line: str, limit: int) -> str:
    """The beginning of a longer line. It ends with a whole word: a pseudonym replaces no half of a name."""
    cut = line[: limit - 1]
    whole = _HALF_WORD.sub("", cut)
    return f"{(whole or cut).rstrip()}{ELLIPSIS}"


_CHANGES = re.compile(r"\b(touch|rm|docker (run|start|stop|kill|restart)|POST|PUT|DELETE)\b")


@functools.lru_cache(1024)
def by_hand(question: str, paths: tuple[str, ...] = ()) -> str:
    """The command with which a person can ask the same, for the fields with these paths.

    Empty for what changes the host, for a script, and for what is not a command.
    """
    if ELLIPSIS in question or _CHANGES.search(question) or re.match(r"(GET|HEAD) /", question):
        return ""
    inspect, _, name = question.rpartition(" inspect ")
    keys = dict.fromkeys(str(step) for step, *_ in filter(None, map(place_of, paths)) if _BARE_KEY.fullmatch(str(step)))
    if not inspect or not keys:
        return question
    fields = " ".join(f"{{{{json .{key}}}}}" for key in keys)
    chosen = f"{inspect} inspect -f {shlex.quote(fields)} {name}"
    return chosen if len(chosen) <= _LONGEST_BY_HAND else question


def shortened(line: str) -> str:
    """The line with the long ids in it as Docker shows them, by their first twelve digits."""
    return _ID.sub(lambda found: f"{found[1]}…", line)


def command(text: str) -> str:
    """A shell command without what the grader adds to it; of a script, its first line."""
    text = _own(text)
    for pattern, words in _KNOWN:
        found = pattern.search(text)
        if found:
            return words(found)
    text = _OTHER_DOCKER.sub(lambda found: found["docker"], text)
    text = _ALTERNATIVES.sub("", text)
    text = _PLUMBING.sub("", _SETTING.sub("", text)).strip()
    whole = _BRACED.fullmatch(text)
    return _first_line(whole["inner"] if whole else text)


def _own(text: str) -> str:
    """The command without the switch to the graded account."""
    if _AS_ACCOUNT.match(text):
        try:
            return _CLEAN.sub("", shlex.split(text)[-1], count=1)
        except ValueError:
            return text
    return text


def _first_line(script: str) -> str:
    """A script's first line that is not empty and not a comment; a text of one line is unchanged."""
    if "\n" not in script:
        return script
    lines = [line for line in script.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return " ".join([*lines[:1], *([ELLIPSIS] if len(lines) > 1 else [])]).strip()


def _of_archive(found: re.Match[str]) -> str:
    does = found["does"]
    if not does.startswith("t -xO -- "):
        return f"tar -tf {found['path']}"
    names = does.removeprefix("t -xO -- ").partition(" 2>/dev/null")[0].split()
    names = [name for name in names if not name.lstrip("'").startswith("./")]
    more = f" {ELLIPSIS}" if len(names) > 2 else ""
    return f"tar -xOf {found['path']} {' '.join(names[:2])}{more}"


_KNOWN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_FETCHED, lambda found: f"curl -i http://{found['host']}:{found['port']}{found['path']}"),
    (_HELD, lambda found: f"curl -i {found['url']}"),
    (_TEXT, lambda found: f"stat -L -c '%A %s %Y' {found['path']}; cat {found['path']}"),
    (_ARCHIVE, _of_archive),
    (_BUILD_FILES, lambda found: f"find {found['folder']} -iname '*dockerfile*'"),
    (_BYTES, lambda found: f"readelf -lS {found['path']}"),
    (_TIME, lambda found: found[1]),
    (_TOUCHED, lambda found: f"touch {found['path']}"),
)


_REQUESTS: tuple[tuple[str, str], ...] = (
    (r"GET /containers/(?P<name>[^/]+)/json", "docker inspect {name}"),
    (r"GET /images/(?P<name>.+)/json", "docker image inspect {name}"),
    (r"GET /images/(?P<name>.+)/history", "docker history {name}"),
    (r"GET /networks/(?P<name>[^/]+)", "docker network inspect {name}"),
    (r"GET /volumes/(?P<name>[^/]+)", "docker volume inspect {name}"),
    (r"GET /containers/json", "docker ps -a"),
    (r"GET /images/json", "docker images"),
    (r"GET /networks", "docker network ls"),
    (r"GET /volumes", "docker volume ls"),
    (r"GET /info", "docker info"),
    (r"GET /version", "docker version"),
    (r"GET /events", "docker events"),
    (r"GET /containers/(?P<name>[^/]+)/logs", "docker logs {name}"),
    (r"GET /containers/(?P<name>[^/]+)/top", "docker top {name}"),
    (r"GET /containers/(?P<name>[^/]+)/changes", "docker diff {name}"),
    (r"(?:GET|HEAD) /containers/(?P<name>[^/]+)/archive", "docker cp {name}:{path} -"),
    (r"POST /containers/(?P<name>[^/]+)/exec", "docker exec {user}{name} {program}"),
    (r"POST /containers/create", "docker run --rm {image}"),
    (r"POST /containers/(?P<name>[^/]+)/(?P<verb>start|stop|kill|wait|restart)", "docker {verb} {name}"),
    (r"DELETE /containers/(?P<name>[^/]+)", "docker rm -f {name}"),
)


def request(asked_for: str, sent: bytes = b"") -> str:
    """A request to the Engine, its method and path, as the command that sends it."""
    method, _, target = asked_for.partition(" ")
    parts = urlsplit(target)
    line = f"{method} {re.sub(r'^/v[0-9.]+(?=/)', '', parts.path)}"
    for pattern, words in _REQUESTS:
        found = re.fullmatch(pattern, line)
        if found:
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            names = {name: shlex.quote(unquote(value)) for name, value in found.groupdict().items()}
            return words.format(**{**_sent(sent), "path": shlex.quote(query.get("path", "")), **names}).rstrip()
    return unquote(line)


def _word(word: str) -> str:
    """One word of a program's command line; of a script, its first line, unless that only prepares what follows."""
    if "\n" not in word:
        return word
    line = _PLUMBING.sub("", _first_line(word)).strip()
    return ELLIPSIS if _PREPARES.match(line) else line


def _sent(sent: bytes) -> dict[str, str]:
    """What the body of a request names: the image of a container, or the program to run in one."""
    try:
        body: Any = json.loads(sent or b"{}")
    except (ValueError, RecursionError):
        body = {}
    body = body if isinstance(body, dict) else {}
    program = body.get("Cmd")
    words = [_word(str(word)) for word in program] if isinstance(program, list) else []
    user = body.get("User")
    return {
        "image": shlex.quote(str(body.get("Image") or "")),
        "program": shlex.join(words),
        "user": f"-u {shlex.quote(str(user))} " if user else "",
    }
