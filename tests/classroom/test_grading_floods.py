"""A class with hosts that send as much as they may: they cost their own grades, and neither memory nor the others'."""

from bench.hostile import MOST_MEMORY, grade, served

WORST = ["flood-objects-15500", "flood-wide-900"]
"""Those that once took the most memory: many small JSON objects, and text that Python stores at four bytes each."""


def test_hosts_that_send_all_they_may_take_under_400_mb_and_cost_only_their_own_grades():
    honest = ["h0001", "h0002"]
    with served(len(honest), WORST) as config:
        graded = grade(config, [*honest, *WORST], ["ex04", "ex05"])
    assert graded.cost.memory < MOST_MEMORY
    for flood in WORST:
        assert set(graded.statuses[flood]) <= {"error", "blocked", "passed"}
        assert graded.statuses[flood]["error"]
    for name in honest:
        assert not graded.statuses[name]["error"]
        assert graded.statuses[name]["passed"]
