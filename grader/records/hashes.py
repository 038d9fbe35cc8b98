"""Hashes that identify the suite and the rubric behind a grade."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from grader.course.exercise import Exercise
from grader.course.rubric import Rubric

_DIGITS = 16
_WITHOUT_EFFECT = {"mistakes", "accept", "mutants", "__pycache__"}


def suite_hash(exercise: Exercise) -> str:
    """A hash of all files in the exercise's folder that can change a verdict; the same on every machine.

    Handouts, the solution, the scripts that prove the suite, and leftovers of editors and Python are not included.
    """
    files = [path for path in exercise.folder.rglob("*") if path.is_file()]
    named = {path.relative_to(exercise.folder): path for path in files}
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()} {name.as_posix()}\n"
        for name, path in named.items()
        if _has_effect(name)
    ]
    return _short("".join(sorted(lines)))


def rubric_hash(rubric: Rubric) -> str:
    """A hash of the rubric's values, independent of how its file is formatted.

    The steps of the handout are not included: they change neither a score nor a text.
    """
    values = rubric.model_dump(mode="json", exclude={"checks": {"__all__": {"step"}}})
    return _short(json.dumps(values, sort_keys=True, separators=(",", ":")))


def _has_effect(name: Path) -> bool:
    if name.parts[0] in _WITHOUT_EFFECT or "__pycache__" in name.parts:
        return False
    if any(part.startswith(".") or part.endswith(("~", ".pyc")) for part in name.parts):
        return False
    return not (name.match("handout.*.md") or name.as_posix() == "solution.sh")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
