"""Builds what students install: the wheel, `grader.pyz` (one file with the grader and all that it needs), and a course.

The extensions of several Pythons lie side by side: their file names tell them apart. A zip in a zip, because Python
reads the whole directory of the outer one at every start: see docs/decisions.md.
"""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.course.bundle import write_bundle

ROOT = Path(__file__).resolve().parents[2]
MINORS = (11, 12, 13, 14)
"""The Pythons that grader.pyz runs on: 3.11 and so on."""
MACHINE = "x86_64"
LIMIT = 30_000_000
"""The largest size of grader.pyz, in bytes."""

_PLATFORMS = ("manylinux_2_28", "manylinux_2_17", "manylinux2014")
_LEFT_OUT = re.compile(r"bin/|sqlalchemy/.*\.so$|.*\.pyc$")
"""Scripts; and SQLAlchemy's extensions, which take 3 MB for each Python and speed up large gradebooks only."""


def wheel(folder: Path) -> Path:
    """Build the grader's wheel into this folder."""
    for old in folder.glob("docker_lab_grader-*.whl"):
        old.unlink()
    _pip("wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    [built] = folder.glob("docker_lab_grader-*.whl")
    return built


def sites(built: Path, folder: Path, minors: Sequence[int] = MINORS) -> list[Path]:
    """Install the wheel with the same versions of its dependencies for each of these Pythons, a folder for each."""
    found: list[Path] = []
    constraints = folder / "constraints.txt"
    constraints.touch()
    for minor in minors:
        site = folder / f"3.{minor}"
        platforms = [word for one in _PLATFORMS for word in ("--platform", f"{one}_{MACHINE}")]
        _pip(
            *("install", "--target", site, "--no-compile", "--only-binary=:all:", "--python-version", f"3.{minor}"),
            *(*platforms, "--constraint", constraints, built),
        )
        if not found:
            versions = [one.name.removesuffix(".dist-info").replace("-", "==") for one in site.glob("*.dist-info")]
            constraints.write_text("".join(f"{one}\n" for one in versions if not one.startswith("docker_lab_grader")))
        found.append(site)
    return found


def pack(sites_: Iterable[Path], target: Path, minors: Sequence[int] = MINORS) -> None:
    """Write the contents of these folders, each file once, to a file that runs on these Pythons."""
    files = {
        name: path
        for site in sites_
        for path in sorted(site.rglob("*"))
        if path.is_file() and not _LEFT_OUT.match(name := path.relative_to(site).as_posix())
    }
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name].read_bytes(), zipfile.ZIP_DEFLATED)
    site_zip = inner.getvalue()
    facts = f'BUILD = "{hashlib.sha256(site_zip).hexdigest()[:16]}"\nMACHINE = "{MACHINE}"\nMINORS = {tuple(minors)}\n'
    with target.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(zipfile.ZipInfo("site.zip"), site_zip)
            archive.writestr(zipfile.ZipInfo("built.py"), facts)
            archive.writestr(zipfile.ZipInfo("__main__.py"), Path(__file__).with_name("launcher.py").read_bytes())
    target.chmod(0o755)


def _pip(*arguments: object) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, check=True, timeout=900)


def main() -> None:
    """Build everything into dist/; the course is that in the folder given, or the built-in one."""
    course = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT).resolve()
    dist = ROOT / "dist"
    dist.mkdir(exist_ok=True)
    pyz = dist / "grader.pyz"
    with tempfile.TemporaryDirectory() as folder:
        built = wheel(dist)
        pack(sites(built, Path(folder)), pyz)
    course_zip = dist / f"{'course' if course == ROOT else course.name}.zip"
    write_bundle(course, course_zip)
    for path in (built, pyz, course_zip):
        sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB\n")
    if pyz.stat().st_size > LIMIT:
        sys.exit(f"{pyz.name} is larger than {LIMIT // 1_000_000} MB.")


if __name__ == "__main__":
    main()
