"""Fetching a page from the graded host, with whatever it has for that."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from grader.checks.session import Session

PAGE_LIMIT = 400_000
"""How much of a page is looked at, in bytes."""

_STATUS = re.compile(r"HTTP/[\d.]+ (\d{3})[^\n]*\n")

# The first of these that the host has prints the answer with its head; nothing is followed, nothing is written, and
# the account's own ~/.curlrc or ~/.wgetrc steers nothing.
_SCRIPT = r"""
u=$1; h=$2; p=$3; w=$4
if command -v curl >/dev/null 2>&1; then curl -q -gsS -i -m 8 --noproxy '*' -H 'Connection: close' "http://$h:$p$w" 2>&1
elif command -v python3 >/dev/null 2>&1; then python3 -c '
import socket, sys
h, p, w = sys.argv[1:]
s = socket.create_connection((h, int(p)), 8)
s.sendall(f"GET {w} HTTP/1.0\r\nHost: {h}\r\n\r\n".encode())
while b := s.recv(65536): sys.stdout.buffer.write(b)' "$h" "$p" "$w" 2>&1
elif command -v bash >/dev/null 2>&1; then
  bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n" "$2" "$0" >&3 && cat <&3' \
    "$h" "$p" "$w" 2>&1
else
  HOME=/dev/null WGETRC=; export HOME WGETRC
  g() { wget -q --max-redirect=0 --content-on-error --no-proxy -T 8 -t 1 "$@" "http://$h:$p$w" 2>&1; }
  # Of a redirect that it does not follow, wget saves nothing; it only tells of it.
  a=$(g -O - --save-headers); if [ "$a" ]; then printf '%s\n' "$a"; else g -S -O /dev/null | sed 's/^  //'; fi
fi
"""


@dataclass(frozen=True, slots=True)
class Page:
    """An HTTP answer; status 0 when there was none, and then `body` holds the tool's words."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("location", "")


def fetch(session: Session, host: str, port: int = 80, path: str = "/") -> Page:
    """GET a page from the graded host's point of view, following nothing."""
    words = " ".join(shlex.quote(word) for word in ("", host, str(port), path))
    cut = f"{{ head -c {PAGE_LIMIT} 2>/dev/null || cat; }}"
    said = session.run(f"set -- {words}\n{{ {_SCRIPT.strip()}\n}} | {cut}", seconds=12)
    return parsed(said.out[:PAGE_LIMIT])


def parsed(raw: bytes) -> Page:
    """An HTTP answer from its bytes."""
    text = raw.decode("utf-8", "replace")
    found = _STATUS.match(text)
    if not found:
        return Page(0, {}, text.strip())
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    pairs = (line.partition(":") for line in head.splitlines()[1:])
    return Page(int(found.group(1)), {k.strip().lower(): v.strip() for k, _, v in pairs}, body)
