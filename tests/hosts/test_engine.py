import itertools
import os
import socket
import time

import pytest

from grader.errors import EngineUnavailable, GarbledAnswer, HostTimeout
from grader.hosts.base import EngineAnswer, EngineRequest
from grader.hosts.budget import Budget
from grader.hosts.dialling import unix_socket
from grader.hosts.engine import CONNECTIONS, MOMENT_SECONDS, Engine
from grader.hosts.polling import readable

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def ask(serving):
    """ask(behave): what an Engine that behaves like this answers."""
    engines = []

    def put(behave, *, seconds=20, target="/info"):
        engine = Engine(unix_socket(serving(behave)))
        engines.append(engine)
        return engine.ask(EngineRequest("GET", target, seconds=seconds))

    yield put
    for engine in engines:
        engine.close()


def answering(*parts, hold=0.0):
    """Read a request, then say these parts."""

    def behave(connection):
        connection.recv(65536)
        for part in parts:
            connection.sendall(part)
        time.sleep(hold)

    return behave


def dripping(head, forever):
    def behave(connection):
        connection.recv(65536)
        connection.sendall(head)
        while True:
            connection.sendall(forever)
            time.sleep(0.05)

    return behave


def flooding(head, block):
    def behave(connection):
        connection.recv(65536)
        connection.sendall(head)
        while True:
            connection.sendall(block)

    return behave


def test_an_answer_has_its_status_headers_and_body(ask):
    answer = ask(answering(b"HTTP/1.1 404 Not Found\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nno"))
    assert (answer.status, answer.body, ("Content-Type", "a/b") in answer.headers) == (404, b"no", True)


def test_a_chunked_answer_is_assembled(ask):
    parts = b"5\r\nhello\r\n", b"6\r\n world\r\n", b"0\r\n\r\n"
    assert ask(answering(OK + b"Transfer-Encoding: chunked\r\n\r\n", *parts)).body == b"hello world"


def test_an_answer_without_a_length_ends_with_the_connection(ask):
    assert ask(answering(OK + b"\r\n", b"all of it")).body == b"all of it"


def test_a_compressed_answer_is_not_decompressed(ask):
    assert ask(answering(OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")).body == b"abc"


def test_a_redirect_is_not_followed(ask):
    answer = ask(answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"))
    assert answer.status == 302


def test_one_connection_carries_many_requests(engine):
    asked = Engine(unix_socket(engine({"/info": {"ID": "x"}})))
    assert {asked.ask(EngineRequest("GET", "/info")).body for _ in range(5)} == {b'{"ID": "x"}'}
    asked.close()


def test_the_body_of_a_request_is_sent(serving):
    def echo(connection):
        said = connection.recv(65536)
        connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(said) + said)

    asked = Engine(unix_socket(serving(echo)))
    said = asked.ask(EngineRequest("POST", "/x?y=1", b'{"a":1}', (("Content-Type", "application/json"),))).body
    assert said.startswith(b"POST /x?y=1 HTTP/1.1\r\n")
    assert b"Content-Type: application/json" in said
    assert said.endswith(b'\r\n\r\n{"a":1}')
    asked.close()


def test_a_missing_socket_is_reported_as_no_engine(tmp_path):
    with pytest.raises(EngineUnavailable, match="Could not connect"):
        Engine(unix_socket(str(tmp_path / "none"))).ask(EngineRequest("GET", "/_ping"))


def test_an_engine_that_hangs_up_is_unavailable(ask):
    with pytest.raises(EngineUnavailable, match="closed the connection"):
        ask(answering())


def test_a_silent_engine_times_out_at_its_deadline(ask, within):
    with within(1), pytest.raises(HostTimeout, match=r"GET /info within 0\.5 s"):
        ask(lambda _: time.sleep(60), seconds=0.5)


@pytest.mark.parametrize(
    ("head", "forever"),
    [
        pytest.param(b"", b"H", id="status line"),
        pytest.param(OK, b"X: y\r\n", id="headers"),
        pytest.param(OK + b"Content-Length: 900000\r\n\r\n", b"x", id="body"),
        pytest.param(OK + b"\r\n", b"x", id="body without length"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", id="chunks"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1", id="chunk's length"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n", b"x", id="one chunk"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="promises"),
    ],
)
def test_an_engine_that_answers_byte_by_byte_times_out_at_its_deadline(ask, within, head, forever):
    with within(1), pytest.raises((HostTimeout, GarbledAnswer)):
        ask(dripping(head, forever), seconds=0.5)


@pytest.mark.parametrize(
    ("head", "block"),
    [
        pytest.param(OK + b"Content-Length: 90000000\r\n\r\n", b"x" * 100_000, id="body"),
        pytest.param(OK + b"\r\n", b"x" * 100_000, id="body without length"),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + b"x" * 0x100000 + b"\r\n", id="chunks"
        ),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1" * 100_000, id="chunk's length"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 100_000, id="chunk's extension"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, id="promises"),
    ],
)
def test_an_endless_answer_is_cut_at_its_limit(ask, within, head, block):
    with within(20), pytest.raises(GarbledAnswer, match=r"larger than 4 MB|cut off|not as a Docker Engine"):
        ask(flooding(head, block), seconds=20)


@pytest.mark.parametrize("body", [b"[" + b"[]," * 250_000 + b"0]", b' {"a":0}\n' * 210_000], ids=["a list", "lines"])
def test_an_answer_of_too_many_values_is_refused(ask, body):
    head = OK + b"Content-Length: %d\r\n\r\n" % len(body)
    with pytest.raises(GarbledAnswer, match="more than 200,000 values"):
        ask(answering(head, body))


def test_text_may_have_any_number_of_commas(ask):
    body = b"a," * 250_000
    assert ask(answering(OK + b"Content-Length: %d\r\n\r\n" % len(body), body)).body == body


def test_all_answers_together_are_limited(serving):
    big = answering(OK + b"Content-Length: 900000\r\n\r\n", b"x" * 900_000)
    asked = Engine(unix_socket(serving(big)), Budget(3_000_000))
    answers = asked.ask_each(gets(*["/big"] * 10))
    assert sum(isinstance(one, EngineAnswer) for one in answers) == 3
    with pytest.raises(GarbledAnswer, match="take more than 3 MB"):
        asked.ask(EngineRequest("GET", "/_ping"))
    asked.close()


def test_requests_that_wait_for_a_connection_have_the_same_deadline(serving, within):
    asked = Engine(unix_socket(serving(dripping(OK + b"Content-Length: 900000\r\n\r\n", b"x"))))
    with within(1 + 4 * CONNECTIONS * MOMENT_SECONDS):
        answers = asked.ask_each(gets(*["/drips"] * 4 * CONNECTIONS, seconds=1))
    assert all(isinstance(one, HostTimeout) for one in answers)
    asked.close()


def test_an_answer_in_a_million_pieces_times_out_at_its_deadline(ask, within):
    with within(1), pytest.raises(HostTimeout):
        ask(flooding(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 9000), seconds=0.1)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(b"\0\xff" * 500, id="bytes"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\nx", id="early hints"),
        pytest.param(b"HTTP/1.1 green OK\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X" * 70_000 + b"\r\n\r\n", id="long header"),
        pytest.param(OK + b"A: b\r\n" * 200 + b"\r\n", id="many headers"),
        pytest.param(OK + b"Content-Length: 100\r\n\r\nshort", id="too short"),
        pytest.param(OK + b"Content-Length: 1, 2\r\n\r\nx", id="two lengths"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n", id="no chunk length"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nx\r\n", id="negative chunk"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", id="chunk too short"),
    ],
)
def test_an_answer_that_is_not_http_is_garbled(ask, said):
    with pytest.raises(GarbledAnswer):
        ask(answering(said))


def test_a_negative_length_is_ignored(ask):
    assert ask(answering(OK + b"Content-Length: -5\r\n\r\nx")).body == b"x"


def test_after_a_timeout_the_next_request_gets_its_own_answer(serving):
    turns = itertools.count()

    def behave(connection):
        for _ in turns:
            path = connection.recv(65536).split()[1]
            if path == b"/slow":
                time.sleep(1.2)
            connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(path) + path)

    asked = Engine(unix_socket(serving(behave)))
    with pytest.raises(HostTimeout):
        asked.ask(EngineRequest("GET", "/slow", seconds=1))
    assert asked.ask(EngineRequest("GET", "/fast", seconds=2)).body == b"/fast"
    asked.close()


def in_its_time(seconds):
    """Answer each request with its path, after so many seconds for those that are slow."""

    def behave(connection):
        while said := connection.recv(65536):
            path = said.split()[1]
            time.sleep(seconds if b"slow" in path else 0)
            connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(path) + path)

    return behave


def gets(*targets, seconds=5.0):
    return [EngineRequest("GET", target, seconds=seconds) for target in targets]


def test_requests_sent_at_once_are_answered_at_once_in_their_order(serving, within):
    targets = [f"/slow/{number}" for number in range(2 * CONNECTIONS)]
    asked = Engine(unix_socket(serving(in_its_time(0.5))))
    with within(1):
        answers = asked.ask_each(gets(*targets))
    assert [answer.body.decode() for answer in answers] == targets
    asked.close()


def test_an_error_takes_the_place_of_its_answer(serving, within):
    asked = Engine(unix_socket(serving(in_its_time(60))))
    with within(3):
        first, second, third = asked.ask_each(gets("/a", "/slow", "/b", seconds=3))
    assert (first.body, third.body) == (b"/a", b"/b")
    assert isinstance(second, HostTimeout)
    asked.close()


def test_a_slow_answer_does_not_make_another_one_late(serving):
    def behave(connection):
        path = connection.recv(65536).split()[1]
        connection.sendall(OK + b"Content-Length: 2\r\n\r\n")
        for byte in b"ok":
            time.sleep(2 if b"drips" in path else 0.1)
            connection.sendall(bytes([byte]))

    asked = Engine(unix_socket(serving(behave)))
    requests = [EngineRequest("GET", "/drips"), *gets("/a", "/b", seconds=3)]
    assert [answer.body for answer in asked.ask_each(requests)] == [b"ok"] * 3
    asked.close()


def test_an_interruption_leaves_no_connection_open(serving):
    path, numbers = serving(in_its_time(60)), []

    def dial(seconds):
        if len(numbers) == 2:
            raise KeyboardInterrupt
        connection = unix_socket(path)(seconds)
        numbers.append(connection.fileno())
        return connection

    with pytest.raises(KeyboardInterrupt):
        Engine(dial).ask_each(gets("/slow", "/slow", "/slow"))
    for number in numbers:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(number)


def test_no_requests_get_no_answers(tmp_path):
    assert Engine(unix_socket(str(tmp_path / "none"))).ask_each([]) == []


def test_a_connection_that_the_engine_closed_is_opened_again(serving):
    asked = Engine(unix_socket(serving(answering(OK + b"Content-Length: 2\r\n\r\nok"))))
    said = []
    for _ in range(3):
        said.append(asked.ask(EngineRequest("GET", "/_ping")).body)
        assert readable([asked._idle[0].fileno()], 10), "the Engine did not close the connection"
    assert said == [b"ok"] * 3
    asked.close()


def closing(answers, *, before=b"", log=None):
    """Answer so many requests on a connection, and close it at the next one, after these bytes."""

    def behave(connection):
        for turn in itertools.count():
            said = connection.recv(65536)
            if not said:
                return
            if log is not None:
                with log.open("ab") as file:
                    file.write(said.split(b"\r\n")[0] + b"\n")
            if turn == answers:
                connection.sendall(before)
                return
            connection.sendall(OK + b"Content-Length: 2\r\n\r\nok")

    return behave


def test_a_question_that_met_the_close_of_a_used_connection_is_asked_again(serving):
    asked = Engine(unix_socket(serving(closing(1))))
    assert [asked.ask(one).body for one in gets("/a", "/b", "/c")] == [b"ok"] * 3
    asked.close()


def test_questions_sent_at_once_are_each_asked_again(serving):
    asked = Engine(unix_socket(serving(closing(1))))
    for _ in range(3):
        assert [one.body for one in asked.ask_each(gets(*"abcdef"))] == [b"ok"] * 6
    asked.close()


def test_a_question_is_asked_again_only_once(serving, tmp_path):
    log = tmp_path / "log"
    rounds = itertools.count()

    def dial(seconds):
        return unix_socket(good if next(rounds) == 0 else bad)(seconds)

    good, bad = serving(closing(1, log=log)), serving(closing(0, log=log))
    asked = Engine(dial)
    asked.ask(EngineRequest("GET", "/a"))
    with pytest.raises(EngineUnavailable, match="closed the connection"):
        asked.ask(EngineRequest("GET", "/b"))
    assert log.read_text().count("GET /b ") == 2


def test_what_changes_something_is_never_asked_again(serving, tmp_path):
    log = tmp_path / "log"
    asked = Engine(unix_socket(serving(closing(1, log=log))))
    asked.ask(EngineRequest("GET", "/a"))
    with pytest.raises(EngineUnavailable, match="closed the connection"):
        asked.ask(EngineRequest("POST", "/b", b"{}"))
    assert log.read_text().count("POST /b ") == 1


def test_a_question_whose_answer_has_begun_is_not_asked_again(serving):
    asked = Engine(unix_socket(serving(closing(1, before=OK + b"Content-Length: 2\r\n\r\no"))))
    asked.ask(EngineRequest("GET", "/a"))
    with pytest.raises(GarbledAnswer, match="cut off"):
        asked.ask(EngineRequest("GET", "/b"))


def test_a_question_that_cannot_be_sent_on_a_used_connection_is_sent_on_a_new_one(serving):
    def behave(connection):
        connection.recv(65536)
        connection.shutdown(socket.SHUT_RD)
        connection.sendall(OK + b"Content-Length: 2\r\n\r\nok")
        time.sleep(60)

    asked = Engine(unix_socket(serving(behave)))
    assert [asked.ask(one).body for one in gets("/a", "/b")] == [b"ok"] * 2
    asked.close()
