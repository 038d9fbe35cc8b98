"""Hostile and broken servers, over real sockets."""

import json

import pytest

from grader.delivery.retry import RetryPolicy
from grader.delivery.secret import Secret
from grader.delivery.web import Web, origin
from grader.errors import DeliveryError, NoAnswer
from tests.support.deliveries import AT_ONCE


@pytest.fixture
def answered(serving):
    """answered(bytes): the address of a server that answers every request so."""

    def make(content: bytes) -> str:
        def behave(connection):
            connection.recv(65536)
            connection.sendall(content)

        return f"http://127.0.0.1:{serving(behave, tcp=True)}/"

    return make


def reply(status: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_an_answer_has_status_headers_and_body(answered):
    found = Web(AT_ONCE).request("GET", answered(reply("201 Created", b'{"a": 1}', Link="<x>")))
    assert (found.status, found.ok, found.json(), found.headers["link"]) == (201, True, {"a": 1}, "<x>")


def test_a_redirect_is_not_followed(answered, serving):
    asked = []
    elsewhere = f"http://127.0.0.1:{serving(asked.append, tcp=True)}/"
    found = Web(AT_ONCE).request("GET", answered(reply("302 Found", Location=elsewhere)))
    assert (found.status, found.ok) == (302, False)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", b"SSH-2.0-x\r\n"]
)
def test_a_broken_answer_is_no_answer(answered, content):
    with pytest.raises(NoAnswer):
        Web(RetryPolicy(tries=2, sleep=lambda _: None)).request("GET", answered(content))


def test_a_server_that_is_not_there_is_no_answer():
    with pytest.raises(NoAnswer, match=r"127\.0\.0\.1:1 does not answer"):
        Web(RetryPolicy(tries=2, sleep=lambda _: None)).request("GET", "http://127.0.0.1:1/?token=secret")


def test_an_endless_answer_is_cut_off(serving):
    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with pytest.raises(DeliveryError, match="too long"):
        Web(AT_ONCE).request("GET", f"http://127.0.0.1:{serving(behave, tcp=True)}/")


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"\xff", b""])
def test_what_is_not_json_is_reported(answered, body):
    found = Web(AT_ONCE).request("GET", answered(reply("200 OK", body)))
    with pytest.raises(DeliveryError, match="something else"):
        found.json()


def test_what_an_answer_says_is_shown_on_one_line_without_secrets_and_escape_sequences(answered):
    web = Web(AT_ONCE)
    web.hide(Secret("s3cret"))
    found = web.request("GET", answered(reply("400 Bad Request", b"\x1b[31mno\n s3cret \xff" + b"x" * 500)))
    assert found.shown.startswith("400 no [secret] \ufffdxxx")
    assert len(found.shown) <= 200


def test_a_password_in_netrc_does_not_replace_the_token(serving, monkeypatch, tmp_path):
    def behave(connection):
        said = connection.recv(65536).decode()
        token = next(line for line in said.splitlines() if line.lower().startswith("authorization"))
        connection.sendall(reply("200 OK", json.dumps(token).encode()))

    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password mine")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    port = serving(behave, tcp=True)
    found = Web(AT_ONCE).request("GET", f"http://127.0.0.1:{port}/", headers={"Authorization": "Bearer t"})
    assert found.json() == "Authorization: Bearer t"


def test_an_origin_is_scheme_and_host_and_port():
    assert origin("HTTPS://A.example:443/x?y") == ("https", "a.example:443")
    assert origin("https://a.example/") != origin("http://a.example/")
