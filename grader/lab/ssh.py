"""The lab's ssh client files: one user key, a known_hosts file, and an ssh_config with a block for each host."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from grader.errors import LabError
from grader.files import write_file
from grader.lab import state

_HOSTS = "hosts.json"


class HostBlock(NamedTuple):
    """What ssh has to know about a host: its port on the loopback, and its host key."""

    port: int
    host_key: str


def config_path() -> Path:
    """The ssh_config that has a block for each host."""
    return state.directory() / "ssh_config"


def public_key() -> str:
    """The lab's public key, which is generated at the first use.

    Raises:
        LabError: ssh-keygen is missing or fails.
    """
    key = state.directory() / "id_ed25519"
    with state.locked("ssh"):
        if not key.exists():
            _generate(key)
    return key.with_suffix(".pub").read_text(encoding="utf-8").strip()


def add(name: str, block: HostBlock) -> None:
    """Make `ssh -F ssh_config NAME` connect to the host, but not to another host that may get its port later."""
    with state.locked("ssh"):
        _write(_blocks() | {name: block})


def drop(name: str) -> bool:
    """Remove a host's block; returns whether there was one."""
    with state.locked("ssh"):
        blocks = _blocks()
        known = blocks.pop(name, None) is not None
        if known:
            _write(blocks)
    return known


def render_config(blocks: dict[str, HostBlock], folder: Path) -> str:
    """The text of ssh_config."""
    return "\n".join(_rendered(name, block.port, folder) for name, block in sorted(blocks.items()))


def render_known_hosts(blocks: dict[str, HostBlock]) -> str:
    """The text of known_hosts, by alias and not by port: ports are reused, names are not."""
    return "".join(f"{_alias(name)} {block.host_key}\n" for name, block in sorted(blocks.items()))


def wait_for_banner(port: int, deadline: float) -> None:
    """Wait until an ssh server answers on this port of the loopback; `deadline` is in monotonic seconds.

    Raises:
        LabError: none answers before the deadline.
    """
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                if connection.recv(4) == b"SSH-":
                    return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise LabError(
                "No ssh server answers at 127.0.0.1:{port}.",
                next_step="The Docker Engine must run on this machine. Check which one is used: docker context show",
                port=port,
            )
        time.sleep(0.1)


def _alias(name: str) -> str:
    return f"grader-lab-{name}"


def _rendered(name: str, port: int, folder: Path) -> str:
    settings = {
        "HostName": "127.0.0.1",
        "Port": port,
        "User": "student",
        "HostKeyAlias": _alias(name),
        "IdentityFile": f'"{folder / "id_ed25519"}"',
        "IdentitiesOnly": "yes",
        "UserKnownHostsFile": f'"{folder / "known_hosts"}"',
        "StrictHostKeyChecking": "yes",
    }
    return f"Host {name}\n" + "".join(f"    {key} {value}\n" for key, value in settings.items())


def _blocks() -> dict[str, HostBlock]:
    return {name: HostBlock(int(one["port"]), str(one["host_key"])) for name, one in state.remembered(_HOSTS).items()}


def _write(blocks: dict[str, HostBlock]) -> None:
    folder = state.directory()
    state.remember(_HOSTS, {name: block._asdict() for name, block in blocks.items()})
    write_file(folder / "known_hosts", render_known_hosts(blocks))
    write_file(folder / "ssh_config", render_config(blocks, folder))


def _generate(key: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "grader lab", "-f", str(key)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        raise LabError(
            "No ssh key could be made: {why}.", next_step="Install the OpenSSH client.", why=error
        ) from error
