import json
import shutil

import pytest

from grader.autograders.members import Member, Members
from grader.autograders.platform import Platform
from grader.autograders.running import results_of
from grader.classroom.assignment import assignment
from grader.course.pack import Course
from grader.errors import GraderError, UsageError
from grader.evidence.file import Evidence
from tests.support import autograder_rules
from tests.support.recorded_class import EVIDENCE


def test_evidence_is_graded_with_the_suite(tmp_path):
    shutil.copy(EVIDENCE / "s02" / "ex05.gz", tmp_path)
    document = json.loads(results_of(Platform.GRADESCOPE, assignment("ex05"), tmp_path, "en"))
    autograder_rules.gradescope(document)
    assert document["score"] == 92.5
    assert document["extra_data"] == {"grader": [{"exercise": "ex05", "student": "s02"}]}


def test_a_submission_that_cannot_be_graded_says_why_in_the_language_of_the_course(tmp_path):
    document = json.loads(results_of(Platform.PRAIRIELEARN, assignment("ex05"), tmp_path, "ko"))
    autograder_rules.prairielearn(document)
    assert document["gradable"] is False
    assert document["format_errors"][0].startswith("제출물에 증거 파일이 없습니다.")


def test_what_the_evidence_cannot_answer_is_an_error_and_no_result(tmp_path):
    evidence = Evidence.read(EVIDENCE / "s01" / "ex05.gz")
    Evidence(evidence.manifest, evidence.facts[:3]).write(tmp_path / "ex05.evidence")
    with pytest.raises(GraderError, match="ex05 could not be graded, so there is no score"):
        results_of(Platform.GRADESCOPE, assignment("ex05"), tmp_path, "en")


def test_a_folder_that_is_not_there_is_no_submission(tmp_path):
    with pytest.raises(UsageError, match="There is no folder"):
        results_of(Platform.GRADESCOPE, assignment("ex05"), tmp_path / "none", "en")


def test_hidden_checks_are_neither_run_nor_named(tiny, tmp_path):
    suite = '''
    def test_right(host):
        """It is right"""
        assert host.run("echo right").rc == 0

    def test_secret(host):
        """Nobody sees this"""
        if host.run("echo secret").rc == 0: fail("missing")
    '''
    tiny.write(suite, secret={"visibility": "hidden"})
    tiny.run().evidence.write(tmp_path / "ex01.evidence")
    data = results_of(Platform.GRADESCOPE, assignment("ex01", course=tiny.root), tmp_path, "en")
    assert "secret" not in data
    assert "Nobody sees this" not in data
    assert json.loads(data)["score"] == 50


CLASS = Members(students=[Member(id="s01", email="a@x.example"), Member(id="s02", email="b@x.example")])


def of_class(folder, address):
    return json.loads(
        results_of(Platform.GRADESCOPE, assignment("ex05"), folder, "en", members=CLASS, addresses=[address])
    )


def test_evidence_of_another_student_has_no_points(tmp_path):
    shutil.copy(EVIDENCE / "s02" / "ex05.gz", tmp_path)
    assert of_class(tmp_path, "b@x.example")["score"] == 92.5
    document = of_class(tmp_path, "a@x.example")
    assert document["score"] == 0
    assert document["output"].startswith("The evidence names s02, not s01.")


def test_who_submitted_nothing_reads_a_command_with_the_own_id(tmp_path):
    assert of_class(tmp_path, "b@x.example")["output"].endswith("grader submit ex05 --student s02")


def test_the_values_are_those_of_the_student(tmp_path):
    exercise = next(one for one in Course.at(None).exercises() if one.file.params)
    name, value = next(iter(exercise.file.params.items()))
    members = Members(students=[Member(id="s01", email="a@x.example", params={name: f"{value}9"})])
    shutil.copy(EVIDENCE / "s01" / f"{exercise.id}.gz", tmp_path)
    given, address = assignment(exercise.id), ["a@x.example"]
    data = results_of(Platform.GRADESCOPE, given, tmp_path, "en", members=members, addresses=address)
    assert f"not with {name}={value}9" in data
