"""How an archive is read on the graded host: with tar, through whatever decompresses it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

from grader.checks.session import Session
from grader.errors import HostError

READ_SECONDS = 60.0
"""The time limit for reading an archive once, in seconds."""

JSON_BYTES = 900_000
MOST_PARTS = 1000
NAMES_BYTES = 80_000
"""One command must hold the names of all files. Archives of a course stay far below these limits."""

_NO_TOOL = 200

# t runs tar on the archive, decompressed if need be; it only ever writes to stdout. An archive that was saved with sudo
# belongs to root, and is read with sudo.
_TOOLS = """
f={path}
s=; [ -r "$f" ] || s="sudo -n"
case "$($s head -c 4 "$f" | od -An -v -tx1 | tr -d ' ')" in
  1f8b*) z=gzip ;; fd377a58) z=xz ;; 28b52ffd) z=zstd ;; 425a68*) z=bzip2 ;; *) z= ;;
esac
for p in tar $z; do command -v $p >/dev/null || {{ echo $p; exit {no_tool}; }}; done
t() {{
  if [ "$z" ]; then $s cat "$f" | $z -dc 2>/dev/null | tar -f - "$@"
  elif [ "$s" ]; then $s cat "$f" | tar -f - "$@"
  else tar -f "$f" "$@"; fi
}}
"""


def printed(session: Session, path: str, *names: str) -> str:
    """The text of those of these files that the archive holds, one after the other."""
    both = " ".join(shlex.quote(prefix + name) for name in names for prefix in ("", "./"))
    return _run(session, path, f"t -xO -- {both} 2>/dev/null | head -c {JSON_BYTES}")


def listed(session: Session, path: str, parts: list[str]) -> tuple[set[str], bool]:
    """Which of these files the archive holds, and whether tar could read it to its end."""
    wanted = " ".join(f"-e {shlex.quote(part)}" for part in parts) or "-e //"
    if len(parts) > MOST_PARTS or len(wanted) > NAMES_BYTES or any("\n" in part for part in parts):
        return set(), False
    output = _run(
        session,
        path,
        "exec 4>&1; r=$({ { t -t 2>/dev/null; echo $? >&3; } | "
        f"sed 's|^[.]/||' | grep -Fx {wanted} | sort -u >&4; }} 3>&1); echo; echo \"$r\"",
    )
    *names, code = output.splitlines()
    return set(names), code == "0"


def as_login(session: Session) -> bool:
    """Whether to read as the user who logged in: root may read whatever the student has saved."""
    return session.facts.uid == 0


def documents(text: str) -> list[Any]:
    """The JSON documents in a text, one after the other, up to the first that is invalid."""
    return [document for document, _ in documents_with_ends(text)]


def documents_with_ends(text: str) -> Iterator[tuple[Any, int]]:
    """The same, each with the position of its end."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield document, at


def _run(session: Session, path: str, command: str) -> str:
    """The output of a command that may use `t`."""
    tools = _TOOLS.strip().format(path=shlex.quote(path), no_tool=_NO_TOOL)
    result = session.run(f"{tools}\n{command}", seconds=READ_SECONDS, as_login=as_login(session))
    out = result.out.decode("utf-8", "replace")
    if result.rc == _NO_TOOL:
        raise HostError(
            "{path} cannot be read without {program}.",
            next_step="Install {program} on the host.",
            path=path,
            program=out.strip(),
        )
    return out
