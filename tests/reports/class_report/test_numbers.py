import pytest

from grader.checks.verdict import Status
from grader.reports.class_report.data import ClassMember, ExerciseColumn, LateEffect, build
from grader.reports.class_report.numbers import class_numbers
from tests.support.samples import bind_mount, broken, check, perfect, result, unreachable


def numbers_of(*students, **more):
    rows = [
        ClassMember(id=f"s{n}", name="", host="", results=results, **extra)
        for n, (results, extra) in enumerate(students)
    ]
    return class_numbers(build("c", rows, run="r", started="2026-11-23T05:03:09Z", **more))


def pair(first, second):
    """A result of two checks of 10 points each."""
    checks = [
        check(id_, id_, Status.ERROR if points is None else Status.PASSED if points else Status.FAILED, points, 10)
        for id_, points in (("a", first), ("b", second))
    ]
    known = None not in (first, second)
    return result(checks, score=first + second if known else None, status="graded" if known else "error")


def test_a_total_adds_what_counts():
    found = numbers_of(([perfect(), bind_mount()], {}))
    assert (found.totals[0].score, found.totals[0].complete, found.max_score) == (147.5, True, 200)


def test_what_could_not_be_graded_makes_a_total_incomplete_and_leaves_the_statistics():
    found = numbers_of(([perfect(), broken()], {}), ([perfect(), result([], exercise="ex06", score=40)], {}))
    assert [(one.score, one.complete) for one in found.totals] == [(100, False), (140, True)]
    assert (found.scores.n, found.scores.mean) == (1, 140)
    assert [one.missing for one in found.exercises] == [0, 1]


def test_who_has_no_result_is_no_zero():
    found = numbers_of(([perfect()], {}), ([], {}), ([unreachable()], {}))
    assert [one.score for one in found.totals] == [100, None, None]
    assert (found.scores.n, found.scores.lowest) == (1, 100)


def test_an_exercise_that_nobody_was_graded_in_makes_no_total_incomplete():
    coming = [
        ExerciseColumn(id="ex04", title="", max_score=100, checks=[]),
        ExerciseColumn(id="ex09", title="", max_score=50, checks=[]),
    ]
    found = numbers_of(([perfect()], {}), exercises=coming)
    assert (found.totals[0].complete, found.max_score) == (True, 100)
    assert found.exercises[1].scores.n == 0


def test_late_scores_count_reduced_and_checks_as_they_were():
    late = {"ex04": LateEffect(days=2, kept=80, before=100, after=80)}
    found = numbers_of(([perfect()], {"late": late}))
    assert (found.scores.mean, found.exercises[0].scores.mean) == (80, 80)
    assert found.exercises[0].items[0].facility == 100


def test_consistency_is_of_students_of_whom_every_check_is_known():
    rows = [([pair(*points)], {}) for points in [(0, 0), (10, 10)] * 5 + [(10, None)] * 7]
    exercise = numbers_of(*rows).exercises[0]
    assert exercise.consistency == pytest.approx(100)
    assert (exercise.items[0].n, exercise.items[0].complete) == (17, 10)


def test_nine_students_have_no_consistency():
    assert numbers_of(*[([pair(0, 10)], {})] * 9).exercises[0].consistency is None


def test_an_older_result_without_a_check_is_left_out_of_comparisons():
    old = result([check("a", "a", Status.PASSED, 10, 10)], score=10)
    exercise = numbers_of(*[([pair(0, 10)], {})] * 2, ([old], {})).exercises[0]
    assert [item.n for item in exercise.items] == [3, 2]
    assert exercise.items[0].complete == 2


def test_a_class_of_nobody_has_no_numbers():
    found = numbers_of()
    assert (found.totals, found.scores.n, found.exercises, found.max_score) == ([], 0, [], 0)
