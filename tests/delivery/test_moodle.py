"""Pushes to a stand-in for Moodle's web services (tests/support/moodle_stand_in.py)."""

import json

import pytest

from grader.classroom.platforms import MoodlePlatform
from grader.delivery.moodle import MoodlePush
from grader.delivery.pushing import carry_out
from grader.delivery.secret import Secret
from grader.delivery.sending import State
from grader.errors import DeliveryError, NoAnswer
from tests.support.deliveries import AT_ONCE, grades, ledger_of, student, with_results
from tests.support.letters import result
from tests.support.moodle_stand_in import TOKEN, moodle

__all__ = ["moodle"]


@pytest.fixture
def push(moodle, gradebook):
    moodle.users += [
        {"id": 3, "username": "x", "idnumber": "s1", "email": "x@school.example"},
        {"id": 4, "username": "s2", "idnumber": "", "email": "y@school.example"},
    ]

    def do(graded, *, dry_run=False, token=TOKEN, **settings):
        keys = {"url": moodle.url, "token": "unused", "course": 5, "assignments": {"ex05": 41}, **settings}
        to = MoodlePush.to(MoodlePlatform(**keys), Secret(token), AT_ONCE)
        outcome = carry_out(to, graded, ledger_of(gradebook, graded, "moodle"), lambda _: None, dry_run=dry_run)
        return {row.student: row for row in outcome.rows}, outcome.stopped

    return do


TWO = grades(student("s1", 87.5), student("s2", 0.0))


def states(rows):
    return {name: row.state for name, row in rows.items()}


@pytest.mark.parametrize("way", ["assignment", "gradebook"])
def test_scores_arrive_and_are_read_back(push, moodle, way):
    rows, stopped = push(TWO, way=way)
    assert (states(rows), stopped) == ({"s1": State.SENT, "s2": State.SENT}, None)
    assert moodle.grades == {(41, 3): 87.5, (41, 4): 0.0}


def test_feedback_arrives_as_html_with_nothing_of_a_student_in_it_as_markup(push, moodle):
    push(grades(with_results(student("s1", 40.0), result(message="<script>x</script> & y"))))
    assert moodle.feedback[41, 3] == (
        "<p>1 passed, 1 failed.</p><ul><li>It runs (0/60): &lt;script&gt;x&lt;/script&gt; &amp; y Start it.</li></ul>"
    )


def test_a_score_is_scaled_to_the_maximum_of_the_activity(push, moodle):
    push(TWO, assignments={"ex05": 42})
    assert moodle.grades == {(42, 3): 8.75, (42, 4): 0.0}


def test_without_ranges_in_the_user_report_the_rubric_s_maximum_is_taken(push, moodle):
    moodle.shows_ranges = False
    push(TWO)
    assert moodle.grades == {(41, 3): 87.5, (41, 4): 0.0}


def test_a_bonus_is_cut_at_the_maximum_that_moodle_would_ignore(push, moodle):
    push(grades(student("s1", 105.0)))
    assert moodle.grades == {(41, 3): 100.0}


def test_a_second_push_sends_nothing(push, moodle):
    push(TWO)
    moodle.called.clear()
    rows, _ = push(TWO)
    assert set(states(rows).values()) == {State.UNCHANGED}
    assert "mod_assign_save_grades" not in moodle.called


def test_a_score_that_moodle_ignores_is_refused_although_it_answered_nothing(push, moodle):
    moodle.locked.add((41, 3))
    rows, _ = push(TWO)
    assert states(rows) == {"s1": State.REFUSED, "s2": State.SENT}
    assert "shows no grade: the grade is locked or overridden" in rows["s1"].reason


def test_who_is_not_in_the_course_is_listed(push):
    rows, _ = push(grades(student("s1", 50.0), student("s9", 60.0), student("s2")))
    assert states(rows) == {"s1": State.SENT, "s9": State.UNMATCHED, "s2": State.NO_RESULT}


def test_a_user_that_moodle_does_not_know_is_refused_with_its_reason(push):
    rows, _ = push(grades(student("s1", 50.0, sis_id="999"), student("s2", 60.0, sis_id="4")), user="sis_id")
    assert states(rows) == {"s1": State.REFUSED, "s2": State.SENT}
    assert rows["s1"].reason == "dmlwriteexception: Error writing to database"


def test_exercises_without_an_assignment_are_left_out(push, moodle):
    rows, _ = push(TWO, assignments={"ex04": 42})
    assert (rows, moodle.grades) == ({}, {})


def test_a_dry_run_only_reads(push, moodle):
    rows, _ = push(TWO, dry_run=True)
    assert set(states(rows).values()) == {State.TO_SEND}
    assert set(moodle.called) == {"core_enrol_get_enrolled_users", "gradereport_user_get_grade_items"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"token": "wrong"}, "invalidtoken"),
        ({"course": 6}, "refuses to answer"),
        ({"assignments": {"ex05": 43}}, "no activity 43"),
    ],
)
def test_wrong_settings_are_reported(push, change, said):
    with pytest.raises(DeliveryError, match=said) as error:
        push(TWO, **change)
    assert "wrong" not in str(error.value)


def test_a_function_that_the_token_may_not_call_stops_the_push(push, moodle):
    moodle.forbidden.add("mod_assign_save_grades")
    rows, stopped = push(TWO)
    assert set(states(rows).values()) == {State.NOT_SENT}
    assert "add the function to its service" in stopped.next_step


def test_without_the_read_back_a_score_counts_as_unanswered_and_is_sent_again_next_time(push, moodle):
    reads = []

    def fail(function):
        if function == "gradereport_user_get_grade_items":
            reads.append(function)
            return b"<html>down" if len(reads) == 2 else None
        return None

    moodle.before = fail
    rows, stopped = push(TWO)
    assert set(states(rows).values()) == {State.UNANSWERED}
    assert stopped is not None
    rows, _ = push(TWO)
    assert set(states(rows).values()) == {State.SENT}


@pytest.mark.parametrize(
    "answer", [[], {}, {"usergrades": 1}, {"usergrades": [1, {"gradeitems": [{"cmid": "x"}, None]}]}, "x"]
)
def test_a_strange_answer_is_no_crash(push, moodle, answer):
    moodle.before = lambda function: json.dumps(answer).encode() if function.startswith("gradereport") else None
    with pytest.raises(DeliveryError):
        push(TWO)


@pytest.mark.parametrize("answer", [{}, None, "x", 1])
def test_users_that_are_no_list_are_reported(push, moodle, answer):
    moodle.before = lambda function: json.dumps(answer).encode() if function.startswith("core_enrol") else None
    with pytest.raises(DeliveryError):
        push(TWO)


def test_a_site_that_is_away_is_no_answer(push, moodle):
    moodle.url = "http://127.0.0.1:1"
    with pytest.raises(NoAnswer):
        push(TWO)
