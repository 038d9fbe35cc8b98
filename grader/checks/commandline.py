"""The `docker` command on the graded host, for answers that are too large for the Engine's API (4 MB)."""

from __future__ import annotations

import shlex

from grader.checks.session import Session
from grader.hosts.base import DEFAULT_SOCKET


def docker_command(session: Session, *arguments: str, group: bool | None = None) -> str:
    """The text of a shell command that runs `docker` on the graded Engine, for `session.run`.

    It tries, until one works: the account itself; the account with the group `docker`, if it has joined it after its
    login; the account with sudo; and `podman`, which takes the same arguments.

    Args:
        session: The visit.
        *arguments: The arguments of `docker`. They are quoted for the shell.
        group: Whether to try the group `docker`; by default, only for its members.

    Returns:
        Shell text that can be part of a pipeline.

    Example:
        listing = session.run(f"{docker_command(session, 'save', image_id)} | tar -t | head -n 100")
    """
    facts = session.facts
    first = facts.sockets[0] if facts.sockets and not facts.endpoint else DEFAULT_SOCKET
    elsewhere = first != DEFAULT_SOCKET
    settings = ["env", *facts.docker_settings] if facts.docker_settings else []
    docker = shlex.join([*settings, "docker", *(["-H", f"unix://{first}"] if elsewhere else []), *arguments])
    podman = shlex.join(["podman", *(["--url", f"unix://{first}"] if elsewhere else []), *arguments])
    # Nobody else may: `sg` would ask for a password, on Debian 13 amid what the command prints.
    member = facts.in_docker_group if group is None else group
    in_group = [f"sg docker -c {shlex.quote(docker)}"] if member else []
    return f"{{ {' || '.join([docker, *in_group, f'sudo -n {docker}', podman])}; }}"
