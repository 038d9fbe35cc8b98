"""The command loop that runs on a host: a few lines of POSIX shell that read one command per line.

A line is `NUMBER SECONDS LIMIT COMMAND`, the command escaped for `printf %b`. Its output comes back unchanged on stdout
and stderr, followed by a marker line on each of the two. The marker contains a random string that is new for each
visit, so that no output can be mistaken for it. Nothing is written to the host's disk, and the host needs nothing but a
shell: `timeout` and `head` are used where they work.

A line `NUMBER + COMMAND` leaves a command to run when the loop ends, which is when the grader closes the connection or
dies.
"""

from __future__ import annotations

import re

_KEPT = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "PATH",
    "LC_ALL",
    "LANG",
    "LANGUAGE",
    "TZ",
    "SUDO_USER",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "DOCKER_CERT_PATH",
    "DOCKER_TLS_VERIFY",
    "CONTAINER_HOST",
]
"""The environment of every command. Any other variable of the login's may change what a tool does (TAR_OPTIONS,
POSIXLY_CORRECT, LD_PRELOAD) or how a shell understands a command (exported functions)."""

_DROPPED = (
    "TAR_OPTIONS TAPE GREP_OPTIONS GREP_COLOR GREP_COLORS LS_COLORS LS_OPTIONS POSIXLY_CORRECT CDPATH GZIP XZ_OPT "
    "XZ_DEFAULTS ZSTD_CLEVEL BZIP BZIP2 TIME_STYLE BLOCK_SIZE BLOCKSIZE COLUMNS LD_PRELOAD BASH_ENV ENV PROMPT_COMMAND"
)
"""What is removed even where the host has no `env`."""

_BLANK_LINES = 100
"""A startup file that reads from its input gets blank lines, and leaves the program whole."""

_PROGRAM = r"""
g_whole=@MARK@
unset -f cat cd echo env exit export head kill main printf read return sh sleep timeout trap unset wait 2>/dev/null
LC_ALL=C; LANG=C; LANGUAGE=; TZ=UTC0
PATH="${PATH:-/usr/bin:/bin}:/usr/local/bin:/usr/local/sbin:/usr/sbin:/sbin:/snap/bin"
export LC_ALL LANG LANGUAGE TZ PATH
unset @DROPPED@
umask 022; cd 2>/dev/null || cd /
g_end=
g_tree() { echo "$1"; for g_k in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do g_tree "$g_k"; done; }
g_guard() {
  g_t=$1; set -- sh -c "$2"
  [ "$g_env" ] && set -- env -i @KEPT@ "$@"
  if [ "$g_timeout" ]; then timeout -k 1 "$g_t" "$@"; return; fi
  "$@" & g_p=$!
  ( trap 'kill $g_s 2>/dev/null; exit' TERM; sleep "$g_t" & g_s=$!; wait $g_s
    kill -KILL $(g_tree $g_p) ) >/dev/null 2>&1 3>&- 4>&- 5>&- & g_w=$!
  wait $g_p 2>/dev/null; g_r=$?; kill $g_w 2>/dev/null; wait $g_w 2>/dev/null; return $g_r
}
g_run() {
  exec 3>&1 4>&2
  [ "$g_head" ] && g_limit="head -c $2" || g_limit=cat
  g_rc=$( { { { g_guard "$1" "$3" </dev/null 3>&- 4>&- 5>&- 6>&-; echo $? >&5; } 2>&1 1>&6 6>&- |
    $g_limit >&4 5>&-; } 6>&1 | $g_limit >&3 5>&-; } 5>&1 )
  exec 3>&- 4>&-
}
main() {
  [ "$g_whole" = @MARK@ ] || { echo "a startup file reads from standard input" >&2; return; }
  env -i true 2>/dev/null && g_env=1 || g_env=
  timeout -k 1 1 sh -c : 2>/dev/null && g_timeout=1 || g_timeout=
  [ "$(echo ab | head -c 1 2>/dev/null)" = a ] && g_head=1 || g_head=
  printf '\n@MARK@ 0 0\n'; printf '\n@MARK@ 0\n' >&2
  while IFS=' ' read -r g_n g_s g_l g_c; do
    g_c=$(printf '%b.' "$g_c"); g_c=${g_c%.}
    if [ "$g_s" = + ]; then g_end=$g_c; g_rc=0; else g_run "$g_s" "$g_l" "$g_c"; fi
    printf '\n@MARK@ %s %s\n' "$g_n" "$g_rc"; printf '\n@MARK@ %s\n' "$g_n" >&2
  done
  if [ "$g_end" ]; then g_guard 10 "$g_end" </dev/null >/dev/null 2>&1; fi
}
trap : PIPE HUP
main; exit
"""

_UNSAFE = re.compile(rb"[^A-Za-z0-9 _./:=,@%+'\"$(){}<>|&;*?!#~^\[\]-]")


def program(mark: str) -> bytes:
    """The loop, as standard input for `sh`. `mark` is the random string in its markers."""
    kept = " ".join(f'${{{name}+"{name}=${name}"}}' for name in _KEPT)
    text = _PROGRAM.lstrip().replace("@KEPT@", kept).replace("@DROPPED@", _DROPPED).replace("@MARK@", mark)
    return b"\n" * _BLANK_LINES + text.encode()


def escaped(command: str) -> bytes:
    """One line that `printf %b` turns back into the command, byte for byte."""
    raw = command.encode("utf-8", "surrogateescape")
    return _UNSAFE.sub(lambda match: b"\\0%03o" % match.group()[0], raw)
