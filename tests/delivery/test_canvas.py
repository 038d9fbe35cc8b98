"""Pushes to a stand-in for Canvas (tests/support/canvas_stand_in.py)."""

import pytest

from grader.classroom.platforms import CanvasPlatform
from grader.delivery.canvas import CanvasPush
from grader.delivery.pushing import carry_out
from grader.delivery.secret import Secret
from grader.delivery.sending import State
from grader.errors import DeliveryError, NoAnswer
from grader.exports.feedback import FeedbackWriter
from tests.support.canvas_stand_in import TOKEN, canvas
from tests.support.deliveries import AT_ONCE, grades, ledger_of, student, with_results
from tests.support.letters import result

__all__ = ["canvas"]

RUBRIC = [{"id": "_1", "description": "It runs", "points": 60.0}, {"id": "_2", "description": "made", "points": 20.0}]


@pytest.fixture
def push(canvas, gradebook):
    canvas.users += [
        {"id": 3, "name": "x", "sis_user_id": "s1", "login_id": "x", "email": "x@school.example"},
        {"id": 4, "name": "y", "sis_user_id": None, "login_id": "s2"},
    ]

    def do(graded, *, dry_run=False, token=TOKEN, **settings):
        keys = {"url": canvas.url, "token": "unused", "course": 9, "assignments": {"ex05": 71}, **settings}
        to = CanvasPush.to(CanvasPlatform(**keys), Secret(token), AT_ONCE)
        outcome = carry_out(to, graded, ledger_of(gradebook, graded, "canvas"), lambda _: None, dry_run=dry_run)
        return {row.student: row for row in outcome.rows}, outcome.stopped

    return do


TWO = grades(student("s1", 87.5), student("s2", 0.0))
ONE = grades(with_results(student("s1", 40.0), result()))


def states(rows):
    return {name: row.state for name, row in rows.items()}


def test_scores_arrive(push, canvas):
    rows, stopped = push(TWO)
    assert (states(rows), stopped) == ({"s1": State.SENT, "s2": State.SENT}, None)
    assert canvas.scores == {3: 87.5, 4: 0.0}


def test_a_second_push_sends_nothing(push, canvas):
    push(TWO)
    rows, _ = push(TWO)
    assert set(states(rows).values()) == {State.UNCHANGED}
    assert canvas.puts == 2


def test_the_roster_s_canvas_id_goes_before_what_the_course_lists(push, canvas):
    push(grades(student("s1", 50.0, canvas_id="4"), student("x", 60.0)))
    assert canvas.scores == {4: 50.0, 3: 60.0}


def test_users_on_later_pages_are_found(push, canvas):
    canvas.page_size = 1
    assert set(states(push(TWO)[0]).values()) == {State.SENT}


def test_feedback_is_a_comment(push, canvas):
    push(ONE)
    assert canvas.comments == {3: [FeedbackWriter().on(result()).plain()]}


def test_a_comment_that_may_be_there_is_not_added_twice(push, canvas, gradebook):
    push(ONE)
    gradebook._database.write(
        lambda c: c.exec_driver_sql("UPDATE deliveries SET answered = NULL, accepted = NULL, answer = NULL")
    )
    rows, _ = push(ONE)
    assert rows["s1"].state is State.SENT
    assert (canvas.puts, len(canvas.comments[3])) == (2, 1)


def test_a_comment_whose_answer_was_lost_is_not_added_twice(push, canvas):
    lost = [True]

    def lose():
        if lost:
            lost.pop()
            raise ConnectionResetError

    canvas.after_put = lose
    rows, _ = push(ONE)
    assert rows["s1"].state is State.SENT
    assert (canvas.puts, len(canvas.comments[3])) == (2, 1)


def test_the_rubric_s_criteria_get_the_points_of_the_checks_that_they_are_called_after(push, canvas):
    canvas.rubric = RUBRIC
    push(ONE)
    assert canvas.assessments[3] == {
        "_1": {"points": "0.0", "comments": "It is not running."},
        "_2": {"points": "20.0", "comments": ""},
    }


def test_no_rubric_is_sent_if_it_would_change_the_score(push, canvas):
    canvas.rubric, canvas.use_rubric_for_grading = RUBRIC, True
    push(ONE)
    assert (canvas.assessments, canvas.scores) == ({}, {3: 40.0})
    canvas.rubric = [RUBRIC[0], {**RUBRIC[1], "points": 40.0}]
    push(grades(with_results(student("s1", 40.0), result(hint="Start it now."))))
    assert (canvas.assessments[3]["_2"]["points"], canvas.scores) == ("40.0", {3: 40.0})


def test_a_bonus_is_cut_unless_it_is_wanted(push, canvas):
    push(grades(student("s1", 105.0)))
    assert canvas.scores == {3: 100.0}
    push(grades(student("s1", 105.0)), bonus=True)
    assert canvas.scores == {3: 105.0}


def test_what_canvas_s_own_late_policy_takes_is_on_record(push, canvas, gradebook):
    canvas.deduction = 10.0
    graded = grades(student("s1", 50.0))
    push(graded)
    (stored,) = ledger_of(gradebook, graded, "canvas").all()
    assert stored.answer == "score 50; Canvas's late policy takes 10"


def test_who_is_not_assigned_is_refused_and_costs_nobody_else(push, canvas):
    rows, _ = push(grades(student("s1", 50.0), student("s9", 60.0, canvas_id="99"), student("s8", 70.0)))
    assert states(rows) == {"s1": State.SENT, "s9": State.REFUSED, "s8": State.UNMATCHED}
    assert "user not authorized" in rows["s9"].reason


def test_a_key_in_the_roster_cannot_change_the_request(push, canvas):
    rows, _ = push(grades(student("s1", 50.0, canvas_id="../3?x=")))
    assert rows["s1"].state is State.REFUSED
    assert canvas.scores == {}


def test_a_dry_run_only_reads(push, canvas):
    rows, _ = push(TWO, dry_run=True)
    assert set(states(rows).values()) == {State.TO_SEND}
    assert canvas.puts == 0


@pytest.mark.parametrize("answer", [(429, {"Retry-After": "1"}, {}), (403, {}, "403 Forbidden (Rate Limit Exceeded)")])
def test_a_throttled_request_is_made_again(push, canvas, answer):
    left = [answer]
    canvas.before = lambda method, _path: left.pop() if method == "PUT" and left else None
    rows, _ = push(TWO)
    assert set(states(rows).values()) == {State.SENT}


def test_a_wrong_token_is_reported_and_not_shown(push):
    with pytest.raises(DeliveryError, match="refuses the token") as error:
        push(TWO, token="wr0ng")
    assert "wr0ng" not in str(error.value)


@pytest.mark.parametrize("settings", [{"course": 8}, {"assignments": {"ex05": 72}}])
def test_wrong_settings_are_reported(push, settings):
    with pytest.raises(DeliveryError, match="refuses to answer"):
        push(TWO, **settings)


@pytest.mark.parametrize("said", [[], {}, None, "x", {"points_possible": "many"}, {"points_possible": 0}])
def test_a_strange_answer_is_no_crash(push, canvas, said):
    canvas.before = lambda _method, _path: (200, {}, said)
    with pytest.raises(DeliveryError):
        push(TWO)


def test_the_next_page_is_not_fetched_from_another_server(push, canvas):
    elsewhere = {"Link": '<https://evil.example/api/v1/courses/9/users?page=2>; rel="next"'}
    canvas.before = lambda _method, path: (200, elsewhere, canvas.users) if "users" in path else None
    with pytest.raises(DeliveryError):
        push(TWO)


def test_a_site_that_is_away_is_no_answer(push, canvas):
    canvas.url = "http://127.0.0.1:1"
    with pytest.raises(NoAnswer):
        push(TWO)
