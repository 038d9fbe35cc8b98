"""The images of student hosts, in layers: a minimal Debian, the bare host, the host with its Engine."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from grader.errors import LabError
from grader.lab import recipe, registry
from grader.lab.docker_cli import docker, producing
from grader.lab.recipe import Progress

SUITES = {"bookworm": 20, "trixie": 26, "sid": 28}
"""Debian suites and the major version of Docker in each, oldest first."""

CGROUP2_ONLY = {"sid"}
"""Suites whose systemd no longer boots on cgroup version 1."""


class _EngineRecipe(NamedTuple):
    folder: str
    below: str
    """The Engine whose image it is built on; empty for the bare host."""
    suite: str
    """The oldest suite whose packages have it."""


_ENGINES = {
    "docker": _EngineRecipe("engine", "", "bookworm"),
    "containerd": _EngineRecipe("containerd", "docker", "trixie"),
    "podman": _EngineRecipe("podman", "", "trixie"),
    "podman-rootless": _EngineRecipe("podman-rootless", "podman", "trixie"),
}
ENGINES = tuple(_ENGINES)
"""The Engines that a student host can have: `containerd` is Docker whose images containerd stores, `podman` is Podman
at Docker's socket, and `podman-rootless` is Podman as the student's own service."""

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


def engine(suite: str, kind: str, progress: Progress) -> str:
    """The tag of the host image with this Engine, one of `ENGINES`, which is built if it is missing."""
    folder, below, _ = _ENGINES[kind]
    tag = f"{_REPOSITORY}:{suite}-{folder}-{_engine_digest(suite, kind)}"

    def make() -> None:
        layer = {"ENGINE": engine(suite, below, progress)} if below else {"BARE": bare(suite, progress)}
        progress(f"building the host image {tag}: half a minute, once")
        recipe.build(_engine_folder(kind), tag, **layer)

    return recipe.once(tag, make)


def suite_with(version: int, kind: str = "docker") -> str:
    """The oldest suite that has this Engine and whose Docker has at least this major version; the newest if none has.

    It boots on any machine.

    Raises:
        LabError: there is no such Engine.
    """
    _validate_kind(kind)
    suites = [one for one in SUITES if one not in CGROUP2_ONLY]
    suites = suites[suites.index(_ENGINES[kind].suite) :]
    return next((one for one in suites if SUITES[one] >= version), suites[-1])


def validate(suite: str, kind: str) -> None:
    """Check that a host of this suite with this Engine can run on this machine.

    Raises:
        LabError: there is no such suite or Engine, the suite does not have it, or it does not boot here.
    """
    if suite not in SUITES:
        raise LabError(
            "No student host can be made from the Debian release “{suite}”.",
            next_step="Choose {known}.",
            suite=suite,
            known=" or ".join(SUITES),
        )
    _validate_kind(kind)
    oldest, suites = _ENGINES[kind].suite, list(SUITES)
    if suites.index(suite) < suites.index(oldest):
        raise LabError(
            "A student host of the Debian release “{suite}” cannot have the Engine “{kind}”.",
            next_step="Choose {oldest}.",
            suite=suite,
            kind=kind,
            oldest=oldest,
        )
    if suite in CGROUP2_ONLY and docker("info", "--format", "{{.CgroupVersion}}").strip() == "1":
        raise LabError(
            "A student host of the Debian release “{suite}” needs cgroup version 2, and this machine has version 1.",
            next_step="Choose another release, or a machine that boots with cgroup version 2.",
            suite=suite,
        )


def _validate_kind(kind: str) -> None:
    if kind not in ENGINES:
        raise LabError(
            "No student host has the Engine “{kind}”.",
            next_step="Choose {known}.",
            kind=kind,
            known=", ".join(ENGINES),
        )


def _engine_folder(kind: str) -> Path:
    return recipe.FOLDER / "host" / _ENGINES[kind].folder


def _engine_digest(suite: str, kind: str) -> str:
    below = _ENGINES[kind].below
    return recipe.digest(_engine_folder(kind), _engine_digest(suite, below) if below else _bare_recipe(suite)[1])


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
