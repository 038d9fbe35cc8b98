"""Whatever a host said is stored, and read back as it was."""

import datetime
import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from grader.checks.verdict import RootCause, Status, Verdict
from grader.records.gradebook import Gradebook
from grader.records.portable import Utc, dumped, escaped, loaded, unescaped
from tests.support.students import attempt, begin, entry, graded

TEXT = st.text(st.characters(exclude_categories=[])) | st.sampled_from(
    ["\0", "\ud800", "␛", "␛0000", "␛nan", "\\u0000"]
)
NUMBERS = st.integers() | st.floats(allow_nan=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(TEXT)
def test_escaped_text_can_be_stored_and_comes_back(text):
    stored = escaped(text)
    stored.encode()
    assert "\0" not in stored
    assert unescaped(stored) == text


@given(JSON)
def test_json_is_strict_and_comes_back(value):
    text = dumped(value)
    text.encode()
    json.loads(text, parse_constant=pytest.fail)
    assert "\\u0000" not in text.replace("\\\\", "")
    assert loaded(text) == value
    assert loaded(text.encode()) == value


def test_numbers_that_json_lacks_come_back():
    assert math.isnan(loaded(dumped([math.nan]))[0])
    assert loaded(dumped({"wide": [10**5000, -(10**5000)]})) == {"wide": [10**5000, -(10**5000)]}
    assert loaded(dumped("␛0x1")) == "␛0x1"


def test_korean_stands_readable_in_the_database():
    assert dumped({"이름": "김보라"}) == '{"이름": "김보라"}'


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        Utc().process_bind_param(datetime.datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001


@pytest.fixture
def kept(url):
    """kept(verdict): the verdict as the gradebook gives it back."""
    with Gradebook.open(url) as book:
        run = begin(book)
        minutes = iter(range(10**6))

        def through(verdict: Verdict) -> Verdict:
            seen = attempt("ex05", verdict, minute=next(minutes))
            seen.exercise = f"ex{next(minutes)}"
            book.record(run, "s1", [entry(seen, graded(1))])
            return book.history("s1", seen.exercise)[0].verdicts[0]

        yield through


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.builds(
        Verdict,
        check=TEXT,
        status=st.sampled_from(Status),
        fraction=st.floats(0, 1),
        reason=st.none() | TEXT,
        seen=JSON,
        expected=JSON,
        values=st.dictionaries(TEXT, JSON, max_size=3),
        blocked_by=st.none() | TEXT,
        root=st.none() | st.builds(RootCause, st.sampled_from(["container", "network", "engine"]), TEXT),
        cause=st.none() | TEXT,
        trace=st.none() | TEXT,
        seconds=st.floats(0, 1000),
        facts=st.lists(st.integers(0, 10**6), max_size=5).map(tuple),
    )
)
def test_a_verdict_comes_back_as_it_was(kept, verdict):
    assert kept(verdict) == verdict


def test_a_deeply_nested_value_comes_back(kept):
    value: list = []
    for _ in range(240):
        value = [value]
    verdict = Verdict(check="made", status=Status.FAILED, seen=value)
    assert kept(verdict) == verdict
