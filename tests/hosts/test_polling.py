import fcntl
import os
import resource
import time

import pytest

from grader.hosts.polling import readable, writable


@pytest.fixture
def pipe():
    read, write = os.pipe()
    yield read, write
    os.close(read)
    os.close(write)


@pytest.fixture
def many():
    """So many files may be open as a class of a thousand needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    yield 2000
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_only_a_descriptor_with_data_is_readable(pipe):
    read, write = pipe
    assert readable([read], 0) == set()
    os.write(write, b"x")
    assert readable([read], 0) == {read}


def test_a_closed_pipe_is_readable():
    read, write = os.pipe()
    os.close(write)
    assert readable([read], 5) == {read}
    os.close(read)


def test_a_full_pipe_is_not_writable(pipe):
    _, write = pipe
    assert writable([write], 0) == {write}
    os.set_blocking(write, False)
    while writable([write], 0):
        os.write(write, b"x" * 4096)
    assert writable([write], 0) == set()


def test_a_broken_pipe_is_writable_so_that_writing_shows_the_error():
    read, write = os.pipe()
    os.close(read)
    assert writable([write], 5) == {write}
    os.close(write)


def test_it_waits_as_long_as_asked(pipe):
    started = time.monotonic()
    readable([pipe[0]], 0.05)
    assert time.monotonic() - started >= 0.05


def test_a_wait_may_be_infinite(pipe):
    os.write(pipe[1], b"x")
    assert readable([pipe[0]], float("inf")) == {pipe[0]}


def test_the_number_of_open_files_is_no_limit(pipe, many):
    high = fcntl.fcntl(pipe[0], fcntl.F_DUPFD, many)
    os.write(pipe[1], b"x")
    assert readable([high], 0) == {high}
    os.close(high)
