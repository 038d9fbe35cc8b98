from grader.checks.verdict import Status
from grader.reports.class_report.data import ClassMember, LateEffect, build
from grader.reports.class_report.lists import changes, late_work, ungraded
from tests.support.samples import broken, check, perfect, result, unreachable

RUN = {"run": "r1", "started": "2026-11-23T05:03:09Z"}


def class_of(*results, previous=None, language="en", **more):
    rows = [
        ClassMember(id=f"s{n}", name=f"Name {n}", host=f"ssh://student@s{n}.lab:22", results=own or [])
        for n, own in enumerate(results)
    ]
    run = "r0" if previous is not None else None
    return build("c", rows, previous_run=run, previous=previous or [], language=language, **RUN, **more)


def test_what_could_not_be_graded_is_listed_with_its_cause():
    found = ungraded(class_of([broken()], [unreachable()], [perfect()]))
    assert [(one.row.student, one.exercise.id, one.cause.split()[0]) for one in found] == [
        ("s0", "ex06", "1"),
        ("s1", "ex01", "host-17"),
    ]


def test_a_student_whose_host_is_unreachable_is_not_listed_again_with_each_exercise():
    gone = ClassMember(id="s1", name="", host="", results=[unreachable()], unreachable="Connection refused")
    assert ungraded(build("c", [gone], **RUN)) == []


def test_late_work_is_listed():
    late = LateEffect(days=1, kept=90, before=100, after=90)
    rows = [ClassMember(id="s1", name="", host="", results=[perfect()], late={"ex04": late})]
    ((student, exercise, found, graded),) = late_work(build("c", rows, **RUN))
    assert (student.student, exercise.id, found, graded) == ("s1", "ex04", late, perfect())


def graded(points, student="s0"):
    status = Status.PASSED if points else Status.FAILED
    return result([check("a", "A", status, points, 10)], student=student)


def test_a_change_names_both_scores_and_the_checks():
    (change,) = changes(class_of([graded(10)], previous=[graded(0)]))
    assert (change.before, change.after, change.checks) == (0, 10, [("a", Status.FAILED, Status.PASSED)])


def test_losses_come_first():
    previous = [graded(0), graded(10, "s1"), graded(10, "s2")]
    report = class_of([graded(10)], [graded(0)], [graded(10)], previous=previous)
    assert [change.row.student for change in changes(report)] == ["s1", "s0"]


def test_a_grade_that_cannot_be_told_any_more_is_a_change():
    now = graded(0).model_copy(update={"score": None, "status": "error"})
    (change,) = changes(class_of([now], previous=[graded(0)]))
    assert (change.before, change.after, change.order) == (0, None, 0)


def test_what_is_new_or_gone_is_no_change():
    assert changes(class_of([graded(10)], [], previous=[graded(10, "s1"), graded(10, "s9")])) == []


def test_without_a_run_before_nothing_changed():
    assert changes(class_of([graded(10)])) == []
