"""Checks whether the hosts and Docker Engines of a class can be reached, without grading anything."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from grader.checking.fork_client import HANDSHAKES
from grader.classroom.student import Student
from grader.errors import GraderError
from grader.hosts.address import HostOptions
from grader.hosts.base import EngineRequest
from grader.hosts.open import open_host
from grader.message import Message


@dataclass(frozen=True, slots=True)
class Reachability:
    """How one student's host answered; `problem` is None if it can be graded."""

    student: Student
    user: str = ""
    engine: str = ""
    problem: Message | None = None


def reach_all(
    students: Sequence[Student],
    options: HostOptions,
    *,
    account: str = "",
    at_once: int,
    handshakes: int = HANDSHAKES,
) -> Iterator[Reachability]:
    """Try to reach the hosts and their Engines, `at_once` at a time; yields each student's as soon as it is known."""
    logins = threading.BoundedSemaphore(handshakes)
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="reach")
    try:
        for done in as_completed([pool.submit(_reach, student, options, account, logins) for student in students]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)  # running ones end within the time limit of a connection


def _reach(student: Student, options: HostOptions, account: str, logins: threading.BoundedSemaphore) -> Reachability:
    if student.host.startswith("evidence:"):
        exists = Path(student.host.removeprefix("evidence:")).exists()
        problem = None if exists else Message("There is no such evidence.")
        return Reachability(student, engine="evidence", problem=problem)
    try:
        with logins:
            host = open_host(student.host, options, account=account)
            with contextlib.ExitStack() as stack:
                stack.callback(host.close)
                user = host.facts.user
                stack.pop_all()
        with contextlib.closing(host):
            version = host.ask(EngineRequest("GET", "/_ping", seconds=10))
            headers = {name.lower(): value for name, value in version.headers}
            return Reachability(student, user, f"API {headers.get('api-version', '?')}")
    except GraderError as error:
        return Reachability(student, problem=error.message)
