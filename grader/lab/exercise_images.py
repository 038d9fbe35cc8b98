"""The images that the exercises use: real ones if a registry can be reached, otherwise small stand-ins.

On this machine's Engine they have names of the lab's own, so that nobody's `centos:latest` is replaced.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import LabError
from grader.lab import host_image, recipe, registry
from grader.lab.docker_cli import docker, producing
from grader.lab.recipe import Progress

SMALL = ("hello-world:latest", "centos:latest", "httpd:latest")
WORDPRESS = ("mysql:5.7", "wordpress:latest")

_SUITE = "bookworm"
_REPOSITORY = "grader-lab-image"
_LOAD_DEADLINE = 300.0

# The recipe of each stand-in, and the build arguments for the images that it is made from.
_RECIPES = {
    "hello-world:latest": ("hello-world", ("TOOLS",)),
    "centos:latest": ("centos", ("TOOLS",)),
    "httpd:latest": ("httpd", ("CENTOS",)),
    "registry:2": ("registry", ("TOOLS", "CENTOS")),
    "mysql:5.7": ("mysql", ("BASE",)),
    "wordpress:latest": ("wordpress", ("BASE",)),
}


def ensure(name: str, progress: Progress) -> str:
    """The name of the image on this machine's Engine; it is pulled or built if it is missing.

    Raises:
        LabError: it can be neither pulled nor built.
    """
    name = full_name(name)
    pulled = f"{_REPOSITORY}/{name.rpartition(':')[0]}:pulled-{name.rpartition(':')[2]}"
    if recipe.exists(pulled):
        return pulled
    if name not in _RECIPES:
        return _other(name)
    tag = f"{_REPOSITORY}/{_RECIPES[name][0]}:{_digest(name)}"
    if recipe.exists(tag):
        return tag
    if registry.reachable():
        progress(f"pulling {name}")
        if registry.pull(name):
            docker("tag", name, pulled)
            return pulled
    return recipe.once(tag, lambda: _build(name, tag, progress))


def load(container: str, names: Sequence[str], progress: Progress) -> None:
    """Load images into a host: into its Engine, or for the Engine that will be installed there."""
    held = {ensure(name, progress): full_name(name) for name in names}
    if not held:
        return
    with producing(["docker", "save", *held]) as archive:
        pairs = [f"{tag}={name}" for tag, name in held.items()]
        docker(
            *("exec", "-i", container, "/usr/local/lib/grader-lab/images", "give", *pairs),
            stdin=archive,
            timeout=_LOAD_DEADLINE,
        )


def full_name(name: str) -> str:
    """The name with its tag: `centos` is short for `centos:latest`."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _other(name: str) -> str:
    if recipe.exists(name) or (registry.reachable() and registry.pull(name)):
        return name
    raise LabError(
        "The image {name} is not on this machine and cannot be pulled.",
        next_step="Build or load it, or use one of: {known}.",
        name=name,
        known=", ".join(_RECIPES),
    )


def _digest(name: str) -> str:
    folder, arguments = _RECIPES[name]
    below = _digest("centos:latest") if "CENTOS" in arguments else host_image.base_tag(_SUITE)
    return recipe.digest(recipe.FOLDER / "images" / folder, below)


def _build(name: str, tag: str, progress: Progress) -> None:
    folder, arguments = _RECIPES[name]
    below = {argument: _base(argument, progress) for argument in arguments}
    progress(f"building a stand-in for {name}, once")
    recipe.build(recipe.FOLDER / "images" / folder, tag, **below)


def _base(argument: str, progress: Progress) -> str:
    if argument == "CENTOS":
        return ensure("centos:latest", progress)
    return host_image.base(_SUITE, progress) if argument == "BASE" else host_image.bare(_SUITE, progress)
