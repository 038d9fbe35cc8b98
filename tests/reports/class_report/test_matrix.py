from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.reports.class_report.data import ClassMember, LateEffect, build
from grader.reports.class_report.matrix import heat, matrix
from grader.reports.class_report.numbers import class_numbers
from tests.support.samples import bind_mount, broken, check, perfect, result

RUN = {"run": "run-7", "started": "2026-11-23T05:03:09Z"}


def cells(*results, late=None, unreachable=None):
    other = ClassMember("other", "Other", "h", [perfect(), bind_mount(), broken()])
    own = ClassMember("s1", "Ada", "h", list(results), late=late or {}, unreachable=unreachable)
    report = build("c", [other, own], **RUN)
    return matrix(report, class_numbers(report).totals)[1]


def test_a_cell_has_the_score_and_the_symbols_of_its_checks():
    _, cell, _ = cells(bind_mount()).cells
    assert (cell.kind, cell.text, cell.checks, cell.exercise) == ("partial h4", "47.5", "✓✓✓✗–◐✓", "ex05")


def test_full_marks_are_passed():
    assert cells(perfect()).cells[0].kind == "passed h10"


def test_no_points_are_failed():
    nothing = result([check("host-directory", "A", Status.FAILED, 0, 10)])
    assert cells(nothing).cells[1].kind == "failed h0"


def test_a_late_score_is_marked():
    cell = cells(perfect(), late={"ex04": LateEffect(days=1, kept=90, before=100, after=90)}).cells[0]
    assert (cell.word, cell.text) == ("late", "90*")


def test_what_is_not_known_is_no_zero():
    row = cells(broken())
    assert [(cell.word, cell.text) for cell in row.cells] == [
        ("not attempted", "·"),
        ("not attempted", "·"),
        ("not graded", "?"),
    ]
    assert row.total.text == "?"
    assert {cell.word for cell in cells(unreachable="gone").cells} == {"unreachable"}


@given(st.floats(0, 1000), st.floats(0.01, 1000))
def test_heat_is_a_step_from_0_to_10_and_only_all_of_the_points_are_10(points, of):
    step = heat(points, of)
    assert step in range(11)
    assert (step == 10) == (10 * points / of + 1e-9 >= 10)


def test_an_exercise_without_points_is_complete():
    assert heat(0, 0) == 10
