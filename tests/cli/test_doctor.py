"""`grader doctor`, as a student and an instructor read it."""

import json

import pytest
from rich.cells import cell_len

UNREACHABLE = ("--host", "nobody@127.0.0.1:1")


def test_what_is_missing_is_shown_with_the_fix(call):
    code, out, _ = call("doctor", *UNREACHABLE, "--lang", "en")
    assert code == 1
    assert "✗ Login" in out
    assert "→ Check that sshd is running there and that the port is right." in out
    assert out.splitlines()[-1].endswith("to fix.")


def test_it_speaks_korean(call):
    _, out, _ = call("doctor", *UNREACHABLE, "--lang", "ko")
    assert "✗ 로그인" in out
    assert "sshd" in out


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_it_fits_80_columns(call, monkeypatch, lang):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = call("doctor", *UNREACHABLE, "--lang", lang)
    assert [line for line in out.splitlines() if cell_len(line) > 80] == []


def test_where_nothing_is_missing_the_next_command_is_shown(call, sshd, engine):
    socket = engine({"/version": {"Version": "28.2.2", "ApiVersion": "1.50", "MinAPIVersion": "1.24"}, "/info": {}})
    server = sshd(DOCKER_HOST=f"unix://{socket}")
    code, out, _ = call("doctor", "--host", server.url, "--ssh-config", server.config, "--lang", "en")
    again = f"grader check ex05 --host {server.url} --ssh-config {server.config}"
    assert (code, out.splitlines()[-1]) == (0, f"Ready. To check an exercise, run: {again}")


def test_evidence_is_not_a_host(call):
    assert call("doctor", "--host", "evidence:x")[0] == 2


def test_a_program_reads_the_same_in_json(call):
    code, out, _ = call("doctor", *UNREACHABLE, "--lang", "ko", "--json")
    read = json.loads(out)
    assert (code, read["schema"], read["host"], read["ready"]) == (
        1,
        "grader.doctor/1",
        "ssh://nobody@127.0.0.1:1",
        False,
    )
    assert [one["met"] for one in read["needs"] if one["need"] == "python"] == [True]
    [login] = [one for one in read["needs"] if one["need"] == "login"]
    assert login["met"] is False
    assert "sshd" in login["fix"]


def test_json_of_a_machine_that_is_ready(call, sshd, engine):
    socket = engine({"/version": {"Version": "28.2.2", "ApiVersion": "1.50", "MinAPIVersion": "1.24"}, "/info": {}})
    server = sshd(DOCKER_HOST=f"unix://{socket}")
    code, out, _ = call("doctor", "--host", server.url, "--ssh-config", server.config, "--json")
    assert (code, json.loads(out)["ready"]) == (0, True)
