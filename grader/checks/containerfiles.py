"""Files in a container that is not running, read through the Engine."""

from __future__ import annotations

import base64
import io
import json
import stat
import tarfile
from typing import Any
from urllib.parse import quote

from docker.models.containers import Container

from grader.checks.dockerclient import api_version
from grader.checks.session import Session, broken
from grader.errors import EngineFailed, GarbledAnswer
from grader.hosts.base import EngineAnswer, EngineRequest

LARGEST = 1_000_000
"""How large a file may be, in bytes."""

_MOST_LINKS = 5
_TYPES = 0x8F280000
"""The bits of a mode, as Go has them, of everything that is not a regular file."""


def file_in(session: Session, container: Container, path: str) -> bytes | None:
    """Read a file of a container that was never started; reading from one that runs would change its mounts.

    Args:
        session: The visit.
        container: A container, usually from `Probe.container`.
        path: The absolute path inside the container. Symbolic links are followed.

    Returns:
        The content; None if there is no regular file at this path, or it is larger than 1 MB.

    Raises:
        EngineFailed: The Engine could not read it.
        GarbledAnswer: The Engine's answer does not contain the file.
        HostTimeout: The Engine did not answer in time, or the check has no time left.
        NotInEvidence: In a regrade: this file was not read.

    Example:
        with probe.container("myweb:v1") as container:
            page = file_in(session, container, "/usr/local/apache2/htdocs/index.html")
    """
    if container.status != "created":
        raise broken("A check reads a file from a container that was started.")
    found = _described(session, container, path)
    for _ in range(_MOST_LINKS):
        if found is not None and found.get("linkTarget"):
            path = str(found["linkTarget"])
            found = _described(session, container, path)
    if found is None or int(found["mode"]) & _TYPES or int(found["size"]) > LARGEST:
        return None
    answer = _asked(session, "GET", container, path)
    try:
        with tarfile.open(fileobj=io.BytesIO(answer.body)) as archive:
            member = archive.next()
            content = archive.extractfile(member) if member is not None and member.isreg() else None
            if content is not None:
                return content.read(LARGEST + 1)
    except (tarfile.TarError, OSError, EOFError, ValueError):
        pass
    raise _garbled(path)


def _asked(session: Session, method: str, container: Container, path: str) -> EngineAnswer:
    target = f"/v{api_version(session)}/containers/{container.id}/archive?path={quote(path)}"
    return session.ask(EngineRequest(method, target))


def _described(session: Session, container: Container, path: str) -> dict[str, Any] | None:
    """What the Engine says of the file; None if it is not there."""
    answer = _asked(session, "HEAD", container, path)
    if answer.status == 404:
        return None
    if answer.status != 200:
        # A path that goes through a file is an error of the Engine's own; its reason comes with GET only.
        if b"not a directory" in _asked(session, "GET", container, path).body.lower():
            return None
        raise EngineFailed(
            "The Docker Engine could not read {path} in an image (HTTP status {status}).",
            next_step="Try it by hand on the host: docker create, then docker cp.",
            path=path,
            status=answer.status,
        )
    header = next((value for key, value in answer.headers if key.lower() == "x-docker-container-path-stat"), "")
    try:
        found = json.loads(base64.b64decode(header))
        if stat.S_IMODE(int(found["mode"])) >= 0 and int(found["size"]) >= 0:
            return dict(found)
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise _garbled(path)


def _garbled(path: str) -> GarbledAnswer:
    return GarbledAnswer(
        "The Docker Engine does not give the file {path} of an image.",
        next_step="Try it by hand on the host: docker create, then docker cp.",
        path=path,
    )
