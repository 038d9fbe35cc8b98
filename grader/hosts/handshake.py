"""The first question to a host, in one round trip: who we are, whom we grade, and where that account's Engine is."""

from __future__ import annotations

import re
import secrets
import shlex

from grader.errors import LoginRefused
from grader.hosts.base import Account, HostFacts

DEFAULT_ACCOUNT = "student"
"""Whom a root login grades when nobody is named."""

# Asked as the graded account: where would its docker CLI look for the Engine, and what may it open?
_ENGINES = r"""
r=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
e=$DOCKER_HOST
c=$DOCKER_CONTEXT$(grep -s '"currentContext"' "${DOCKER_CONFIG:-$HOME/.docker}/config.json")
if [ -z "$e" ] && [ -n "$c" ]; then e=$(docker context inspect --format "{{.Endpoints.docker.Host}}" 2>/dev/null); fi
echo "endpoint=$e"
for s in /var/run/docker.sock "$r/docker.sock" "$r/podman/podman.sock" /run/podman/podman.sock; do
  if [ -S "$s" ]; then if [ -w "$s" ]; then echo "socket=$s"; else echo "closed=$s"; fi; fi
done
command -v docker >/dev/null 2>&1 && echo "cli=1"
id -nG "$(id -un)" 2>/dev/null | tr " " "\n" | grep -qx docker && echo "group=1"
true
"""

_CLOCK = re.compile(r"\d{1,11}(\.\d{1,9}$)?")

# Nothing of who logged in may steer what is asked of the account.
_AFRESH = (
    "cd; unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG; XDG_RUNTIME_DIR=/run/user/$(id -u); export XDG_RUNTIME_DIR; "
)

_GREETING = r"""
u=$(id -un); i=$(id -u); a={account}
echo "user=$u"; echo "uid=$i"; echo "home=$HOME"; echo "clock=$(date +%s.%N)"; echo "kernel=$(uname -sr)"
if [ -z "$a" ] && [ "$i" = 0 ]; then a=${{SUDO_USER:-{default}}}; fi
look={engines}
p=
if [ -n "$a" ] && [ "$a" != "$u" ]; then p=$(getent passwd "$a" || grep -s "^$a:" /etc/passwd); echo "passwd=$p"; fi
if [ -z "$p" ]; then sh -c "$look"
elif [ "$i" = 0 ]; then su -s /bin/sh "$a" -c {afresh}"$look"
else sudo -n -H -u "$a" sh -c {afresh}"$look"; fi
true
"""


def question(account: str) -> str:
    """The command to ask. Without an account it is who logged in; for root who called sudo, else the student."""
    return _GREETING.format(
        account=shlex.quote(account),
        default=DEFAULT_ACCOUNT,
        engines=shlex.quote(_ENGINES),
        afresh=shlex.quote(_AFRESH),
    )


def parse(said: bytes, *, url: str, wanted: str) -> HostFacts:
    """What the host answered.

    Raises:
        LoginRefused: its shell answers something else, it has no such account, or we may not act as that account.
    """
    pairs = [line.split("=", 1) for line in said.decode("utf-8", "replace").splitlines() if "=" in line]
    words = {pair[0]: pair[1] for pair in reversed(pairs)}
    if not words.get("uid", "").isdigit():
        raise LoginRefused(
            "The host's shell does not answer simple questions (id, echo).",
            next_step="Log in by hand and run: id -u; echo $HOME.",
        )
    account = _account(words.get("passwd", ""))
    if account is None and wanted not in {"", words.get("user", "")}:
        raise LoginRefused(f"There is no account {wanted} on {url}.", next_step="Name another with --account.")
    if account is not None and "endpoint" not in words:
        raise LoginRefused(
            f"{words.get('user', '')} may not act as {account.name} on {url}.",
            next_step=f"Log in as root or as {account.name}, or allow sudo without a password.",
        )
    return HostFacts(
        url=url,
        user=words.get("user", ""),
        uid=int(words["uid"]),
        home=words.get("home", ""),
        attempt=secrets.token_hex(4),
        clock=_clock(words.get("clock", "")),
        endpoint=words.get("endpoint", ""),
        kernel=words.get("kernel", ""),
        sockets=tuple(v for k, v in pairs if k == "socket"),
        closed=tuple(v for k, v in pairs if k == "closed"),
        cli="cli" in words,
        in_docker_group="group" in words,
        account=account,
    )


def as_account(facts: HostFacts, text: str) -> str:
    """A shell command that runs another one as the graded account, whoever has logged in."""
    if facts.account is None:
        return text
    whole = shlex.quote(_AFRESH + text)
    if facts.uid == 0:
        return f"su -s /bin/sh {shlex.quote(facts.account.name)} -c {whole}"
    return f"sudo -n -H -u {shlex.quote(facts.account.name)} sh -c {whole}"


def _account(entry: str) -> Account | None:
    """An account from its line of /etc/passwd (passwd(5))."""
    fields = entry.strip().split(":")
    return Account(fields[0], int(fields[2]), fields[5]) if len(fields) >= 7 and fields[2].isdigit() else None


def _clock(said: str) -> float:
    """What `date +%s.%N` said; not every `date` knows of nanoseconds."""
    found = _CLOCK.match(said)
    return float(found.group()) if found else 0.0
