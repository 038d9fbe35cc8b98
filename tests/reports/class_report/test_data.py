import pytest
from pydantic import ValidationError

from grader.reports.class_report.data import (
    ClassMember,
    ClassReport,
    ExerciseColumn,
    ExerciseResult,
    LateEffect,
    build,
    exercises_of,
)
from tests.support.class_samples import sample_class
from tests.support.samples import bind_mount, broken, perfect, unreachable

RUN = {"run": "r1", "started": "2026-11-23T05:03:09Z", "grader": "0.1.0"}


def student(id_="s1", results=(), **more):
    return ClassMember(id=id_, name=id_.upper(), host=f"ssh://{id_}", results=results, **more)


def test_the_columns_come_from_the_results_in_the_order_of_their_ids():
    report = build("c", [student(results=[perfect(), bind_mount()])], **RUN)
    assert [exercise.id for exercise in report.exercises] == ["ex04", "ex05"]
    assert [check.id for check in report.exercises[0].checks] == ["net1-exists", "os5-running"]
    assert report.exercises[1].checks[-1].bonus


def test_the_fullest_result_names_the_checks():
    short = bind_mount().model_copy(update={"checks": bind_mount().checks[:1]})
    (exercise,) = exercises_of([short, bind_mount(), short])
    assert len(exercise.checks) == 7


def test_every_row_has_an_attempt_for_each_exercise():
    report = build("c", [student(results=[perfect()]), student("s2", [bind_mount()])], **RUN)
    assert [[attempt.result is None for attempt in row.attempts] for row in report.rows] == [
        [False, True],
        [True, False],
    ]


def test_given_columns_show_what_nobody_was_graded_in():
    coming = ExerciseColumn(id="ex09", title="Later", max_score=100, checks=[])
    report = build("c", [student()], exercises=[coming], **RUN)
    assert report.rows[0].attempts == [ExerciseResult(exercise="ex09", result=None)]


def test_the_points_that_count_are_those_after_the_late_policy():
    late = LateEffect(days=1, kept=90, before=100, after=90)
    report = build("c", [student(results=[perfect()], late={"ex04": late})], **RUN)
    assert report.rows[0].attempts[0].score == 90


def test_an_error_has_no_score_and_no_reduced_one():
    late = LateEffect(days=1, kept=90, before=None, after=None)
    report = build("c", [student(results=[broken()], late={"ex06": late})], **RUN)
    assert report.rows[0].attempts[0].score is None


def test_the_run_before_keeps_scores_and_statuses():
    report = build("c", [student()], exercises=[], previous_run="r0", previous=[bind_mount(), unreachable()], **RUN)
    first, second = report.previous.results
    assert (first.student, first.exercise, first.score, len(first.checks)) == ("s17", "ex05", 47.5, 7)
    assert (second.score, second.checks) == (None, [])


def test_without_a_run_before_there_is_nothing_to_compare_with():
    assert build("c", [], **RUN).previous is None


def test_two_students_with_one_id_are_refused():
    with pytest.raises(ValidationError, match="each student needs a unique id; these are not unique: s1"):
        build("c", [student(), student()], **RUN)


def test_a_student_without_an_id_is_refused():
    with pytest.raises(ValidationError, match=r"these are not unique: \(empty\)"):
        build("c", [student("")], **RUN)


def test_two_results_of_one_exercise_are_refused():
    with pytest.raises(ValueError, match="s1 has more than one result"):
        build("c", [student(results=[perfect(), perfect()])], **RUN)


def test_a_result_of_no_exercise_of_the_class_is_refused():
    with pytest.raises(ValueError, match="results of ex04, which this class does not have"):
        build("c", [student(results=[perfect()])], exercises=[], **RUN)


def test_a_report_read_back_must_have_its_attempts_in_order():
    document = build("c", [student(results=[perfect(), bind_mount()])], **RUN).model_dump()
    document["rows"][0]["attempts"].reverse()
    with pytest.raises(ValidationError, match="s1 needs one attempt for each of"):
        ClassReport.model_validate(document)


@pytest.mark.parametrize(
    "link",
    ["https://example.com/", "javascript:alert(1)", "java\nscript:alert(1)", "//example.com/x", "/etc/passwd", "\\\\x",
     "data:text/html,x"],
)  # fmt: skip
def test_a_link_that_leads_away_is_refused(link):
    with pytest.raises(ValidationError, match="must be a relative address"):
        build("c", [student(page=link)], exercises=[], **RUN)


def test_a_link_beside_the_page_is_kept():
    assert build("c", [student(page="students/a%20b.html")], **RUN).rows[0].page == "students/a%20b.html"


def test_the_sample_class_can_be_read_back():
    report = sample_class(12, 10)
    again = ClassReport.model_validate_json(report.model_dump_json(by_alias=True))
    assert again.model_dump() == report.model_dump()
