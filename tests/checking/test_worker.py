"""What a worker sends arrives whole, and nothing that it does not send is waited for beyond the time limit."""

import math
import os
import signal
import struct
import time
from functools import partial
from multiprocessing import Pipe

import pytest

from grader.checking import worker
from grader.checking.attempt import Update
from grader.checking.forked import ForkedProcess
from grader.checking.worker import read_messages
from grader.errors import CheckBroken, HostTimeout

HALF = struct.pack("!i", 100_000) + b"half of a message"


@pytest.fixture
def pipe():
    ours, theirs = Pipe()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def forked():
    """forked(body): the updates of a worker that has just begun to run `body`, and its process."""
    made = []

    def fork(body):
        ours, theirs = Pipe()
        pid = os.fork()
        if pid == 0:
            ours.close()
            worker.run(theirs, body)
        theirs.close()
        made.append((ours, ForkedProcess(pid)))
        return made[-1]

    yield fork
    for updates, process in made:
        updates.close()
        process.kill()
        process.wait()


def soon(seconds=0.3):
    return time.monotonic() + seconds


def sends(*sizes, send, then=lambda: None):
    for size in sizes:
        send(Update("x" * size))
    then()


@pytest.mark.parametrize("size", [1, 20_000, 3_000_000])
def test_updates_arrive_in_their_order_until_the_worker_has_finished(forked, size):
    updates, process = forked(lambda send: sends(size, 2, 3, send=send))
    assert [len(one.exercise) for one in read_messages(updates, soon(20))] == [size, 2, 3]
    assert process.wait() == 0


def test_a_worker_that_is_killed_is_a_broken_check(forked):
    updates, _ = forked(lambda send: sends(5, send=send, then=lambda: os.kill(os.getpid(), signal.SIGKILL)))
    found = read_messages(updates, soon(20))
    assert len(next(found).exercise) == 5
    with pytest.raises(CheckBroken, match="crashed"):
        next(found)


def test_a_worker_that_is_interrupted_says_so(forked):
    updates, _ = forked(lambda send: sends(5, send=send, then=partial(signal.raise_signal, signal.SIGINT)))
    with pytest.raises(KeyboardInterrupt):
        list(read_messages(updates, soon(20)))


def test_a_worker_whose_parent_reads_no_more_exits_quietly(forked, capfd):
    updates, process = forked(lambda send: sends(*[1_000_000] * 20, send=send))
    next(read_messages(updates, soon(20)))
    updates.close()
    assert process.wait() == 1
    assert capfd.readouterr().err == ""


def test_a_worker_that_dies_in_the_middle_of_a_message_is_a_broken_check(pipe):
    ours, theirs = pipe
    os.write(theirs.fileno(), HALF)
    theirs.close()
    with pytest.raises(CheckBroken, match="crashed"):
        next(read_messages(ours, soon(20)))


def test_a_worker_that_stops_in_the_middle_of_a_message_costs_the_time_limit(pipe, within):
    ours, theirs = pipe
    os.write(theirs.fileno(), HALF)
    with within(0.3), pytest.raises(HostTimeout):
        next(read_messages(ours, soon()))


@pytest.mark.parametrize(("deadline", "silence"), [(0.3, math.inf), (math.inf, 0.3), (60, 0.3)])
def test_a_worker_that_sends_nothing_costs_the_time_limit(pipe, within, deadline, silence):
    started = time.monotonic()
    with within(0.3), pytest.raises(HostTimeout):
        next(read_messages(pipe[0], started + deadline, silence=silence))
    assert time.monotonic() - started > 0.25


def test_what_arrived_in_time_is_read_even_after_the_time_limit(pipe):
    ours, theirs = pipe
    theirs.send(Update("ex01"))
    found = read_messages(ours, soon(-1))
    assert next(found) == Update("ex01")
    with pytest.raises(HostTimeout):
        next(found)
