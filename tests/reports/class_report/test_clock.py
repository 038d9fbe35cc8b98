import time

from grader.reports.class_report.clock import ClassClock

SEOUL = ClassClock("Asia/Seoul")


def test_a_time_is_shown_in_the_zone_of_the_class():
    assert SEOUL.moment("2026-11-23T20:03:09Z") == "2026-11-24 05:03"
    assert SEOUL.moment("2026-11-24T05:03:09+09:00") == "2026-11-24 05:03"


def test_a_time_without_a_zone_is_utc():
    assert SEOUL.moment("2026-11-23T20:03:09") == "2026-11-24 05:03"


def test_what_is_no_time_stays():
    assert SEOUL.moment("soon") == "soon"
    assert ClassClock("America/New_York").moment("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z"


def test_the_zone_is_named_with_its_offset_at_that_time():
    berlin = ClassClock("Europe/Berlin")
    assert berlin.label("2026-11-23T20:03:09Z") == "Europe/Berlin (UTC+01:00)"
    assert berlin.label("2026-07-23T20:03:09Z") == "Europe/Berlin (UTC+02:00)"
    assert berlin.label("soon") == "Europe/Berlin"
    assert ClassClock("UTC").label("2026-11-23T20:03:09Z") == "UTC"


def test_without_a_zone_times_are_those_of_this_machine(monkeypatch):
    monkeypatch.setenv("TZ", "KST-9")
    time.tzset()
    try:
        assert ClassClock(None).moment("2026-11-23T20:03:09Z") == "2026-11-24 05:03"
        assert ClassClock(None).label("2026-11-23T20:03:09Z") == "KST (UTC+09:00)"
    finally:
        monkeypatch.undo()
        time.tzset()
