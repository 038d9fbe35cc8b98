"""Transport for `lab://NAME`, a student host of `grader lab` on this machine, with the lab's own ssh configuration."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from grader.errors import HostUnreachable
from grader.hosts.address import Address, HostOptions
from grader.hosts.ssh import SshTransport


def lab_folder() -> Path:
    """The folder of the lab: `$GRADER_LAB_DIR`, or the one in the user's state directory. It may not exist yet."""
    chosen = os.environ.get("GRADER_LAB_DIR")
    state_home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    return (Path(chosen) if chosen else Path(state_home) / "grader/lab").absolute()


class LabTransport(SshTransport):
    """Reaches a student host of the lab over ssh.

    Raises:
        HostUnreachable: the lab has no such host.
    """

    def __init__(self, at: Address, options: HostOptions) -> None:
        config = lab_folder() / "ssh_config"
        known = config.read_text(encoding="utf-8") if config.is_file() else ""
        if not re.search(rf"^Host {re.escape(at.name)}$", known, re.MULTILINE):
            raise HostUnreachable(
                "There is no student host {name}.", next_step="List them: grader lab list", name=at.name
            )
        super().__init__(at, replace(options, ssh_config=config))
