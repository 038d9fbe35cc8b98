import gzip
import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grader.errors import EvidenceDamaged, HostTimeout, NotInEvidence, UsageError
from grader.evidence import hashchain as chain
from grader.evidence.facts import Ending, Fact, Manifest, failure, kept, raw
from grader.evidence.file import Evidence, inspect, peek
from grader.evidence.gziplines import LARGEST_FILE, LONGEST_LINE, GzipLineWriter
from grader.evidence.replay import ReplayHost
from grader.hosts.base import EngineRequest, HostFacts

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
TEMPLATES = TEXTS.map(lambda host: HostTimeout("{host} is gone.", next_step="Start {host}.", host=host)).map(
    lambda error: Fact(at=0, seconds=0, command="true", **failure(error))
)
HOSTS = st.builds(HostFacts, url=TEXTS, user=TEXTS, uid=st.integers(0, 70000), home=TEXTS, attempt=TEXTS)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("evidence") / "evidence.gz"


@given(facts=st.lists(COMMANDS | REQUESTS | ERRORS | TEMPLATES, max_size=6), host=HOSTS, student=TEXTS)
def test_what_was_written_is_read_again(file, facts, host, student):
    evidence = Evidence(
        Manifest(host=host, exercise="ex01", student=student, started="2026-11-23T05:03:09Z", grader="1"), facts
    )
    evidence.write(file)
    assert Evidence.read(file) == evidence


@given(said=st.binary())
def test_bytes_are_kept_as_they_are(said):
    assert raw(kept(said)) == said


def test_other_line_separators_do_not_end_a_line(file):
    evidence = Evidence(facts=[Fact(at=0, seconds=0, command="c", rc=0, out="a\u2028b\u0085c\x0bd\x1ee\rf")])
    evidence.write(file)
    assert Evidence.read(file) == evidence


def test_a_lone_surrogate_is_kept(file):
    evidence = Evidence(facts=[Fact(at=0, seconds=0, command="ls \udcff", rc=0)])
    evidence.write(file)
    assert Evidence.read(file) == evidence


def test_the_file_is_for_its_owner_only(tmp_path):
    Evidence().write(tmp_path / "deep" / "evidence.gz")
    assert stat.S_IMODE((tmp_path / "deep" / "evidence.gz").stat().st_mode) == 0o600


def test_the_same_evidence_is_the_same_file(tmp_path):
    evidence = Evidence(facts=[Fact(at=0, seconds=0, command="c", rc=0)])
    evidence.write(tmp_path / "a")
    evidence.write(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "evidence.gz"
    path.write_bytes(b"old")
    monkeypatch.setattr(GzipLineWriter, "close", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        Evidence().write(path)
    assert [one.name for one in tmp_path.iterdir()] == ["evidence.gz"]
    assert path.read_bytes() == b"old"


def test_where_nothing_can_be_written_the_path_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file"):
        Evidence().write(tmp_path / "file" / "evidence.gz")


def lines_of(path):
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def test_the_folder_of_a_new_file_is_for_its_owner_only(tmp_path):
    Evidence().write(tmp_path / "deep" / "evidence.gz")
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700


def test_the_ending_summarises_the_facts(file):
    info = json.dumps({"Driver": "overlay2"})
    headers = (("Server", "Docker/27.0 (linux)"), ("Api-Version", "1.44"))
    facts = [
        Fact(at=1, seconds=0.5, request="GET /v1.44/info", status=200, headers=headers, body=info),
        Fact(at=2, seconds=0.25, command="id", rc=0),
    ]
    Evidence(Manifest(started="2026-11-23T05:03:09.000+00:00"), facts).write(file)
    assert Evidence.read(file).ending == Ending(
        facts=2, ended="2026-11-23T05:03:11.250+00:00", engine="Docker/27.0 (linux)", api="1.44", storage="overlay2"
    )


@pytest.mark.parametrize("body", ["{", "[]", "[" * 5000, '{"Driver": null}'])
def test_a_missing_storage_driver_is_left_empty(file, body):
    Evidence(facts=[Fact(at=0, seconds=0, request="GET /v1.44/info", status=200, body=body)]).write(file)
    assert Evidence.read(file).ending.storage == ""


def test_evidence_without_a_start_time_has_no_end_time(file):
    Evidence(facts=[Fact(at=1e8, seconds=0, command="id", rc=0)]).write(file)
    assert Evidence.read(file).ending.ended == ""


def test_an_answer_larger_than_a_reader_accepts_is_left_out_and_reported(file):
    huge = "x" * (LONGEST_LINE + 1)
    asked = Fact(at=1, seconds=0, request="GET /huge", status=200, body=huge)
    Evidence(facts=[asked, Fact(at=2, seconds=0, command="id", rc=0)]).write(file)
    large, small = Evidence.read(file).facts
    assert (large.key, large.error, large.body) == (asked.key, "NotInEvidence", "")
    assert small.rc == 0
    with pytest.raises(NotInEvidence, match="an answer of 24 MB was too large"):
        ReplayHost(Evidence.read(file)).ask(EngineRequest("GET", "/huge"))


def test_many_answers_are_counted_as_long_as_they_are(file):
    """Each is below the size from which one alone is counted exactly; together they are half of what fits."""
    facts = [Fact(at=1, seconds=0, request=f"GET /{n}", status=200, body="x" * 16_000) for n in range(2_000)]
    Evidence(facts=facts).write(file)
    assert [one.error for one in Evidence.read(file).facts if one.error] == []


def test_what_exceeds_a_readers_limit_together_is_left_out_at_the_end(file):
    body = '"' * 16_000
    facts = [Fact(at=1, seconds=0, request=f"GET /{n}", status=200, body=body) for n in range(LARGEST_FILE // 30_000)]
    Evidence(facts=facts).write(file)
    found = Evidence.read(file).facts
    assert len(found) == len(facts)
    assert 0.9 * LARGEST_FILE < sum(2 * len(one.body) for one in found) < LARGEST_FILE
    assert (found[0].error, found[-1].error) == (None, "NotInEvidence")


def test_a_large_answer_that_fits_is_kept(file):
    evidence = Evidence(facts=[Fact(at=1, seconds=0, request="GET /large", status=200, body="{}" * 1_000_000)])
    evidence.write(file)
    assert Evidence.read(file) == evidence


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "ends before its manifest", id="empty"),
        pytest.param(b"not gzip", "not a gzip file", id="not gzip"),
        pytest.param(b"PK\x03\x04", "zip archive", id="a zip archive"),
        pytest.param(gzip.compress(b""), "it is empty", id="nothing inside"),
        pytest.param(gzip.compress(HEAD * 50)[:20], "ends before its manifest", id="cut short"),
        pytest.param(gzip.compress(HEAD)[:-8] + b"\0" * 8, "compressed data", id="wrong checksum"),
        pytest.param(gzip.compress(b"\xff\xfe\n"), "not UTF-8", id="not UTF-8"),
        pytest.param(gzip.compress(b"{\n"), "not JSON", id="not JSON"),
        pytest.param(gzip.compress(HEAD.rstrip()), "last line", id="no line end"),
        pytest.param(gzip.compress(b"[1]\n"), "is not evidence", id="a list for a head"),
        pytest.param(gzip.compress(b'"x"\n'), "is not evidence", id="a word for a head"),
        pytest.param(gzip.compress(b"{}\n"), "begin with the schema grader.evidence/1", id="no schema"),
        pytest.param(gzip.compress(b'{"schema": "grader.evidence/2"}\n'), "begin with the schema", id="another schema"),
        pytest.param(gzip.compress(b"[" * 200_000 + b"\n"), "too many values", id="deeply nested"),
        pytest.param(gzip.compress(b'{"a":' * 9_000 + b"\n"), "nested too deeply", id="nested objects"),
        pytest.param(gzip.compress(b'{"schema": ' + b"9" * 5000 + b"}\n"), "is not evidence", id="endless number"),
        pytest.param(gzip.compress(b" " * (LARGEST_FILE + 2)), "longer than 24 MB", id="a bomb of one line"),
        pytest.param(gzip.compress(b"[" + b"[]," * 8_000_000 + b"]\n"), "too many values", id="a bomb of lists"),
        pytest.param(gzip.compress(HEAD[:-1] + b" " * LONGEST_LINE), "longer than 24 MB", id="a long first line"),
    ],
)
def test_a_file_that_is_not_evidence_is_refused_by_name(file, data, said):
    file.write_bytes(data)
    with pytest.raises(EvidenceDamaged, match="is not a readable evidence file") as caught:
        Evidence.read(file)
    assert str(file) in caught.value.problem
    assert said in caught.value.problem


@pytest.mark.parametrize(
    "keys",
    [
        {"student": 5},
        {"student": "x" * 2000},
        {"started": "yesterday"},
        {"started": "2026-11-23T05:03:09"},
        {"started": "9999-12-31T23:59:59+00:00"},
        {"exercise": "\x1b[2J"},
        {"host": {"url": "", "user": "", "uid": 10**100, "home": "", "attempt": ""}},
        {"host": {"url": "", "user": "", "uid": 0, "home": "", "attempt": "", "clock": 1e300}},
        {"host": {"url": "", "user": "", "uid": 0, "home": "", "attempt": "", "clock_offset": -1e300}},
        {"host": []},
        {"exercise": None},
    ],
)
def test_a_manifest_with_impossible_values_is_refused(file, keys):
    file.write_bytes(gzip.compress(json.dumps({"schema": "grader.evidence/1", **keys}).encode() + b"\n"))
    with pytest.raises(EvidenceDamaged, match="its manifest is not valid"):
        Evidence.read(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(EvidenceDamaged, match=r"none\.gz.*No such file"):
        Evidence.read(tmp_path / "none.gz")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(EvidenceDamaged, match="a folder"):
        Evidence.read(tmp_path)


def test_a_named_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(EvidenceDamaged, match="not a regular file"):
        Evidence.read(tmp_path / "pipe")


def test_keys_of_a_later_version_are_ignored(file):
    Evidence(facts=[Fact(at=0, seconds=0, command="id", rc=0)]).write(file)
    manifest = lines_of(file)[0]
    changed = manifest.replace(b'","', b'","later":1,"', 1)
    assert changed != manifest
    writer = chain.ChainWriter()
    lines = [
        writer._next(json.loads(changed)),
        writer.fact(Evidence.read(file).facts[0]),
        writer.seal(Ending(facts=1), None),
    ]
    file.write_bytes(gzip.compress(b"".join(lines)))
    assert Evidence.read(file).facts[0].command == "id"


def test_a_truncated_file_is_read_up_to_the_break(file):
    facts = [Fact(at=n, seconds=0, command=f"echo {n}", rc=0, out=os.urandom(40).hex()) for n in range(30)]
    Evidence(Manifest(exercise="ex01"), facts).write(file)
    whole = file.read_bytes()
    seen = set()
    for size in range(400, len(whole), 50):
        file.write_bytes(whole[:size])
        evidence = Evidence.read(file)
        assert evidence.torn or evidence.facts == facts
        assert evidence.facts == facts[: len(evidence.facts)]
        seen.add(len(evidence.facts))
    assert len(seen) > 20


def test_a_file_without_its_last_bytes_is_still_complete(file):
    evidence = Evidence(facts=[Fact(at=0, seconds=0, command="id", rc=0)])
    evidence.write(file)
    file.write_bytes(file.read_bytes()[:-4])
    assert not Evidence.read(file).torn
    assert inspect(file).unfinished


def test_the_manifest_can_be_read_alone(file):
    Evidence(Manifest(exercise="ex01", student="s01"), [Fact(at=0, seconds=0, command="id", rc=0)]).write(file)
    assert peek(file) == Manifest(exercise="ex01", student="s01")
    file.write_bytes(b"nothing")
    assert peek(file) is None


@pytest.mark.parametrize(
    "message",
    [
        {"template": "{host} is up.", "values": {"host": "h1"}},
        {"template": 7, "values": {}},
        {"template": "{a}" * 1_000, "values": {"a": "a" * 1_000_000}},
        "h1 is gone.",
    ],
)
def test_a_message_that_is_not_the_problem_of_its_fact_is_refused(message):
    fact = {"at": 0, "seconds": 0, "command": "true", "error": "HostTimeout", "problem": "h1 is gone."}
    with pytest.raises(ValidationError, match=r"message"):
        Fact.model_validate({**fact, "message": message})


def test_evidence_that_is_not_there_is_a_wrong_path(tmp_path):
    with pytest.raises(EvidenceDamaged, match="No such file") as caught:
        Evidence.read(tmp_path / "none.gz")
    assert caught.value.next_step == "Check the path and its permissions."
