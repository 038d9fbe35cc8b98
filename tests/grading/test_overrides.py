"""An instructor's word and the rubric: groups, limits, and what stays unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import RootCause, Status, Verdict
from grader.course.rubric import Rubric
from grader.errors import UsageError
from grader.grading.grade import grade
from grader.grading.overrides import Override, graded, most, stale, validate

IDS = ["a", "b", "c", "d"]


def rubric(points=(10, 20, 30, 40), bonus="d", group=("b", "c"), award="all-or-nothing") -> Rubric:
    text = {"en": "x", "ko": "x"}
    checks = {
        id_: {"points": worth, "bonus": id_ == bonus, "title": {"ko": "x"}, "hint": text}
        for id_, worth in zip(IDS, points, strict=True)
    }
    groups = {"g": {"checks": list(group), "award": award}} if group else {}
    return Rubric.model_validate({"exercise": "ex01", "checks": checks, "groups": groups})


def verdict(check: str, status: str = "passed", **more: object) -> Verdict:
    return Verdict(check=check, status=Status(status), fraction=float(status == "passed"), **more)


def points(found) -> dict[str, float | None]:
    return {one.check: one.points for one in found.checks}


statuses = st.sampled_from(["passed", "failed", "partial", "blocked", "error"])
said = st.fixed_dictionaries(dict.fromkeys(IDS, statuses)).map(
    lambda found: [
        Verdict(
            check=id_, status=Status(one), fraction=0.5, blocked_by="a" if one == "blocked" and id_ != "a" else None
        )
        for id_, one in found.items()
    ]
)
worths = st.tuples(*[st.integers(0, 100)] * 4)
rubrics = st.builds(
    rubric,
    points=worths,
    group=st.sampled_from([(), ("b", "c"), ("a", "b", "c", "d")]),
    award=st.sampled_from(["all-or-nothing", "proportional"]),
)
words = st.lists(
    st.one_of(
        st.builds(Override, st.sampled_from([*IDS, "gone"]), verdict=st.sampled_from(["passed", "failed"])),
        st.builds(Override, st.sampled_from([*IDS, "gone", None]), points=st.floats(0, 500)),
    ),
    max_size=4,
    unique_by=lambda one: one.check,
)


@given(said, rubrics)
def test_without_overrides_the_grade_is_the_rubrics(verdicts, rules):
    assert graded(verdicts, rules) == grade(verdicts, rules)


@given(said, rubrics, words)
def test_nothing_is_ever_worth_more_than_the_rubric_gives_nor_less_than_nothing(verdicts, rules, overrides):
    found = graded(verdicts, rules, overrides)
    assert all(one.points is None or 0 <= one.points <= one.max_points for one in found.checks)
    assert found.score is None or 0 <= found.score <= most(rules)
    assert (found.score is None) == (found.status == "error")


@given(said, rubrics, words)
def test_what_is_not_overridden_and_in_no_group_keeps_its_points_or_is_unknown(verdicts, rules, overrides):
    touched = {one.check for one in overrides} | {check for group in rules.groups.values() for check in group.checks}
    before, after = points(grade(verdicts, rules)), points(graded(verdicts, rules, overrides))
    assert all(after[check] in {before[check], None} for check in rules.checks if check not in touched)


@given(said, rubrics, words)
def test_points_by_hand_are_what_a_check_gets(verdicts, rules, overrides):
    found = points(graded(verdicts, rules, overrides))
    for one in overrides:
        if one.points is not None and one.check in rules.checks:
            assert found[one.check] == min(one.points, rules.checks[one.check].points)


@given(said, rubrics, words)
def test_no_override_makes_a_score_that_could_not_be_determined_a_zero(verdicts, rules, overrides):
    found = points(graded(verdicts, rules, overrides))
    by_hand = {one.check for one in overrides}
    unknown = {one.check for one in verdicts if one.status is Status.ERROR} - by_hand
    assert all(found[check] is None for check in unknown)


def test_a_verdict_by_hand_completes_its_all_or_nothing_group():
    verdicts = [verdict("a"), verdict("b"), verdict("c", "failed"), verdict("d")]
    assert points(graded(verdicts, rubric(), [Override("c", verdict="passed")])) == {"a": 10, "b": 20, "c": 30, "d": 40}


def test_points_by_hand_leave_the_others_of_a_group_alone():
    verdicts = [verdict("a"), verdict("b"), verdict("c", "failed"), verdict("d")]
    assert points(graded(verdicts, rubric(), [Override("c", points=15)])) == {"a": 10, "b": 0, "c": 15, "d": 40}


def test_points_for_the_exercise_are_its_score_also_where_nothing_could_be_determined():
    found = graded([], rubric(), [Override(points=55.5)])
    assert (found.score, found.max_score, found.status) == (55.5, 60, "graded")
    assert set(points(found).values()) == {None}


def test_a_check_without_a_verdict_can_be_declared():
    verdicts = [verdict("b"), verdict("c"), verdict("d")]
    assert graded(verdicts, rubric(), [Override("a", verdict="passed")]).score == 100


def test_what_waited_for_a_check_that_could_not_be_determined_stays_unknown_when_that_is_set_by_hand():
    verdicts = [verdict("a", "error"), verdict("b", "blocked", blocked_by="a"), verdict("c"), verdict("d")]
    rules = rubric(group=())
    found = graded(verdicts, rules, [Override("a", verdict="passed")])
    assert (points(found), found.score) == ({"a": 10, "b": None, "c": 30, "d": 40}, None)
    assert "a was set by hand" in next(one.verdict.cause for one in found.checks if one.check == "b")
    assert graded(verdicts, rules, [Override("a", verdict="passed"), Override("b", points=5)]).score == 85


def test_what_waits_for_a_check_that_was_declared_failed_gets_nothing():
    verdicts = [verdict("a", "error"), verdict("b", "blocked", blocked_by="a"), verdict("c"), verdict("d")]
    assert points(graded(verdicts, rubric(group=()), [Override("a", verdict="failed")]))["b"] == 0


def test_what_failed_for_the_same_as_a_check_that_was_declared_passed_fails_for_itself():
    root = RootCause("container", "os3")
    found = [
        verdict(one, "failed" if one == "a" else "blocked", reason="container-missing", root=root, blocked_by=by)
        for one, by in (("a", None), ("b", "a"), ("c", "a"))
    ]
    scored = graded([*found, verdict("d")], rubric(group=()), [Override("a", verdict="passed")])
    assert [(one.verdict.status, one.verdict.blocked_by) for one in scored.checks] == [
        ("passed", None), ("failed", None), ("blocked", "b"), ("passed", None)
    ]  # fmt: skip
    assert points(scored) == {"a": 10, "b": 0, "c": 0, "d": 40}


def test_an_override_of_a_check_that_is_gone_is_reported_and_does_nothing():
    overrides = [Override("gone", points=5), Override(points=3), Override("a", points=1)]
    assert stale(overrides, rubric()) == ["gone"]


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        (Override("e", points=1), "ex01 has no check “e”"),
        (Override("a", points=10.5), "cannot have 10.5 points"),
        (Override("a", points=-1), "cannot have -1 points"),
        (Override("a", points=float("nan")), "cannot have nan points"),
        (Override(points=101), "cannot have 101 points"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(override, problem):
    with pytest.raises(UsageError, match=problem):
        validate(override, rubric())


def test_an_override_within_the_range_is_taken():
    validate(Override("a", points=10), rubric())
    validate(Override(points=100), rubric())
    validate(Override("a", verdict="failed"), rubric())
