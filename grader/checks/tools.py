"""The programs that checks expect on every host: what a shell says when one is missing is never a student's fault."""

from __future__ import annotations

import re

from grader.errors import HostError

TOOLS = frozenset(
    [
        *("awk", "base64", "basename", "bzip2", "cat", "chmod", "chown", "cksum", "cmp", "comm", "cp", "cpio", "cut"),
        *("date", "dd", "df", "diff", "dirname", "du", "echo", "env", "expr", "false", "file", "find", "free", "fuser"),
        *("getconf", "getent", "grep", "groups", "gzip", "head", "hexdump", "hostname", "id", "install", "kill", "ln"),
        *("ls", "lsof", "md5sum", "mkdir", "mkfifo", "mktemp", "mount", "mountpoint", "mv", "netstat", "nice", "nl"),
        *("nohup", "od", "paste", "pgrep", "pidof", "pkill", "printf", "ps", "pwd", "readlink", "realpath", "rm"),
        *("rmdir", "sed", "seq", "setsid", "sg", "sha1sum", "sha256sum", "sh", "sleep", "sort", "split", "ss", "stat"),
        *("strings", "su", "sudo", "tac", "tail", "tar", "tee", "test", "timeout", "touch", "tr", "true", "truncate"),
        *(
            "tty",
            "umount",
            "uname",
            "uniq",
            "systemctl",
            "unxz",
            "unzip",
            "uptime",
            "wc",
            "which",
            "who",
            "whoami",
            "xargs",
            "xxd",
        ),
        *("xz", "zcat", "zstd", "ip"),
    ]
)
"""Tools of every Linux system. What an exercise has a student install is not among them: a check asks for that."""

_NOT_FOUND = re.compile(
    r"^(?:[^:\s]+: )*(?:line \d+: |\d+: )?(?:exec: )?(?P<shell>[\w.+-]+): (?:command )?not found\r?$"
    r"|^(?:env|timeout|xargs|nohup|nice|setsid): .*?[‘'\"]?(?P<starter>[\w.+-]+)[’'\"]?: No such file or directory\r?$",
    re.MULTILINE,
)
_FIRST_WORD = re.compile(r"\s*([\w.+-]+)(\s|$)")
_COULD_NOT_FIND = 127


def missing_tool(command: str, rc: int, err: bytes) -> HostError | None:
    """The error that names the tool that this command did not find on its host; None if it found all.

    A command that asks for the tool itself (`command -v stat`) is prepared for its absence.
    """
    text = err.decode("utf-8", "replace")
    names = [found["shell"] or found["starter"] for found in _NOT_FOUND.finditer(text)]
    first = _FIRST_WORD.match(command)
    if rc == _COULD_NOT_FIND and not text.strip() and first:
        names.append(first[1])  # its complaint was thrown away
    for name in names:
        if name in TOOLS and not re.search(rf"\b(command -v|type|which|hash) +{re.escape(name)}\b", command):
            return without_tool(name)
    return None


def without_tool(name: str) -> HostError:
    """The error that says that the host lacks a tool that a check needs.

    Args:
        name: The tool's name, such as gzip.

    Example:
        if session.run("command -v gzip").rc != 0:
            raise without_tool("gzip")
    """
    return HostError(
        "The host has no program “{program}”, which a check needs.",
        next_step="Install {program} on the host and try again.",
        program=name,
    )
