"""What the user's ssh is told besides the user's own wishes, as far as it knows these options."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence

from grader.hosts import process

_TELL_HOST_KEY = "LogVerbose=*:verify_host_key():*"
"""Has OpenSSH 8.5 and later say which host key it has verified, and nothing else."""

HOST_KEY = re.compile(r"verify_host_key\(\).*: Server host key: \S+ (SHA256:[\w+/]{43})\r?$", re.MULTILINE | re.ASCII)
"""What it then says."""

_CHEAP_EXCHANGES = ("mlkem768x25519-sha256", "curve25519-sha256")
"""OpenSSH 9.0 to 9.9 would begin with sntrup761, which takes seven times the processor's time on either side."""

_SECONDS = 5.0


def options(arguments: Sequence[str]) -> list[str]:
    """Words for ssh's command line, `-o` before each option; `arguments` say where to and how the user wishes it.

    The user's choice of key exchanges stands; only their order is changed.
    """
    settings = _effective(["-o", _TELL_HOST_KEY, *arguments])
    if settings is None:
        return []
    theirs = settings.get("kexalgorithms", "").split(",")
    wanted = [name for name in _CHEAP_EXCHANGES if name in theirs]
    ordered = [*wanted, *(name for name in theirs if name not in wanted)]
    return ["-o", _TELL_HOST_KEY, *(["-o", f"KexAlgorithms={','.join(ordered)}"] if ordered != theirs else [])]


def _effective(arguments: Sequence[str]) -> dict[str, str] | None:
    """What ssh would go by; None where it does not know an option, or would refuse its configuration anyway."""
    command = ["ssh", "-G", *arguments]
    try:
        with process.ours():
            done = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
            )
    except (OSError, subprocess.TimeoutExpired):
        return None
    pairs = (line.partition(" ") for line in done.stdout.splitlines())
    return {key: value for key, _, value in pairs} if done.returncode == 0 else None
