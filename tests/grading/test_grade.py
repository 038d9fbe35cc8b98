"""The grade as a function of verdicts and rubric: its laws, and its cases."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.checking.root_causes import resolved
from grader.checks.verdict import RootCause, Status, Verdict
from grader.course.rubric import Rubric
from grader.grading.grade import grade

CHECKS = ["a", "b", "c", "d"]
TEXTS = {"title": {"ko": "가"}, "hint": {"en": "x", "ko": "y"}}


def rubric(points, *, bonus=(), groups=None):
    checks = {check: {"points": worth, "bonus": check in bonus, **TEXTS} for check, worth in points.items()}
    return Rubric.model_validate({"exercise": "ex01", "checks": checks, "groups": groups or {}})


def verdict(check, status, **more):
    more.setdefault("fraction", 1.0 if status == "passed" else 0.0)
    return Verdict(check=check, status=status, **more)


POINTS = st.integers(0, 10_000).map(lambda cents: cents / 100) | st.floats(0, 100)
GROUPS = st.sampled_from(
    [
        {},
        {"g": {"checks": ["a", "b"], "award": "all-or-nothing"}},
        {"g": {"checks": ["a", "b", "c"], "award": "proportional"}},
        {
            "g": {"checks": ["a", "b"], "award": "all-or-nothing"},
            "h": {"checks": ["c", "d"], "award": "all-or-nothing"},
        },
    ]
)
RUBRICS = st.builds(
    lambda points, bonus, groups: rubric(dict(zip(CHECKS, points, strict=True)), bonus=bonus, groups=groups),
    st.lists(POINTS, min_size=4, max_size=4),
    st.sets(st.sampled_from(CHECKS), max_size=2),
    GROUPS,
)
KNOWN = st.one_of(
    st.just({"status": "passed", "fraction": 1.0}),
    st.floats(0, 1).map(lambda part: {"status": "partial", "fraction": part}),
    st.just({"status": "failed"}),
    st.sampled_from(CHECKS).map(lambda root: {"status": "blocked", "blocked_by": root}),
)
ALL = st.one_of(KNOWN, st.just({"status": "error", "cause": "the host is gone"}))


def verdicts(kind):
    return st.tuples(*[kind.map(lambda said, check=check: Verdict(check=check, **said)) for check in CHECKS]).map(list)


@given(found=verdicts(KNOWN), by=RUBRICS)
def test_a_score_is_between_nothing_and_everything(found, by):
    given_ = grade(found, by)
    bonus = sum(one.max_points for one in given_.checks if one.bonus)
    assert 0 <= given_.score <= round(given_.max_score + bonus, 2) + 0.011
    assert all(0 <= one.points <= one.max_points for one in given_.checks)


@given(found=verdicts(KNOWN), by=RUBRICS)
def test_the_score_is_the_sum_of_its_lines(found, by):
    given_ = grade(found, by)
    assert given_.score == round(sum(one.points for one in given_.checks), 2)
    assert given_.max_score == by.max_score
    assert [one.check for one in given_.checks] == list(by.checks)


@given(found=verdicts(KNOWN), by=RUBRICS, at=st.integers(0, 3))
def test_a_better_verdict_never_lowers_the_score(found, by, at):
    better = [*found]
    better[at] = verdict(CHECKS[at], "passed")
    assert grade(better, by).score >= grade(found, by).score


@given(found=verdicts(KNOWN), by=RUBRICS, at=st.integers(0, 3), parts=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_larger_part_never_lowers_the_score(found, by, at, parts):
    scores = []
    for part in sorted(parts):
        found[at] = Verdict(check=CHECKS[at], status="partial", fraction=part)
        scores.append(grade(found, by).score)
    assert scores[0] <= scores[1]


@given(by=RUBRICS)
def test_all_passed_is_everything_and_all_failed_is_nothing(by):
    bonus = sum(check.points for check in by.checks.values() if check.bonus)
    best = grade([verdict(check, "passed") for check in CHECKS], by)
    assert best.score == pytest.approx(best.max_score + bonus, abs=0.011)
    assert grade([verdict(check, "failed") for check in CHECKS], by).score == 0


@given(found=verdicts(ALL), by=RUBRICS)
def test_there_is_a_score_exactly_where_nothing_is_unknown(found, by):
    by_id = {one.check: one for one in found}

    def unknown(one):
        return one.status == "error" or (one.status == "blocked" and by_id[one.blocked_by].status == "error")

    given_ = grade(found, by)
    assert (given_.score is None) == (given_.status == "error") == any(map(unknown, found))
    assert all(one.points is None for one in given_.checks if unknown(one.verdict))


ROOTED = st.builds(
    lambda said, root: {**said, "reason": "missing", "root": root} if said["status"] == "failed" else said,
    ALL,
    st.sampled_from([None, RootCause("container", "os3"), RootCause("network", "net1")]),
)


@given(found=verdicts(ROOTED), by=RUBRICS)
def test_what_fails_for_the_same_earns_as_much_as_if_it_was_told_each_time(found, by):
    before, after = grade(found, by), grade(resolved(found), by)
    assert [one.points for one in after.checks] == [one.points for one in before.checks]
    assert (after.score, after.status) == (before.score, before.status)


@given(found=verdicts(ALL), by=RUBRICS)
def test_grading_twice_or_in_another_order_is_the_same(found, by):
    assert grade(found, by) == grade(found[::-1], by) == grade(found, by)


@given(found=verdicts(ALL), by=RUBRICS, only=st.sets(st.sampled_from(CHECKS)))
def test_only_some_checks_may_be_graded(found, by, only):
    assume(not by.groups)
    given_ = grade(found, by, only=only)
    whole = {one.check: one for one in grade(found, by).checks}
    assert list(given_.checks) == [whole[check] for check in CHECKS if check in only]


def test_a_check_without_a_verdict_is_unknown_not_zero():
    given_ = grade([verdict("a", "passed")], rubric({"a": 50, "b": 50}))
    assert (given_.status, given_.score, given_.max_score) == ("error", None, 100)
    assert [one.points for one in given_.checks] == [50, None]


def test_a_verdict_that_the_rubric_does_not_know_earns_nothing():
    assert grade([verdict("a", "passed"), verdict("z", "passed")], rubric({"a": 100})).score == 100


def test_a_part_earns_its_part_to_the_cent():
    assert grade([verdict("a", "partial", fraction=1 / 3)], rubric({"a": 10})).score == 3.33


def test_a_part_of_almost_nothing_is_not_more_than_the_whole():
    assert grade([verdict("a", "partial", fraction=0.99)], rubric({"a": 0.006})).checks[0].points <= 0.006


def test_a_bonus_comes_on_top():
    given_ = grade([verdict("a", "passed"), verdict("b", "passed")], rubric({"a": 100, "b": 10}, bonus={"b"}))
    assert (given_.score, given_.max_score) == (110, 100)


def test_what_is_blocked_by_an_unknown_check_is_unknown_even_if_that_one_is_not_asked_for():
    found = [verdict("a", "error"), verdict("b", "blocked", blocked_by="a")]
    assert grade(found, rubric({"a": 50, "b": 50}), only={"b"}).score is None


def test_what_is_blocked_by_a_failed_check_earns_nothing():
    found = [verdict("a", "failed"), verdict("b", "blocked", blocked_by="a")]
    assert grade(found, rubric({"a": 50, "b": 50})).score == 0


WHOLE = {"g": {"checks": ["a", "b"], "award": "all-or-nothing"}}


@pytest.mark.parametrize(
    ("first", "second", "score"),
    [
        ("passed", "passed", 100),
        ("passed", "failed", 0),
        ("passed", "partial", 0),
        ("failed", "failed", 0),
        ("error", "passed", None),
    ],
)
def test_a_whole_group_earns_all_or_nothing(first, second, score):
    found = [verdict("a", first), verdict("b", second, fraction=0.5)]
    assert grade(found, rubric({"a": 60, "b": 40}, groups=WHOLE)).score == score


def test_a_proportional_group_is_not_a_group():
    groups = {"g": {"checks": ["a", "b"], "award": "proportional"}}
    assert (
        grade([verdict("a", "passed"), verdict("b", "failed")], rubric({"a": 60, "b": 40}, groups=groups)).score == 60
    )


def test_statuses_are_the_five():
    assert [str(status) for status in Status] == ["passed", "partial", "failed", "blocked", "error"]
