"""The class page in a real browser: accessible, silent on the network, and its script sorts and filters."""

from pathlib import Path

import pytest

from grader.reports.class_report.data import ClassMember, build
from grader.reports.class_report.page import render_class
from tests.support.browser import named, run
from tests.support.class_samples import sample_class
from tests.support.samples import HOSTILE, hostile

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    evil = [ClassMember("s1", HOSTILE, HOSTILE, [hostile()], HOSTILE, "x.html", HOSTILE)]
    reports = {
        "class": sample_class(12, 10),
        "korean": sample_class(12, 10, "ko"),
        "hostile": build(HOSTILE, evil, run=HOSTILE, started=HOSTILE),
        "empty": build("c", [], run="r", started="2026-11-23T05:03:09Z"),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(render_class(report), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def readings(pages):
    return run("read.mjs", *sorted(pages.iterdir()))


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """What an instructor's steps led to, by name."""
    page = tmp_path_factory.mktemp("used") / "class.html"
    page.write_text(render_class(sample_class(30, 10)), encoding="utf-8")
    found = run("class.mjs", page)
    assert found["complaints"] == []
    return {step["name"]: step for step in found["steps"]}


def test_axe_finds_nothing_to_complain_about(readings):
    assert {named(one): one["violations"] for one in readings if one["violations"]} == {}


def test_the_page_asks_for_nothing_but_itself(readings):
    assert all(one["requests"] == [Path(one["file"]).as_uri()] for one in readings)


def test_the_browser_has_no_complaint(readings):
    assert {named(one): one["complaints"] for one in readings if one["complaints"]} == {}


def test_the_page_itself_does_not_scroll_sideways(readings):
    assert {named(one): one["overflow"] for one in readings if one["overflow"] > 0} == {}


def test_the_keyboard_reaches_the_content_first(readings):
    assert {one["focused"][0] for one in readings} == {"Skip to content", "본문으로 건너뛰기"}


def totals(step):
    return [float(text.rstrip("?")) for text in step["totals"] if text != "?"]


def test_it_opens_in_the_order_of_the_roster(used):
    assert used["as opened"]["students"] == [f"s{number:02}" for number in range(1, 31)]
    assert used["as opened"]["sorted"] is None
    assert used["as opened"]["status"] == "30 of 30 students"


def test_a_click_on_a_name_sorts_by_name(used):
    assert used["sort by name"]["sorted"] == ["Student", "ascending"]
    assert used["sort by name"]["students"] != used["as opened"]["students"]


def test_a_second_click_turns_the_order_round(used):
    step = used["sort by total"]
    assert step["sorted"][1] == "ascending"
    assert totals(step) == sorted(totals(step))


def test_what_is_not_known_comes_last(used):
    assert used["sort by total"]["totals"][-1] == "?"


def test_every_check_can_be_sorted_by(used):
    assert used["sort by the last check"]["sorted"][1] == "descending"


def test_the_keyboard_sorts_too(used):
    assert used["by keyboard"]["sorted"] is None
    assert used["key Enter"]["sorted"][1] == "descending"
    assert used["key Space"]["sorted"][1] == "ascending"


def test_a_search_keeps_whom_it_fits(used):
    assert sorted(used["search"]["students"]) == ["s01"]
    assert used["search for nobody"]["students"] == []
    assert used["search for nobody"]["status"] == "0 of 30 students"
    assert len(used["search again"]["students"]) == 30


def test_a_section_can_be_chosen(used):
    assert used["choose a section"]["status"] == "7 of 30 students"
    assert used["all sections"]["status"] == "30 of 30 students"


def test_easy_checks_and_strong_students_come_first(used):
    step = used["easy checks first"]
    assert totals(step) == sorted(totals(step), reverse=True)
    assert [name.split()[0] for name in step["columns"][:5]] == ["Student", "Section", "Total", "ex01", "ex02"]
    assert step["columns"] != used["as opened"]["columns"]
    assert sorted(step["columns"]) == sorted(used["as opened"]["columns"])


def test_the_order_of_the_roster_comes_back(used):
    for what in ("students", "columns", "totals"):
        assert used["as before"][what] == used["as opened"][what]


def test_columns_can_be_chosen(used):
    assert len(used["scores only"]["columns"]) == 5
    assert len(used["one exercise"]["columns"]) == 3 + 1 + 8
    assert used["all checks"]["columns"] == used["as opened"]["columns"]
