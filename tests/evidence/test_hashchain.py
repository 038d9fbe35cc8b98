"""What is done to evidence is found, and named by its place."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import EvidenceDamaged
from grader.evidence import hashchain as chain
from grader.evidence.facts import Ending, Fact, Manifest
from grader.evidence.file import Evidence, inspect
from grader.evidence.signing import Signer, fingerprint

SIGNER = Signer.new()
EVIDENCE = Evidence(
    Manifest(exercise="ex05", student="s01", started="2026-11-23T05:03:09+00:00"),
    [
        *(Fact(at=n, seconds=0.01, command=f"echo {n}", rc=0, out=f"{n}\n") for n in range(5)),
        Fact(at=9, seconds=0, request="GET /info", status=200, body='{"Driver":"overlay2"}'),
    ],
)
COUNT = len(EVIDENCE.facts)


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    path = tmp_path_factory.mktemp("chain") / "e.gz"
    EVIDENCE.write(path, SIGNER)
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("chain") / "changed.gz"


@pytest.fixture
def read(place):
    """read(lines): what is said of a file of these lines."""

    def reading(changed):
        place.write_bytes(gzip.compress(b"".join(changed)))
        return inspect(place).problem

    return reading


def test_unchanged_evidence_is_intact(lines, read):
    assert read(lines) is None


@pytest.mark.parametrize("fact", range(1, COUNT + 1))
def test_a_removed_fact_is_named(lines, read, fact):
    said = read(lines[:fact] + lines[fact + 1 :])
    expected = (
        f"fact {fact} is missing" if fact < COUNT else f"it ends after fact {COUNT - 1}, but was sealed with 6 facts"
    )
    assert expected in said


@pytest.mark.parametrize("fact", range(1, COUNT + 1))
def test_a_changed_fact_is_named(lines, read, fact):
    changed = lines[fact].replace(b'"at":', b'"at":1', 1)
    assert f"fact {fact} was changed after" in read([*lines[:fact], changed, *lines[fact + 1 :]])


@pytest.mark.parametrize("fact", range(1, COUNT))
def test_facts_that_changed_places_are_named(lines, read, fact):
    said = read([*lines[:fact], lines[fact + 1], lines[fact], *lines[fact + 2 :]])
    assert f"fact {fact} is missing: fact {fact + 1} is in its place" in said


@pytest.mark.parametrize("fact", range(1, COUNT + 1))
def test_an_added_fact_is_named(lines, read, fact):
    assert f"fact {fact + 1} is missing: fact {fact}" in read([*lines[: fact + 1], *lines[fact:]])


def test_another_student_in_the_manifest_is_found(lines, read):
    assert "the manifest was changed after" in read([lines[0].replace(b"s01", b"s02"), *lines[1:]])


def test_another_exercise_in_the_manifest_is_found(lines, read):
    assert "the manifest was changed after" in read([lines[0].replace(b"ex05", b"ex06"), *lines[1:]])


def test_a_changed_end_is_found(lines, read):
    changed = lines[-2].replace(b"overlay2", b"overlay3")
    assert changed != lines[-2]
    assert "its end was changed" in read([*lines[:-2], changed, lines[-1]])


def test_a_missing_end_is_found(lines, read):
    assert "its end is missing" in read([*lines[:-2], lines[-1]])


def test_a_missing_seal_is_found(lines, read):
    assert read(lines[:-1]) == f"is damaged (its seal is missing: it ends with fact {COUNT})"


def test_a_line_after_the_seal_is_found(lines, read):
    assert "there is data after its seal" in read([*lines, b"{}\n"])


def test_a_line_between_the_ending_and_the_seal_is_found(lines, read):
    assert "there is a line between" in read([*lines[:-1], lines[1], lines[-1]])


def sealed_anew(signer, key, *, student="s01"):
    writer = chain.ChainWriter()
    manifest = EVIDENCE.manifest.model_copy(update={"student": student})
    made = [writer.manifest(manifest), *map(writer.fact, EVIDENCE.facts)]
    return [*made, *writer.seal(Ending(facts=COUNT, key=key), signer).splitlines(keepends=True)]


def test_a_seal_that_names_another_key_is_found(read):
    said = read(sealed_anew(Signer.new(), SIGNER.public, student="s02"))
    assert f"its signature was not made with {fingerprint(SIGNER.public)}" in said


def test_a_removed_signature_is_found(read):
    assert f"the signature of {fingerprint(SIGNER.public)} is missing" in read(sealed_anew(None, SIGNER.public))


def test_a_signature_without_a_key_is_found(read):
    assert "names no key" in read(sealed_anew(SIGNER, ""))


def test_evidence_sealed_with_another_key_names_that_key(read, place):
    other = Signer.new()
    assert read(sealed_anew(other, other.public)) is None
    assert Evidence.read(place).ending.key == other.public


@pytest.mark.parametrize(
    "line",
    [
        b'{"n":1,"n":1}',
        b'{"at":NaN}',
        b'{"n":true}',
        b'{"n":"1"}',
        b"[]",
        b"[" * 5_000,
        b"1" * 5_000,
    ],
)
def test_a_line_of_another_kind_is_refused_with_its_place(lines, read, line):
    said = read([*lines[:3], line + b"\n", *lines[3:]])
    assert "the line after fact 2" in said or "fact 3 is missing" in said


@pytest.mark.parametrize(
    "keys",
    [
        {"at": 0},
        {"at": 0, "seconds": 0},
        {"at": 0, "seconds": 0, "command": "c"},
        {"at": 0, "seconds": 0, "request": "r"},
        {"at": 0, "seconds": 0, "command": "c", "request": "r", "rc": 0},
        {"at": 0, "seconds": 0, "command": "c", "rc": 0, "out": {}},
        {"at": 0, "seconds": 0, "command": "c", "rc": 0, "out": {"base64": "x"}},
        {"at": 0, "seconds": 0, "command": "c", "rc": "0"},
        {"at": 0, "seconds": 0, "command": "c", "rc": 10**4000},
        {"at": "0", "seconds": 0, "command": "c", "rc": 0},
        {"at": -1, "seconds": 0, "command": "c", "rc": 0},
        {"at": 1e300, "seconds": 0, "command": "c", "rc": 0},
        {"at": 0, "seconds": 0, "command": "c", "rc": 0, "later": 1},
        {"at": 0, "seconds": 0, "command": ["c"], "rc": 0},
        {"at": 0, "seconds": 0, "request": "r", "status": 200, "headers": [["a"]]},
        {"at": 0, "seconds": 0, "request": "r", "status": 10**9},
        {"at": 0, "seconds": 0, "command": "c", "rc": 0, "truncated": 1},
    ],
)
def test_an_invalid_fact_is_refused(lines, read, keys):
    after = chain._short(lines[0].rstrip(b"\n"))
    said = read([lines[0], json.dumps({"n": 1, "after": after, **keys}).encode() + b"\n"])
    assert "fact 1 is not valid" in said


def test_a_number_out_of_range_is_refused(lines, read):
    line = json.dumps({"n": 1, "after": chain._short(lines[0].rstrip(b"\n")), "seconds": 0, "command": "c", "rc": 0})
    assert "fact 1 is not valid" in read([lines[0], line[:-1].encode() + b',"at":1e999}\n'])


def test_too_many_facts_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(chain, "MOST_FACTS", 3)
    EVIDENCE.write(tmp_path / "e.gz")
    with pytest.raises(EvidenceDamaged, match="more than 3 facts"):
        Evidence.read(tmp_path / "e.gz")


@given(st.data())
def test_any_changed_byte_of_the_file_is_found(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "flipped.gz"
    EVIDENCE.write(path, SIGNER)
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1), "at")
    whole[at] ^= data.draw(st.integers(1, 255), "by")
    path.write_bytes(whole)
    found = inspect(path)
    # The time stamp, flags and system in gzip's header say nothing of what is packed.
    told = found.problem is not None or found.evidence.torn or found.unfinished
    assert told or (4 <= at < 10 and found.evidence == EVIDENCE)


@given(st.data())
def test_any_change_of_a_line_is_found(lines, tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "changed.gz"
    at = data.draw(st.integers(0, len(lines) - 1), "line")
    line = bytearray(lines[at])
    where = data.draw(st.integers(0, len(line) - 2), "byte")
    line[where] ^= data.draw(st.integers(1, 255), "by")
    path.write_bytes(gzip.compress(b"".join([*lines[:at], bytes(line), *lines[at + 1 :]])))
    assert inspect(path).problem is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*Fact.model_fields, "n", "after", "end", "seal", "schema", "host", "facts", "key", "sha256"])
LINES = (
    st.dictionaries(KEYS, JSON, max_size=6).map(lambda keys: json.dumps(keys).encode())
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=40)
)


@given(st.lists(LINES, max_size=5), st.booleans())
def test_any_file_is_read_or_refused(tmp_path_factory, found, headed):
    """The fuzz target: HYPOTHESIS_PROFILE=search tries longer."""
    path = tmp_path_factory.getbasetemp() / "fuzzed.gz"
    head = [b'{"schema":"grader.evidence/1"}'] if headed else []
    path.write_bytes(gzip.compress(b"\n".join([*head, *found, b""])))
    problem = inspect(path).problem
    assert problem is not None
    assert "\n" not in problem


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "anything.gz"
    path.write_bytes(data)
    assert inspect(path).problem is not None
