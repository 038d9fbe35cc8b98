"""Options that the grader adds to the user's ssh, as far as its version supports them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from grader.hosts import process

_TELL_HOST_KEY = "LogVerbose=*:verify_host_key():*"
"""Makes OpenSSH 8.5 and later log which host key it has verified, and nothing else."""

HOST_KEY = re.compile(r"verify_host_key\(\).*: Server host key: \S+ (SHA256:[\w+/]{43})\r?$", re.MULTILINE | re.ASCII)
"""That line of its log; the group is the fingerprint."""

_CHEAP_EXCHANGES = ("mlkem768x25519-sha256", "curve25519-sha256")
"""OpenSSH 9.0 to 9.9 prefer sntrup761, which takes seven times the processor time on both sides."""

_SECONDS = 5.0


def options(arguments: Sequence[str]) -> list[str]:
    """Arguments for ssh's command line, `-o` before each option; `arguments` are the host and the user's own options.

    The user's selection of key exchanges is kept; only their order is changed.
    """
    settings = dict(_effective(["-o", _TELL_HOST_KEY, *arguments]))
    if not settings:
        return []
    supported = settings.get("kexalgorithms", "").split(",")
    preferred = [name for name in _CHEAP_EXCHANGES if name in supported]
    ordered = [*preferred, *(name for name in supported if name not in preferred)]
    return ["-o", _TELL_HOST_KEY, *(["-o", f"KexAlgorithms={','.join(ordered)}"] if ordered != supported else [])]


def identity_files(arguments: Sequence[str]) -> list[str]:
    """The private keys that ssh would offer to a host, as far as their files exist; `arguments` as for `options`."""
    named = [value for key, value in _effective(arguments) if key == "identityfile"]
    return [name for name in dict.fromkeys(named) if Path(name).expanduser().is_file()]


def agent_keys() -> int:
    """How many keys the user's agent holds; 0 if there is none."""
    return len(_said(["ssh-add", "-l"]).splitlines())


def _effective(arguments: Sequence[str]) -> list[tuple[str, str]]:
    """The settings that ssh would use, some several times; none if it rejects an option or its configuration."""
    pairs = (line.partition(" ") for line in _said(["ssh", "-G", *arguments]).splitlines())
    return [(key, value) for key, _, value in pairs]


def _said(command: Sequence[str]) -> str:
    """What a command printed; empty if it failed."""
    try:
        with process.unguarded():
            done = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
            )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
