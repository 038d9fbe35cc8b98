from xml.etree import ElementTree as ET

import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.exports.formats import ExportOptions
from grader.exports.junit import FORMAT
from grader.reports.class_report.data import exercises_of
from tests.support import junit_rules
from tests.support.class_grades import class_of, exported, student, who
from tests.support.samples import bind_mount, hostile, korean, perfect, result, unreachable

IDS = ["s1", "s.1", "a.b@school.example", "-x", "학생", "s1 ", "\ud800", "\udfff", "x" * 300, "x" * 301]


def class_like(count):
    """Many students with the same results, whose IDs differ a little."""
    ids = [*IDS, *(f"s{number}" for number in range(2, count - len(IDS) + 2))]
    results = [bind_mount(), korean().model_copy(update={"exercise": "ex03"})]
    columns = exercises_of(results)
    return class_of(*(student(who(one), *results) for one in ids), exercises=columns)


def read(grades, **options):
    return ET.fromstring(exported(FORMAT, grades, ExportOptions(**options)))  # noqa: S314  our own document


def test_a_thousand_students_stay_apart_for_every_reader():
    for reader, keys in junit_rules.identities(read(class_like(1000))).items():
        assert len(set(keys)) == len(keys), reader


@pytest.mark.parametrize("dialect", ["universal", "codegrade", "ant", "surefire"])
def test_a_class_is_valid_in_each_dialect(dialect):
    rules = {
        "universal": junit_rules.universal,
        "codegrade": junit_rules.codegrade,
        "ant": junit_rules.ant,
        "surefire": junit_rules.surefire,
    }
    mixed = class_of(student(who("s1"), bind_mount(), unreachable()), student(who("s2"), hostile(), korean()))
    rules[dialect](read(mixed, dialect=dialect))


def test_gitlab_and_artemis_show_what_failed():
    data = exported(FORMAT, class_like(20))
    root = ET.fromstring(data)  # noqa: S314  our own document
    junit_rules.gitlab(root, data)
    assert len(junit_rules.artemis(root)) > 20


def test_the_file_is_ascii_and_junitparser_reads_it_back():
    data = exported(FORMAT, class_like(20))
    data.decode("ascii")
    suites = list(junitparser.JUnitXml.fromstring(data))
    assert len(suites) == 40
    assert sum(len(list(suite)) for suite in suites) == 20 * sum(len(one.checks) for one in (bind_mount(), korean()))


def test_a_file_beyond_gitlabs_limits_is_noted():
    long = bind_mount().checks[0].model_copy(update={"message": "x" * 20_000, "status": Status.FAILED})
    grades = class_of(*(student(who(f"s{n}"), result([long] * 10, exercise="ex05")) for n in range(200)))
    [note] = FORMAT.rendered(grades, FORMAT.mapped(grades, ExportOptions()), ExportOptions()).notes
    assert "GitLab reads at most 30 MB" in str(note)


def test_a_message_of_a_megabyte_is_cut():
    long = bind_mount().checks[0].model_copy(update={"message": "x" * 1_000_000, "status": Status.FAILED})
    assert len(exported(FORMAT, class_of(student(who("s1"), result([long], exercise="ex05"))))) < 20_000


def test_a_student_without_a_result_has_no_tests():
    assert [suite.get("name") for suite in read(class_of(student(who("s1")), student(who("s2"), perfect())))] == [
        f"s2.{perfect().exercise}"
    ]


@given(st.text(st.characters(codec=None), max_size=300), st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_any_text_and_any_id_make_a_valid_document(text, id_):
    said = (
        bind_mount()
        .checks[0]
        .model_copy(update={"message": text, "hint": text, "title": text, "status": Status.FAILED})
    )
    junit_rules.universal(read(class_of(student(who(id_), result([said], exercise="ex05")))))
