import datetime
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.message import InvalidValue
from grader.units import duration, duration_text, localised, moment, percent, zone

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1d 12h", timedelta(hours=36)),
        ("1D12H", timedelta(hours=36)),
        ("1w", timedelta(days=7)),
        ("90 s", timedelta(seconds=90)),
        (0, timedelta()),
    ],
)
def test_a_duration_is_read_as_people_write_it(text, meant):
    assert duration(text) == meant


@pytest.mark.parametrize("text", [15, "15", "m", "1y", "-1d", "1.5h", "", "١d", "99999d"])
def test_a_duration_without_a_clear_unit_is_refused(text):
    with pytest.raises(ValueError, match=r"not a duration|ten years"):
        duration(text)


@given(st.integers(0, 3660 * 86400).map(lambda seconds: timedelta(seconds=seconds)))
def test_a_written_duration_is_read_back(value):
    assert duration(duration_text(value)) == value


@pytest.mark.parametrize(("text", "meant"), [("10%", 10.0), ("12.5 %", 12.5), (0, 0.0), ("100%", 100.0)])
def test_a_percentage_is_read(text, meant):
    assert percent(text) == meant


@pytest.mark.parametrize("text", [10, 0.1, "10", "101%", "-1%", "nan%"])
def test_a_percentage_that_could_mean_two_things_is_refused(text):
    with pytest.raises(ValueError, match="not a percentage"):
        percent(text)


@pytest.mark.parametrize("text", [20261201, "1.12.2026 23:59", "2026-12-01T25:00", "2026-11-31", "2026-12-01T", ""])
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(InvalidValue, match="not a date; write 2026-12-01"):
        moment(text)


@pytest.mark.parametrize("day", ["2026-12-01", datetime.date(2026, 12, 1)])
def test_a_date_alone_is_the_end_of_that_day(day):
    assert moment(day) == datetime.datetime(2026, 12, 1, 23, 59, 59)  # noqa: DTZ001  the zone is the class's


def test_the_end_of_a_day_is_read_in_the_zone_of_the_class():
    assert localised(moment("2026-12-01"), BERLIN).isoformat() == "2026-12-01T23:59:59+01:00"


def test_a_year_that_cannot_be_meant_is_refused():
    with pytest.raises(ValueError, match="year 206"):
        moment("0206-12-01T23:59")


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "America", ""])
def test_an_unknown_time_zone_is_refused(name):
    with pytest.raises(ValueError, match="not a time zone"):
        zone(name)


def test_a_time_that_comes_twice_is_the_later_one():
    found = localised(moment("2026-10-25T02:30"), BERLIN)
    assert found.astimezone(UTC) == datetime.datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_that_never_comes_is_the_same_while_later_on_the_clock():
    found = localised(moment("2026-03-29T02:30"), BERLIN)
    assert found.isoformat() == "2026-03-29T03:30:00+02:00"


def test_an_aware_time_keeps_its_own_zone():
    assert localised(moment("2026-12-01T23:59+09:00"), BERLIN).isoformat() == "2026-12-01T23:59:00+09:00"


def test_a_time_without_any_zone_is_refused_with_what_to_write():
    with pytest.raises(ValueError, match=r"add one, as in 2026-12-01T23:59:00\+09:00"):
        localised(moment("2026-12-01 23:59"), None)
