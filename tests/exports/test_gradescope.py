import json

from grader.exports.formats import ExportOptions
from grader.exports.gradescope import FORMAT
from tests.support import autograder_rules
from tests.support.class_grades import class_of, student, who
from tests.support.samples import bind_mount, perfect, unreachable


def exported(*students):
    grades = class_of(*students)
    return FORMAT.rendered(grades, FORMAT.mapped(grades, ExportOptions()), ExportOptions())


def test_each_student_has_a_file_for_all_exercises():
    made = exported(student(who("s1"), bind_mount(), perfect()), student(who("s2"), perfect(), bind_mount()))
    assert [one.name for one in made.files] == ["s1/results.json", "s2/results.json"]
    documents = [json.loads(one.data) for one in made.files]
    for one in documents:
        autograder_rules.gradescope(one)
    assert [one["score"] for one in documents] == [147.5, 147.5]


def test_what_only_others_have_a_score_in_is_not_a_zero_in_the_total():
    made = exported(student(who("s1"), bind_mount(), perfect()), student(who("s2"), bind_mount()))
    assert [one.name for one in made.files] == ["s1/results.json"]
    assert [str(one) for one in made.notes] == ["1 student has no file, because an exercise is not graded"]


def test_a_student_without_a_result_has_no_file_and_a_note_says_so():
    made = exported(student(who("s1"), bind_mount()), student(who("s2"), unreachable()), student(who("s3")))
    assert [one.name for one in made.files] == ["s1/results.json"]
    assert [str(one) for one in made.notes] == ["2 students have no file, because an exercise is not graded"]
