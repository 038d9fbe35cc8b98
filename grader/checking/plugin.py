"""The pytest plugin that turns the outcome of each test into a verdict."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from docker.errors import APIError, NotFound
from pydantic import ValidationError

from grader.checking import guard
from grader.checking.error_places import place_of, traceback_of
from grader.checking.looks import LookedAt, Looks
from grader.checks.conclusion import Blocked, Concluded
from grader.checks.session import Session
from grader.checks.verdict import ErrorPlace, Status, Verdict, caused
from grader.errors import CheckBroken, EngineFailed, GraderError
from grader.text.validation import problems

_REFUSED = frozenset({401, 403, 409, 429})
"""HTTP statuses by which an Engine refuses what was asked correctly. Those from 500 on say that it failed itself."""


def check_id(function: str) -> str:
    """The id of a check from the name of its function: test_host_file is host-file."""
    return function.removeprefix("test_").replace("_", "-")


def needs(item: pytest.Item) -> list[str]:
    """The ids of the checks that this one needs."""
    return [str(need) for mark in item.iter_markers("needs") for need in mark.args]


class Verdicts:
    """Turns the outcome of each check of the current exercise into a verdict, and emits it."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._done: dict[str, Verdict] = {}

    def begin(self, session: Session, emit: Callable[[Verdict], None], *, seconds: float, looked_at: LookedAt) -> None:
        """Start an exercise. Each check may take `seconds`, unless it has a `limit` of its own."""
        self._session = session
        self._emit = emit
        self._seconds = seconds
        self._looks = Looks(looked_at, session.reads)
        self._done = {}

    @staticmethod
    def pytest_configure(config: pytest.Config) -> None:
        config.addinivalue_line("markers", "needs(check, ...): checks that must have passed before")
        config.addinivalue_line("markers", "limit(seconds): the check's own time limit")
        config.addinivalue_line("markers", "filterwarnings(warning): as pytest has it; here none is shown anyway")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self._session is None:
            raise RuntimeError("checks run within a session")
        self._looks.begin()
        guard.begin(item.path.parent.parent)
        limit = item.get_closest_marker("limit")
        self._session.begin(float(limit.args[0]) if limit else self._seconds)
        for need in needs(item):
            before = self._done.get(need)
            if before is None or before.status not in {Status.PASSED, Status.PARTIAL}:
                raise Blocked(need)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, Any, Any]:
        """Have pytest cache a fixture's conclusion like a failure; otherwise it would fail in the next check."""
        self._looks.begin_fixture()
        try:
            return (yield)
        except Concluded as end:
            fixturedef.cached_result = (None, getattr(request, "param", None), (end, end.__traceback__))
            raise
        finally:
            self._looks.end_fixture(fixturedef.argname)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the verdict, and save pytest from formatting a traceback that nobody will read."""
        check = check_id(item.name)
        if call.when == "call" or call.excinfo is not None:
            self._done[check] = self._verdict(item, check, call)
        if call.when == "teardown":
            guard.end()
            self._emit(self._done[check])
        outcome = "passed" if call.excinfo is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def _verdict(self, item: pytest.Item, check: str, call: pytest.CallInfo[None]) -> Verdict:
        facts, reads = self._looks.of_check(getattr(item, "fixturenames", ()))
        base: dict[str, Any] = {
            "check": check,
            "seconds": round(call.duration, 4),
            "facts": facts,
            "reads": reads,
            "done_at": self._session.done_at if self._session else None,
        }
        place = place_of(call.excinfo, item.path.parent) if call.excinfo else None
        stray = guard.attempt()
        if stray is not None:
            return Verdict(**base, status=Status.ERROR, place=place, **caused(stray))
        if call.excinfo is None:
            return Verdict(status=Status.PASSED, fraction=1.0, **base)
        try:
            verdict = Verdict(**base, **_conclusion(call.excinfo, item.path.parent, place))
        except ValidationError as error:
            return Verdict(**base, status=Status.ERROR, place=place, **caused(_not_plain(error)))
        # Names the check at the root of the chain, not the last one in it.
        before = self._done.get(verdict.blocked_by or "")
        return verdict.model_copy(update={"blocked_by": before.blocked_by}) if before and before.blocked_by else verdict


def _conclusion(excinfo: pytest.ExceptionInfo[BaseException], folder: Path, place: ErrorPlace | None) -> dict[str, Any]:
    match _translated(excinfo.value):
        case Concluded() as end:
            return {
                "status": end.status,
                "fraction": end.fraction,
                "reason": end.reason,
                "seen": end.seen,
                "expected": end.expected,
                "values": end.values,
                "root": end.root,
                "states_root": end.states_root,
            }
        case Blocked() as blocked:
            return {"status": Status.BLOCKED, "blocked_by": blocked.check}
        case AssertionError() as error if _in_suite(excinfo, folder):
            return {"status": Status.FAILED, "reason": "assertion", "seen": str(error).split("\n")[0][:300]}
        case NotFound() as error:
            return {"status": Status.FAILED, "reason": "not-found", "seen": str(error.explanation)}
        case GraderError() as error:
            return {"status": Status.ERROR, "place": place, **caused(error)}
        case error:
            where = f"{place}: " if place else ""
            return {
                "status": Status.ERROR,
                "place": place,
                "trace": traceback_of(excinfo, folder),
                **caused(_bug(f"{where}{type(error).__name__}: {error}")),
            }


def _translated(error: BaseException) -> BaseException:
    """The error, or the one that says that the Engine failed."""
    if not isinstance(error, APIError) or not (error.status_code in _REFUSED or (error.status_code or 0) >= 500):
        return error
    return EngineFailed(
        "The Docker Engine refused a request of the check (status {status}: {said}).",
        next_step="Look for the reason in the Engine's log on the host, then try again.",
        status=error.status_code,
        said=str(error.explanation or error)[:300],
    )


def _not_plain(error: ValidationError) -> CheckBroken:
    return CheckBroken(
        "The check itself is broken: it concluded with something that is not a plain value ({said}).",
        next_step="This is not the student's fault: tell the author of the check.",
        said=problems(error, Verdict)[0].in_place,
    )


def _bug(said: str) -> CheckBroken:
    return CheckBroken(
        "The check itself is broken ({said}).",
        next_step="This is not the student's fault: tell the author of the check.",
        said=said[:500],
    )


def _in_suite(excinfo: pytest.ExceptionInfo[BaseException], folder: Path) -> bool:
    """Whether an assertion is the author's own; a library's failed assertion says nothing about the student."""
    return Path(excinfo.traceback[-1].path).is_relative_to(folder)
