"""Suites that pytest collects once and that are then run against one host after the other."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.checking.error_places import collection_error
from grader.checking.looks import LookedAt
from grader.checking.plugin import Verdicts, check_id, needs
from grader.checks.fixtures import Fixtures
from grader.checks.session import Session
from grader.checks.verdict import Verdict
from grader.course.builtin import course_command
from grader.course.exercise import Exercise
from grader.errors import CheckBroken
from grader.hosts import process

# Variables that would change what pytest does, where a docker-py client made without the fixture connects, or which of
# the user's files requests reads.
_REMOVED_VARIABLES = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "DOCKER_TLS_VERIFY", "DOCKER_CONTEXT", "DOCKER_CERT_PATH")
_CHANGED_VARIABLES = {
    "DOCKER_HOST": "unix:///use-the-docker-fixture",
    "DOCKER_CONFIG": "/nonexistent",
    "NETRC": "/nonexistent",
}

# pytest's own plugins that checks do without; each of them slows down every run.
_DISABLED_PLUGINS = (
    *("cacheprovider", "terminal", "junitxml", "pastebin", "faulthandler", "logging"),
    *("doctest", "unittest", "stepwise", "debugging", "warnings"),
)


class Collection:
    """The collected checks of some exercises."""

    def __init__(self, fixtures: Fixtures, verdicts: Verdicts) -> None:
        self._fixtures = fixtures
        self._verdicts = verdicts
        self._items: dict[Path, list[pytest.Item]] = {}
        self._broken: dict[str, str] = {}

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any], report: object
    ) -> None:
        """Keep why a suite cannot be loaded, without the lines of its source that pytest's own report quotes."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            self._broken[report.nodeid] = collection_error(call.excinfo, node.path.parent)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._broken.setdefault(report.nodeid, str(report.longrepr))

    def add(self, items: Sequence[pytest.Item]) -> None:
        """Keep the collected tests, by file."""
        for item in items:
            _ = item.location  # computed here once, not once per host
            self._items.setdefault(item.path.resolve(), []).append(item)

    def check(
        self,
        exercise: Exercise,
        session: Session,
        emit: Callable[[Verdict], None],
        *,
        only: Sequence[str] = (),
        looked_at: LookedAt,
    ) -> None:
        """Run an exercise's checks in order: all of them, or those in `only` with the checks they need.

        Raises:
            CheckBroken: the suite could not be collected, or has no check.
        """
        suites = [suite.resolve() for suite in exercise.suites]
        broken, failure = next(
            ((suite, text) for suite in suites for node, text in self._broken.items() if suite.match(f"*/{node}")),
            (exercise.suites[-1], None),
        )
        collected = [item for suite in suites for item in self._items.get(suite, ())]
        if failure or not collected:
            raise _without_checks(exercise, broken, failure)
        self._fixtures.enter(session)
        self._verdicts.begin(session, emit, seconds=exercise.file.check_seconds, looked_at=looked_at)
        items = _chosen(collected, only)
        for item, following in zip(items, [*items[1:], None], strict=True):
            with warnings.catch_warnings(action="ignore"):  # whatever filters another suite has set
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _without_checks(exercise: Exercise, suite: Path, failure: str | None) -> CheckBroken:
    return CheckBroken(
        "The suite of {exercise} cannot be run: {said}"
        if failure
        else "The suite of {exercise} cannot be run: it has no checks.",
        next_step="Fix {path}, then run: {command}",
        exercise=exercise.id,
        said=failure,
        path=suite,
        command=course_command(exercise.folder.parent.parent, "lint", exercise.id),
    )


class _Loop:
    """Replaces pytest's own loop over the collected tests."""

    def __init__(self, collection: Collection, serve: Callable[[Collection], None]) -> None:
        self._collection = collection
        self._serve = serve
        self.raised: BaseException | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._collection.add(session.items)
        try:
            self._serve(self._collection)
        except BaseException as error:  # noqa: BLE001  pytest would report an internal error; `collect` raises it again
            self.raised = error
        return True


def collect(exercises: Sequence[Exercise], serve: Callable[[Collection], None]) -> None:
    """Have pytest collect the suites of these exercises, and call `serve` with the collection.

    Raises:
        CheckBroken: pytest itself failed, or there is no suite at all.
    """
    suites = [suite for exercise in exercises for suite in exercise.suites if suite.is_file()]
    if not suites:  # pytest would collect the current folder
        raise _without_checks(exercises[0], exercises[0].suite, None)
    fixtures, verdicts = Fixtures(), Verdicts()
    collection = Collection(fixtures, verdicts)
    loop = _Loop(collection, serve)
    arguments = [
        *map(str, suites),
        "--disable-plugin-autoload",
        *(word for name in _DISABLED_PLUGINS for word in ("-p", f"no:{name}")),
        "--capture=no",
        "--import-mode=importlib",
        "--continue-on-collection-errors",
        "--strict-markers",
        f"--rootdir={exercises[0].folder.parent}",
        f"--confcutdir={exercises[0].folder.parent}",
        "--config-file=/dev/null",
    ]
    with (
        process.environment(_CHANGED_VARIABLES, without=_REMOVED_VARIABLES),
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
    ):
        code = pytest.main(arguments, plugins=[fixtures, verdicts, *_of_yaml(exercises), collection, loop])
    if loop.raised is not None:
        raise loop.raised
    if code in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}:
        name = code.name if isinstance(code, pytest.ExitCode) else code
        raise CheckBroken(
            "pytest could not start ({said}).",
            next_step="Run it by hand to see why: pytest --collect-only {path}",
            said=name,
            path=exercises[0].suite,
        )


def _of_yaml(exercises: Sequence[Exercise]) -> list[object]:
    """The plugin that collects each checks.yml; none if there is no such file."""
    if not any(one.declared.is_file() for one in exercises):
        return []
    from grader.checking.declared_suite import DeclaredSuites  # noqa: PLC0415  takes time, and few exercises need it

    return [DeclaredSuites(exercises)]


def _chosen(items: Sequence[pytest.Item], only: Sequence[str]) -> list[pytest.Item]:
    """The checks in `only` with all that they need, directly or indirectly; every check if `only` is empty."""
    if not only:
        return list(items)
    needed_by = {check_id(item.name): needs(item) for item in items}
    selected: set[str] = set()
    todo = list(only)
    while todo:
        check = todo.pop()
        if check not in selected:
            selected.add(check)
            todo += needed_by.get(check, ())
    return [item for item in items if check_id(item.name) in selected]
