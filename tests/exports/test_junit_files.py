from xml.etree import ElementTree as ET

from grader.exports.formats import ExportOptions
from grader.exports.junit_files import FORMAT
from tests.support import junit_rules
from tests.support.class_grades import class_of, student, who
from tests.support.samples import bind_mount, perfect


def test_each_student_and_exercise_has_a_file():
    grades = class_of(student(who("s1"), bind_mount(), perfect()), student(who("s2"), bind_mount()), student(who("s3")))
    options = ExportOptions(dialect="ant")
    files = FORMAT.rendered(grades, FORMAT.mapped(grades, options), options).files
    assert [one.name for one in files] == ["s1/ex05.xml", f"s1/{perfect().exercise}.xml", "s2/ex05.xml"]
    for one in files:
        junit_rules.ant(ET.fromstring(one.data))  # noqa: S314  our own document
