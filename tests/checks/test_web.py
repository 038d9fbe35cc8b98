"""Fetching pages with whatever a host has for that."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.web import PAGE_LIMIT, Page, fetch, parse

TOOLS = [tool for tool in ("curl", "wget", "python3", "bash") if shutil.which(tool)]
BODY = "<h1>It works!</h1>\n두 번째 줄\n"


def _site(connection):
    request = b""
    while not request.endswith(b"\r\n\r\n") and (more := connection.recv(65536)):  # bash sends each line by itself
        request += more
    path = request.split()[1].decode()
    answers = {
        "/": (b"200 OK", b"", BODY.encode()),
        "/moved": (b"302 Found", b"Location: /elsewhere?a=b\r\n", b""),
        "/broken": (b"500 Internal Server Error", b"", b"Error establishing a database connection"),
        "/large": (b"200 OK", b"", b"x" * (PAGE_LIMIT * 3)),
    }
    status, headers, body = answers.get(path, (b"404 Not Found", b"", b"no"))
    connection.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n" % (status, len(body), headers) + body)
    connection.close()


@pytest.fixture(params=TOOLS)
def look(request, visit, serving, tools, monkeypatch, tmp_path):
    """look(path): the page, on a host that has only this tool."""
    port = int(serving(_site, tcp=True))
    folder = tools("sh", "head", "grep", "cat", "sed", "timeout", "id", "date", "uname", "tr", request.param)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    # The account's own settings steer nothing.
    (tmp_path / ".curlrc").write_text("head\noutput = /dev/null\n")
    (tmp_path / ".wgetrc").write_text("method = HEAD\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    session = visit()
    return lambda path="/", at=port: fetch(session, "127.0.0.1", at, path)


def test_a_page_has_status_headers_and_body(look):
    page = look()
    assert (page.status, page.body.rstrip() + "\n", page.headers["content-length"]) == (
        200,
        BODY,
        str(len(BODY.encode())),
    )


def test_a_redirect_is_not_followed(look):
    page = look("/moved")
    assert (page.status, page.location) == (302, "/elsewhere?a=b")


@pytest.mark.parametrize(("path", "status", "word"), [("/none", 404, "no"), ("/broken", 500, "database connection")])
def test_an_error_page_is_a_page(look, path, status, word):
    page = look(path)
    assert page.status == status
    assert word in page.body


def test_a_large_page_is_cut_off(look):
    page = look("/large")
    assert page.status == 200
    assert PAGE_LIMIT - 500 < len(page.body) <= PAGE_LIMIT


def test_no_answer_has_status_0(look):
    assert look(at=1).status == 0


def test_a_path_is_not_run_as_a_command(look, tmp_path):
    look(f"/$(touch {tmp_path}/owned)`touch {tmp_path}/owned`;touch {tmp_path}/owned")
    assert not (tmp_path / "owned").exists()


def test_a_host_without_head_can_fetch_pages(visit, serving, tools, monkeypatch):
    port = int(serving(_site, tcp=True))
    monkeypatch.setenv("PATH", str(tools("sh", "cat", "timeout", "id", "date", "uname", "grep", "tr", "curl", "bash")))
    assert fetch(visit(), "127.0.0.1", port).status == 200


@given(said=st.binary(max_size=200) | st.text(max_size=100).map(lambda t: b"HTTP/1.1 200 OK\r\n" + t.encode()))
def test_any_bytes_are_a_page(said):
    assert isinstance(parse(said), Page)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1", b"HTTP/1.1 2 OK\r\n", b"SSH-2.0", b"curl: (7) Failed\n"])
def test_anything_but_a_response_has_status_0(said):
    assert parse(said) == Page(0, {}, said.decode().strip())


def test_the_last_header_of_a_name_counts_in_any_case():
    page = parse(b"HTTP/1.0 200\r\nLOCATION: a\r\nlocation: b\r\nodd\r\n\r\nbody\n\nmore")
    assert (page.location, page.body) == ("b", "body\n\nmore")


def test_patience_multiplies_the_limits_of_all_tools_and_evidence_stays_comparable(visit):
    sent, asked = {}, set()
    for patience in (1, 3):
        session = visit(patience=patience)
        run, seen = session._host.run, []
        session._host.run = lambda command, run=run, seen=seen: seen.append(command) or run(command)
        fetch(session, "127.0.0.1", 1)
        sent[patience] = seen[0].sent or seen[0].text
        asked.add(seen[0].text)
        assert seen[0].seconds == 12 * patience
    assert len(asked) == 1
    assert sent[1] == asked.pop()
    assert [sent[3].count(limit) for limit in ("-m 24 ", "int(p)), 24)", "-T 24 ")] == [1, 1, 1]
    assert sent[3].count("24") == 3


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_ipv6_address_is_put_in_brackets_once(visit, host):
    session = visit()
    fetch(session, host, 1)
    assert "set -- '' '[::1]' 1 /" in session._host.evidence.facts[-1].command
