"""The first command on a host: one round trip that finds the login, the account to grade and that account's Engine."""

from __future__ import annotations

import re
import secrets
import shlex

from grader.errors import LoginRefused
from grader.hosts import interactive
from grader.hosts.base import Account, HostFacts

DEFAULT_ACCOUNT = "student"
"""The account that is graded after a login as root, unless another one is named."""

# Run as the graded account: where its docker CLI connects to, and which sockets it may open.
_ENGINES = r"""
@INTERACTIVE@
r=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
e=$DOCKER_HOST
c=$DOCKER_CONTEXT$(grep -s '"currentContext"' "${DOCKER_CONFIG:-$HOME/.docker}/config.json")
command -v grep >/dev/null 2>&1 || c=unknown
if [ -z "$e" ] && [ -n "$c" ]; then e=$(docker context inspect --format "{{.Endpoints.docker.Host}}" 2>/dev/null); fi
echo "endpoint=$e"
case $e in ""|unix:*) ;; *) echo "names=$(uname -n) $(hostname -I 2>/dev/null)" ;; esac
for s in /var/run/docker.sock "$r/docker.sock" "$r/podman/podman.sock" /run/podman/podman.sock; do
  if [ -S "$s" ]; then if [ -w "$s" ]; then echo "socket=$s"; else echo "closed=$s"; fi; fi
done
command -v docker >/dev/null 2>&1 && echo "cli=1"
case " $(id -nG "$(id -un)" 2>/dev/null) " in *" docker "*) echo "group=1" ;; esac
true
"""
_ENGINES = _ENGINES.replace("@INTERACTIVE@", interactive.script())

_CLOCK = re.compile(r"\d{1,11}(\.\d{1,9}$)?")

# The environment of the login must not affect what is found out about the account.
_CLEAN_ENVIRONMENT = (
    "cd; unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG; XDG_RUNTIME_DIR=/run/user/$(id -u); export XDG_RUNTIME_DIR; "
)

_QUESTION = r"""
u=$(id -un); i=$(id -u); a={account}
# A startup file may set HOME to what is not there; the work is then in the home of the account.
h=$HOME; [ -d "$h" ] || h=$(getent passwd "$u" | cut -d : -f 6)
echo "user=$u"; echo "uid=$i"; echo "home=${{h:-$HOME}}"; echo "clock=$(date +%s.%N)"; echo "kernel=$(uname -sr)"
if [ -z "$a" ] && [ "$i" = 0 ]; then a=${{SUDO_USER:-{default}}}; fi
look={engines}
p=
if [ -n "$a" ] && [ "$a" != "$u" ]; then p=$(getent passwd "$a" || grep -s "^$a:" /etc/passwd); echo "passwd=$p"; fi
if [ -z "$p" ]; then sh -c "$look"
elif [ "$i" = 0 ]; then su -s /bin/sh "$a" -c {clean}"$look"
else sudo -n -H -u "$a" sh -c {clean}"$look"; fi
true
"""


def question(account: str) -> str:
    """The shell command to run, for this account.

    Without an account it is the one that logged in; for root, the one that called sudo, or else `student`.
    """
    return _QUESTION.format(
        account=shlex.quote(account),
        default=DEFAULT_ACCOUNT,
        engines=shlex.quote(_ENGINES),
        clean=shlex.quote(_CLEAN_ENVIRONMENT),
    )


def parse(output: bytes, *, url: str, requested: str) -> HostFacts:
    """The host's facts, from the output of the command.

    Args:
        output: what it wrote to stdout, as raw bytes.
        url: the host's URL, for messages.
        requested: the account that was asked for; may be empty.

    Raises:
        LoginRefused: the shell did not run the command, there is no such account, or the login may not act as it.
    """
    pairs = [line.split("=", 1) for line in output.decode("utf-8", "replace").splitlines() if "=" in line]
    words = {pair[0]: pair[1] for pair in reversed(pairs)}
    if not words.get("uid", "").isdigit():
        raise LoginRefused(
            "The shell on {host} did not answer simple commands (id, echo).",
            next_step="Log in by hand and run: id -u; echo $HOME",
            host=url,
        )
    account = _account(words.get("passwd", ""))
    if account is None and requested not in {"", words.get("user", "")}:
        raise LoginRefused(
            "There is no account {name} on {host}.",
            next_step="Choose another account with --account.",
            name=requested,
            host=url,
        )
    if account is not None and "endpoint" not in words:
        raise LoginRefused(
            "{user} is not allowed to act as {name} on {host}.",
            next_step="Log in as root or as {name}, or allow sudo without a password.",
            user=words.get("user", ""),
            name=account.name,
            host=url,
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
        docker_settings=tuple(v for k, v in pairs if k == "setting"),
        unsure=words.get("unsure", ""),
        names=tuple(words.get("names", "").split()),
    )


def as_account(facts: HostFacts, text: str) -> str:
    """The shell command that runs this one as the graded account, whichever account has logged in."""
    if facts.account is None:
        return text
    whole = shlex.quote(_CLEAN_ENVIRONMENT + text)
    if facts.uid == 0:
        return f"su -s /bin/sh {shlex.quote(facts.account.name)} -c {whole}"
    return f"sudo -n -H -u {shlex.quote(facts.account.name)} sh -c {whole}"


def _account(entry: str) -> Account | None:
    """An account from its line in passwd(5) format; None if it is not one."""
    fields = entry.strip().split(":")
    return Account(fields[0], int(fields[2]), fields[5]) if len(fields) >= 7 and fields[2].isdigit() else None


def _clock(text: str) -> float:
    """Seconds from the output of `date +%s.%N`; not every `date` supports nanoseconds."""
    found = _CLOCK.match(text)
    return float(found.group()) if found else 0.0
