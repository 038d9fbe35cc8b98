"""Recipes: folders with a Dockerfile, built once and tagged with a hash of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from grader.lab import state
from grader.lab.docker_cli import docker

Progress = Callable[[str], object]
"""Is called with a line of text for each step that takes time."""

FOLDER = Path(__file__).parent / "recipes"
LABEL = "grader.lab=1"

# Long enough to download packages from a slow mirror.
_BUILD_DEADLINE = 1800.0


def digest(folder: Path, *ingredients: str) -> str:
    """Twelve hex digits that change with the files of the recipe and with the other ingredients."""
    sum_ = hashlib.sha256("\0".join(ingredients).encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        sum_.update(f"\0{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return sum_.hexdigest()[:12]


def exists(tag: str) -> bool:
    """Whether this machine's Engine has the image."""
    return bool(docker("images", "--quiet", tag).strip())


def once(tag: str, make: Callable[[], None]) -> str:
    """Make an image if it is missing; of several processes that need it, one makes it and the others wait."""
    if not exists(tag):
        with state.locked(f"image-{tag}"):
            if not exists(tag):
                make()
    return tag


def build(folder: Path, tag: str, **arguments: str) -> None:
    """Build the image of a recipe with `docker build`; `arguments` are its build arguments."""
    options = [option for name, value in arguments.items() for option in ("--build-arg", f"{name}={value}")]
    # The host's network, because it is known to reach the packages.
    docker(
        *("build", "--force-rm", "--network", "host", "--label", LABEL, "--tag", tag, *options, str(folder)),
        timeout=_BUILD_DEADLINE,
    )
