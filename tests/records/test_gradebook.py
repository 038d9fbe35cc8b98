"""What is recorded, what counts, and what stays, on both database engines."""

import datetime
import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, insert, select, text

from grader.checks.verdict import Status, Verdict, caused
from grader.errors import GradebookError, NotInEvidence, UsageError
from grader.evidence.file import Evidence, Fact, Manifest
from grader.grading.grade import CheckPoints, Grade
from grader.grading.overrides import Override
from grader.records.entries import Entry
from grader.records.gradebook import Gradebook
from grader.records.tables import Attempts, Overrides, Results, Scores, Students, Verdicts
from tests.support import ROOT
from tests.support.pupils import (
    ANNA,
    BORA,
    EXERCISES,
    NOON,
    Pupil,
    attempt,
    begin,
    declare,
    entry,
    graded,
    record,
    regrade,
    unknown,
    unreachable,
)

DOCUMENTATION = ROOT / "docs" / "gradebook.md"


@pytest.fixture
def book(url):
    with Gradebook.open(url) as opened:
        yield opened


def everything(book: Gradebook, table: Table) -> list:
    return book._database.read(lambda c: c.execute(select(table)).all())


def test_a_fresh_gradebook_knows_nothing(book):
    assert book.standings() == []
    assert book.standing("s1", "ex05") is None
    assert book.history("s1") == []
    assert book.last_run() is None


def test_a_recorded_attempt_is_read_back_with_all_that_is_known_of_it(book, tmp_path):
    evidence = tmp_path / "ex05.evidence"
    evidence.write_bytes(b"facts")
    headers = (("Api-Version", "1.43"), ("Server", "Docker/24.0.7 (linux)"))
    facts = [Fact(at=0, seconds=0.1, request="GET /info", status=200, headers=headers)]
    seen = replace(attempt(), evidence=Evidence(Manifest(exercise="ex05"), facts))
    run = begin(book)
    before_noon = NOON - datetime.timedelta(hours=1)
    row = entry(seen, graded(85), host_key="SHA256:abc", evidence=evidence, work_done_at=before_noon)
    (number,) = book.record(run, "s1", [row])
    (found,) = book.history("s1")
    assert (found.id, found.run, found.student, found.exercise, found.number) == (number, run.id, "s1", "ex05", 1)
    assert (found.host, found.host_key, found.engine, found.api) == (
        "ssh://host-1",
        "SHA256:abc",
        "Docker/24.0.7 (linux)",
        "1.43",
    )
    assert (found.started, found.seconds) == (NOON, 0.8)
    assert found.started.tzinfo is datetime.UTC
    assert found.work_done_at == before_noon
    assert (found.status, found.cause, found.is_result, found.graded) == ("graded", None, True, True)
    assert found.evidence == evidence
    assert found.evidence_sha256 == hashlib.sha256(b"facts").hexdigest()
    assert found.verdicts == tuple(seen.verdicts)
    assert found.score.points == {"made": 85.0}
    assert (found.score.raw, found.score.final, found.score.max_score) == (85.0, 85.0, 100.0)
    assert (found.score.kind, found.score.run, found.score.rubric_hash) == ("grade", run.id, "7" * 16)
    assert found.score.late is None
    assert found.earlier == ()


def test_evidence_beside_the_gradebook_is_found_again_when_the_folder_moved(tmp_path):
    book = Gradebook.open(tmp_path / "old" / "gradebook.db")
    evidence = tmp_path / "old" / "evidence" / "s1.gz"
    evidence.parent.mkdir()
    evidence.write_bytes(b"facts")
    record(book, begin(book), 85, evidence=evidence)
    book.close()
    (tmp_path / "old").rename(tmp_path / "new")
    with Gradebook.open(tmp_path / "new" / "gradebook.db") as moved:
        assert moved.history("s1")[0].evidence == tmp_path / "new" / "evidence" / "s1.gz"


def test_missing_evidence_is_told_and_nothing_is_recorded(book, tmp_path):
    with pytest.raises(GradebookError, match="cannot be read"):
        record(book, begin(book), 85, evidence=tmp_path / "none")
    assert book.history("s1") == []


NOON_IN_SEOUL = NOON.astimezone(datetime.timezone(datetime.timedelta(hours=9)))


@dataclass(frozen=True)
class TwoDaysLate:
    points: float = 68.0
    max_points: float = 80.0
    percent_kept: float = 80.0
    days: int = 2
    late_by: datetime.timedelta = datetime.timedelta(hours=30)
    deadline: datetime.datetime | None = NOON_IN_SEOUL
    reason: str = "late"


def test_late_work_keeps_what_it_earned_and_what_is_left_of_it(book):
    record(book, begin(book), 85, late=TwoDaysLate())
    score = book.history("s1")[0].score
    assert (score.raw, score.final) == (85.0, 68.0)
    assert score.late.deadline == NOON
    assert (score.late.days, score.late.percent_kept, score.late.late_by) == (2, 80.0, datetime.timedelta(hours=30))
    assert (score.late.reason, score.late.max_points) == ("late", 80.0)


def test_an_error_has_a_cause_and_no_score_however_late(book):
    run = begin(book)
    record(book, run, None, late=TwoDaysLate())
    book.record(run, "s2", [entry(attempt(), unknown("Broken."))])
    (lost,) = book.history("s1")
    assert (lost.status, lost.is_result, lost.score.final, lost.score.late) == ("error", False, None, None)
    assert "refused" in lost.cause
    assert book.history("s2")[0].cause == "Broken."


def test_a_run_knows_what_is_done_and_errors_are_not(book):
    run = begin(book)
    record(book, run, 85)
    record(book, run, None, BORA)
    assert run.done() == {("s1", "ex05")}


def test_recording_the_same_attempt_again_changes_nothing(book):
    run = begin(book)
    first = record(book, run, 85)
    assert record(book, run, 85) == first
    assert [len(everything(book, table)) for table in (Attempts, Scores, Results, Verdicts)] == [1, 1, 1, 1]


def visit() -> list[Entry]:
    """What one visit saw: a grade and an error."""
    return [entry(attempt("ex01"), graded(60)), entry(unreachable("ex05"), unknown())]


def test_all_that_a_visit_saw_is_recorded_in_its_order(book):
    run = begin(book)
    ids = book.record(run, "s1", visit())
    assert [(one.id, one.exercise, one.status) for one in book.history("s1")] == [
        (ids[0], "ex01", "graded"),
        (ids[1], "ex05", "error"),
    ]
    assert run.done() == {("s1", "ex01")}


def test_recording_a_visit_again_gives_the_same_ids(book):
    run = begin(book)
    first = book.record(run, "s1", visit())
    assert book.record(run, "s1", visit()) == first
    assert len(book.history("s1")) == 2


def test_of_a_visit_only_what_is_not_there_yet_is_added(book):
    run = begin(book)
    (error,) = book.record(run, "s1", visit()[1:])
    grade, same = book.record(run, "s1", visit())
    assert same == error
    assert {one.id for one in book.history("s1")} == {grade, error}


def test_an_attempt_that_is_named_twice_at_once_is_recorded_once(book):
    ids = book.record(begin(book), "s1", [entry(attempt(), graded(60))] * 2)
    assert ids == [one.id for one in book.history("s1")] * 2


def test_of_two_grades_for_one_row_at_once_the_first_counts(book):
    book.record(begin(book), "s1", [entry(attempt(minute=minute), graded(60)) for minute in (0, 1)])
    assert [(one.number, one.is_result) for one in book.history("s1")] == [(1, True), (2, False)]


def test_nothing_of_a_visit_is_kept_if_one_of_its_rows_cannot_be_recorded(book):
    run = begin(book)
    refused = entry(attempt("ex05"), replace(graded(60), status="lost"))
    with pytest.raises(GradebookError):
        book.record(run, "s1", [entry(attempt("ex01"), graded(60)), refused])
    assert [everything(book, table) for table in (Attempts, Scores, Results, Verdicts)] == [[], [], [], []]


def test_of_two_grades_for_one_row_both_are_kept_and_the_first_counts(book):
    run = begin(book)
    first = record(book, run, 60)
    record(book, run, 90, minute=1)
    assert [(one.number, one.is_result) for one in book.history("s1")] == [(1, True), (2, False)]
    assert book.standing("s1", "ex05").record.id == first
    assert [one.id for one in book.run_rows(run)] == [first]


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


def test_standings_tell_of_every_student_and_exercise_that_was_tried(book):
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


def test_a_run_tells_what_it_set_out_to_do(book):
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


def test_what_a_later_run_graded_is_no_gap_of_an_earlier_one(book):
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


def test_what_a_finished_run_left_alone_because_it_has_a_grade_is_no_gap(book):
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


def test_names_are_those_of_the_last_roster(book):
    record(book, begin(book), 60)
    begin(book, replace(ANNA, section="C", name="Anna Kim"))
    rows = {row.roster_id: (row.name, row.section) for row in everything(book, Students)}
    assert rows == {"s1": ("Anna Kim", "C"), "s2": ("김보라", "B")}


def test_a_student_who_is_not_in_the_plan_is_recorded_all_the_same(book):
    record(book, begin(book), 60, Pupil("guest"))
    assert book.standing("guest", "ex05").score == 60.0


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


def test_a_time_without_a_zone_is_taken_as_utc_and_one_beyond_the_calendar_is_kept(book):
    run = begin(book)
    east = datetime.timezone(datetime.timedelta(hours=9))
    for when in (NOON.replace(tzinfo=None), datetime.datetime.min.replace(tzinfo=east)):
        seen = replace(attempt(), started=when)
        book.record(run, "s1", [entry(seen, graded(1))])
    assert [one.started for one in book.history("s1")] == [NOON, datetime.datetime.min.replace(tzinfo=datetime.UTC)]


def test_a_fraction_that_is_no_number_does_not_cost_the_row(book):
    verdict = Verdict(check="made", status=Status.PARTIAL, fraction=float("nan"))
    book.record(begin(book), "s1", [entry(attempt("ex05", verdict), graded(0))])
    assert book.history("s1")[0].verdicts[0].fraction == 0.0


def test_two_regrades_cannot_replace_the_same_score(book):
    first = record(book, begin(book), 60)
    row = {"run_id": 1, "verdicts_of": first, "created": NOON, "rubric_hash": "8", "points": {}, "max_score": 1.0}
    fork = insert(Scores).values(attempt_id=first, replaces=1, **row)
    book._database.write(lambda c: c.execute(fork))
    with pytest.raises(GradebookError):
        book._database.write(lambda c: c.execute(fork))


def test_a_second_result_for_a_row_is_refused_by_the_table_itself(book):
    run = begin(book)
    record(book, run, 60)
    other = record(book, run, 90, minute=1)
    second = insert(Results).values(run_id=1, student_id=1, exercise="ex05", attempt_id=other)
    with pytest.raises(GradebookError):
        book._database.write(lambda c: c.execute(second))


def test_a_student_can_be_forgotten_with_all_that_hangs_on_them(book):
    run = begin(book)
    record(book, run, 60)
    record(book, run, 70, BORA)
    regrade(book, 40)
    declare(book, Override(points=50.0))
    book._database.write(lambda c: c.execute(delete(Students).where(Students.c.roster_id == "s1")))
    assert [one.student for one in book.standings()] == ["s2"]
    assert everything(book, Overrides) == []
    assert {row.attempt_id for row in everything(book, Verdicts)} == {book.history("s2")[0].id}
    assert book.last_run().students == ("s2",)


def test_an_attempt_of_an_unreachable_host_has_no_verdicts(book):
    run = begin(book)
    record(book, run, None)
    assert book.run_rows(run)[0].verdicts == ()
    assert unreachable().verdicts == []


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


def test_a_plain_path_and_an_address_mean_the_same_file(tmp_path):
    path = tmp_path / "gradebook.db"
    with Gradebook.open(f"sqlite:///{path}") as book:
        record(book, begin(book), 60)
    with Gradebook.open(Path(path)) as book:
        assert book.standing("s1", "ex05").score == 60.0


def test_the_template_and_the_values_of_a_cause_are_kept(url):
    error = NotInEvidence("Not in evidence: {said}.", next_step="Grade it again.", said="␛ {said} \0")
    verdict = Verdict(check="made", status=Status.ERROR, **caused(error))
    with Gradebook.open(url) as book:
        grade = Grade((CheckPoints("made", None, 100.0, False, verdict),), None, 100.0, "error")
        book.record(begin(book), "s1", [entry(attempt("ex05", verdict), grade)])
        (found,) = book.history("s1")
    assert (found.cause, found.cause_message) == (str(error), error.message)
    assert [(one.cause, one.cause_message) for one in found.verdicts] == [(str(error), error.message)]


def test_a_message_that_this_grader_does_not_understand_leaves_the_text(url):
    with Gradebook.open(url) as book:
        record(book, begin(book), None)
        book._database.write(lambda c: c.execute(text("UPDATE attempts SET cause_message = '{\"template\": 7}'")))
        (found,) = book.history("s1")
    assert (found.cause_message, found.cause) == (None, "ssh: connect to host host-1: refused\n  → Is it on?")
