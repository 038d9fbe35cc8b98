"""Web pages, fetched from the graded host with curl, python3, bash or wget, whichever it has.

A check gets `fetch` as the fixture `get`, without its first argument.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from grader.checks.session import Session

PAGE_LIMIT = 400_000
"""How much of a page is read, in bytes."""

_TOOL_SECONDS = 8
"""How long each tool in the script may take, in seconds."""

_STATUS = re.compile(r"HTTP/[\d.]+ (\d{3})[^\n]*\n")

# The first tool that the host has prints the answer with its headers. It follows no redirect, writes no file, and
# ignores the account's own ~/.curlrc and ~/.wgetrc.
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
    """An HTTP response.

    Attributes:
        status: The status code; 0 if there was no HTTP response.
        headers: The headers; names in lower case. Of a repeated header, the last one.
        body: The body as text; without a response, the tool's error message.
    """

    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str:
        """The target of a redirect; empty if there is none."""
        return self.headers.get("location", "")


def fetch(session: Session, host: str, port: int = 80, path: str = "/") -> Page:
    """Fetch a page as seen from the graded host, within 12 s times `patience`.

    Redirects are not followed, proxies are not used.

    Args:
        session: The visit; the fixture `get` fills it in.
        host: A host name or an address; an IPv6 address with or without brackets.
        port: The TCP port.
        path: The path, with the query if there is one.

    Returns:
        The response. A server that cannot be reached is not an error: its page has status 0.

    Raises:
        HostTimeout: The host did not answer in time, or the check has no time left.
        GarbledAnswer: The page is larger than 1 MB, and the host has no `head` to cut it off at 400 kB.
        NotInEvidence: In a regrade: this page was not fetched.

    Example:
        page = get("127.0.0.1", 80, "/")
        if page.status != 200:
            fail("other-status", seen=page.status, expected=200)
    """
    bracketed = f"[{host}]" if ":" in host and not host.startswith("[") else host
    words = " ".join(shlex.quote(word) for word in ("", bracketed, str(port), path))
    cut = f"{{ head -c {PAGE_LIMIT} 2>/dev/null || cat; }}"
    text, patient = (
        f"set -- {words}\n{{ {script.strip()}\n}} | {cut}" for script in (_SCRIPT, _patient(session.patience))
    )
    result = session.run(text, seconds=12, sent=patient if patient != text else None)
    return parse(result.out[:PAGE_LIMIT])


def _patient(patience: float) -> str:
    """The script with the time limits of its tools multiplied by this."""
    limit = max(1, round(_TOOL_SECONDS * patience))
    return (
        _SCRIPT.replace(f"-m {_TOOL_SECONDS} ", f"-m {limit} ")
        .replace(f"int(p)), {_TOOL_SECONDS})", f"int(p)), {limit})")
        .replace(f"-T {_TOOL_SECONDS} ", f"-T {limit} ")
    )


def parse(raw: bytes) -> Page:
    """Parse an HTTP response that a check got in its own way, for instance with a program inside a container.

    Args:
        raw: The response as received: status line, headers, an empty line, body.

    Returns:
        The response; with status 0 if it is not one.

    Example:
        page = parse(containers.inside("web1", "curl", "-si", "http://127.0.0.1/").out.encode())
    """
    text = raw.decode("utf-8", "replace")
    found = _STATUS.match(text)
    if not found:
        return Page(0, {}, text.strip())
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    pairs = (line.partition(":") for line in head.splitlines()[1:])
    return Page(int(found.group(1)), {k.strip().lower(): v.strip() for k, _, v in pairs}, body)
