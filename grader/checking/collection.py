"""Suites that pytest has collected once, to be run on one host after the other."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest

from grader.checking.plugin import LookedAt, Verdicts, check_id, needs
from grader.checks.fixtures import Fixtures
from grader.checks.session import Session
from grader.checks.verdict import Verdict
from grader.course.exercise import Exercise
from grader.errors import CheckBroken
from grader.hosts import process

# What would lead pytest, or a docker-py client made without the fixture, astray on this machine.
_LEADING_ASTRAY = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "DOCKER_TLS_VERIFY", "DOCKER_CONTEXT", "DOCKER_CERT_PATH")
_LED_NOWHERE = {"DOCKER_HOST": "unix:///use-the-docker-fixture", "DOCKER_CONFIG": "/nonexistent"}

# pytest's own plugins that nobody needs here; each costs every run a little.
_UNNEEDED = (
    *("cacheprovider", "terminal", "junitxml", "pastebin", "faulthandler", "logging"),
    *("doctest", "unittest", "stepwise", "debugging", "warnings"),
)


class Collected:
    """The collected checks of some exercises."""

    def __init__(self, fixtures: Fixtures, verdicts: Verdicts) -> None:
        self._fixtures = fixtures
        self._verdicts = verdicts
        self._items: dict[Path, list[pytest.Item]] = {}
        self._broken: dict[str, str] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._broken[report.nodeid] = str(report.longrepr)

    def take(self, items: Sequence[pytest.Item]) -> None:
        """Keep what was collected, by the file that it stands in."""
        for item in items:
            _ = item.location  # pytest works it out once; here once for all hosts
            self._items.setdefault(item.path.resolve(), []).append(item)

    def check(
        self,
        exercise: Exercise,
        session: Session,
        emit: Callable[[Verdict], None],
        *,
        only: Collection[str] = (),
        looked_at: LookedAt,
    ) -> None:
        """Run an exercise's checks in their order, or those named with what they need.

        Raises:
            CheckBroken: the suite could not be collected, or holds no check.
        """
        suite = exercise.suite.resolve()
        said = next((why for node, why in self._broken.items() if suite.as_posix().endswith(f"/{node}")), None)
        if said or not self._items.get(suite):
            raise CheckBroken(
                f"The suite of {exercise.id} cannot be run: {said or 'it holds no check'}",
                next_step=f"Mend {exercise.suite} and run: grader lint {exercise.id}.",
            )
        self._fixtures.enter(session)
        self._verdicts.begin(session, emit, seconds=exercise.file.check_seconds, looked_at=looked_at)
        items = _chosen(self._items[suite], only)
        for item, following in zip(items, [*items[1:], None], strict=True):
            with warnings.catch_warnings(action="ignore"):  # whatever another suite has made of the filters
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


class _Loop:
    """Stands in for pytest's own loop over the collected tests."""

    def __init__(self, collected: Collected, serve: Callable[[Collected], None]) -> None:
        self._collected = collected
        self._serve = serve
        self.raised: BaseException | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._collected.take(session.items)
        try:
            self._serve(self._collected)
        except BaseException as error:  # noqa: BLE001  pytest would bury it in an internal error; it is raised again below
            self.raised = error
        return True


def collect(exercises: Sequence[Exercise], serve: Callable[[Collected], None]) -> None:
    """Have pytest collect the suites of these exercises, and call `serve` with them.

    Raises:
        CheckBroken: pytest itself failed.
    """
    fixtures, verdicts = Fixtures(), Verdicts()
    collected = Collected(fixtures, verdicts)
    loop = _Loop(collected, serve)
    arguments = [
        *(str(exercise.suite) for exercise in exercises),
        "--disable-plugin-autoload",
        *(word for name in _UNNEEDED for word in ("-p", f"no:{name}")),
        "--capture=no",
        "--import-mode=importlib",
        "--continue-on-collection-errors",
        "--strict-markers",
        f"--rootdir={exercises[0].folder.parent}",
        f"--confcutdir={exercises[0].folder.parent}",
        "--config-file=/dev/null",
    ]
    with (
        process.environment(_LED_NOWHERE, without=_LEADING_ASTRAY),
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
    ):
        code = pytest.main(arguments, plugins=[fixtures, verdicts, collected, loop])
    if loop.raised is not None:
        raise loop.raised
    if code in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}:
        said = code.name if isinstance(code, pytest.ExitCode) else code
        raise CheckBroken(
            f"pytest could not begin ({said}).",
            next_step=f"Run it by hand and see: pytest --collect-only {exercises[0].suite}.",
        )


def _chosen(items: Sequence[pytest.Item], only: Collection[str]) -> list[pytest.Item]:
    """The checks named, with all that they need; all of them when none is named."""
    if not only:
        return list(items)
    needed = {check_id(item.name): needs(item) for item in items}
    wanted: set[str] = set()
    todo = list(only)
    while todo:
        check = todo.pop()
        if check not in wanted:
            wanted.add(check)
            todo += needed.get(check, ())
    return [item for item in items if check_id(item.name) in wanted]
