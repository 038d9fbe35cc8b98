"""The pages as a real browser shows them: accessible, silent on the network, readable in every way."""

from pathlib import Path

import pytest

from grader.checking.isolated import run as visit
from grader.checking.job import Job
from grader.course.pack import Course
from grader.grading.evaluation import evaluate
from grader.grading.result import LateEffect
from grader.reports.student_report.explanation import explanation_html
from grader.reports.student_report.html import render_html
from tests.support import ROOT
from tests.support.browser import named, run
from tests.support.samples import bind_mount, broken, explanation, hostile, korean, perfect, unreachable

pytestmark = pytest.mark.browser


DUE = "2026-12-01T23:59:00+09:00"


def replayed(student, exercise, language):
    """What recorded evidence of the sample class gives."""
    course = Course.at(None)
    chosen = course.exercise(exercise)
    recorded = ROOT / "grader" / "demo" / "evidence" / student / f"{exercise}.gz"
    attempt = visit(Job(chosen, f"evidence:{recorded}"))
    return evaluate(attempt, course, chosen, language=language, student=student)


def shown(one):
    return render_html([one], one.language, name="김한빛", course=Course.at(None))


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    """What the browser found on every page, light and dark, wide and narrow."""
    several = [bind_mount(), broken(), perfect(), unreachable()]
    pages = {
        "one": render_html([bind_mount()], "en"),
        "several": render_html(several, "en"),
        "korean": render_html([korean()], "ko"),
        "hostile": render_html([hostile()], "en"),
        "explanation": explanation_html(explanation(), "ko"),
        "nothing done": shown(replayed("s06", "ex06", "ko")),
        "a mistake": shown(replayed("s04", "ex05", "en")),
        "all right": shown(replayed("s01", "ex05", "en")),
        "late": shown(perfect(late=LateEffect(days=2, kept=80, before=100, after=80), due=DUE, done="2026-12-03")),
        "unreachable": shown(unreachable()),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return run("read.mjs", *sorted(folder.iterdir()))


def test_every_page_was_read_light_dark_and_narrow(readings):
    assert len(readings) == 30


def test_axe_finds_nothing_to_complain_about(readings):
    assert {named(one): one["violations"] for one in readings if one["violations"]} == {}


def test_a_page_asks_for_nothing_but_itself(readings):
    assert all(one["requests"] == [Path(one["file"]).as_uri()] for one in readings)


def test_the_browser_has_no_complaint_and_runs_no_foreign_script(readings):
    assert {named(one): one["complaints"] for one in readings if one["complaints"]} == {}


def test_no_page_scrolls_sideways_on_a_narrow_screen(readings):
    assert {named(one): one["overflow"] for one in readings if one["overflow"] > 0} == {}


def test_details_are_closed_at_first_unless_there_is_nothing_else_to_read(readings):
    assert {Path(one["file"]).stem for one in readings if one["open"]} == {"all right", "late"}
    assert {name for one in readings for name in one["open"]} == {"passed all"}


def test_hints_and_what_passed_are_printed(readings):
    assert {named(one): one["unprinted"] for one in readings if one["unprinted"]} == {}


def test_the_keyboard_reaches_the_content_first(readings):
    assert {one["focused"][0] for one in readings} == {"Skip to content", "본문으로 건너뛰기"}
    assert all(len(set(one["focused"])) > 2 for one in readings)
