"""Pushes by LTI 1.3 to a real AGS platform (lti1p3platform) on the loopback."""

import json
from collections import Counter

import pytest

from grader.classroom.platforms import LtiPlatform
from grader.delivery.lti.push import LtiPush
from grader.delivery.pushing import carry_out
from grader.delivery.sending import State
from grader.errors import DeliveryError, NoAnswer, UsageError
from grader.reports.class_report.data import ExerciseColumn
from tests.support.deliveries import AT_ONCE, EX05, grades, ledger_of, student
from tests.support.lti_platform import TOOL_KEY, private_pem

EX04 = ExerciseColumn(id="ex04", title="A container", max_score=50.0, checks=[])


@pytest.fixture
def platform(lti_platform, tmp_path):
    (tmp_path / "lti.pem").write_text(TOOL_KEY)
    (tmp_path / "lti.pem").chmod(0o600)
    lti_platform.enrol(
        {"user_id": "17", "lis_person_sourcedid": "s1"},
        {"user_id": "18", "email": "S2@School.example"},
        {"user_id": "19", "ext_user_username": "s3"},
    )
    return lti_platform


@pytest.fixture
def push(platform, tmp_path, gradebook):
    def do(graded, *, dry_run=False, **settings):
        to = LtiPush.to(LtiPlatform(**platform.settings(**settings)), tmp_path, AT_ONCE)
        ledger = ledger_of(gradebook, graded)
        outcome = carry_out(to, graded, ledger, lambda _: None, dry_run=dry_run)
        return {row.student: row for row in outcome.rows}, outcome.stopped

    return do


THREE = grades(student("s1", 87.5), student("s2", 0.0), student("s3", 100.0))


def states(rows):
    return {name: row.state for name, row in rows.items()}


def test_scores_arrive_at_the_line_item_that_was_made_for_them(push, platform):
    rows, stopped = push(THREE)
    assert stopped is None
    assert set(states(rows).values()) == {State.SENT}
    (item,) = platform.items
    assert (item["label"], item["resourceId"], item["scoreMaximum"]) == ("ex05 A network", "ex05", 100.0)
    assert [platform.score(one) for one in ("17", "18", "19")] == [87.5, 0, 100]


def test_one_token_serves_the_whole_push(push, platform):
    push(THREE)
    assert platform.tokens == 1


def test_a_zero_is_sent_and_no_result_is_not(push, platform):
    rows, _ = push(grades(student("s1", 0.0), student("s2")))
    assert states(rows) == {"s1": State.SENT, "s2": State.NO_RESULT}
    assert platform.bodies[0]["scoreGiven"] == 0
    assert platform.score("18") is None


def test_the_same_is_not_sent_again(push, platform):
    push(THREE)
    rows, _ = push(THREE)
    assert set(states(rows).values()) == {State.UNCHANGED}
    assert len(platform.accepted) == 3


def test_a_new_score_is_sent_with_a_strictly_newer_time_even_within_a_second(push, platform):
    push(THREE)
    rows, _ = push(grades(student("s1", 90.0), student("s2", 0.0), student("s3", 100.0)))
    assert states(rows) == {"s1": State.SENT, "s2": State.UNCHANGED, "s3": State.UNCHANGED}
    assert platform.score("17") == 90


def test_who_is_not_in_the_course_is_listed_and_the_others_get_theirs(push, platform):
    rows, _ = push(grades(student("s1", 50.0), student("nobody", 60.0)))
    assert states(rows) == {"s1": State.SENT, "nobody": State.UNMATCHED}
    assert str(rows["nobody"].reason) == "the platform's course has no such user"


def test_who_is_not_enrolled_is_refused_with_the_reason_and_tried_again_next_time(push, platform):
    who = grades(student("s1", 50.0, sis_id="99"))
    rows, _ = push(who, user="sis_id")
    assert rows["s1"].state is State.REFUSED
    assert "not enrolled" in rows["s1"].reason
    platform.enrol({"user_id": "99"})
    rows, _ = push(who, user="sis_id")
    assert (rows["s1"].state, platform.score("99")) == (State.SENT, 50)


def test_two_students_with_one_user_are_both_listed(push):
    rows, _ = push(grades(student("s1", 50.0), student("a", 60.0, email="b@x", sis_id="s1")))
    assert set(states(rows).values()) == {State.UNMATCHED}


def test_a_bonus_is_cut_at_the_maximum_unless_the_platform_takes_it(push, platform):
    push(grades(student("s1", 105.0)))
    assert platform.score("17") == 100
    push(grades(student("s1", 105.0)), bonus=True)
    assert platform.score("17") == 105


def test_an_existing_line_item_is_found_by_its_resource_or_its_label(push, platform):
    base = f"{platform.base}/course/lineitems"
    platform.items += [
        {"id": f"{base}/1/lineitem?type_id=1", "label": "something else", "scoreMaximum": 10},
        {"id": f"{base}/2/lineitem?type_id=1", "label": "A container", "scoreMaximum": 50},
        {"id": f"{base}/3/lineitem?type_id=1", "label": "renamed", "resourceId": "ex05", "scoreMaximum": 100},
    ]
    push(grades(student("s1", {"ex04": 40.0, "ex05": 80.0}), exercises=(EX04, EX05)))
    assert (platform.score("17", "2"), platform.score("17", "3"), len(platform.items)) == (40, 80, 3)


def test_two_exercises_with_one_line_item_are_reported_before_anything_is_sent(push, platform):
    url = f"{platform.base}/course/lineitems/1/lineitem"
    platform.items += [{"id": url, "label": "ex04", "scoreMaximum": 50}]
    graded = grades(student("s1", {"ex04": 40.0, "ex05": 80.0}), exercises=(EX04, EX05))
    with pytest.raises(DeliveryError, match="ex04 and ex05 have the same line item on the platform"):
        push(graded, items={"ex05": url})
    assert platform.accepted == []


def test_several_line_items_that_fit_are_reported(push, platform):
    base = f"{platform.base}/course/lineitems"
    platform.items += [{"id": f"{base}/{n}/lineitem", "label": "ex05", "scoreMaximum": 1} for n in (1, 2)]
    with pytest.raises(DeliveryError, match="2 line items for ex05"):
        push(THREE)


def test_line_items_and_members_on_later_pages_are_found(push, platform):
    platform.page_size = 1
    base = f"{platform.base}/course/lineitems"
    platform.items += [
        {"id": f"{base}/1/lineitem?type_id=1", "label": "first", "scoreMaximum": 1},
        {"id": f"{base}/2/lineitem?type_id=1", "label": "ex05", "scoreMaximum": 100},
    ]
    push(THREE)
    assert platform.score("19", "2") == 100


def test_a_dry_run_sends_and_makes_nothing(push, platform):
    rows, _ = push(THREE, dry_run=True)
    assert set(states(rows).values()) == {State.TO_SEND}
    assert (platform.items, platform.accepted) == ([], [])
    assert {method for method, path in platform.asked if path != "/token"} == {"GET"}


def test_no_line_item_is_made_for_an_exercise_without_results(push, platform):
    push(grades(student("s1", {"ex04": 40.0}), exercises=(EX04, EX05)))
    assert [one["resourceId"] for one in platform.items] == ["ex04"]


def test_a_platform_that_makes_no_line_items_is_reported_with_what_to_do(push, platform):
    platform.makes_items = False
    platform.before = lambda method, path: (
        (403, {}, b"") if (method, path[:17]) == ("POST", "/course/lineitems") else None
    )
    with pytest.raises(DeliveryError) as error:
        push(THREE)
    assert "Allow the tool" in error.value.next_step


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_platform_is_asked_again(push, platform, status):
    left = {"scores": 2}

    def busy(_method, path):
        if "/scores" in path and left["scores"]:
            left["scores"] -= 1
            return status, {"Retry-After": "1"}, b"busy"
        return None

    platform.before = busy
    rows, _ = push(THREE)
    assert set(states(rows).values()) == {State.SENT}
    assert len(platform.accepted) == 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "the user is not enrolled, or cannot be graded"),
        (403, "the user cannot be graded, or the line item is another tool's"),
        (404, "there is no such line item, or no such user"),
        (422, "the user is not a student of the course"),
    ],
)
def test_a_student_whom_the_platform_refuses_is_listed_and_the_others_are_sent(push, platform, status, reason):
    platform.refuses = {"17": (status, {}, b"No.")}
    rows, stopped = push(THREE)
    assert states(rows) == {"s1": State.REFUSED, "s2": State.SENT, "s3": State.SENT}
    assert rows["s1"].reason == f"{status} No. ({reason})"
    assert stopped is None


def test_a_locked_grade_in_moodle_is_listed_and_the_others_are_sent(push, platform):
    """Moodle answers 500 with an empty body (`save_grade_item` of `gradebookservices.php`, 04975560)."""
    platform.refuses = {"17": (500, {}, b""), "18": (500, {}, b"")}
    rows, stopped = push(THREE)
    assert states(rows) == {"s1": State.REFUSED, "s2": State.REFUSED, "s3": State.SENT}
    assert "the grade is locked" in rows["s1"].reason
    assert stopped is None
    assert sum("/scores" in path for _, path in platform.asked) == AT_ONCE.tries + 2


def test_a_platform_that_refuses_the_first_five_scores_is_not_asked_for_the_others(push, platform):
    platform.before = lambda _method, path: (403, {}, b"") if "/scores" in path else None
    rows, stopped = push(grades(*[student(f"s{n}", 50.0, sis_id=str(16 + n)) for n in range(1, 8)]), user="sis_id")
    assert list(states(rows).values()) == [State.REFUSED] * 5 + [State.NOT_SENT] * 2
    assert "Allow the tool this service" in stopped.next_step


def test_a_token_without_the_right_to_send_scores_stops_the_push_at_the_first_one(push, platform):
    """Moodle and Canvas answer 401 for a scope that the token lacks (`scores.php` 98645b5b)."""
    platform.before = lambda _method, path: (401, {}, b"") if "/scores" in path else None
    rows, stopped = push(THREE)
    assert set(states(rows).values()) == {State.NOT_SENT}
    assert "does not let the grader do this" in stopped.problem


def test_the_403_by_which_canvas_limits_the_rate_is_waited_for(push, platform):
    left = [True, True]

    def limited(_method, path):
        if "/scores" in path and left:
            left.pop()
            return 403, {"X-Rate-Limit-Remaining": "0.0"}, b"403 Forbidden (Rate Limit Exceeded)\n"
        return None

    platform.before = limited
    rows, _ = push(THREE)
    assert set(states(rows).values()) == {State.SENT}


def test_canvas_has_its_own_answer_for_a_score_that_is_not_newer(push, platform):
    """400 with a sentence (`verify_valid_timestamp` of `scores_controller.rb`, 02bc7b36), where AGS has 409."""
    push(THREE)
    body = b'{"errors":{"message":"Provided timestamp of 1 before last updated timestamp of 2"}}'
    platform.refuses = {"17": (400, {}, body)}
    rows, _ = push(grades(student("s1", 90.0), student("s2", 0.0), student("s3", 100.0)))
    assert "it has a newer score from elsewhere" in rows["s1"].reason


def test_a_platform_that_stays_silent_stops_the_push_after_three_scores_and_it_goes_on_later(push, platform):
    platform.before = lambda _method, path: (503, {}, b"") if "/scores" in path else None
    rows, stopped = push(grades(*[student(f"s{n}", 50.0, sis_id=str(16 + n)) for n in range(1, 6)]), user="sis_id")
    assert isinstance(stopped, NoAnswer)
    assert list(states(rows).values()) == [State.UNANSWERED] * 3 + [State.NOT_SENT] * 2
    platform.before = lambda *_: None
    platform.enrol({"user_id": "20"}, {"user_id": "21"})
    rows, _ = push(grades(*[student(f"s{n}", 50.0, sis_id=str(16 + n)) for n in range(1, 6)]), user="sis_id")
    assert set(states(rows).values()) == {State.SENT}


@pytest.mark.parametrize("shows_results", [True, False])
def test_an_answer_that_was_lost_on_its_way_is_recognised(push, platform, shows_results):
    """The platform stored the score, and nobody recorded that: the same again is refused as not newer, and is there."""
    platform.shows_results = shows_results
    lost = [True]

    def lose(_method, path):
        if "/scores" in path and lost:
            lost.pop()
            raise ConnectionResetError

    platform.after = lose
    rows, _ = push(grades(student("s1", 50.0)))
    assert rows["s1"].state is State.SENT
    assert platform.accepted == [("1", "17", 50.0)]


@pytest.mark.parametrize("shows_results", [True, False])
def test_what_was_sent_before_a_kill_counts_as_sent(push, platform, gradebook, shows_results):
    platform.shows_results = shows_results
    graded = grades(student("s1", 50.0))
    push(graded)
    (stored,) = ledger_of(gradebook, graded).all()
    ledger_of(gradebook, graded).database.write(
        lambda c: c.exec_driver_sql("UPDATE deliveries SET answered = NULL, accepted = NULL, answer = NULL")
    )
    rows, _ = push(graded)
    assert rows["s1"].state is State.SENT
    (again,) = ledger_of(gradebook, graded).all()
    assert (again.id, again.stamped, again.accepted) == (stored.id, stored.stamped, True)
    assert Counter(platform.accepted) == {("1", "17", 50.0): 1}


@pytest.mark.parametrize("elsewhere", [70.0, 60.25])
def test_a_newer_score_from_elsewhere_is_reported_and_not_replaced_silently(push, platform, elsewhere):
    push(grades(student("s1", 50.0)))
    key = "1", "17"
    moment = platform.results[key]["moment"]
    platform.results[key] = {**platform.results[key], "scoreGiven": elsewhere, "moment": moment.replace(year=2999)}
    rows, _ = push(grades(student("s1", 60.0)))
    assert rows["s1"].state is State.REFUSED
    assert "a newer score from elsewhere" in rows["s1"].reason


def test_a_token_that_expires_during_the_push_is_replaced(push, platform):
    refused = [True]

    def expired(_method, path):
        if "/scores" in path and refused:
            refused.pop()
            return 401, {}, b""
        return None

    platform.before = expired
    rows, _ = push(THREE)
    assert set(states(rows).values()) == {State.SENT}
    assert platform.tokens == 2


def test_a_key_that_the_platform_does_not_know_is_reported(push, tmp_path):
    (tmp_path / "lti.pem").write_text(private_pem())
    with pytest.raises(DeliveryError) as error:
        push(THREE)
    assert "gives the grader no access" in error.value.problem
    assert "Compare client_id" in error.value.next_step


def test_a_key_that_others_can_read_is_not_used(push, tmp_path):
    (tmp_path / "lti.pem").chmod(0o644)
    with pytest.raises(UsageError) as error:
        push(THREE)
    assert error.value.next_step == f"Run: chmod 600 {tmp_path / 'lti.pem'}"


def test_no_secret_is_in_the_gradebook_or_in_an_answer(push, platform, tmp_path):
    tokens = []
    issue = platform.conf.get_access_token
    platform.conf.get_access_token = lambda given: tokens.append(issue(given)) or tokens[-1]
    platform.before = lambda _method, path: (
        (400, {}, f"no: {tokens[0]['access_token']}".encode()) if "/scores" in path else None
    )
    rows, _ = push(grades(student("s1", 50.0)))
    assert rows["s1"].reason.startswith("400 no: [secret]")
    assert tokens[0]["access_token"].encode() not in (tmp_path / "gradebook.db").read_bytes()


def test_the_wire_is_what_the_specification_says(push, platform):
    push(grades(student("s1", 87.5)))
    body = platform.bodies[0]
    assert body["timestamp"].endswith(".000Z")
    assert json.dumps(body["scoreGiven"]) == "87.5"
    assert ("POST", "/course/lineitems/1/lineitem/scores?type_id=1") in platform.asked


def test_a_line_item_whose_answer_was_lost_is_not_made_twice(push, platform):
    lost = [True]

    def lose(method, path):
        if (method, path) == ("POST", "/course/lineitems?type_id=1") and lost:
            lost.pop()
            raise ConnectionResetError

    platform.after = lose
    rows, _ = push(grades(student("s1", 50.0)))
    assert rows["s1"].state is State.SENT
    assert len(platform.items) == 1
