"""What is added to an exercise: a check, or a mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from grader.authoring.scaffold.writing import Templates, write_new
from grader.course.exercise import Exercise
from grader.course.files import text_of
from grader.course.pack import Course, mistakes
from grader.course.source import read_suite
from grader.errors import UsageError

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMPTY = '"""{id}: checks in Python."""\n\nimport pytest\n'
_BREAKS = re.compile(r"^#\s*breaks:.*$", re.MULTILINE)


def new_check(course: Course, exercise: Exercise, name: str) -> list[Path]:
    """Add a check in Python and its entry in the rubric, without points. It needs the last check and passes.

    Each mistake that breaks the last check blocks the new one.

    Returns:
        The files that were changed.

    Raises:
        UsageError: The name is not valid or taken, or there is no check to build on.
        CourseError: A file of the exercise is wrong.
    """
    id_ = _id_of(name, example="page-says")
    rubric = course.root / "rubrics" / f"{exercise.id}.yml"
    if id_ in course.rubric(exercise.id).checks:
        raise UsageError("{path} has a check {id} already.", next_step="Choose another name.", path=rubric, id=id_)
    checks = [check for suite in exercise.suites for check in read_suite(suite).checks]
    if not checks:
        raise UsageError("{path} has no check to build on.", next_step="Write the first one.", path=exercise.suites[-1])
    templates, needed = Templates(course.languages), checks[-1].id
    function = id_.replace("-", "_")
    suite = text_of(exercise.suite) if exercise.suite.exists() else _EMPTY.format(id=exercise.id)
    scored = text_of(rubric)
    changed = {
        exercise.suite: _with_pytest(suite.rstrip("\n"))
        + "\n"
        + templates.fill("check.py.j2", function=function, needed=needed),
        rubric: _with_entry(rubric, scored, templates.fill("check.yml", id=id_)),
    }
    for mistake in mistakes(exercise):
        if mistake.breaks.get(needed) in {"failed", "blocked"}:
            text = text_of(mistake.script)
            changed[mistake.script] = _BREAKS.sub(lambda found: f"{found[0].rstrip()}, {id_} (blocked)", text, count=1)
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    return list(changed)


def new_mistake(course: Course, exercise: Exercise, name: str) -> list[Path]:
    """Write a mistake that is a copy of the first one there is.

    Raises:
        UsageError: The name is not valid or taken, or there is no mistake to copy.
        CourseError: A file of the exercise is wrong.
    """
    name = _id_of(name, example="other-port").replace("-", "_")
    known = mistakes(exercise)
    if not known:
        raise UsageError(
            "{folder} has no mistake to begin with.",
            next_step="Write a script with a line such as: # breaks: {check}",
            folder=exercise.folder / "mistakes",
            check=next(iter(course.rubric(exercise.id).checks)),
        )
    path = exercise.folder / "mistakes" / f"{name}.sh"
    return write_new(course.root, {path.relative_to(course.root).as_posix(): text_of(known[0].script)})


def _id_of(name: str, *, example: str) -> str:
    """The ID for what somebody calls `Page says` or `page_says`: page-says.

    Raises:
        UsageError: It has other characters than letters of English, digits and what separates words.
    """
    id_ = "-".join(re.split(r"[\s_-]+", name.strip().lower()))
    if _NAME.fullmatch(id_):
        return id_
    raise UsageError(
        "“{name}” is not a valid name.",
        next_step="Use the letters a to z, digits and hyphens, such as {example}. A title may be in any language.",
        name=name,
        example=example,
    )


def _with_pytest(suite: str) -> str:
    """The suite with an import of pytest, which markers need."""
    if re.search(r"^import pytest$", suite, re.MULTILINE):
        return suite
    first_import = re.search(r"^(?:from|import) ", suite, re.MULTILINE)
    at = first_import.start() if first_import else 0
    return f"{suite[:at]}import pytest\n\n{suite[at:]}"


def _with_entry(path: Path, text: str, entry: str) -> str:
    """The rubric with one more check behind the last one."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    checks = next(value for key, value in root.value if key.value == "checks")
    if checks.flow_style:
        raise UsageError(
            "{path}: the checks are in braces, so none can be added.",
            next_step="Write each check on lines of its own.",
            path=path,
        )
    lines = text.splitlines(keepends=True)
    end = min(checks.end_mark.line, len(lines))
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    last = lines[end - 1] if lines[end - 1].endswith("\n") else lines[end - 1] + "\n"
    return "".join([*lines[: end - 1], last, entry, *lines[end:]])
