"""The wheel of the grader that is running, so that an autograder grades with the same version.

It is made of the installed files, also where the grader runs from `grader.pyz` or a checkout, with the built-in course
but without its solutions. Format: PyPA's binary distribution format 1.0.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import grader
from grader.course.builtin import builtin_course
from grader.course.bundle import bundled

_NAME = "docker_lab_grader"
_KIND = "Wheel-Version: 1.0\nGenerator: docker-lab-grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_LEFT_OUT = {"__pycache__", "_course"}


def own_wheel() -> tuple[str, bytes]:
    """The wheel's file name and contents; the same installation gives the same bytes."""
    installed = distribution(_NAME)
    info = f"{_NAME}-{grader.__version__}.dist-info"
    files = {
        **dict(_package()),
        f"{info}/METADATA": (installed.read_text("METADATA") or "").encode(),
        f"{info}/WHEEL": _KIND.encode(),
        f"{info}/entry_points.txt": (installed.read_text("entry_points.txt") or "").encode(),
    }
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return f"{_NAME}-{grader.__version__}-py3-none-any.whl", made.getvalue()


def _package() -> Iterator[tuple[str, bytes]]:
    root = Path(grader.__file__).parent
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and not _LEFT_OUT.intersection(name.parts):
            yield f"grader/{name.as_posix()}", path.read_bytes()
    for part, path in bundled(builtin_course()):
        yield f"grader/_course/{part}", path.read_bytes()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
