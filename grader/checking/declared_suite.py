"""Has pytest collect a checks.yml as it collects a suite in Python: one test for each check, with the same fixtures."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
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
                vars(module)[f"test_{one.id.replace('-', '_')}"] = _test(one, self.path)
        except CourseError as error:
            raise self.CollectError(str(error)) from error
        self.obj = module
        return super().collect()


def _test(declared: WrittenCheck, path: Path) -> Callable[..., None]:
    """The function of a check, for pytest. Its code says that it is on the check's line, where errors then are."""
    check = CHECKS[declared.check.kind]
    fixtures = [*list(inspect.signature(check).parameters)[1:], "param"]
    run = lambda **given: check(declared.wanted(given.pop("param")), **given)  # noqa: E731  on one line, as told above
    function = FunctionType(
        _placed(run.__code__, path, declared.line), run.__globals__, declared.id, run.__defaults__, run.__closure__
    )
    function.__name__ = f"test_{declared.id.replace('-', '_')}"
    function.__doc__ = declared.check.title
    # pytest reads the names of the fixtures from it.
    vars(function)["__signature__"] = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in fixtures]
    )
    marked: Callable[..., None] = pytest.mark.needs(*declared.check.needs)(function)
    return pytest.mark.limit(declared.check.limit)(marked) if declared.check.limit else marked


def _placed(code: CodeType, path: Path, line: int) -> CodeType:
    return code.replace(co_filename=str(path), co_firstlineno=line)
