import time

from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import RootCause, Status
from grader.reports.class_report.data import CheckColumn, ClassMember, ExerciseColumn, StudentRow, build
from grader.reports.class_report.problems import normalised, problems
from tests.support.samples import bind_mount, broken, check, result

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
    (group,) = problems(class_of([failing("No such image.")], [failing("No such image.")], []))
    assert (group.said, [one.student for one in group.rows], group.status) == (
        "No such image.",
        ["s0", "s1"],
        Status.FAILED,
    )


def test_messages_that_differ_in_numbers_and_names_are_one_group():
    found = problems(class_of([failing("s0 has 3 networks.")], [failing("s1 has 12 networks.")]))
    assert [(group.said, list(group.examples)) for group in found] == [
        ("… has … networks.", ["s0 has 3 networks.", "s1 has 12 networks."])
    ]


def test_what_follows_the_sentence_for_one_student_does_not_make_another_group():
    sentence = "There is no container named web."
    near = failing(f"{sentence} There is a container named WEB.", sentence=sentence)
    (group,) = problems(class_of([near], [failing(sentence, sentence=sentence)]))
    assert group.said == sentence


def test_a_message_that_does_not_vary_is_shown_as_it_is():
    (group,) = problems(class_of([failing("Port 80 is closed.")], [failing("Port 80 is closed.")]))
    assert group.said == "Port 80 is closed."


def test_the_most_common_comes_first():
    found = problems(class_of([failing("rare")], [failing("common")], [failing("common")]))
    assert [group.said for group in found] == ["common", "rare"]


def test_blocked_and_passed_checks_are_not_listed():
    said = [(group.places[0][1].id, group.status) for group in problems(class_of([bind_mount()]))]
    assert said == [("bind-mounted", Status.FAILED), ("shared-live", Status.PARTIAL)]


def test_an_error_is_listed_with_its_cause():
    said = [found.said for found in problems(class_of([broken()])) if found.status is Status.ERROR]
    assert said[0].startswith("Could not be checked: The host did not answer")


def test_a_failure_without_words_has_the_title_of_its_check():
    assert problems(class_of([failing(None)]))[0].said == "A"


def test_a_check_that_the_class_does_not_have_is_left_out():
    columns = [
        ExerciseColumn(id="ex05", title="", max_score=10, checks=[CheckColumn(id="b", title="B", max_points=10)])
    ]
    assert problems(class_of([failing("x")], exercises=columns)) == []


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
    problems(class_of([failing("a1 " * 300_000)]))
    assert time.perf_counter() - began < 5


def test_what_hindered_every_check_is_no_failure_of_each():
    checks = [check(name, name, Status.ERROR, None, 10, cause="Gone.") for name in ("a", "b")]
    dead = result(checks, score=None, status="error", cause="Gone.")
    assert problems(class_of([dead])) == []
    half = result([checks[0], check("b", "b", Status.PASSED, 10, 10)], score=None, status="error", cause="Gone.")
    assert [one.said for one in problems(class_of([half]))] == ["Could not be checked: Gone."]


def test_the_same_problem_in_several_exercises_is_one_with_its_places():
    other = failing("The Engine does not run.").model_copy(update={"exercise": "ex06"})
    (found,) = problems(class_of([failing("The Engine does not run."), other], [other]))
    assert [exercise.id for exercise, _ in found.places] == ["ex05", "ex06"]
    assert [one.student for one in found.rows] == ["s0", "s1"]
    assert found.titles == ["A"]


def test_a_problem_counts_what_waits_for_it_and_all_the_points_it_costs():
    checks = [
        check("a", "A", Status.PARTIAL, 4, 10, message="half"),
        check("b", "B", Status.BLOCKED, 0, 5, blocked_by="a"),
    ]
    (found,) = problems(class_of([result(checks)], [result(checks)]))
    assert (found.waiting, found.points) == (2, 22)


def test_the_same_root_cause_is_one_problem_whichever_check_states_it():
    root = RootCause("container", "os3")
    results = [
        result([check(name, name, Status.FAILED, 0, 10, message="There is no container os3.", root=root)])
        for name in ("os3-exists", "os3-running")
    ]
    both = [CheckColumn(id=name, title=name, max_points=10) for name in ("os3-exists", "os3-running")]
    columns = [ExerciseColumn(id="ex05", title="", max_score=20, checks=both)]
    (found,) = problems(class_of(*[[one] for one in results], exercises=columns))
    assert [place.id for _, place in found.places] == ["os3-exists", "os3-running"]


def test_of_equally_common_problems_the_more_costly_comes_first():
    one = result([check("a", "A", Status.FAILED, 0, 1, message="a"), check("b", "B", Status.FAILED, 0, 9, message="b")])
    assert [found.said for found in problems(class_of([one]))] == ["b", "a"]
