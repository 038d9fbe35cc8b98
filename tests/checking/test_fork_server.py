import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.checking.fork_client import ForkServer
from grader.checks.verdict import Status
from grader.errors import CheckBroken, HostTimeout
from tests.support.processes import until


@pytest.fixture
def fork_server(tiny):
    """fork_server(suite, …): the process that has collected this suite."""
    made = []

    def make(suite: str, **keys: object) -> ForkServer:
        tiny.write(suite, **keys)
        made.append(ForkServer([tiny.course.exercise("ex01")]))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_visit_brings_the_verdicts_and_what_was_seen(fork_server, tiny):
    suite = """
    def test_said(session):
        assert session.run("echo hello").out == b"hello\\n"
    """
    [attempt] = fork_server(suite).visit([tiny.job(student="s01")])
    assert [verdict.status for verdict in attempt.verdicts] == [Status.PASSED]
    assert attempt.evidence.manifest.student == "s01"
    assert any("echo hello" in (fact.command or "") for fact in attempt.evidence.facts)
    assert attempt.done


def test_one_fork_server_serves_visit_after_visit_each_with_a_session_of_its_own(fork_server, tiny):
    suite = """
    def test_mine(param):
        assert param["n"] == 1
    """
    process = fork_server(suite)
    said = [process.visit([tiny.job(params={"n": n})])[0].verdicts[0].status for n in (1, 2, 1)]
    assert said == [Status.PASSED, Status.FAILED, Status.PASSED]


def test_a_warning_of_a_suite_is_nobody_s_business(fork_server, tiny, capfd):
    suite = """
    import warnings
    import pytest
    warnings.warn("old", DeprecationWarning)
    @pytest.mark.filterwarnings("error")
    def test_a():
        warnings.warn("old", UserWarning)
    """
    [attempt] = fork_server(suite).visit([tiny.job()])
    assert [verdict.status for verdict in attempt.verdicts] == [Status.PASSED]
    assert capfd.readouterr().err == ""


def test_what_one_check_makes_of_warnings_is_no_other_s_trouble(fork_server, tiny):
    suite = """
    import warnings
    warnings.simplefilter("error")
    def test_a():
        warnings.simplefilter("error")
    def test_b():
        warnings.warn("old", UserWarning)
    """
    [attempt] = fork_server(suite).visit([tiny.job()])
    assert [verdict.status for verdict in attempt.verdicts] == [Status.PASSED] * 2


def test_many_threads_may_visit_at_once(fork_server, tiny):
    process = fork_server("def test_slow(session):\n    session.sleep(3)\n")
    with ThreadPoolExecutor(6) as threads:
        visits = [threads.submit(process.visit, [tiny.job()]) for _ in range(6)]
        until(lambda: len(process._running) == 6)
        assert [visit.result()[0].done for visit in visits] == [True] * 6


def test_a_check_that_loops_for_ever_costs_its_deadline(fork_server, tiny, within):
    process = fork_server("def test_endless():\n    while True: pass\n", seconds=1)
    tiny_job = tiny.job()
    with within(1 + 12):
        [attempt] = process.visit([tiny_job])
    assert isinstance(attempt.error, HostTimeout)
    assert [v.status for v in process.visit([tiny.job(only=("nothing",))])[0].verdicts] == []


def test_a_check_that_crashes_python_ends_that_visit_only(fork_server, tiny):
    suite = """
    import os, signal
    def test_crash(param):
        if param.get("crash"):
            os.kill(os.getpid(), signal.SIGKILL)
    """
    process = fork_server(suite)
    [crashed] = process.visit([tiny.job(params={"crash": True})])
    [sound] = process.visit([tiny.job()])
    assert isinstance(crashed.error, CheckBroken)
    assert sound.error is None
    assert sound.verdicts[0].status is Status.PASSED


def test_a_broken_suite_is_an_error_of_its_exercise(fork_server, tiny):
    [attempt] = fork_server("import no_such_module\n\ndef test_a():\n    pass\n").visit([tiny.job()])
    assert isinstance(attempt.error, CheckBroken)
    assert "no_such_module" in attempt.error.problem


def test_an_unreachable_host_is_told_and_nothing_was_seen(fork_server, tiny):
    [attempt] = fork_server("def test_a():\n    pass\n").visit([tiny.job("docker://no-such-container-here")])
    assert attempt.error is not None
    assert attempt.evidence.manifest.host is None


def test_a_fork_server_that_was_killed_says_so(fork_server, tiny):
    process = fork_server("def test_a():\n    pass\n")
    process._process.kill()
    process._process.wait()
    with pytest.raises(CheckBroken, match="has ended unexpectedly"):
        process.visit([tiny.job()])


def test_stopping_ends_the_visits_under_way(fork_server, tiny, within):
    process = fork_server("def test_slow(session):\n    session.sleep(30)\n")
    found = []
    thread = threading.Thread(target=lambda: found.extend(process.visit([tiny.job()])))
    thread.start()
    while not process._running:
        time.sleep(0.01)
    time.sleep(0.3)
    with within(2):
        process.stop()
        thread.join()
    assert isinstance(found[0].error, CheckBroken)


def test_a_suite_that_never_loads_is_told(fork_server, tiny, within, monkeypatch):
    monkeypatch.setattr("grader.checking.fork_client.COLLECT_SECONDS", 1)
    process = fork_server("while True: pass\n")
    with within(1), pytest.raises(CheckBroken, match="took longer than 1 s"):
        process.visit([tiny.job()])


def test_an_interrupted_visit_is_an_error_of_that_visit(fork_server, tiny):
    process = fork_server("def test_slow(session):\n    session.sleep(30)\n")
    interrupting = threading.Timer(0.5, lambda: [os.kill(pid, signal.SIGINT) for pid in process._running])
    with contextlib.closing(process):
        process.visit([tiny.job(only=("none",))])
        interrupting.start()
        [attempt] = process.visit([tiny.job()])
    assert isinstance(attempt.error, CheckBroken)
    assert "was interrupted" in attempt.error.problem
