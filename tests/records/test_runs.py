"""What a run set out to do, and what a resumed run has left to do, on both database engines."""

from dataclasses import replace

from tests.support.students import (
    ANNA,
    BORA,
    EXERCISES,
    begin,
    record,
)


def test_a_run_knows_what_is_done_and_errors_are_not(book):
    run = begin(book)
    record(book, run, 85)
    record(book, run, None, BORA)
    assert run.done() == {("s1", "ex05")}


def test_a_run_has_its_plan(book):
    run = book.begin_run("c", exercises=EXERCISES, students=[ANNA, BORA], command="grader grade c.yml", made_by="prof")
    assert (run.class_name, run.command, run.made_by) == ("c", "grader grade c.yml", "prof")
    assert (run.exercises, run.students) == (("ex01", "ex05"), ("s1", "s2"))
    assert (run.ended, run.resumed) == (None, False)
    run.finish()
    assert book.last_run() == replace(run, ended=book.last_run().ended)
    assert book.last_run().ended >= run.started


def test_resume_goes_on_with_a_run_that_was_cut_off(book):
    run = begin(book)
    record(book, run, 60)
    again = begin(book, resume=True)
    assert (again.id, again.resumed, again.done()) == (run.id, True, {("s1", "ex05")})


def test_resume_takes_up_the_errors_of_a_finished_run(book):
    run = begin(book, ANNA)
    record(book, run, 60)
    record(book, run, None, exercise="ex01")
    run.finish()
    again = begin(book, ANNA, resume=True)
    assert (again.id, again.ended) == (run.id, None)


def complete(book, *students):
    run = begin(book, *students)
    for student in students:
        for exercise in EXERCISES:
            record(book, run, 60, student, exercise=exercise)
    run.finish()
    return run


def test_resume_of_a_complete_run_has_nothing_left_and_begins_nothing(book):
    run = complete(book, ANNA)
    again = begin(book, ANNA, resume=True)
    assert (again.id, again.left, again.ended) == (run.id, frozenset(), book.last_run().ended)


def test_resume_goes_back_to_the_newest_run_that_has_gaps(book):
    gappy = begin(book)
    for exercise in EXERCISES:
        record(book, gappy, 60, exercise=exercise)
    gappy.finish()
    complete(book, ANNA)
    again = begin(book, resume=True)
    assert (again.id, again.left) == (gappy.id, {("s2", "ex01"), ("s2", "ex05")})


def test_what_a_later_run_graded_is_not_a_gap_of_an_earlier_one(book):
    gappy = begin(book)
    record(book, gappy, 60)
    complete(book, BORA)
    again = begin(book, resume=True)
    assert (again.id, again.left) == (gappy.id, {("s1", "ex01")})


def test_the_gaps_of_a_run_are_what_neither_it_nor_a_later_run_has_graded(book):
    complete(book, ANNA)
    run = begin(book)
    record(book, run, 60)
    record(book, run, None, exercise="ex01")
    assert run.gaps() == {("s1", "ex01"), ("s2", "ex01"), ("s2", "ex05")}
    complete(book, BORA)
    assert run.gaps() == {("s1", "ex01")}


def test_what_a_finished_run_left_alone_because_it_has_a_grade_is_not_a_gap(book):
    complete(book, ANNA)
    run = begin(book)
    record(book, run, None)
    record(book, run, 60, BORA)
    run.finish()
    assert book.last_run().gaps() == {("s1", "ex05"), ("s2", "ex01")}


def test_only_the_gaps_of_what_was_asked_for_are_left(book):
    run = begin(book)
    again = begin(book, BORA, resume=True)
    assert (again.id, again.left) == (run.id, {("s2", "ex01"), ("s2", "ex05")})


def test_a_run_that_was_cut_off_after_its_last_row_has_nothing_left(book):
    run = begin(book, ANNA)
    for exercise in EXERCISES:
        record(book, run, 60, exercise=exercise)
    again = begin(book, ANNA, resume=True)
    assert (again.id, again.left, again.ended) == (run.id, frozenset(), None)


def test_new_students_are_taken_into_a_complete_run(book):
    run = complete(book, ANNA)
    again = begin(book, ANNA, BORA, resume=True)
    assert (again.id, again.left, again.ended) == (run.id, {("s2", "ex01"), ("s2", "ex05")}, None)
    assert again.students == ("s1", "s2")


def test_a_new_run_has_everything_left(book):
    run = begin(book, ANNA)
    assert run.left == {("s1", "ex01"), ("s1", "ex05")}


def test_resume_in_an_empty_gradebook_begins(book):
    assert not begin(book, resume=True).resumed


def test_a_resumed_run_takes_in_new_students_and_exercises(book):
    run = begin(book, ANNA)
    again = book.begin_run("docker-2026", exercises=[*EXERCISES, "ex07"], students=[ANNA, BORA], resume=True)
    assert (again.id, again.students, again.exercises) == (run.id, ("s1", "s2"), ("ex01", "ex05", "ex07"))
    assert len(again.left) == 6


def test_what_is_new_is_a_run_of_its_own_where_an_old_one_would_grow_by_more(book):
    run = begin(book, ANNA)
    again = book.begin_run("docker-2026", exercises=["ex07"], students=[BORA], resume=True)
    assert (again.id != run.id, again.left) == (True, {("s2", "ex07")})


def test_the_previous_run_is_the_last_that_graded_anything(book):
    first = begin(book)
    record(book, first, 60)
    begin(book)
    third = begin(book)
    assert book.previous_run(third).id == first.id
    assert book.previous_run(first) is None
