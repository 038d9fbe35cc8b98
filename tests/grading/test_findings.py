"""Findings: what to do next, in which order."""

from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.grading.findings import findings
from tests.support.samples import check, result

ROOM = "The disk is full."


def told(checks):
    return [(one.check.id, [other.id for other in one.waiting], one.points) for one in findings(result(checks))]


def test_what_hangs_on_a_check_is_told_with_it():
    checks = [
        check("right", "", Status.PASSED, 10, 10),
        check("wrong", "", Status.FAILED, 0, 20),
        check("after", "", Status.BLOCKED, 0, 5, blocked_by="wrong"),
        check("half", "", Status.PARTIAL, 7.5, 15),
    ]
    assert told(checks) == [("wrong", ["after"], 25), ("half", [], 7.5)]


def test_nothing_is_to_be_done_where_all_passed():
    assert told([check("right", "", Status.PASSED, 10, 10)]) == []


def test_what_brings_most_comes_first_and_equals_stay_in_order():
    checks = [check(id_, "", Status.FAILED, 0, worth) for id_, worth in (("a", 5), ("b", 10), ("c", 10), ("d", 20))]
    assert [id_ for id_, _, _ in told(checks)] == ["d", "b", "c", "a"]


def test_a_bonus_comes_after_what_costs_points():
    checks = [check("bonus", "", Status.FAILED, 0, 50, bonus=True), check("own", "", Status.FAILED, 0, 1)]
    assert [id_ for id_, _, _ in told(checks)] == ["own", "bonus"]


def test_a_likely_consequence_comes_after_its_cause_however_many_points_it_has():
    checks = [
        check("site", "", Status.PARTIAL, 5, 20, after=("settings", "database")),
        check("settings", "", Status.FAILED, 0, 10),
        check("database", "", Status.PASSED, 10, 10),
    ]
    assert [id_ for id_, _, _ in told(checks)] == ["settings", "site"]


def test_a_consequence_of_a_consequence_comes_last_however_many_points_it_has():
    checks = [
        check("image", "", Status.FAILED, 0, 50, after=("dockerfile",)),
        check("dockerfile", "", Status.FAILED, 0, 10, after=("source",)),
        check("source", "", Status.FAILED, 0, 10),
        check("other", "", Status.FAILED, 0, 5),
    ]
    assert [id_ for id_, _, _ in told(checks)] == ["source", "other", "dockerfile", "image"]


def test_checks_that_are_consequences_of_each_other_are_all_told():
    checks = [check("a", "", Status.FAILED, 0, 1, after=("b",)), check("b", "", Status.FAILED, 0, 2, after=("a",))]
    assert [id_ for id_, _, _ in told(checks)] == ["b", "a"]


def test_what_may_be_a_consequence_is_none_where_its_cause_waits_for_it():
    checks = [
        check("running", "", Status.FAILED, 0, 1, after=("environment",)),
        check("environment", "", Status.BLOCKED, 0, 1, blocked_by="running"),
        check("other", "", Status.FAILED, 0, 1),
    ]
    assert [id_ for id_, _, _ in told(checks)] == ["running", "other"]


def test_a_chain_hangs_on_its_first_check():
    checks = [
        check("a", "", Status.FAILED, 0, 1),
        check("b", "", Status.BLOCKED, 0, 1, blocked_by="a"),
        check("c", "", Status.BLOCKED, 0, 1, blocked_by="b"),
    ]
    assert told(checks) == [("a", ["b", "c"], 3)]


def test_what_waits_for_a_check_that_is_not_shown_comes_after_what_can_be_done():
    checks = [check("open", "", Status.BLOCKED, 0, 90), check("other", "", Status.FAILED, 0, 10)]
    assert [id_ for id_, _, _ in told(checks)] == ["other", "open"]


def test_one_cause_that_keeps_several_checks_from_an_end_is_one_finding_and_the_last():
    checks = [
        check("a", "", Status.ERROR, None, 10, cause=ROOM),
        check("b", "", Status.ERROR, None, 20, cause=ROOM),
        check("c", "", Status.ERROR, None, 30, cause="Another one."),
        check("d", "", Status.BLOCKED, 0, 40, blocked_by="b"),
        check("e", "", Status.FAILED, 0, 1),
    ]
    assert told(checks) == [("e", [], 1), ("a", ["b", "d"], 70), ("c", [], 30)]


def test_checks_that_need_each_other_are_a_finding_each():
    checks = [
        check("a", "", Status.BLOCKED, 0, 1, blocked_by="b"),
        check("b", "", Status.BLOCKED, 0, 1, blocked_by="a"),
    ]
    assert told(checks) == [("a", [], 1), ("b", [], 1)]


IDS = ["a", "b", "c", "d", "e"]
CHECKS = st.tuples(
    *[
        st.builds(
            lambda status, by, cause, id_=id_: check(id_, "", status, 0, 1, blocked_by=by, cause=cause),
            st.sampled_from(Status),
            st.none() | st.sampled_from([*IDS, "hidden"]),
            st.sampled_from([None, ROOM]),
        )
        for id_ in IDS
    ]
).map(list)


@given(CHECKS)
def test_every_check_that_did_not_pass_is_in_one_finding(checks):
    found = [one.id for finding in findings(result(checks)) for one in (finding.check, *finding.waiting)]
    assert sorted(found) == [one.id for one in checks if one.status is not Status.PASSED]
