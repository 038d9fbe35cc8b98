"""A push that is killed at any moment loses no score and sends none twice."""

import multiprocessing
import os
import random
import signal
from collections import Counter
from pathlib import Path

from grader.classroom.platforms import LtiPlatform
from grader.delivery.lti.push import LtiPush
from grader.delivery.pushing import carry_out
from grader.records.gradebook import Gradebook
from tests.support.deliveries import AT_ONCE, grades, ledger_of, student
from tests.support.lti_platform import TOOL_KEY

STUDENTS, KILLS = 30, 4
CLASS = grades(*[student(f"s{n}", float(n)) for n in range(STUDENTS)])


def _push(folder: Path, settings: dict) -> None:
    with Gradebook.open(folder / "gradebook.db") as book:
        to = LtiPush.to(LtiPlatform(**settings), folder, AT_ONCE)
        carry_out(to, CLASS, ledger_of(book, CLASS), lambda _: None, dry_run=False)


def _pushed(folder: Path, settings: dict) -> multiprocessing.Process:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["grader.delivery.lti.push", "grader.records.gradebook", __name__])
    process = context.Process(target=_push, args=(folder, settings))
    process.start()
    return process


def test_kills_at_random_moments_lose_nothing_and_send_nothing_twice(lti_platform, tmp_path):
    (tmp_path / "lti.pem").write_text(TOOL_KEY)
    (tmp_path / "lti.pem").chmod(0o600)
    lti_platform.enrol(*[{"user_id": f"u{n}", "ext_user_username": f"s{n}"} for n in range(STUDENTS)])
    Gradebook.open(tmp_path / "gradebook.db").close()
    settings = lti_platform.settings()
    moments = sorted(random.sample(range(1, STUDENTS), KILLS))
    running = []

    def kill(_method, path):
        """Kill the push when so many scores were taken, before it gets the answer to the last one."""
        if "/scores" in path and moments and len(lti_platform.accepted) == moments[0]:
            moments.pop(0)
            os.kill(running[-1].pid, signal.SIGKILL)

    lti_platform.after = kill
    for _ in range(KILLS + 1):
        running.append(_pushed(tmp_path, settings))
        running[-1].join(60)
    assert [one.exitcode for one in running] == [-signal.SIGKILL] * KILLS + [0]
    assert Counter(lti_platform.accepted) == {("1", f"u{n}", float(n)): 1 for n in range(STUDENTS)}
    with Gradebook.open(tmp_path / "gradebook.db") as book:
        stored = ledger_of(book, CLASS).all()
    assert [(one.student, one.accepted) for one in stored] == [(f"s{n}", True) for n in range(STUDENTS)]
