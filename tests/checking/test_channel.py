"""Connections whose waits end."""

import math
import threading
import time
from multiprocessing import Pipe

import pytest

from grader.checking.channel import set_timeout, shut_down


@pytest.fixture
def pipe():
    ours, theirs = Pipe()
    with ours, theirs:
        yield ours, theirs


def test_a_wait_in_vain_ends(pipe, within):
    set_timeout(pipe[0], 0.2)
    with within(0.2), pytest.raises(BlockingIOError):
        pipe[0].recv()


def test_so_does_one_for_a_reader(pipe, within):
    set_timeout(pipe[0], 0.2)
    with within(0.2), pytest.raises(BlockingIOError):
        pipe[0].send_bytes(b"x" * 10_000_000)


@pytest.mark.parametrize("seconds", [math.inf, 1e9, 20, 0, -1])
def test_what_is_there_is_received_whatever_the_limit(pipe, seconds):
    set_timeout(pipe[0], seconds)
    pipe[1].send("word")
    assert pipe[0].recv() == "word"


def test_a_connection_that_is_shut_down_ends_the_wait_of_another_thread(pipe):
    ended = []

    def wait():
        with pytest.raises(EOFError):
            pipe[0].recv()
        ended.append(True)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.1)
    shut_down(pipe[0])
    thread.join(10)
    assert ended


def test_both_ends_of_one_that_is_shut_down_know(pipe):
    shut_down(pipe[0])
    shut_down(pipe[0])
    with pytest.raises(EOFError):
        pipe[1].recv()
