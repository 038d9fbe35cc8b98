"""Recipes: folders with a Dockerfile, named by a hash of what is in them, built once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from grader.lab import state
from grader.lab.engine import docker

Progress = Callable[[str], object]

FOLDER = Path(__file__).parent / "recipes"
LABEL = "grader.lab=1"

# Packages come over the network at this point; a slow mirror is no reason to give up early.
_BUILD_DEADLINE = 1800.0


def digest(folder: Path, *ingredients: str) -> str:
    """Twelve hex digits that change when a file of the recipe or anything else that goes into it changes."""
    sum_ = hashlib.sha256("\0".join(ingredients).encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        sum_.update(f"\0{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return sum_.hexdigest()[:12]


def exists(tag: str) -> bool:
    """Whether the engine has this image."""
    return bool(docker("images", "--quiet", tag).strip())


def once(tag: str, make: Callable[[], None]) -> str:
    """Make an image unless it is there; of two processes that want it, one makes it and the other waits."""
    if not exists(tag):
        with state.locked(f"image-{tag}"):
            if not exists(tag):
                make()
    return tag


def build(folder: Path, tag: str, **arguments: str) -> None:
    """`docker build` of a recipe."""
    options = [option for name, value in arguments.items() for option in ("--build-arg", f"{name}={value}")]
    # The machine's own network, because that is the one known to reach the packages.
    docker(
        *("build", "--force-rm", "--network", "host", "--label", LABEL, "--tag", tag, *options, str(folder)),
        timeout=_BUILD_DEADLINE,
    )
