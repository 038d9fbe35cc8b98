"""Times as the Engine writes them."""

import pytest

from grader.checks.times import timestamp


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:10Z", 10),
        ("1970-01-01T00:00:10.123456789Z", 10),
        ("1970-01-01T09:00:10+09:00", 10),
        ("1970-01-01T00:00:10", 10),
        ("0001-01-01T00:00:00Z", -62135596800),
        ("", 0),
        ("yesterday", 0),
        ("2026-99-99T99:99:99Z", 0),
    ],
)
def test_times_of_the_engine_are_parsed(text, seconds):
    assert timestamp(text) == seconds
