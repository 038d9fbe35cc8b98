"""What becomes of a mutant."""

import pytest

from grader.authoring.mutants.mutant import Mutant, ReadValue
from grader.authoring.mutants.trials import Fate, Trials, judged
from grader.checks.verdict import RootCause, Status, Verdict


def mutant(place="Config.Image", item="", **changes) -> Mutant:
    return Mutant(ReadValue("docker inspect os3", place), item or place, "changed", {}, frozenset({"up"}), **changes)


def verdict(status, **values) -> Verdict:
    return Verdict(check="up", status=status, **values)


def fates(*pairs, declared=None):
    mutants, verdicts = zip(*pairs, strict=True)
    return [(one.fate, one.why) for one in judged(mutants, [[each] for each in verdicts], declared or {})]


@pytest.mark.parametrize(
    "one",
    [
        verdict(Status.FAILED, reason="other"),
        verdict(Status.PARTIAL, reason="other", fraction=0.5),
        verdict(Status.BLOCKED, reason="other", blocked_by="first", root=RootCause("container", "os3")),
    ],
    ids=lambda one: one.status,
)
def test_a_mutant_that_costs_points_is_killed(one):
    assert fates((mutant(), one)) == [(Fate.KILLED, "")]


def test_one_that_only_keeps_the_check_from_running_is_undetermined():
    assert fates((mutant(), Verdict(check="other", status=Status.PASSED))) == [(Fate.UNDETERMINED, "")]
    assert fates((mutant(), verdict(Status.ERROR, cause="Not in evidence"))) == [(Fate.UNDETERMINED, "")]


def test_one_that_every_reader_passes_survives():
    assert fates((mutant(), verdict(Status.PASSED))) == [(Fate.SURVIVED, "")]


def test_a_rule_and_a_remark_make_it_equivalent_and_a_declaration_explains_it():
    passed = verdict(Status.PASSED)
    assert fates((mutant(rule="time"), passed)) == [(Fate.EQUIVALENT, "time")]
    assert fates((mutant(), verdict(Status.PASSED, reason="not-proven"))) == [(Fate.EQUIVALENT, "remark")]
    assert fates((mutant(), passed), declared={"docker inspect *: Config.Image": "why"}) == [(Fate.EXPLAINED, "why")]


def test_brackets_in_a_declaration_are_what_they_are():
    passed = verdict(Status.PASSED)
    assert fates((mutant("Mounts[*].Mode"), passed), declared={"docker inspect os3: Mounts[*].Mode": "why"}) == [
        (Fate.EXPLAINED, "why")
    ]


def test_an_item_was_only_searched_if_another_one_of_its_list_is_judged():
    items = [mutant("Mounts[*].Source", f"Mounts[{at}].Source") for at in (0, 1)]
    assert fates((items[0], verdict(Status.FAILED)), (items[1], verdict(Status.PASSED))) == [
        (Fate.KILLED, ""),
        (Fate.EQUIVALENT, "searched"),
    ]


def test_what_belongs_to_an_object_that_may_be_gone_was_only_searched():
    passed = verdict(Status.PASSED)
    assert fates((mutant("", object="4f", is_gone=True), passed), (mutant(object="4f"), passed)) == [
        (Fate.SURVIVED, ""),
        (Fate.EQUIVALENT, "searched"),
    ]


def test_the_kill_rate_counts_what_a_check_should_have_killed():
    pairs = [(mutant(), Status.FAILED), (mutant(), Status.PASSED), (mutant(rule="id"), Status.PASSED)]
    trials = Trials("ex05", ("up", "served"), list(judged([m for m, _ in pairs], [[verdict(s)] for _, s in pairs], {})))
    assert trials.kill_rate == 0.5
    assert trials.not_killed == ["served"]
    assert [str(value) for value in trials.survivors()] == ["docker inspect os3: Config.Image"]


def test_without_mutants_there_is_no_kill_rate():
    assert Trials("ex05", ()).kill_rate is None
