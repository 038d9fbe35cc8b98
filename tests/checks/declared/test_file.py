"""Files of this machine, looked at as a checks.yml says."""

import os

import pytest


@pytest.fixture
def home(look):
    (look.home / "page.html").write_text("hello world\nbye\n")
    (look.home / "empty").touch()
    (look.home / "folder").mkdir()
    (look.home / "link").symlink_to("folder")
    return look.home


@pytest.mark.parametrize(
    "text",
    [
        "path: ~/page.html",
        "path: ~/empty",
        "path: ~/empty, contains: '!x'",
        "path: ~/page.html, contains: hello",
        "path: ~/page.html, contains: [/^bye$/, '!again']",
        "path: ~/folder, type: directory",
        "path: ~/link, type: directory",
        "path: '~', type: directory",
        "path: /etc/passwd",
    ],
)
def test_what_is_as_wanted_passes(look, home, text):
    assert look("file", f"{{{text}}}") is None


@pytest.mark.parametrize(
    ("text", "reason", "seen", "expected"),
    [
        ("path: ~/pages.html", "missing", None, "{home}/pages.html"),
        ("path: ~/folder", "no-file", "drwx", None),
        ("path: ~/page.html, type: directory", "no-directory", "-rw-", None),
        ("path: ~/empty, contains: hello", "empty", None, None),
        ("path: ~/empty, contains: ['!x', hello]", "empty", None, None),
        ("path: ~/page.html, contains: [hello, farewell, /^hell$/]", "not-in-file", "hello", ["farewell", "/^hell$/"]),
        ("path: ~/page.html, contains: '!bye'", "in-file", ["bye"], None),
    ],
)
def test_what_is_otherwise_is_told(look, home, text, reason, seen, expected):
    ended = look("file", f"{{{text}}}")
    assert ended[0] == reason
    assert ended[1] is seen or ended[1] == seen or str(ended[1]).startswith(str(seen))
    assert ended[2] == (expected.format(home=home) if isinstance(expected, str) else expected)


def test_a_similar_file_is_named(look, home):
    look("file", "path: ~/page.htm")
    assert look.end.values["near_file"] == "page.html"


def test_the_work_was_done_when_the_file_was_written(look, home):
    os.utime(home / "page.html", (1_700_000_000, 1_700_000_000))
    look("file", "{path: ~/page.html, contains: hello}")
    assert look.session.done_at == 1_700_000_000
