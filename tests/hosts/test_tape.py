import gzip
import json
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.hosts.base import HostFacts
from grader.hosts.tape import LARGEST_FILE, Fact, Manifest, Tape, kept, raw

HEAD = b'{"schema": "grader.evidence/1"}\n'

TEXTS = st.text(max_size=40)
BYTES = st.binary(max_size=60) | TEXTS.map(
    lambda text: text.encode("utf-8", "surrogateescape" if text.isascii() else "replace")
)
NUMBERS = st.floats(0, 1e6, allow_nan=False)
COMMANDS = st.builds(
    Fact,
    at=NUMBERS,
    seconds=NUMBERS,
    command=TEXTS,
    rc=st.integers(0, 255),
    out=BYTES.map(kept),
    err=BYTES.map(kept),
    timed_out=st.booleans(),
    truncated=st.booleans(),
)
REQUESTS = st.builds(
    Fact,
    at=NUMBERS,
    seconds=NUMBERS,
    request=TEXTS,
    sent=BYTES.map(kept),
    status=st.integers(100, 599),
    headers=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    body=BYTES.map(kept),
)
ERRORS = st.builds(
    Fact, at=NUMBERS, seconds=NUMBERS, command=TEXTS, error=st.just("HostTimeout"), problem=TEXTS, next_step=TEXTS
)
HOSTS = st.builds(HostFacts, url=TEXTS, user=TEXTS, uid=st.integers(0, 70000), home=TEXTS, attempt=TEXTS)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("tape") / "evidence.gz"


@given(facts=st.lists(COMMANDS | REQUESTS | ERRORS, max_size=6), host=HOSTS, student=TEXTS)
def test_what_was_written_is_read_again(file, facts, host, student):
    tape = Tape(
        Manifest(host=host, exercise="ex01", student=student, started="2026-11-23T05:03:09Z", grader="1"), facts
    )
    tape.write(file)
    assert Tape.read(file) == tape


@given(said=st.binary())
def test_bytes_are_kept_as_they_are(said):
    assert raw(kept(said)) == said


def test_characters_that_end_a_line_elsewhere_end_none_here(file):
    tape = Tape(facts=[Fact(at=0, seconds=0, command="c", rc=0, out="a\u2028b\u0085c\x0bd\x1ee\rf")])
    tape.write(file)
    assert Tape.read(file) == tape


def test_a_lone_surrogate_is_kept(file):
    tape = Tape(facts=[Fact(at=0, seconds=0, command="ls \udcff", rc=0)])
    tape.write(file)
    assert Tape.read(file) == tape


def test_the_file_is_for_its_owner_only(tmp_path):
    Tape().write(tmp_path / "deep" / "evidence.gz")
    assert stat.S_IMODE((tmp_path / "deep" / "evidence.gz").stat().st_mode) == 0o600


def test_the_same_tape_is_the_same_file(tmp_path):
    tape = Tape(facts=[Fact(at=0, seconds=0, command="c", rc=0)])
    tape.write(tmp_path / "a")
    tape.write(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "evidence.gz"
    path.write_bytes(b"old")
    monkeypatch.setattr(gzip, "compress", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        Tape().write(path)
    assert [one.name for one in tmp_path.iterdir()] == ["evidence.gz"]
    assert path.read_bytes() == b"old"


def test_where_nothing_can_be_written_the_path_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file"):
        Tape().write(tmp_path / "file" / "evidence.gz")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not gzip", id="not gzip"),
        pytest.param(gzip.compress(b""), id="nothing inside"),
        pytest.param(gzip.compress(HEAD * 50)[:-20], id="cut short"),
        pytest.param(gzip.compress(HEAD)[:-8] + b"\0" * 8, id="wrong checksum"),
        pytest.param(gzip.compress(b"\xff\xfe"), id="not UTF-8"),
        pytest.param(gzip.compress(b"{"), id="not JSON"),
        pytest.param(gzip.compress(b"[1]"), id="a list for a head"),
        pytest.param(gzip.compress(b'"x"'), id="a word for a head"),
        pytest.param(gzip.compress(b"{}"), id="no schema"),
        pytest.param(gzip.compress(b'{"schema": "grader.evidence/2"}'), id="another schema"),
        pytest.param(gzip.compress(HEAD + b"[]"), id="a list for a fact"),
        pytest.param(gzip.compress(HEAD + b'{"at": 0}'), id="half a fact"),
        pytest.param(gzip.compress(HEAD + b'{"at": 0, "seconds": 0}'), id="a fact about nothing"),
        pytest.param(
            gzip.compress(HEAD + b'{"at": 0, "seconds": 0, "command": "c"}'), id="a command without an answer"
        ),
        pytest.param(
            gzip.compress(HEAD + b'{"at": 0, "seconds": 0, "request": "r"}'), id="a request without an answer"
        ),
        pytest.param(
            gzip.compress(HEAD + b'{"at": 0, "seconds": 0, "command": "c", "rc": 0, "out": {}}'), id="no bytes"
        ),
        pytest.param(
            gzip.compress(HEAD + b'{"at": 0, "seconds": 0, "command": "c", "rc": 0, "out": {"base64": "x"}}'),
            id="no base64",
        ),
        pytest.param(gzip.compress(HEAD + b"[" * 200_000), id="deeply nested"),
        pytest.param(gzip.compress(b'{"schema": ' + b"9" * 5000 + b"}"), id="an endless number"),
        pytest.param(gzip.compress(b" " * (LARGEST_FILE + 2)), id="a bomb"),
    ],
)
def test_a_damaged_file_is_named_and_not_believed(file, data):
    file.write_bytes(data)
    with pytest.raises(UsageError, match="is not a readable evidence file") as caught:
        Tape.read(file)
    assert str(file) in caught.value.problem


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.gz.*No such file"):
        Tape.read(tmp_path / "none.gz")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UsageError, match="Is a directory"):
        Tape.read(tmp_path)


def test_keys_of_a_later_version_are_passed_over(file):
    file.write_bytes(gzip.compress(json.dumps({"schema": "grader.evidence/1", "later": 1}).encode() + b"\n"))
    assert Tape.read(file).manifest.exercise == ""
