import os
import threading

import pytest

from grader.errors import UsageError
from grader.hosts import process


def test_a_program_that_is_not_installed_is_named():
    with pytest.raises(UsageError, match="“no-such-program” is not installed on this machine"):
        process.spawn(["no-such-program"])


def test_a_process_gets_a_session_of_its_own():
    child = process.spawn(["sleep", "60"])
    assert os.getsid(child.pid) == child.pid
    process.end(child, grace=0)


def test_a_process_whose_input_is_closed_ends_by_itself():
    child = process.spawn(["cat"])
    process.end(child)
    assert child.returncode == 0


def test_a_process_that_does_not_end_is_killed_with_its_children(within, no_process_has):
    child = process.spawn(["sh", "-c", "trap '' TERM HUP; sleep 75.5 & sleep 75.5; sleep 75.5"])
    with within(0.2):
        process.end(child, grace=0.2)
    assert no_process_has("75.5")


def test_a_process_may_be_ended_twice():
    child = process.spawn(["cat"])
    process.end(child)
    process.end(child)


def test_all_processes_can_be_ended_at_once(within, no_process_has):
    for _ in range(3):
        process.spawn(["sleep", "76.5"])
    with within(1.5):
        process.end_all()
    assert no_process_has("76.5")


def test_only_the_thread_inside_the_block_is_unguarded():
    seen = []
    with process.unguarded(), process.unguarded():
        pass
    with process.unguarded():
        other = threading.Thread(target=lambda: seen.append(process.is_unguarded()))
        other.start()
        other.join()
        assert process.is_unguarded()
    assert seen == [False]
    assert not process.is_unguarded()


def test_a_changed_environment_applies_to_this_process_only(monkeypatch, tmp_path):
    monkeypatch.setenv("MINE", "user's")
    monkeypatch.setenv("GONE", "still here")
    with process.environment({"MINE": "checks'", "NEW": "x"}, without=["GONE", "NEVER"]):
        assert (os.environ["MINE"], os.environ.get("GONE")) == ("checks'", None)
        child = process.spawn(["sh", "-c", f'echo "$MINE $GONE $NEW" > {tmp_path}/said'])
        process.end(child)
    assert (tmp_path / "said").read_text() == "user's still here \n"
    assert (os.environ["MINE"], os.environ["GONE"], os.environ.get("NEW")) == ("user's", "still here", None)


def test_a_forked_child_does_not_end_its_parents_processes():
    child = process.spawn(["cat"])
    pid = os.fork()
    if pid == 0:
        process.end_all()
        os._exit(0)
    os.waitpid(pid, 0)
    assert child.poll() is None
    process.end(child)
