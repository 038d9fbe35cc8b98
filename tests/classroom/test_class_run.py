import pytest

from grader.classroom.class_reader import read_class
from grader.classroom.class_run import RunOutcome, open_run, plan_class
from grader.classroom.grade_options import GradeOptions
from grader.errors import UsageError
from grader.reports.class_report.digest import ClassDigest

ROSTER = "student_id,host\ns1,local:\ns2,local:\ns3,local:\n"


@pytest.fixture
def planned(class_folder):
    """planned(option=…): the plan of a class of three students and one exercise."""
    class_folder.write(ROSTER)
    return lambda **options: plan_class(read_class(class_folder.path), GradeOptions(**options))


def test_a_plan_is_of_the_whole_class_and_writes_nothing(planned, class_folder):
    plan = planned()
    assert [one.id for one in plan.students] == [visit.student for visit in plan.visits] == ["s1", "s2", "s3"]
    assert [one.id for one in plan.exercises] == ["ex01"]
    assert not class_folder.results.exists()


def test_a_plan_is_of_the_students_that_were_named_each_once(planned):
    assert [visit.student for visit in planned(students=("s3", "s1", "s3")).visits] == ["s1", "s3"]


def test_options_take_precedence_over_the_class_file(planned, tmp_path):
    plan = planned(jobs=2, retries=5, results=tmp_path / "other")
    assert (plan.class_.file.jobs, plan.class_.file.retries) == (2, 5)
    assert plan.results == tmp_path / "other"


def test_an_exercise_of_another_class_is_refused(planned):
    with pytest.raises(UsageError, match="ex04"):
        planned(exercises=("ex04",))


def test_a_run_is_recorded_with_who_is_asked_for_and_resumed_for_who_is_left(planned, class_folder):
    with open_run(planned(students=("s1", "s2")), command="grade") as run:
        assert [visit.student for visit in run.visits] == ["s1", "s2"]
        assert run.kept() == 0
        for _ in run.carry_out():
            if run.kept():
                break
    with open_run(planned(students=("s1", "s2"), resume=True), command="grade") as run:
        assert len(run.visits) == 1
    with class_folder.book() as book:
        assert book.last_run().students == ("s1", "s2")


@pytest.mark.parametrize(
    ("missing", "fail_under", "code"), [(0, None, 0), (0, 50, 0), (0, 60, 1), (1, None, 3), (1, 60, 3)]
)
def test_the_exit_code_says_how_a_run_ended(tmp_path, missing, fail_under, code):
    digest = ClassDigest(
        language="en", students=2, shares={"s1": 100.0, "s2": 50.0}, late=0, unreachable=(), missing=(), problems=()
    )
    assert RunOutcome(tmp_path, 2, missing, digest).exit_code(fail_under) == code
