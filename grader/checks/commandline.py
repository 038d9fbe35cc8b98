"""The docker command on the graded host, for the few answers that are too large for the Engine's API."""

from __future__ import annotations

import shlex

from grader.checks.session import Session
from grader.hosts.base import DEFAULT_SOCKET


def docker_command(session: Session, *arguments: str) -> str:
    """Shell text that runs `docker` with these arguments on the Engine that is graded, by the first way that works.

    The account itself, the account as a login of today would be (it may have joined the group since), the account with
    sudo, and Podman's own command, which takes the same arguments.
    """
    facts = session.facts
    first = facts.sockets[0] if facts.sockets and not facts.endpoint else DEFAULT_SOCKET
    elsewhere = first != DEFAULT_SOCKET
    docker = shlex.join(["docker", *(["-H", f"unix://{first}"] if elsewhere else []), *arguments])
    podman = shlex.join(["podman", *(["--url", f"unix://{first}"] if elsewhere else []), *arguments])
    return f"{{ {docker} || sg docker -c {shlex.quote(docker)} || sudo -n {docker} || {podman}; }}"
