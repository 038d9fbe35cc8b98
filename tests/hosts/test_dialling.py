import socket

import pytest

from grader.errors import EngineUnavailable
from grader.hosts.base import EngineRequest
from grader.hosts.dialling import Piped, unix_socket
from grader.hosts.engine import Engine


def test_an_engine_is_reached_through_the_pipes_of_a_process(engine, no_process_has):
    path = engine({})
    pipe = Piped(["python3", "-c", RELAY, path])
    asked = Engine(pipe)
    assert asked.ask(EngineRequest("GET", "/_ping")).body == b"OK"
    asked.close()
    pipe.close()
    assert no_process_has(path)


RELAY = """
import os, socket, sys, threading
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
def up():
    while b := os.read(0, 65536): s.sendall(b)
threading.Thread(target=up, daemon=True).start()
while b := s.recv(65536): os.write(1, b)
"""


def test_a_pipe_that_ends_at_once_is_reported_as_no_engine():
    pipe = Piped(["false"])
    with pytest.raises(EngineUnavailable):
        Engine(pipe).ask(EngineRequest("GET", "/_ping", seconds=2))
    pipe.close()


def test_a_connection_that_fails_is_closed(tmp_path):
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))  # bound, never listening
        with pytest.raises(ConnectionRefusedError):
            unix_socket(str(path))(1)
