import time

from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.reports.class_report.data import CheckColumn, ClassMember, ExerciseColumn, LateEffect, StudentRow, build
from grader.reports.class_report.findings import changes, failures, late_work, normalised, ungraded
from tests.support.samples import bind_mount, broken, check, perfect, result, unreachable

RUN = {"run": "r1", "started": "2026-11-23T05:03:09Z"}


def class_of(*results, previous=None, language="en", **more):
    rows = [
        ClassMember(id=f"s{n}", name=f"Name {n}", host=f"ssh://student@s{n}.lab:22", results=own or [])
        for n, own in enumerate(results)
    ]
    run = "r0" if previous is not None else None
    return build("c", rows, previous_run=run, previous=previous or [], language=language, **RUN, **more)


def failing(message, status=Status.FAILED, **more):
    return result([check("a", "A", status, None if status is Status.ERROR else 0, 10, message=message, **more)])


def row(student="s1", name="Ada", host="ssh://student@host-17:2222"):
    return StudentRow(student=student, name=name, host=host, attempts=[])


def test_the_same_message_is_one_group_with_its_students():
    (group,) = failures(class_of([failing("No such image.")], [failing("No such image.")], []))
    assert (group.said, [one.student for one in group.rows], group.status) == (
        "No such image.",
        ["s0", "s1"],
        Status.FAILED,
    )


def test_messages_that_differ_in_numbers_and_names_are_one_group():
    found = failures(class_of([failing("s0 has 3 networks.")], [failing("s1 has 12 networks.")]))
    assert [(group.said, list(group.examples)) for group in found] == [
        ("… has … networks.", ["s0 has 3 networks.", "s1 has 12 networks."])
    ]


def test_what_follows_the_sentence_for_one_student_does_not_make_another_group():
    sentence = "There is no container named web."
    near = failing(f"{sentence} There is a container named WEB.", sentence=sentence)
    (group,) = failures(class_of([near], [failing(sentence, sentence=sentence)]))
    assert group.said == sentence


def test_a_message_that_does_not_vary_is_shown_as_it_is():
    (group,) = failures(class_of([failing("Port 80 is closed.")], [failing("Port 80 is closed.")]))
    assert group.said == "Port 80 is closed."


def test_the_most_common_comes_first():
    found = failures(class_of([failing("rare")], [failing("common")], [failing("common")]))
    assert [group.said for group in found] == ["common", "rare"]


def test_blocked_and_passed_checks_are_not_listed():
    said = [(group.check.id, group.status) for group in failures(class_of([bind_mount()]))]
    assert said == [("bind-mounted", Status.FAILED), ("shared-live", Status.PARTIAL)]


def test_an_error_is_listed_with_its_cause():
    assert "Could not be checked: The host did not answer" in failures(class_of([broken()]))[0].said


def test_a_failure_without_words_has_the_title_of_its_check():
    assert failures(class_of([failing(None)]))[0].said == "A"


def test_a_check_that_the_class_does_not_have_is_left_out():
    columns = [
        ExerciseColumn(id="ex05", title="", max_score=10, checks=[CheckColumn(id="b", title="B", max_points=10)])
    ]
    assert failures(class_of([failing("x")], exercises=columns)) == []


def test_ids_of_containers_hosts_and_names_go():
    assert normalised("Ada on host-17:2222: 4f5e6d7c8b9a is gone", row()) == "… on …: … is gone"


def test_a_name_inside_another_word_stays():
    assert normalised("Adapter missing", row()) == "Adapter missing"


def test_a_row_without_words_of_its_own_changes_nothing():
    assert normalised("Nothing runs.", row("s1", "", "")) == "Nothing runs."


@given(st.text(max_size=60), st.text(max_size=10), st.text(max_size=10))
def test_any_name_can_be_taken_out_of_any_message(message, student, name):
    once = normalised(message, row(student, name, ""))
    assert not any(character.isdecimal() and character.isascii() for character in once)


def test_a_huge_message_takes_no_time():
    began = time.perf_counter()
    failures(class_of([failing("a1 " * 300_000)]))
    assert time.perf_counter() - began < 5


def test_what_could_not_be_graded_is_listed_with_its_cause():
    found = ungraded(class_of([broken()], [unreachable()], [perfect()]))
    assert [(one.row.student, one.exercise.id, one.cause.split()[0]) for one in found] == [
        ("s0", "ex06", "1"),
        ("s1", "ex01", "host-17"),
    ]


def test_late_work_is_listed():
    late = LateEffect(days=1, kept=90, before=100, after=90)
    rows = [ClassMember(id="s1", name="", host="", results=[perfect()], late={"ex04": late})]
    ((student, exercise, found, graded),) = late_work(build("c", rows, **RUN))
    assert (student.student, exercise.id, found, graded) == ("s1", "ex04", late, perfect())


def test_what_hindered_every_check_is_no_failure_of_each():
    checks = [check(name, name, Status.ERROR, None, 10, cause="Gone.") for name in ("a", "b")]
    dead = result(checks, score=None, status="error", cause="Gone.")
    assert failures(class_of([dead])) == []
    half = result([checks[0], check("b", "b", Status.PASSED, 10, 10)], score=None, status="error", cause="Gone.")
    assert [one.said for one in failures(class_of([half]))] == ["Could not be checked: Gone."]


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
