import pytest

from grader.checks.verdict import Status
from grader.classroom.student_causes import cause_for_student, told_to_student
from grader.classroom.submissions.folder import read_submissions
from grader.errors import CheckBroken, HostUnreachable
from grader.evidence.facts import Fact, Manifest
from grader.evidence.file import Evidence
from tests.support.roster import STUDENTS
from tests.support.samples import check, result

SUBMIT = (
    "\n  → On your machine, run grader submit ex05, and submit the file that it writes. "
    "If you have submitted it already, ask your instructor."
)

TELL = "\n  → Tell your instructor which of them counts."


def put(path, **manifest):
    facts = [Fact(at=0, seconds=0, command=f"echo {path.name}", rc=0)]
    Evidence(Manifest(**{"exercise": "ex05", **manifest}), facts).write(path)


@pytest.mark.parametrize(
    ("submitted", "told"),
    [
        ({}, f"Nothing was submitted for ex05.{SUBMIT}"),
        (
            {"ex05.evidence": {}, "ex05-b.evidence": {}},
            f"Two different files were submitted for ex05, so none was graded.{TELL}",
        ),
        (
            {"ex05.evidence": {"exercise": "ex04"}},
            f"The file that was submitted for ex05 is of another exercise.{SUBMIT}",
        ),
        ({"ex05.evidence": {"student": "s02"}}, f"The file that was submitted for ex05 names another student.{SUBMIT}"),
    ],
)
def test_a_student_is_told_what_to_do_without_the_instructors_paths_and_other_students(tmp_path, submitted, told):
    (tmp_path / "s01").mkdir()
    for name, manifest in submitted.items():
        put(tmp_path / "s01" / name, **manifest)
    error = read_submissions(tmp_path, STUDENTS).error("s01", "ex05")
    assert str(tmp_path) in str(error)
    assert cause_for_student(error.message, "ex05", "en") == told


def test_of_another_cause_that_the_instructor_has_to_see_to_only_the_step_differs():
    error = CheckBroken("The process that runs the checks was interrupted.", next_step="Continue with --resume.")
    told = "\n  → Your instructor sees this as well, and has to grade again."
    assert cause_for_student(error.message, "ex05", "en") == f"The process that runs the checks was interrupted.{told}"


def test_other_causes_are_for_everybody():
    assert cause_for_student(None, "ex05", "en") is None
    assert cause_for_student(HostUnreachable("Gone.", next_step="Start it.").message, "ex05", "en") is None


def test_the_checks_of_a_result_give_the_students_cause_as_well():
    checks = [
        check("a", "A", Status.ERROR, None, 5, cause="For the instructor."),
        check("b", "B", Status.ERROR, None, 5, cause="Its own."),
    ]
    found = result(checks, status="error", score=None, cause="For the instructor.", cause_for_student="For you.")
    told = told_to_student(found)
    assert (told.cause, [one.cause for one in told.checks]) == ("For you.", ["For you.", "Its own."])


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("evidence:/home/prof/in/s01/ex05.evidence", "evidence:ex05.evidence"),
        ("ssh://student@host-17", "ssh://student@host-17"),
    ],
)
def test_a_student_is_not_shown_where_the_instructor_keeps_evidence(host, shown):
    assert told_to_student(result([], host=host)).host == shown
