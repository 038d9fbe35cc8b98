"""What is read back, and what counts, on both database engines."""

import re
from dataclasses import replace

import pytest

from grader.checks.verdict import Status, Verdict
from grader.errors import UsageError
from grader.records.tables import Students
from tests.support import ROOT
from tests.support.students import (
    ANNA,
    BORA,
    TwoDaysLate,
    attempt,
    begin,
    entry,
    graded,
    record,
    regrade,
    rows,
)

DOCUMENTATION = ROOT / "docs" / "gradebook.md"


def test_a_grade_takes_the_place_of_an_error_and_an_error_never_that_of_a_grade(book):
    run = begin(book)
    record(book, run, None)
    right = record(book, run, 60, minute=1)
    record(book, run, None, minute=2)
    assert [one.id for one in book.run_rows(run)] == [right]
    later = begin(book)
    record(book, later, None, minute=3)
    for counts in ("best", "latest", "first"):
        standing = book.standing("s1", "ex05", counts)
        assert (standing.score, standing.record.id, standing.tries) == (60.0, right, 4)
    assert book.run_rows(later)[0].status == "error"


def test_with_nothing_graded_the_last_error_stands_without_a_score(book):
    run = begin(book)
    record(book, run, None)
    last = record(book, run, None, minute=1)
    for counts in ("best", "latest", "first"):
        standing = book.standing("s1", "ex05", counts)
        assert (standing.score, standing.best, standing.latest, standing.record.id) == (None, None, None, last)
    assert [one.id for one in book.run_rows(run)] == [last]


def test_best_latest_or_first_counts(book):
    for points in (60, 90, 90, 70):
        record(book, begin(book), points, minute=points)
    ids = [one.id for one in book.history("s1")]
    found = {counts: book.standing("s1", "ex05", counts) for counts in ("best", "latest", "first")}
    assert {counts: one.score for counts, one in found.items()} == {"best": 90.0, "latest": 70.0, "first": 60.0}
    assert found["best"].record.id == ids[1]  # the earlier of two equal ones
    assert all((one.best, one.latest, one.tries) == (90.0, 70.0, 4) for one in found.values())


def test_standings_contain_every_student_and_exercise_that_was_attempted(book):
    run = begin(book)
    record(book, run, 60)
    record(book, run, 70, exercise="ex01")
    record(book, run, None, BORA)
    found = [(one.student, one.exercise, one.score) for one in book.standings()]
    assert found == [("s1", "ex01", 70.0), ("s1", "ex05", 60.0), ("s2", "ex05", None)]


def test_rows_of_a_run_carry_their_verdicts_in_the_order_of_the_checks(book):
    verdicts = [Verdict(check=name, status=Status.PASSED) for name in ("z", "a", "m")]
    run = begin(book)
    book.record(run, "s1", [entry(attempt("ex05", *verdicts), graded(1))])
    assert [one.check for one in book.run_rows(run)[0].verdicts] == ["z", "a", "m"]


def test_a_history_can_be_of_one_exercise(book):
    run = begin(book)
    record(book, run, 60)
    record(book, run, 70, exercise="ex01")
    assert [one.exercise for one in book.history("s1", "ex01")] == ["ex01"]


def test_names_are_those_of_the_last_roster(book):
    record(book, begin(book), 60)
    begin(book, replace(ANNA, section="C", name="Anna Kim"))
    named = {row.roster_id: (row.name, row.section) for row in rows(book, Students)}
    assert named == {"s1": ("Anna Kim", "C"), "s2": ("김보라", "B")}


def test_classes_of_one_gradebook_do_not_mix(book):
    record(book, begin(book), 60)
    record(book, begin(book, name="docker-2027"), 90)
    assert book.standing("s1", "ex05", class_name="docker-2026").score == 60.0
    assert [one.score for one in book.standings(class_name="docker-2027")] == [90.0]
    assert book.previous_run(book.last_run("docker-2027")) is None
    with pytest.raises(UsageError, match="several classes"):
        book.standings()
    with pytest.raises(UsageError, match="docker-2026, docker-2027"):
        book.history("s1", class_name="docker-2025")


def test_the_questions_of_the_documentation_are_answered(book):
    run = begin(book)
    record(book, run, 60)
    record(book, run, 85, exercise="ex01", late=TwoDaysLate())
    record(book, run, None, BORA)
    regrade(book, 40)
    queries = re.findall(r"```sql\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
    answers = [book._database.read(lambda c, q=q: c.exec_driver_sql(q).all()) for q in queries]
    final, missing, passing, changes, late = answers
    assert [(row.exercise, row.points) for row in final] == [("ex01", 68.0), ("ex05", 40.0)]
    assert [(row.roster_id, row.exercise) for row in missing] == [("s2", "ex05")]
    assert [(row.exercise, row.check_id, row.passed) for row in passing] == [("ex01", "made", 1), ("ex05", "made", 0)]
    assert [(row.was, row.became, row.why) for row in changes] == [(60.0, 40.0, "a bug in a check")]
    assert [(row.raw, row.final, row.late_days) for row in late] == [(85.0, 68.0, 2)]


def test_records_get_their_verdicts_later_without_what_these_looked_at(book):
    run = begin(book)
    record(book, run, 85)
    [bare] = [one.record for one in book.standings()]
    [later] = book.with_verdicts([bare])
    [whole] = book.counting("best", class_name=run.class_name)
    assert bare.verdicts == ()
    assert [(one.check, one.status) for one in later.verdicts] == [(one.check, one.status) for one in whole.verdicts]
    assert {one.facts for one in later.verdicts} == {()}


def test_verdicts_without_times_are_the_same_but_for_them(book):
    run = begin(book)
    record(book, run, 85)
    record(book, run, 85, BORA)
    bare = [one.record for one in book.standings()]
    first, second = (one.verdicts for one in book.with_verdicts(bare, timed=False))
    [timed, _] = book.with_verdicts(bare)
    assert first[0] is second[0]
    assert {one.seconds for one in first} == {0.0}
    assert [one.model_copy(update={"seconds": 0.0, "done_at": None}) for one in timed.verdicts] == list(first)


def test_standings_are_read_of_the_exercises_that_are_asked_for(book):
    run = begin(book)
    record(book, run, 85)
    record(book, run, 60, exercise="ex01")
    assert [one.exercise for one in book.standings(exercises=["ex01"])] == ["ex01"]
    assert book.standings(exercises=[]) == []
    assert {one.exercise for one in book.standings()} == {"ex01", "ex05"}
