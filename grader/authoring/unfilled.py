"""Shared sentences, where a check does not give a value that they contain: students would read `{address}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Rubric
from grader.course.source import conclusions


def unfilled(course: Course, exercise: Exercise, rubric: Rubric) -> Iterator[str]:
    """One line for each conclusion in Python that leaves out a value of its shared sentence.

    A reason for which the rubric has a sentence of its own is not looked at, and neither is a call with `**values`.
    """
    if not exercise.suite.is_file():
        return
    own = {reason for check in rubric.checks.values() for reason in check.says}
    for reason, call in conclusions(exercise.suite):
        text = course.messages.says.get(reason)
        given = {keyword.arg for keyword in call.keywords}
        if text is None or reason in own or None in given:
            continue
        wanted = {name for one in text.root.values() for name in re.findall(r"\{(\w+)\}", one)}
        for name in sorted(wanted - given - exercise.file.params.keys()):
            where = f"{exercise.suite}:{call.lineno}"
            yield f"{where}: the sentence of {reason} contains {{{name}}}: give it the value, {name}=…"
