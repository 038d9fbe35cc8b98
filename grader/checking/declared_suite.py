"""Has pytest collect a checks.yml as it collects a suite in Python: one test for each check, with the same fixtures."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from grader.checks.declared import CHECKS
from grader.course.checks_file import Params, WrittenCheck, read_checks_file
from grader.course.exercise import Exercise
from grader.errors import CourseError


class DeclaredSuites:
    """A pytest plugin that knows the files of these exercises."""

    def __init__(self, exercises: Sequence[Exercise]) -> None:
        self._params: Mapping[Path, Params] = {one.declared.resolve(): one.file.params for one in exercises}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        params = self._params.get(file_path.resolve())
        if params is None:
            return None
        suite = _DeclaredSuite.from_parent(parent, path=file_path)
        suite.params = params
        return suite


class _DeclaredSuite(pytest.Module):
    """The checks of a file, as if they were the functions of a module."""

    params: Params

    def collect(self) -> Any:
        module = ModuleType(self.path.stem)
        try:
            for one in read_checks_file(self.path, self.params):
                function = _test(one, self.path)
                vars(module)[function.__name__] = function
        except CourseError as error:
            raise self.CollectError(str(error)) from error
        self.obj = module
        return super().collect()


def _test(declared: WrittenCheck, path: Path) -> FunctionType:
    """The function of a check, for pytest. Its code says that it is on the check's line, where errors then are."""
    check = CHECKS[declared.check.kind]
    name = f"test_{declared.id.replace('-', '_')}"
    run = lambda **given: check(declared.wanted(given.pop("param")), **given)  # noqa: E731  on one line, as told above
    code = run.__code__.replace(co_filename=str(path), co_firstlineno=declared.line, co_name=name)
    function = FunctionType(code, run.__globals__, name, run.__defaults__, run.__closure__)
    function.__doc__ = declared.check.title
    # pytest reads the names of the fixtures from it.
    fixtures = [*list(inspect.signature(check).parameters)[1:], "param"]
    vars(function)["__signature__"] = inspect.Signature(
        [inspect.Parameter(one, inspect.Parameter.KEYWORD_ONLY) for one in fixtures]
    )
    function = pytest.mark.needs(*declared.check.needs)(function)
    return pytest.mark.limit(declared.check.limit)(function) if declared.check.limit else function
