"""All that the suites of an exercise show together: the one in Python and its checks.yml."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from grader.checks import images, textfiles
from grader.checks.declared import CHECKS
from grader.course.checks_file import WrittenCheck, read_checks_file
from grader.course.declared_checks import ContainerCheck
from grader.course.exercise import Exercise
from grader.course.source import SuiteSource, read_suite
from grader.evidence.secretnames import names

_CALLED = {"file": [textfiles], "image": [images]}
"""Modules whose functions conclude a check of a kind, beside the kind's own."""


def suite_of(exercise: Exercise) -> SuiteSource:
    """Read the suites of an exercise; for checks in YAML, the reasons and values are those of their kinds.

    Raises:
        CourseError: A suite is missing or wrong.
    """
    kinds = {one.check.kind for one in _declared(exercise)}
    modules = {Path(inspect.getfile(CHECKS[kind])) for kind in kinds}
    modules |= {Path(inspect.getfile(one)) for kind in kinds for one in _CALLED.get(kind, [])}
    suites = [read_suite(path) for path in exercise.suites]
    sources = [*suites, *map(read_suite, modules)]
    return SuiteSource(
        tuple(check for suite in suites for check in suite.checks),
        frozenset().union(*(one.reasons for one in sources)),
        frozenset().union(*(one.values for one in sources)),
        frozenset().union(*(one.blocking for one in suites)),
    )


def compared_secrets(exercise: Exercise) -> Iterator[str]:
    """One line for each variable of a container whose value a check in YAML can never see."""
    known = names(())
    for one in _declared(exercise):
        wanted = one.check.container or ContainerCheck(name="-")
        for name, value in wanted.env.items():
            if value is not None and known.is_secret(name):
                yield (
                    f"{exercise.declared}:{one.line}: check {one.id} compares the value of {name}, which is kept "
                    f"secret; to require that it is set, write: {name}: null"
                )


def _declared(exercise: Exercise) -> tuple[WrittenCheck, ...]:
    return read_checks_file(exercise.declared, exercise.file.params) if exercise.declared.is_file() else ()
