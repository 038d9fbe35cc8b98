"""What the checks of a checks.yml do: one function for each kind, of the calls that a check in Python uses.

Each takes what is wanted, then fixtures by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.checks.declared.command import command
from grader.checks.declared.container import container
from grader.checks.declared.file import file
from grader.checks.declared.http import http
from grader.checks.declared.image import image

CHECKS: Mapping[str, Callable[..., None]] = {
    "container": container,
    "image": image,
    "file": file,
    "http": http,
    "command": command,
}
"""The function of each kind of check, by its key in checks.yml."""

__all__ = ["CHECKS"]
