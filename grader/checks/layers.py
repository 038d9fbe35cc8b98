"""What an image is made of, and what a container changed in its own layer."""

from __future__ import annotations

from typing import Any

from docker.models.containers import Container
from docker.models.images import Image

from grader.checks.imagearchive import is_same

_KINDS = "CAD"
"""The letters of `docker diff` by the numbers of the Engine's API: 0 changed, 1 added, 2 deleted."""


def changes(container: Container) -> dict[str, str]:
    """What a container changed in the files of its image, as `docker diff` lists it; mounts are not part of it.

    Args:
        container: A container from `containers` or `docker`, running or not.

    Returns:
        The letter by absolute path: `A` added, `C` changed, `D` deleted.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        if changes(containers.get("web")).get("/tmp/added.txt") != "A":
            fail("not-added", expected="/tmp/added.txt")
    """
    listed: list[dict[str, Any]] = container.diff() or []
    return {str(one["Path"]): _KINDS[one["Kind"]] for one in listed if one.get("Kind") in range(len(_KINDS))}


def layers(image: Image) -> list[str]:
    """The digests of an image's layers, the lowest first.

    Args:
        image: An image from `docker`.

    Example:
        print(len(layers(docker.images.get("httpd:latest"))))
    """
    return list((image.attrs.get("RootFS") or {}).get("Layers") or [])


def is_based_on(image: Image, base: Image) -> bool:
    """Whether an image's lowest layers are all the layers of another image; it may have more on top.

    Args:
        image: The image.
        base: The image that it should be made from.

    Example:
        if not is_based_on(docker.images.get("centos-web:v4"), docker.images.get("centos:latest")):
            fail("other-base", expected="centos:latest")
    """
    lower = layers(base)
    return bool(lower) and layers(image)[: len(lower)] == lower


def is_same_image(image: Image, other: Image) -> bool:
    """Whether two images on the host are the same: the same id, or equal layers and equal behaviour.

    Where containerd stores the images, one that was pushed and pulled again may have another id.

    Args:
        image: An image from `docker`.
        other: Another one.

    Example:
        if not is_same_image(docker.images.get("localhost:5000/web:v1"), docker.images.get("httpd:latest")):
            fail("other-image")
    """
    config = {"rootfs": {"diff_ids": layers(image)}, "config": image.attrs.get("Config")}
    return image.id == other.id or is_same(config, other.attrs)
