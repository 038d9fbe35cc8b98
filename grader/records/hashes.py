"""Names for the exact suite and the exact rubric that a grade came from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from grader.course.exercise import Exercise
from grader.course.rubric import Rubric

_DIGITS = 16
_NOT_JUDGING = {"mistakes", "accept", "__pycache__"}


def suite_hash(exercise: Exercise) -> str:
    """Changes with every file of the exercise's folder that can change a verdict, and is the same on every machine.

    Left out are handouts, the solution, the scripts that prove the suite, and what editors and Python leave behind.
    """
    files = [path for path in exercise.folder.rglob("*") if path.is_file()]
    named = {path.relative_to(exercise.folder): path for path in files}
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()} {name.as_posix()}\n"
        for name, path in named.items()
        if _judges(name)
    ]
    return _short("".join(sorted(lines)))


def rubric_hash(rubric: Rubric) -> str:
    """Changes with every value of the rubric, not with how its file is written."""
    return _short(json.dumps(rubric.model_dump(mode="json"), sort_keys=True, separators=(",", ":")))


def _judges(name: Path) -> bool:
    if name.parts[0] in _NOT_JUDGING or "__pycache__" in name.parts:
        return False
    if any(part.startswith(".") or part.endswith(("~", ".pyc")) for part in name.parts):
        return False
    return not (name.match("handout.*.md") or name.as_posix() == "solution.sh")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
