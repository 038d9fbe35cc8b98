"""One case of a proof: run a script on a fresh student host, then compare the verdicts with those it must get."""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.authoring import host_state
from grader.authoring.mutants.kept import of_solution
from grader.checking.attempt import Attempt
from grader.checking.isolated import run
from grader.checking.job import Job
from grader.checks.verdict import Status, Verdict, concluded
from grader.course.exercise import Exercise
from grader.course.files import text_of
from grader.course.rubric import Rubric
from grader.errors import CourseError
from grader.grading.excerpts import excerpts
from grader.grading.grade import grade
from grader.hosts.address import HostOptions
from grader.lab import hosts
from grader.reports.debugging import error_lines

SCRIPT_SECONDS = 180.0
"""The time limit of a case's script."""

_NEEDS = re.compile(r"^# needs:(.*)$", re.MULTILINE)

Kind = Literal["untouched", "solution", "accept", "mistake"]


@dataclass(frozen=True, slots=True)
class Case:
    """A script to run on a fresh host, and the checks that must then not pass."""

    exercise: Exercise
    kind: Kind
    name: str
    script: Path | None = None
    """None for an untouched host."""
    breaks: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The status that each of these checks must get; every other check must pass."""

    @property
    def oldest_docker(self) -> int:
        """The oldest major version of Docker on which the script works: 1 for any, 0 if it does not ask for Docker.

        Raises:
            CourseError: the header is not valid.
        """
        header = _NEEDS.search(text_of(self.script)) if self.script is not None else None
        if header is None:
            return 0
        version = re.fullmatch(r"docker(?: >= (\d+))?", header.group(1).strip())
        if version is None:
            raise CourseError(
                "{path}: “{line}” is not valid.",
                next_step="Write a line such as “# needs: docker >= 25” or “# needs: docker”, or none.",
                path=self.script,
                line=header.group().strip(),
            )
        return int(version.group(1) or 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a case."""

    exercise: str
    kind: Kind
    name: str
    suite: str
    """The suite of Debian, with the Engine if it is not Docker as installed."""
    score: float | None
    seconds: float
    """Wall time in seconds, including the start of the host."""
    unexpected: tuple[str, ...]
    """How the outcome differs from what it must be; empty if it does not."""
    unsupported: str = ""
    """Why this suite of Debian cannot run the case; nothing was tried then."""


def prove_case(
    case: Case,
    rubric: Rubric,
    *,
    suite: str,
    kind: str = "docker",
    patience: float = 1.0,
    debug: bool = False,
    keep: bool = False,
) -> Outcome:
    """Start a host, run the case's script, check, replay the evidence, and compare.

    Each error in a check is shown with its line and what was asked until then, and with `debug` with its traceback.
    With `keep`, the evidence of a solution that is as it must be is kept for `grader prove --mutants`.

    Raises:
        UsageError: the evidence cannot be written into the exercise's folder.
    """
    name = f"prove-{os.getpid()}-{case.exercise.id}-{case.name}".replace("_", "-")[:40].rstrip("-")
    lab = case.exercise.file.lab
    started = time.monotonic()
    place = suite if kind == "docker" else f"{suite} {kind}"

    def unsupported(why: str) -> Outcome:
        return Outcome(case.exercise.id, case.kind, case.name, place, None, time.monotonic() - started, (), why)

    if not lab.engine and kind != "docker":
        return unsupported("the student installs Docker")
    if case.oldest_docker and kind.startswith("podman"):
        return unsupported("needs Docker")
    host = hosts.up(name, suite=suite, engine=lab.engine, kind=kind, images=lab.images)
    try:
        if why := _too_old(case, host):
            return unsupported(why)
        unexpected: list[str] = []
        if case.script is not None:
            done = hosts.run_script(host, case.script, timeout=SCRIPT_SECONDS)
            if done.rc != 0 and case.kind in {"solution", "accept"}:
                unexpected.append(f"the script ended with {done.rc}: {done.output.strip()[-300:]}")
        job = Job(case.exercise, host.url, HostOptions(host.ssh_config), patience=patience)
        before = host_state.settled(host)
        attempt = run(job)
        after = host_state.after(host, before)
        unexpected += [*_compared(case, attempt, rubric, kind), *_errors(attempt, debug=debug)]
        unexpected += host_state.differences(before, after)
        unexpected += _replayed(case, attempt)
        if case.kind == "solution":
            unexpected += [f"the second time: {one}" for one in _compared(case, run(job), rubric, kind)]
        if keep and case.kind == "solution" and not unexpected:
            path = of_solution(case.exercise)
            path.parent.mkdir(exist_ok=True)
            attempt.evidence.write(path)
        score = grade(attempt.verdicts, rubric).score
    finally:
        hosts.down(name)
    return Outcome(case.exercise.id, case.kind, case.name, place, score, time.monotonic() - started, tuple(unexpected))


def _too_old(case: Case, host: hosts.LabHost) -> str:
    oldest = case.oldest_docker
    if oldest <= 1:
        return ""
    version = hosts.run_script(host, "docker version --format '{{.Server.Version}}'", timeout=60).output.strip()
    major = re.match(r"\d+", version)
    return "" if major and int(major.group()) >= oldest else f"needs Docker {oldest} or newer, has {version}"


def _compared(case: Case, attempt: Attempt, rubric: Rubric, kind: str = "docker") -> Iterator[str]:
    """How the verdicts differ from what they must be. What another Engine does not record may pass with a remark."""
    if attempt.error is not None:
        yield f"not graded: {attempt.error.problem}"
    verdicts = {verdict.check: verdict for verdict in attempt.verdicts}
    for check in rubric.checks:
        verdict = verdicts.get(check)
        if verdict is None:
            if attempt.error is None:
                yield f"{check} has no verdict"
        elif case.kind == "untouched":
            if verdict.status not in {Status.FAILED, Status.BLOCKED}:
                yield f"{check} is {_described(verdict)} on an untouched host"
        elif kind != "docker" and verdict.status == Status.PASSED and verdict.reason is not None:
            continue
        elif verdict.status != case.breaks.get(check, "passed"):
            wrong = case.kind == "mistake" and verdict.status != Status.ERROR
            unnamed = ": “# breaks:” does not name it" if wrong and check not in case.breaks else ""
            yield f"{check} is {_described(verdict)}, not {case.breaks.get(check, 'passed')}{unnamed}"


def _described(verdict: Verdict) -> str:
    why = verdict.cause or verdict.reason or ""
    if not why:
        return str(verdict.status)
    seen = "" if verdict.seen is None else f"; seen {verdict.seen!r}"
    return f"{verdict.status} ({why.splitlines()[0]}{seen})"


def _errors(attempt: Attempt, *, debug: bool) -> Iterator[str]:
    for one in attempt.verdicts:
        if one.status is Status.ERROR:
            asked = excerpts(one, attempt.evidence, "en")
            yield "\n".join([f"{one.check}:", *error_lines(one.place, asked, one.trace if debug else None)])


def _replayed(case: Case, attempt: Attempt) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.gz"
        attempt.evidence.write(path)
        again = run(Job(case.exercise, f"evidence:{path}"))
    live, replay = ({v.check: concluded(v) for v in one.verdicts} for one in (attempt, again))
    yield from (
        f"{check} differs in the replay: {replay.get(check)}" for check in live if live[check] != replay.get(check)
    )
