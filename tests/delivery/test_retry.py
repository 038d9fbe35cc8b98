import datetime
import email.utils

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.delivery.retry import RetryPolicy, Transient, retry_after
from grader.errors import NoAnswer
from grader.message import Message

NOW = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)


class Failing:
    """Fails so many times."""

    def __init__(self, times: int, after: float | None = None) -> None:
        self.left, self.after, self.tries = times, after, 0

    def __call__(self) -> str:
        self.tries += 1
        if self.left:
            self.left -= 1
            raise Transient(Message("busy"), self.after)
        return "done"


def test_what_fails_for_a_while_is_tried_again_after_longer_and_longer_waits():
    waits = []
    assert RetryPolicy(sleep=waits.append).run(Failing(4)) == "done"
    assert [0.5 <= wait / 2**n <= 1 for n, wait in enumerate(waits)] == [True] * 4


def test_tries_are_bounded():
    waits, failing = [], Failing(99)
    with pytest.raises(NoAnswer, match="busy"):
        RetryPolicy(tries=3, sleep=waits.append).run(failing)
    assert (failing.tries, len(waits)) == (3, 2)


def test_the_other_side_may_ask_for_a_longer_wait():
    waits = []
    RetryPolicy(sleep=waits.append).run(Failing(1, after=17))
    assert waits == [17]


def test_a_wait_that_would_be_too_long_ends_the_tries():
    waits = []
    with pytest.raises(NoAnswer):
        RetryPolicy(sleep=waits.append).run(Failing(1, after=3600))
    assert waits == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("17", 17), (" 0 ", 0), (None, None), ("", None), ("-5", None), ("1e9", None), ("٣", None), ("9" * 40, None),
     (email.utils.format_datetime(NOW + datetime.timedelta(seconds=30), usegmt=True), 30),
     (email.utils.format_datetime(NOW - datetime.timedelta(seconds=30), usegmt=True), 0),
     ("Tue, 01 Dec 2026 12:00:30 -0000", 30), ("Tue, 99 Dec 2026 12:00:30 GMT", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(header, seconds):
    assert retry_after(header, NOW) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_is_a_wait_or_nothing(header):
    found = retry_after(header, NOW)
    assert found is None or found >= 0
