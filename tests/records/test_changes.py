"""Regrades, overrides and undos: what they add, what is in force then, and what is never lost; on both engines."""

import multiprocessing

import pytest
from sqlalchemy import select

from grader.errors import GradebookError, UsageError
from grader.grading.overrides import Override
from grader.records.entries import NewOverrides
from grader.records.gradebook import Gradebook
from grader.records.tables import Attempts, Overrides, Results, Runs, RunStudents, Scores, Verdicts
from tests.support.students import (
    ANNA,
    BORA,
    CLASS,
    REASON,
    again,
    begin,
    declare,
    ended,
    record,
    regrade,
    started,
)

TABLES = (Runs, RunStudents, Attempts, Results, Verdicts, Scores, Overrides)


def everything(book: Gradebook) -> dict[str, list]:
    return {table.name: book._database.read(lambda c, t=table: c.execute(select(t)).all()) for table in TABLES}


def undo(book: Gradebook, run: str, entries=()) -> None:
    change = next(one for one in book.changes(class_name=CLASS) if one.id == run)
    book.undo(change, entries, REASON, class_name=CLASS, command="grader undo")


def final(book: Gradebook) -> float | None:
    return book.standing("s1", "ex05").score


def held(score) -> tuple:
    """All that a score says, without which row it is."""
    return (score.points, score.raw, score.final, score.max_score, score.late, score.verdicts_of, score.rubric_hash)


def test_a_regrade_is_a_new_record_that_says_who_when_and_why(book):
    run = begin(book)
    first = record(book, run, 60)
    made = regrade(book, 40)
    (found,) = book.history("s1")
    assert [one.final for one in (*found.earlier, found.score)] == [60.0, 40.0]
    assert (found.score.kind, found.score.made_by, found.score.why) == ("regrade", "prof", "a bug in a check")
    assert [one.fraction for one in found.verdicts] == [0.4]
    assert (final(book), book.standing("s1", "ex05").tries) == (40.0, 1)
    assert book.run_rows(run)[0].score.final == 40.0
    assert book.last_run().id == run.id
    (change,) = book.changes("s1", class_name=CLASS)
    assert (change.id, change.kind, change.exercises) == (made.run, "regrade", ("ex05",))
    assert change.made <= found.score.created
    look = next(row for row in everything(book)["attempts"] if row.regrade_of is not None)
    assert (look.regrade_of, look.host, look.suite_hash) == (first, "ssh://host-1", "9" * 16)


def test_a_rescore_keeps_the_verdicts(book):
    record(book, begin(book), 60)
    before = book.history("s1")[0].verdicts
    regrade(book, 50, kind="rescore")
    (found,) = book.history("s1")
    assert (found.score.kind, found.score.final, found.verdicts) == ("rescore", 50.0, before)


def test_an_error_in_a_regrade_keeps_the_old_grade_and_is_reported(book):
    record(book, begin(book), 60)
    before = book.history("s1")[0]
    regrade(book, None)
    (after,) = book.history("s1")
    assert (after.score, after.verdicts, final(book)) == (before.score, before.verdicts, 60.0)
    assert [(one.student, one.exercise) for one in book.undetermined(class_name=CLASS)] == [("s1", "ex05")]
    assert "Not in evidence: id." in book.undetermined(class_name=CLASS)[0].cause


def test_what_was_graded_live_since_is_no_longer_undetermined(book):
    record(book, begin(book), 60)
    regrade(book, None)
    record(book, begin(book), 70, minute=5)
    assert book.undetermined(class_name=CLASS) == []


def undetermined(book):
    return [one.student for one in book.undetermined(class_name=CLASS)]


def test_what_one_regrade_could_not_determine_stays_undetermined_when_a_later_one_looks_at_others(book):
    run = begin(book)
    for student in (ANNA, BORA):
        record(book, run, 60, student)
    regrade(book, None)
    regrade(book, 40, BORA)
    assert undetermined(book) == ["s1"]
    assert ("s1", "ex05") not in book.graded(CLASS)


def test_what_a_later_regrade_could_determine_is_no_longer_undetermined(book):
    record(book, begin(book), 60)
    regrade(book, None)
    regrade(book, 60)
    assert undetermined(book) == []


def test_what_several_regrades_could_not_determine_is_undetermined_once(book):
    record(book, begin(book), 60)
    regrade(book, None)
    regrade(book, None)
    assert undetermined(book) == ["s1"]


def test_a_rescore_does_not_make_up_for_what_a_regrade_could_not_determine(book):
    record(book, begin(book), 60)
    regrade(book, None)
    regrade(book, 50, kind="rescore")
    assert undetermined(book) == ["s1"]


def test_a_regrade_makes_up_for_what_a_rescore_could_not_determine(book):
    record(book, begin(book), 60)
    regrade(book, None, kind="rescore")
    regrade(book, 50)
    assert undetermined(book) == []


def test_what_a_regrade_could_not_determine_is_not_undetermined_once_that_was_taken_back(book):
    run = begin(book)
    for student in (ANNA, BORA):
        record(book, run, 60, student)
    entries = [*again(book, None), *again(book, 40, BORA)]
    made = book.rescore("regrade", entries, REASON, class_name=CLASS, students=["s1", "s2"], exercises=["ex05"])
    assert undetermined(book) == ["s1"]
    undo(book, made.run)
    assert undetermined(book) == []


def test_an_attempt_in_error_that_a_regrade_can_determine_counts_until_that_is_undone(book):
    run = begin(book)
    record(book, run, None)
    assert run.done() == set()
    made = regrade(book, 80)
    assert (final(book), run.done()) == (80.0, {("s1", "ex05")})
    undo(book, made.run)
    assert (final(book), run.done()) == (None, set())


def test_an_undo_restores_exactly_the_score_before(book):
    record(book, begin(book), 60)
    before = book.history("s1")[0]
    made = regrade(book, 40)
    undo(book, made.run)
    (after,) = book.history("s1")
    assert held(after.score) == held(before.score)
    assert after.verdicts == before.verdicts
    assert [one.kind for one in (*after.earlier, after.score)] == ["grade", "regrade", "undo"]
    assert [(one.kind, one.reverts, one.reverted_by is None) for one in book.changes(class_name=CLASS)] == [
        ("regrade", None, False),
        ("undo", made.run, True),
    ]


def test_nothing_is_undone_twice_and_no_undo_is_undone(book):
    record(book, begin(book), 60)
    made = regrade(book, 40)
    undo(book, made.run)
    with pytest.raises(UsageError, match="was already undone"):
        undo(book, made.run)
    with pytest.raises(UsageError, match="is itself an undo"):
        undo(book, book.changes(class_name=CLASS)[-1].id)


def test_a_change_on_which_another_stands_is_undone_after_that_one(book):
    record(book, begin(book), 60)
    first, second = regrade(book, 40), regrade(book, 50)
    with pytest.raises(UsageError) as caught:
        undo(book, first.run)
    assert caught.value.next_step == f"Undo that first: grader undo {second.run[:8]}"
    undo(book, second.run)
    assert final(book) == 40.0
    undo(book, first.run)
    assert final(book) == 60.0


def test_a_score_that_changed_since_it_was_read_is_left_alone(book):
    record(book, begin(book), 60)
    entries = again(book, 40)
    regrade(book, 50)
    done = book.rescore("regrade", entries, REASON, class_name=CLASS, students=["s1"], exercises=["ex05"])
    assert [(one.student, one.exercise) for one in done.conflicts] == [("s1", "ex05")]
    assert final(book) == 50.0


def test_an_override_whose_scores_changed_meanwhile_writes_nothing(book):
    record(book, begin(book), 60)
    declared = again(book, 75, kind="override")
    regrade(book, 50)
    before = everything(book)
    with pytest.raises(GradebookError, match="in the meantime; nothing was recorded"):
        book.declare(NewOverrides("s1", "ex05", (Override(points=75.0),)), declared, REASON, class_name=CLASS)
    assert everything(book) == before


def test_an_override_holds_until_another_takes_its_place_or_it_is_withdrawn(book):
    record(book, begin(book), 60)
    declare(book, Override("made", points=70.0), 70)
    declare(book, Override("made", points=80.0), 80)
    (holds,) = book.overrides(["s1"], class_name=CLASS)
    assert (holds.override, holds.reason, holds.made_by) == (Override("made", points=80.0), "a bug in a check", "prof")
    declare(book, Override("made"), 60)
    assert book.overrides(["s1"], class_name=CLASS) == []
    assert [one.withdrawn_by for one in book.overrides(class_name=CLASS, withdrawn=True)] == ["prof", "prof"]


def test_overrides_of_a_check_and_of_the_exercise_stand_beside_each_other(book):
    record(book, begin(book), 60)
    declare(book, Override("made", verdict="passed"), 100)
    declare(book, Override(points=90.0), 90)
    assert [one.override.check for one in book.overrides(class_name=CLASS)] == ["made", None]
    assert book.overrides(["s2"], class_name=CLASS) == []


def test_the_undo_of_an_override_brings_back_the_one_before(book):
    record(book, begin(book), 60)
    declare(book, Override("made", points=70.0), 70)
    second = declare(book, Override("made", points=80.0), 80)
    undo(book, second.run)
    assert [one.override.points for one in book.overrides(class_name=CLASS)] == [70.0]
    assert final(book) == 70.0


def test_an_override_that_came_back_can_be_undone(book):
    record(book, begin(book), 60)
    first = declare(book, Override("made", points=70.0), 70)
    declare(book, Override(points=75.0), 75)
    undo(book, book.changes(class_name=CLASS)[-1].id)
    second = declare(book, Override("made", points=80.0), 80)
    undo(book, second.run)
    undo(book, first.run)
    assert book.overrides(class_name=CLASS) == []
    assert final(book) == 60.0


def test_the_undo_of_a_withdrawal_brings_the_override_back(book):
    record(book, begin(book), 60)
    declare(book, Override("made", points=70.0), 70)
    gone = declare(book, Override("made"), 60)
    undo(book, gone.run)
    assert [(one.override.points, one.withdrawn) for one in book.overrides(class_name=CLASS)] == [(70.0, None)]
    assert final(book) == 70.0


def test_what_counted_before_a_change_can_still_be_asked(book):
    run = begin(book)
    record(book, run, 60)
    record(book, begin(book), 50, minute=9)
    regrade(book, 10)
    (change,) = book.changes(class_name=CLASS)
    (then,) = book.counting("best", class_name=CLASS, before=change)
    (now,) = book.counting("best", class_name=CLASS)
    assert (then.run, then.score.final, then.verdicts[0].fraction) == (run.id, 60.0, 1.0)
    assert (now.score.final, now.verdicts[0].fraction) == (10.0, 0.1)


def test_a_regrade_of_one_student_leaves_the_others_alone(book):
    run = begin(book)
    record(book, run, 60)
    record(book, run, 70, BORA)
    before = book.history("s2")
    regrade(book, 40)
    assert book.history("s2") == before
    assert book.changes("s2", class_name=CLASS) == []


def _regrade_again_and_again(url: str, points: float, start) -> None:
    with Gradebook.open(url) as book:
        start.wait(30)
        for _ in range(8):
            regrade(book, points)


def test_two_regrades_at_once_corrupt_nothing(url):
    with Gradebook.open(url) as book:
        run = begin(book)
        for student in (ANNA, BORA):
            record(book, run, 60, student)
    start = multiprocessing.get_context("fork").Event()
    children = [started(_regrade_again_and_again, url, points, start) for points in (40.0, 50.0)]
    start.set()
    ended(*children)
    with Gradebook.open(url) as book:
        (found,) = book.history("s1")
        scores = everything(book)["scores"]
        mine = [one for one in scores if one.attempt_id == found.id]
        links = [one.replaces for one in mine if one.replaces is not None]
        assert len(links) == len(set(links)) == len(mine) - 1
        assert len(found.earlier) == len(mine) - 1 >= 8
        assert (final(book), found.verdicts[0].fraction) in {(40.0, 0.4), (50.0, 0.5)}
        assert book.standing("s2", "ex05").score == 60.0
