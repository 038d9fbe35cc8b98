"""Root causes: which check states one, and which wait for it."""

from hypothesis import given
from hypothesis import strategies as st

from grader.checking.root_causes import resolved
from grader.checks.verdict import RootCause, Status, Verdict

OS3 = RootCause("container", "os3")
NET1 = RootCause("network", "net1")


def failed(check, root=OS3, **more):
    return Verdict(check=check, status=Status.FAILED, reason="container-missing", root=root, **more)


def told(verdicts):
    return [(one.check, str(one.status), one.blocked_by) for one in verdicts]


def test_the_first_that_fails_for_a_cause_states_it():
    assert told(resolved([failed("a"), failed("b")])) == [("a", "failed", None), ("b", "blocked", "a")]


def test_a_check_that_requires_it_states_it_wherever_it_stands():
    found = resolved([failed("a"), failed("b", states_root=True), failed("c", states_root=True)])
    assert told(found) == [("a", "blocked", "b"), ("b", "failed", None), ("c", "blocked", "b")]


def test_what_a_waiting_check_found_is_kept():
    waiting = failed("b", seen="x", expected="y", values={"name": "os3"}, facts=(1, 2))
    assert resolved([failed("a"), waiting])[1] == waiting.model_copy(update={"status": "blocked", "blocked_by": "a"})


def test_two_causes_are_two_failures():
    found = resolved([failed("a"), failed("b", NET1), failed("c", NET1), failed("d")])
    assert told(found) == [("a", "failed", None), ("b", "failed", None), ("c", "blocked", "b"), ("d", "blocked", "a")]


def test_what_needs_a_waiting_check_waits_for_the_cause_itself():
    needs = Verdict(check="c", status=Status.BLOCKED, blocked_by="a")
    found = resolved([failed("a"), failed("b", states_root=True), needs])
    assert told(found)[2] == ("c", "blocked", "b")
    assert found[2].root == OS3


def test_a_failure_without_a_cause_is_left_alone():
    wrong = Verdict(check="b", status=Status.FAILED, reason="other-subnet")
    after = Verdict(check="c", status=Status.BLOCKED, blocked_by="b")
    assert resolved([failed("a"), wrong, after]) == [failed("a"), wrong, after]


def test_without_the_check_that_stated_it_the_next_one_does():
    first, *others = resolved([failed("a"), failed("b"), failed("c")])
    by_hand = Verdict(check=first.check, status=Status.PASSED, fraction=1)
    assert told(resolved([by_hand, *others])) == [("a", "passed", None), ("b", "failed", None), ("c", "blocked", "b")]


ROOTS = st.none() | st.sampled_from([OS3, NET1])
CONCLUDED = st.one_of(
    st.just({"status": "passed", "fraction": 1.0}),
    st.floats(0.01, 0.99).map(lambda part: {"status": "partial", "fraction": part, "reason": "half"}),
    st.builds(
        lambda root, stated: {"status": "failed", "reason": "missing", "root": root, "states_root": stated},
        ROOTS,
        st.booleans(),
    ),
    st.sampled_from("abcd").map(lambda needed: {"status": "blocked", "blocked_by": needed}),
    st.just({"status": "error", "cause": "the host is gone"}),
)
RUNS = st.tuples(*[CONCLUDED.map(lambda said, check=check: Verdict(check=check, **said)) for check in "abcd"])


@given(RUNS)
def test_one_verdict_after_the_other_is_the_same_as_all_at_once(run):
    found = []
    for one in run:
        found = resolved([*found, one])
    assert told(found) == told(resolved(run))


@given(RUNS)
def test_twice_is_the_same_as_once(run):
    once = resolved(run)
    assert resolved(once) == once


@given(RUNS)
def test_every_cause_is_stated_once_and_the_others_wait_for_it(run):
    found = resolved(run)
    for root in {one.root for one in run if one.root}:
        (stating,) = [one for one in found if one.root == root and one.status is Status.FAILED]
        assert {one.blocked_by for one in found if one.root == root and one is not stating} <= {stating.check}
