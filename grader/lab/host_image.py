"""The images of student hosts, in three layers: a minimal Debian, the bare host, the host with Docker."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from grader.errors import LabError
from grader.lab import recipe, registry
from grader.lab.docker_cli import docker, producing
from grader.lab.recipe import Progress

SUITES = {"bookworm": 20, "trixie": 26}
"""Debian suites and the major version of Docker in each, oldest first."""

# Increase it when the base is made differently, so that everything on it is rebuilt.
_BASE_VERSION = 1
_REPOSITORY = "grader-lab"
_IMPORT_DEADLINE = 1800.0


def base_tag(suite: str) -> str:
    """The tag of the minimal Debian; it is part of the digest of every image built on it."""
    return f"{_REPOSITORY}:{suite}-base-{_BASE_VERSION}"


def base(suite: str, progress: Progress) -> str:
    """The tag of a minimal Debian, which is pulled from a registry or built from packages if it is missing."""

    def make() -> None:
        name = f"debian:{suite}"
        progress(f"fetching a minimal Debian ({suite})")
        if registry.reachable() and registry.pull(name):
            docker("tag", name, tag)
        else:
            _bootstrap(suite, tag)

    tag = base_tag(suite)
    return recipe.once(tag, make)


def bare(suite: str, progress: Progress) -> str:
    """The tag of the host image without Docker, which is built if it is missing."""
    folder, digest = _bare_recipe(suite)
    tag = f"{_REPOSITORY}:{suite}-bare-{digest}"

    def make() -> None:
        below = base(suite, progress)
        progress(f"building the host image {tag}: about a minute, once")
        recipe.build(folder, tag, BASE=below)

    return recipe.once(tag, make)


def engine(suite: str, progress: Progress) -> str:
    """The tag of the host image with Docker, which is built if it is missing."""
    folder = recipe.FOLDER / "host/engine"
    _, bare_digest = _bare_recipe(suite)
    tag = f"{_REPOSITORY}:{suite}-engine-{recipe.digest(folder, bare_digest)}"

    def make() -> None:
        below = bare(suite, progress)
        progress(f"building the host image {tag}: half a minute, once")
        recipe.build(folder, tag, BARE=below)

    return recipe.once(tag, make)


def _bare_recipe(suite: str) -> tuple[Path, str]:
    folder = recipe.FOLDER / "host/bare"
    return folder, recipe.digest(folder, base_tag(suite))


def _bootstrap(suite: str, tag: str) -> None:
    changes = ("--change", f"LABEL {recipe.LABEL}", "--change", 'CMD ["bash"]')
    with (
        tempfile.TemporaryDirectory(prefix="grader-lab-") as folder,
        producing(_bootstrap_command(suite, folder)) as archive,
    ):
        image = docker("import", *changes, "-", stdin=archive, timeout=_IMPORT_DEADLINE).strip()
    # Tagged only now: the Engine imports a truncated archive without an error.
    docker("tag", image, tag)


def _bootstrap_command(suite: str, folder: str) -> list[str]:
    """A command that writes a Debian as a tar archive to its output; the tool chooses the mirror."""
    if shutil.which("mmdebstrap"):
        slim = [f"--dpkgopt=path-exclude=/usr/share/{what}/*" for what in ("doc", "man", "locale")]
        return ["mmdebstrap", "--quiet", "--variant=minbase", *slim, suite, "-"]
    if shutil.which("debootstrap"):
        script = 'debootstrap --variant=minbase "$0" "$1" >&2 && tar --numeric-owner -C "$1" -c .'
        return ["sh", "-c", script, suite, folder]
    raise LabError(
        "The image debian:{suite} can neither be pulled from a registry nor made from packages.",
        next_step="Install mmdebstrap, or give the Docker Engine access to a registry.",
        suite=suite,
    )
