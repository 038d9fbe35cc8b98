from grader.reports.class_report.data import ClassMember, LateEffect, build
from grader.reports.class_report.figures import Need, attention, figures
from grader.reports.class_report.numbers import class_numbers
from tests.support.class_samples import sample_class
from tests.support.samples import bind_mount, broken, perfect

RUN = {"run": "run-7", "started": "2026-11-23T05:03:09Z"}
LATE = {"ex04": LateEffect(days=1, kept=90, before=100, after=90)}


def needs_of(*students):
    report = build("c", students, **RUN)
    return attention(report, class_numbers(report).totals)


def member(name, *results, **more):
    return ClassMember(name, name, "h", list(results), **more)


def test_who_did_well_needs_no_attention():
    assert needs_of(member("s1", perfect())) == [[]]


def test_an_unreachable_host_needs_attention():
    assert needs_of(member("s1", perfect()), member("s2", unreachable="gone")) == [[], [Need.UNREACHABLE]]


def test_a_result_that_could_not_be_determined_needs_attention():
    assert needs_of(member("s1", perfect(), broken())) == [[Need.UNDETERMINED]]


def test_a_student_without_any_result_needs_attention():
    assert needs_of(member("s1", perfect()), member("s2")) == [[], [Need.NOTHING]]


def test_less_than_half_of_the_points_needs_attention():
    assert needs_of(member("s1", bind_mount())) == [[Need.LOW]]


def test_an_exercise_that_was_not_attempted_is_not_counted_against_a_student():
    assert needs_of(member("s1", perfect(), bind_mount()), member("s2", perfect())) == [[], []]


def test_the_figures_count_students():
    students = [
        member("s1", perfect(), late=LATE),
        member("s2", perfect(), broken()),
        member("s3", unreachable="gone"),
        member("s4"),
    ]
    report = build("c", students, **RUN)
    numbers = class_numbers(report)
    found = figures(report, numbers, attention(report, numbers.totals))
    assert (found.students, found.graded, found.not_graded, found.unreachable) == (4, 2, 2, 1)
    assert (found.undetermined, found.not_attempted, found.late, found.late_points) == (1, 1, 1, 10)
    assert found.attention == 3


def test_graded_and_not_graded_are_all():
    report = sample_class(40, 20)
    numbers = class_numbers(report)
    found = figures(report, numbers, attention(report, numbers.totals))
    assert found.graded + found.not_graded == 40
