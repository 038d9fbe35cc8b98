from hypothesis import given
from hypothesis import strategies as st

from grader.exports.canvas_rubric import FORMAT
from grader.exports.formats import ExportOptions
from grader.reports.class_report.data import CheckColumn, ExerciseColumn
from tests.support.canvas_rules import imported_rubrics
from tests.support.class_grades import class_of, exported, student, who
from tests.support.samples import bind_mount


def of_checks(*checks):
    return class_of(exercises=[ExerciseColumn(id="ex05", title="x", max_score=100.0, checks=list(checks))])


def check(id_, title, points=10.0):
    return CheckColumn(id=id_, title=title, max_points=points)


def test_each_check_with_points_is_a_criterion_with_a_range_up_to_them():
    grades = class_of(student(who("a"), bind_mount()))
    [(name, criteria)] = imported_rubrics(exported(FORMAT, grades)).items()
    assert name == "ex05"
    assert criteria == {one.title: (True, [one.max_points, 0.0]) for one in bind_mount().checks if one.max_points}


def test_the_rubric_is_called_as_the_grade_item():
    grades = class_of(student(who("a"), bind_mount()))
    assert list(imported_rubrics(exported(FORMAT, grades, ExportOptions(items={"ex05": "Lab 5"})))) == ["Lab 5"]


def test_a_title_that_occurs_twice_or_would_be_a_formula_gives_way_to_the_id():
    titles = {"a": "Ports", "b": "ports", "c": "=1", "d": "Fine"}
    grades = of_checks(*(check(*one) for one in titles.items()), check("e", "worth nothing", 0))
    assert list(imported_rubrics(exported(FORMAT, grades))["ex05"]) == ["a", "b", "c", "Fine"]


@given(st.lists(st.text(st.characters(codec=None), max_size=60), min_size=1, max_size=4))
def test_any_titles_make_a_rubric_with_a_criterion_for_each(titles):
    grades = of_checks(*(check(f"check-{at}", title) for at, title in enumerate(titles)))
    assert len(imported_rubrics(exported(FORMAT, grades))["ex05"]) == len(titles)
