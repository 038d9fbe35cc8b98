"""What is recorded, and what stays, on both database engines."""

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, text

from grader.checks.reads import Read
from grader.checks.verdict import ErrorPlace, Status, Verdict, caused
from grader.errors import GradebookError, NotInEvidence
from grader.evidence.facts import Fact, Manifest
from grader.evidence.file import Evidence
from grader.grading.grade import CheckPoints, Grade
from grader.grading.overrides import Override
from grader.records.entries import Entry
from grader.records.gradebook import Gradebook
from grader.records.tables import Attempts, Overrides, Results, Scores, Students, Verdicts
from tests.support.students import (
    BORA,
    NOON,
    Student,
    TwoDaysLate,
    attempt,
    begin,
    declare,
    entry,
    graded,
    record,
    regrade,
    rows,
    unknown,
    unreachable,
)


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


def test_missing_evidence_is_reported_and_nothing_is_recorded(book, tmp_path):
    with pytest.raises(GradebookError, match="cannot be read"):
        record(book, begin(book), 85, evidence=tmp_path / "none")
    assert book.history("s1") == []


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


def test_where_an_error_was_raised_does_not_keep_it_from_being_recorded(book):
    place = ErrorPlace("test_ex01.py", 3, "test_a", "assert x")
    broken = Verdict(check="a", status=Status.ERROR, cause="x", place=place)
    run = begin(book)
    keys = [book.record(run, "s1", [entry(replace(attempt(), verdicts=[one]), unknown())]) for one in (broken, broken)]
    assert keys[0] == keys[1]


def test_recording_the_same_attempt_again_changes_nothing(book):
    run = begin(book)
    first = record(book, run, 85)
    assert record(book, run, 85) == first
    assert [len(rows(book, table)) for table in (Attempts, Scores, Results, Verdicts)] == [1, 1, 1, 1]


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
    assert [rows(book, table) for table in (Attempts, Scores, Results, Verdicts)] == [[], [], [], []]


def test_of_two_grades_for_one_row_both_are_kept_and_the_first_counts(book):
    run = begin(book)
    first = record(book, run, 60)
    record(book, run, 90, minute=1)
    assert [(one.number, one.is_result) for one in book.history("s1")] == [(1, True), (2, False)]
    assert book.standing("s1", "ex05").record.id == first
    assert [one.id for one in book.run_rows(run)] == [first]


def test_a_student_who_is_not_in_the_plan_is_recorded(book):
    record(book, begin(book), 60, Student("guest"))
    assert book.standing("guest", "ex05").score == 60.0


def test_a_time_without_a_zone_is_taken_as_utc_and_one_beyond_the_calendar_is_kept(book):
    run = begin(book)
    east = datetime.timezone(datetime.timedelta(hours=9))
    for when in (NOON.replace(tzinfo=None), datetime.datetime.min.replace(tzinfo=east)):
        seen = replace(attempt(), started=when)
        book.record(run, "s1", [entry(seen, graded(1))])
    assert [one.started for one in book.history("s1")] == [NOON, datetime.datetime.min.replace(tzinfo=datetime.UTC)]


def test_a_fraction_that_is_not_a_number_does_not_cost_the_row(book):
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
    assert rows(book, Overrides) == []
    assert {row.attempt_id for row in rows(book, Verdicts)} == {book.history("s2")[0].id}
    assert book.last_run().students == ("s2",)


def test_an_attempt_of_an_unreachable_host_has_no_verdicts(book):
    run = begin(book)
    record(book, run, None)
    assert book.run_rows(run)[0].verdicts == ()
    assert unreachable().verdicts == []


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


def test_what_a_check_read_is_kept(url):
    reads = (Read(2, ("Mounts[0].Type", 'Ports."80/tcp"')), Read(5, ()))
    verdict = Verdict(check="made", status=Status.PASSED, fraction=1.0, facts=(2, 5), reads=reads)
    with Gradebook.open(url) as book:
        grade = Grade((CheckPoints("made", 100.0, 100.0, False, verdict),), 100.0, 100.0, "graded")
        book.record(begin(book), "s1", [entry(attempt("ex05", verdict), grade)])
        (found,) = book.history("s1")
    assert [one.reads for one in found.verdicts] == [reads]


def test_a_message_that_this_grader_does_not_understand_leaves_the_text(url):
    with Gradebook.open(url) as book:
        record(book, begin(book), None)
        book._database.write(lambda c: c.execute(text("UPDATE attempts SET cause_message = '{\"template\": 7}'")))
        (found,) = book.history("s1")
    assert (found.cause_message, found.cause) == (None, "ssh: connect to host host-1: refused\n  → Is it on?")
