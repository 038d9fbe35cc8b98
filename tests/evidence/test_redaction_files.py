"""A password in a file is hidden like the same password in a variable."""

import json

import pytest

from grader.evidence.redaction import Redactor


def frame(said):
    return b"\x01\0\0\0" + len(said).to_bytes(4, "big") + said


def environment(redactor, *entries):
    clean = redactor.answer(json.dumps({"Config": {"Env": list(entries)}}).encode())
    return dict(entry.split("=", 1) for entry in json.loads(clean)["Config"]["Env"])


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_same_password_has_the_same_hash(end):
    redactor = Redactor()
    given = environment(redactor, "MYSQL_PASSWORD=dkagh1. ")["MYSQL_PASSWORD"]
    assert redactor.frames(frame(f"dkagh1. {end}".encode())) == frame(given.encode())


def test_a_file_in_an_unusual_place_is_recognised_by_its_variable():
    redactor = Redactor()
    assert not redactor.is_secret_file(["cat", "/opt/pw.txt"])
    assert environment(redactor, "MYSQL_PASSWORD_FILE=/opt/pw.txt") == {"MYSQL_PASSWORD_FILE": "/opt/pw.txt"}
    assert redactor.is_secret_file(["cat", "/opt/pw.txt"])


def test_a_file_with_a_harmless_setting_stays_readable():
    redactor = Redactor()
    environment(redactor, "MYSQL_USER_FILE=/run/secrets/user", "MYSQL_PASSWORD_FILE=/run/secrets/password")
    assert not redactor.is_secret_file(["cat", "/run/secrets/user"])
    assert redactor.is_secret_file(["cat", "/run/secrets/password"])


def test_a_file_named_by_both_is_a_secret():
    redactor = Redactor()
    environment(redactor, "MYSQL_PASSWORD_FILE=/x", "MYSQL_USER_FILE=/x")
    assert redactor.is_secret_file(["cat", "/x"])


def test_an_unknown_file_is_judged_by_its_path():
    assert Redactor().is_secret_file(["cat", "/run/secrets/anything"])


def test_a_password_that_looks_like_a_hash_is_redacted():
    assert "secret:hello" not in environment(Redactor(), "MYSQL_PASSWORD=secret:hello").values()
