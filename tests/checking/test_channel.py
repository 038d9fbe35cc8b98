"""Connections whose waits end."""

import contextlib
import math
import os
import struct
import threading
import time
from multiprocessing import Pipe

import pytest

from grader.checking.channel import receive, set_timeout, shut_down


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


def test_messages_are_received_as_they_were_sent(pipe):
    for word in ("word", {"a": b"\0" * 100_000}, None):
        pipe[1].send(word)
        assert receive(pipe[0], time.monotonic() + 5) == word


def test_what_has_arrived_is_received_after_the_deadline(pipe):
    pipe[1].send("word")
    assert receive(pipe[0], time.monotonic() - 5) == "word"


@pytest.mark.parametrize("words", [{"silence": 0.2}, {}])
def test_a_message_that_does_not_come_ends_the_wait(pipe, within, words):
    with within(0.3), pytest.raises(BlockingIOError):
        receive(pipe[0], time.monotonic() + (60 if words else 0.2), **words)


def test_a_message_that_comes_bit_by_bit_must_be_whole_by_the_deadline(pipe, within):
    def drip():
        with contextlib.suppress(OSError):
            os.write(pipe[1].fileno(), struct.pack("!i", 1_000_000))
            for _ in range(100):
                os.write(pipe[1].fileno(), b"x")
                time.sleep(0.05)

    thread = threading.Thread(target=drip)
    thread.start()
    with within(0.5), pytest.raises(BlockingIOError):
        receive(pipe[0], time.monotonic() + 0.5)
    shut_down(pipe[0])
    thread.join(10)


@pytest.mark.parametrize(
    "head", [struct.pack("!i", 2_000_000_000), struct.pack("!iQ", -1, 1 << 40), struct.pack("!i", -9)]
)
def test_a_message_beyond_the_limit_is_not_read(pipe, head):
    os.write(pipe[1].fileno(), head)
    with pytest.raises(OSError, match="too large"):
        receive(pipe[0], time.monotonic() + 5)


def test_the_end_is_noticed(pipe):
    pipe[1].close()
    with pytest.raises(EOFError):
        receive(pipe[0], time.monotonic() + 5)


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
