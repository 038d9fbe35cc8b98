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


def test_axe_finds_nothing_in_any_view_with_the_panel_open_or_printed(pages):
    assert run("class_axe.mjs", pages / "class.html") == []


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
    assert used["as opened"]["view"] == ["matrix"]


def test_a_click_on_a_name_sorts_by_name(used):
    assert used["sort by name"]["sorted"] == ["Student", "ascending"]
    assert used["sort by name"]["students"] != used["as opened"]["students"]


def test_a_second_click_turns_the_order_round_and_a_third_brings_the_roster_back(used):
    assert used["sort by total"]["sorted"][1] == "descending"
    assert totals(used["sort by total"]) == sorted(totals(used["sort by total"]), reverse=True)
    assert totals(used["sort by total again"]) == sorted(totals(used["sort by total again"]))
    assert used["sort by total once more"]["students"] == used["as opened"]["students"]


def test_what_is_not_known_comes_last(used):
    assert used["sort by total"]["totals"][-1] == used["sort by total again"]["totals"][-1] == "?"


def test_an_exercise_opens_to_its_checks_and_closes(used):
    opened = used["open an exercise"]["columns"]
    assert len(opened) == len(used["as opened"]["columns"]) + 2
    assert opened[5:] == ["engine-runs 15", "image-there 15"]
    assert used["close it"]["columns"] == used["as opened"]["columns"]


def test_every_check_can_be_sorted_by(used):
    assert used["sort by a check"]["sorted"] == ["image-there 15", "descending"]
    assert used["sort by an exercise"]["sorted"][1] == "descending"


def test_the_keyboard_sorts_moves_and_opens(used):
    assert used["by keyboard"]["sorted"] is None
    assert used["key Enter"]["panel"] is not None
    assert used["key Space"]["sorted"][1] == "ascending"
    assert used["key ArrowDown"]["focus"][1] == "total"
    assert used["key ArrowRight"]["focus"][2].startswith("ex01: ")
    assert used["key Enter"]["focus"][0] == "panel-title"


def test_escape_closes_the_panel_and_gives_the_focus_back(used):
    assert used["key Escape"]["panel"] is None
    assert used["key Escape"]["focus"] == used["key ArrowRight"]["focus"]
    assert used["closed"]["panel"] is None


def test_the_matrix_is_one_stop_for_the_tab_key(used):
    assert {step["tabStops"] for step in used.values()} == {1}


def test_a_search_keeps_whom_it_fits(used):
    assert used["search"]["students"] == ["s01"]
    assert used["search for nobody"]["students"] == []
    assert used["search for nobody"]["status"] == "0 of 30 students"
    assert len(used["search again"]["students"]) == 30


def test_students_can_be_filtered(used):
    assert used["choose a section"]["status"] == "7 of 30 students"
    assert used["all sections"]["status"] == "30 of 30 students"
    assert used["unreachable only"]["students"] == ["s12"]
    assert used["clear once more"]["status"] == "30 of 30 students"


def test_filters_narrow_each_other(used):
    assert set(used["late only"]["students"]) < set(used["choose a status"]["students"])


def test_a_figure_shows_whom_it_counts(used):
    assert used["a figure"]["students"] == used["choose a status"]["students"]


def test_one_exercise_is_shown_with_its_checks(used):
    assert len(used["one exercise"]["columns"]) == 3 + 1 + 8
    assert used["all exercises"]["columns"] == used["as opened"]["columns"]


@pytest.mark.parametrize("name", ["students", "checks", "problems", "runs", "matrix"])
def test_a_tab_shows_one_part(used, name):
    assert used[f"view {name}"]["view"] == [name]


def test_a_cell_opens_a_panel_with_the_commands_about_it(used):
    panel = used["open a cell"]["panel"]
    student = next(id_ for id_ in used["as opened"]["students"] if id_ in panel)
    assert f"grader explain class.yml {student} ex0" in panel
    assert f"grader regrade class.yml --student {student} --exercise ex0" in panel
    assert f"grader override class.yml {student} ex0" in panel
    assert "--why 'reviewed by hand'" in panel


def test_the_panel_goes_on_to_the_next_student(used):
    first, second = used["open a cell"]["panel"], used["next student"]["panel"]
    assert first != second
    assert used["next student"]["focus"][2] == "Next student"


def test_the_address_can_be_shared(used):
    step = used["a shared address"]
    assert step["status"] == "7 of 30 students"
    assert step["sorted"][1] == "descending"
    assert len(step["columns"]) == len(used["as opened"]["columns"]) + 2
    assert "s09" in step["panel"]
    assert "The Engine runs" in step["panel"]


def test_a_large_class_is_sorted_without_having_all_rows_in_the_page(tmp_path):
    page = tmp_path / "class.html"
    page.write_text(render_class(sample_class(120, 10)), encoding="utf-8")
    found = run("class.mjs", page)
    assert found["complaints"] == []
    by_total = next(step for step in found["steps"] if step["name"] == "sort by total")
    assert totals(by_total) == sorted(totals(by_total), reverse=True)
