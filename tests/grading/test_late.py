import datetime
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grader.grading.late import LatePolicy, late

DUE = datetime.datetime(2026, 12, 1, 23, 59, tzinfo=ZoneInfo("Asia/Seoul"))
POLICY = LatePolicy(grace="15m", per_day="10%", floor="50%")

percents = st.integers(0, 1000).map(lambda tenths: f"{tenths / 10}%")
policies = st.builds(
    lambda grace, per_day, floor: LatePolicy(grace=grace, per_day=per_day, floor=floor if per_day != "0.0%" else "0%"),
    st.timedeltas(timedelta(), timedelta(days=5)),
    percents,
    percents,
)
moments = st.datetimes(
    datetime.datetime(2020, 1, 1),  # noqa: DTZ001
    datetime.datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]),
)
scores = st.floats(0, 200, allow_nan=False)
extensions = st.timedeltas(timedelta(), timedelta(days=30))


def after(delay, *, score=80.0, due=DUE, policy=POLICY, extension=timedelta()):
    done_at = DUE.astimezone(UTC) + delay
    return late(score, 100.0, done_at=done_at, due=due, policy=policy, extension=extension)


@pytest.mark.parametrize(
    ("delay", "points", "days", "kept", "reason"),
    [
        (timedelta(days=-3), 80.0, 0, 100.0, "on-time"),
        (timedelta(), 80.0, 0, 100.0, "on-time"),
        (timedelta(seconds=1), 80.0, 0, 100.0, "grace"),
        (timedelta(minutes=15), 80.0, 0, 100.0, "grace"),
        (timedelta(minutes=15, microseconds=1), 72.0, 1, 90.0, "late"),
        (timedelta(days=1, minutes=15), 72.0, 1, 90.0, "late"),
        (timedelta(days=1, minutes=16), 64.0, 2, 80.0, "late"),
        (timedelta(days=5), 40.0, 5, 50.0, "floor"),
        (timedelta(days=500), 40.0, 500, 50.0, "floor"),
    ],
)
def test_each_started_day_after_the_grace_period_costs_its_share_down_to_the_floor(delay, points, days, kept, reason):
    found = after(delay)
    assert (found.points, found.days, found.percent_kept, found.reason) == (points, days, kept, reason)


def test_the_floor_is_a_share_of_what_was_earned_and_gives_nothing_to_who_earned_nothing():
    assert after(timedelta(days=99), score=0.0).points == 0.0
    assert after(timedelta(days=99), score=20.0).points == 10.0


def test_bonus_is_reduced_like_any_other_point():
    assert after(timedelta(hours=1), score=110.0).points == 99.0


def test_it_is_reported_how_much_such_late_work_can_still_get():
    assert after(timedelta(hours=1)).max_points == 90.0


def test_without_a_due_time_nothing_is_late():
    found = after(timedelta(days=99), due=None)
    assert (found.points, found.reason, found.deadline) == (80.0, "no-due", None)


def test_without_rules_lateness_is_reported_and_costs_nothing():
    found = after(timedelta(days=2), policy=LatePolicy())
    assert (found.points, found.days, found.late_by, found.reason) == (80.0, 2, timedelta(days=2), "late")


def test_an_extension_moves_the_deadline():
    found = after(timedelta(days=2), extension=timedelta(days=2))
    assert (found.points, found.reason) == (80.0, "on-time")
    assert found.deadline == DUE + timedelta(days=2)
    assert found.deadline.tzinfo == DUE.tzinfo


def test_the_same_moment_in_another_time_zone_is_judged_alike():
    done_at = datetime.datetime(2026, 12, 1, 14, 59, tzinfo=UTC)
    assert late(80.0, 100.0, done_at=done_at, due=DUE, policy=POLICY).reason == "on-time"


def test_a_day_is_24_hours_also_when_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    due = datetime.datetime(2026, 10, 24, 12, 0, tzinfo=berlin)
    done_at = datetime.datetime(2026, 10, 25, 12, 0, tzinfo=berlin)  # 25 hours later
    found = late(80.0, 100.0, done_at=done_at, due=due, policy=LatePolicy(per_day="10%"))
    assert (found.late_by, found.days) == (timedelta(hours=25), 2)


@pytest.mark.parametrize("which", ["done_at", "due"])
def test_a_time_without_a_zone_is_refused(which):
    naive = datetime.datetime(2026, 12, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        late(1.0, 1.0, **{"done_at": DUE, "due": DUE, which: naive}, policy=POLICY)


def test_a_floor_without_a_slope_is_refused():
    with pytest.raises(ValidationError, match="does nothing"):
        LatePolicy(floor="50%")


@given(scores, moments, moments, policies, extensions)
def test_a_score_is_never_raised_and_never_falls_below_its_floor(score, done_at, due, policy, extension):
    found = late(score, 100.0, done_at=done_at, due=due, policy=policy, extension=extension)
    assert found.points <= score
    assert found.points >= score * policy.floor / 100 - 0.006


@given(scores, moments, st.timedeltas(timedelta(), timedelta(days=60)), moments, policies, extensions)
def test_later_work_never_gets_more(score, done_at, delay, due, policy, extension):
    def points(when):
        return late(score, 100.0, done_at=when, due=due, policy=policy, extension=extension).points

    done_at = done_at.astimezone(UTC)
    assert points(done_at + delay) <= points(done_at)


@given(scores, moments, moments, policies, extensions, st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_longer_extension_never_costs(score, done_at, due, policy, extension, more):
    def points(extra):
        return late(score, 100.0, done_at=done_at, due=due, policy=policy, extension=extra).points

    assert points(extension + more) >= points(extension)


@given(scores, scores, moments, moments, policies)
def test_who_earned_more_never_gets_less(one, other, done_at, due, policy):
    low, high = sorted((round(one, 2), round(other, 2)))

    def points(score):
        return late(score, 100.0, done_at=done_at, due=due, policy=policy).points

    assert points(low) <= points(high)
