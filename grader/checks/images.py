"""Images on the graded host: one by its name, and how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import docker
from docker.errors import APIError, ImageNotFound
from docker.models.images import Image

from grader.checks.conclusion import fail
from grader.checks.imagearchive import full_name
from grader.checks.nearmisses import near_image
from grader.checks.verdict import RootCause
from grader.checks.wiring import is_named
from grader.evidence.secretforms import STAND_IN

Origin = Literal["commit", "build", "import", "unclear"]

_MOST_OTHERS = 30
_NAME = re.compile(r"(?!.*\.\.)[A-Za-z0-9][\w.:@/-]*", re.ASCII)

# A container's host name, unless it was given another one; docker commit keeps it, docker build does not.
_HOST_NAME = re.compile(r"[0-9a-f]{12}")


def known_image(client: docker.DockerClient, name: str) -> Image | None:
    """The image of a name; None if it is not on the host, or no image can have this name.

    Args:
        client: The fixture `docker`.
        name: The name as a student or a Dockerfile has it, or an id.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        base = known_image(docker, "centos:latest")
    """
    if not _NAME.fullmatch(name):
        return None
    try:
        return client.images.get(name)
    except ImageNotFound:
        return None
    except APIError as error:
        if error.status_code == 400:  # such as httpd: without a tag
            return None
        raise


def required_image(client: docker.DockerClient, name: str, *, others: Iterable[str] = ()) -> Image:
    """The image of a name that the task gives; it is the root cause of the checks that fail for it.

    Args:
        client: The fixture `docker`.
        name: The name, such as myweb:v1.
        others: Other names that the task gives; none of them is suggested.

    Raises:
        Concluded: The check fails with `image-missing`: there is no such image.
        HostError: What `Session.ask` raises.

    Example:
        image = required_image(docker, "myweb:v1", others=["centos:latest"])
    """
    found = known_image(client, name)
    if found is None:
        near = near_image(client, full_name(name), others=[full_name(one) for one in others])
        fail("image-missing", expected=name, root=RootCause("image", name), name=name, near_image=near)
    return found


def images_named(client: docker.DockerClient, name: str) -> list[Image]:
    """The images on the host that have a name, whatever their registry, tag or digest.

    Args:
        client: The fixture `docker`.
        name: The name, such as centos:latest.

    Returns:
        The image of exactly this name first, then at most 30 others.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        if not any(is_based_on(image, base) for base in images_named(docker, "centos:latest")):
            fail("other-base", expected="centos:latest")
    """
    first = known_image(client, name)
    ids = [
        one["Id"]
        for one in client.api.images()
        if any(is_named(own, name) for own in [*(one.get("RepoTags") or []), *(one.get("RepoDigests") or [])])
    ]
    others = (client.images.get(id_) for id_ in ids[:_MOST_OTHERS] if first is None or id_ != first.id)
    return [*([first] if first else []), *others]


def origin(image: Image, past: Iterable[Mapping[str, Any]]) -> Origin:
    """How an image was made: its last step, if it took several.

    Args:
        image: An image from `docker`.
        past: The Engine's events, from `events`.

    Returns:
        `commit`, `build` (from a Dockerfile) or `import`; `unclear` if it may have been a commit or a step RUN of a
        Dockerfile, and the Engine no longer has a record of it.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        if origin(docker.images.get("centos-web:v4"), events()) == "build":
            fail("built")
    """
    past = list(past)
    commits = [_attributes(event) for event in past if event.get("Action") == "commit"]
    if any(one.get("imageID") == image.id for one in commits):
        return "commit"
    top: Mapping[str, Any] | None = next(iter(image.history()), None)
    if top is None:
        return "unclear"
    by, comment = str(top.get("CreatedBy") or ""), str(top.get("Comment") or "")
    if "#(nop)" in by or comment.startswith("buildkit.") or (not by and comment.startswith("merge sha256:")):
        return "build"
    if comment.lower().startswith("imported from"):
        return "import"
    # The builder before BuildKit describes RUN like this, but so is a container described whose command was sh -c.
    is_run = re.match(r"(\|\d+ .*)?/bin/sh -c ", by, re.DOTALL)
    if not is_run or _HOST_NAME.fullmatch(str((image.attrs.get("Config") or {}).get("Hostname") or "")):
        return "commit"
    known_since = min((float(event.get("time") or 0) for event in past), default=None)
    remembered = known_since is not None and known_since < float(top.get("Created") or 0)
    return "build" if remembered else "unclear"


def ran(image: Image, command: str) -> bool:
    """Whether a step of an image's history ran a shell command.

    Args:
        image: An image from `docker`.
        command: The command as a Dockerfile has it after RUN, in the shell form. Spaces do not matter. A command with a
            password, which evidence has without its value, is taken to be one of the steps.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        if not ran(docker.images.get("myweb:v1"), "apt-get update"):
            fail("other-run", expected="apt-get update")
    """
    steps = " ".join(str(one.get("CreatedBy") or "") for one in image.history())
    return bool(STAND_IN.search(command + steps)) or _squeezed(command) in _squeezed(steps)


def _squeezed(text: str) -> str:
    """The text without what continuation lines may change."""
    return re.sub(r"[\s\\]", "", text)


def _attributes(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return (event.get("Actor") or {}).get("Attributes") or {}
