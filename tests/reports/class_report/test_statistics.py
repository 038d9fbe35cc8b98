"""The numbers of a class report: by hand, against scipy, pandas and numpy, and in general."""

import math

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.reports.class_report.item_statistics import Flag, Item, Mark, item_statistics
from grader.reports.class_report.statistics import (
    consistency,
    covariance,
    deviation,
    discrimination,
    distribution,
    effective_weights,
    efficiency,
    histogram,
    mean,
    quartiles,
)

STATUS = {None: Status.ERROR, 0.0: Status.FAILED}
halves = st.integers(0, 40).map(lambda value: value / 2)
scores = st.lists(halves, max_size=40)
tables = st.integers(2, 6).flatmap(
    lambda p: st.lists(st.lists(halves, min_size=p, max_size=p), min_size=10, max_size=25)
)


def close(value):
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-7)


def columns_of(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def class_of(rows, of=20.0, bonus=()):
    """Statistics of a table of points, a row for a student; None stands for a check that could not tell."""
    items = [Item(f"c{n}", of, bonus=n in bonus) for n in range(len(rows[0]))]
    marks = [
        {
            item.id: Mark(STATUS.get(p, Status.PASSED if p == of else Status.PARTIAL), p)
            for item, p in zip(items, row, strict=True)
        }
        for row in rows
    ]
    return item_statistics(items, marks)


def marked(statuses, of=10.0):
    points = {Status.PASSED: of, Status.PARTIAL: of / 2, Status.ERROR: None}
    return item_statistics([Item("c", of)], [{"c": Mark(one, points.get(one, 0.0))} for one in statuses])[0]


# By hand


def test_a_distribution_worked_out_by_hand():
    # 2 4 4 4 5 5 7 9: mean 5, squares of differences 9 1 1 1 0 0 4 16 = 32, cubes -27-3+8+64 = 42,
    # fourth powers 81+3+16+256 = 356.
    found = distribution([2, 4, 4, 4, 5, 5, 7, 9], 10)
    k2 = 32 / 7
    k3 = 64 * (42 / 8) / (7 * 6)
    k4 = 64 * (9 * 356 / 8 - 3 * 7 * 4 * 4) / (7 * 6 * 5)
    assert (found.n, found.mean, found.median, found.lowest, found.highest) == (8, 5, 4.5, 2, 9)
    assert found.sd == pytest.approx(math.sqrt(32 / 7))
    assert (found.lower_quartile, found.upper_quartile) == (4, 5.5)
    assert found.skewness == pytest.approx(k3 / k2**1.5) == pytest.approx(0.81849, abs=1e-5)
    assert found.kurtosis == pytest.approx(k4 / k2**2) == pytest.approx(0.940625)
    assert found.bins == (0, 0, 1, 0, 3, 2, 0, 1, 0, 1)


def test_a_border_belongs_to_the_tenth_above_and_full_points_to_the_last():
    assert histogram([0, 10, 29.9, 30, 99.9, 100], 100) == (1, 1, 1, 1, 0, 0, 0, 0, 0, 2)


def test_a_border_is_found_although_binary_fractions_are_not_exact():
    assert histogram([0.7], 1)[7] == 1
    assert histogram([8.7], 29)[3] == 1


def test_bonus_above_the_points_stays_in_the_last_tenth():
    assert histogram([120], 100)[9] == 1


def test_an_exercise_without_points_has_full_marks_only():
    assert histogram([0, 0], 0)[9] == 2


def test_nothing_is_known_of_nobody():
    found = distribution([], 100)
    assert found.n == 0
    assert found.bins == (0,) * 10
    assert {found.mean, found.median, found.sd, found.lowest, found.highest, found.upper_quartile} == {None}


def test_one_score_has_no_deviation():
    found = distribution([40], 100)
    assert (found.mean, found.median, found.lower_quartile, found.sd, found.skewness) == (40, 40, 40, None, None)


def test_equal_scores_have_a_deviation_of_zero_and_no_shape():
    found = distribution([0.1] * 7, 1)
    assert (found.mean, found.sd, found.skewness, found.kurtosis) == (0.1, 0, None, None)


def test_skewness_needs_three_scores_and_kurtosis_four():
    assert distribution([1, 2], 10).skewness is None
    three = distribution([1, 2, 6], 10)
    assert three.skewness is not None
    assert three.kurtosis is None


def test_discrimination_is_the_correlation_with_the_rest():
    # x 0 0 1 1, rest 1 3 3 5: cov = (2+0+0+2)/2/3 = 2/3, var x = 1/3, var rest = 8/3.
    assert discrimination([0, 0, 1, 1], [1, 3, 3, 5]) == pytest.approx(100 * (2 / 3) / math.sqrt(1 / 3 * 8 / 3))


def test_efficiency_compares_with_the_best_order():
    # Rest 1 3 5 3: who has the point has 4 on average, who has not 2, as when both are sorted.
    assert efficiency([0, 1, 1, 0], [1, 3, 5, 3]) == pytest.approx(100)
    assert efficiency([1, 0, 0, 1], [1, 3, 5, 3]) == pytest.approx(-100)


def test_weights_by_hand():
    # columns 0 2 4 and 0 1 2: totals 0 3 6; cov 6 and 3.
    roots = math.sqrt(6), math.sqrt(3)
    assert effective_weights([[0, 2, 4], [0, 1, 2]]) == [pytest.approx(100 * root / sum(roots)) for root in roots]


def test_a_check_against_the_total_has_no_weight_and_leaves_the_sum():
    assert effective_weights([[0, 10, 20], [2, 1, 0]]) == [100, None]


def test_consistency_by_hand():
    # Two equal checks are perfectly consistent; with variances v and v, the total has 4 v.
    column = [0, 1, 1, 0, 1, 0, 1, 1, 0, 1]
    assert consistency([column, column]) == pytest.approx(100)
    flipped = [0, 1, 0, 0, 1, 0, 1, 1, 1, 1]
    single = covariance(column, column) + covariance(flipped, flipped)
    total = [a + b for a, b in zip(column, flipped, strict=True)]
    assert consistency([column, flipped]) == pytest.approx(200 * (1 - single / covariance(total, total)))


def test_consistency_needs_two_checks_ten_students_and_variance():
    assert consistency([[0, 1] * 5]) is None
    assert consistency([[0, 1] * 4, [0, 1] * 4]) is None
    assert consistency([[1] * 10, [2] * 10]) is None
    assert consistency([]) is None


# Checks of a class


def test_facility_and_intended_weight_are_percent():
    first, second = item_statistics(
        [Item("a", 10), Item("b", 30)],
        [{"a": Mark(Status.PASSED, 10), "b": Mark(Status.FAILED, 0)},
         {"a": Mark(Status.PARTIAL, 5), "b": Mark(Status.PASSED, 30)}],
    )  # fmt: skip
    assert (first.n, first.mean, first.facility, first.intended_weight) == (2, 7.5, 75, 25)
    assert (second.facility, second.intended_weight) == (50, 75)
    assert first.sd == pytest.approx(math.sqrt(12.5))


def test_bonus_moves_the_total_but_has_no_intended_weight():
    first, extra = class_of([[0, 0], [20, 10]] * 5, bonus={1})
    assert (first.intended_weight, extra.intended_weight) == (100, None)
    assert extra.effective_weight > 0


def test_blocked_counts_as_zero_points_and_is_told_apart():
    found = marked([Status.PASSED, Status.BLOCKED])
    assert (found.n, found.facility, found.counts) == (2, 50, {Status.PASSED: 1, Status.BLOCKED: 1})


def test_what_could_not_be_told_is_missing_and_no_zero():
    found = marked([Status.PASSED, Status.ERROR, Status.ERROR])
    assert (found.n, found.facility, found.counts[Status.ERROR]) == (1, 100, 2)


def test_a_student_with_an_unknown_check_is_left_out_of_comparisons_only():
    rows = [[0, 0], [20, 20]] * 5 + [[20, None]]
    first, second = class_of(rows)
    assert (first.n, second.n, first.complete) == (11, 10, 10)
    assert first.discrimination == pytest.approx(100)
    assert first.facility == pytest.approx(100 * 6 / 11)


def test_a_student_without_the_check_is_missing():
    (found,) = item_statistics([Item("a", 10)], [{}, {"a": Mark(Status.PASSED, 10)}])
    assert (found.n, found.counts) == (1, {Status.PASSED: 1})


def test_nine_students_are_too_few_for_comparisons():
    nine, ten = class_of([[0, 0, 20], [20, 20, 0], [10, 0, 10]] * 3), class_of([[0, 0], [20, 20]] * 5)
    assert {(one.discrimination, one.efficiency, one.effective_weight) for one in nine} == {(None, None, None)}
    assert ten[0].discrimination == pytest.approx(100)
    assert ten[0].effective_weight == pytest.approx(50)


def test_an_exercise_without_checks_or_students():
    assert item_statistics([], [{}]) == []
    (found,) = item_statistics([Item("a", 10)], [])
    assert (found.n, found.facility, found.sd, found.flags) == (0, None, None, ())


def test_a_check_without_points_has_no_facility():
    (found,) = item_statistics([Item("a", 0)], [{"a": Mark(Status.PASSED, 0)}])
    assert (found.facility, found.intended_weight) == (None, None)


def test_everybody_passes():
    assert marked([Status.PASSED] * 10).flags == (Flag.EVERYBODY,)
    assert marked([Status.PASSED] * 9).flags == ()
    assert marked([Status.PASSED] * 30 + [Status.ERROR]).flags == (Flag.EVERYBODY,)


def test_nobody_passes():
    assert marked([Status.FAILED, Status.PARTIAL, Status.FAILED]).flags == (Flag.NOBODY,)
    assert marked([Status.FAILED] * 2).flags == ()


def test_a_check_that_was_blocked_for_everybody_is_not_to_blame():
    assert marked([Status.BLOCKED] * 8 + [Status.FAILED] * 2).flags == ()


def test_many_errors_point_to_the_infrastructure():
    assert marked([Status.PASSED, Status.FAILED] * 13 + [Status.ERROR] * 3).flags == (Flag.ERRORS,)
    assert marked([Status.PASSED, Status.FAILED] * 14 + [Status.ERROR] * 3).flags == ()
    assert marked([Status.ERROR] * 3).flags == (Flag.ERRORS,)
    assert marked([Status.ERROR] * 2).flags == ()


def test_a_check_that_the_better_students_fail_is_flagged():
    *others, odd = class_of([[0, 0, 0, 20], [20, 20, 20, 0], [20, 20, 20, 10], [0, 10, 20, 10]] * 3)
    assert odd.flags == (Flag.NEGATIVE,)
    assert odd.discrimination < 0
    assert odd.effective_weight is None
    assert {one.flags for one in others} == {()}


# Against other programs


@settings(max_examples=30)
@given(st.lists(halves, min_size=4, max_size=40))
def test_pandas_numpy_and_scipy_agree_on_distributions(values):
    found, series = distribution(values, 20), pd.Series(values)
    assert close(found.mean) == np.mean(values)
    assert close(found.median) == np.median(values)
    assert close(found.sd) == series.std()
    assert close(found.lower_quartile) == np.quantile(values, 0.25)
    assert close(found.upper_quartile) == series.quantile(0.75)
    if max(values) > min(values):
        assert close(found.skewness) == series.skew()
        assert close(found.kurtosis) == series.kurt()
        assert close(found.skewness) == scipy.stats.skew(values, bias=False)
        assert close(found.kurtosis) == scipy.stats.kurtosis(values, bias=False)


@settings(max_examples=30)
@given(scores)
def test_numpy_agrees_on_the_histogram(values):
    assert list(histogram(values, 20)) == list(np.histogram(values, bins=10, range=(0, 20))[0])


@settings(max_examples=30)
@given(tables)
def test_scipy_and_pandas_agree_on_checks(rows):
    frame = pd.DataFrame(rows)
    whole = frame.sum(axis=1)
    shared = [frame[name].cov(whole) for name in frame]
    roots = [math.sqrt(max(one, 0)) for one in shared]
    for name, found in enumerate(class_of(rows)):
        rest = whole - frame[name]
        assert close(found.facility) == 100 * frame[name].mean() / 20
        assert close(found.sd) == frame[name].std()
        if len(set(frame[name])) > 1 and len(set(rest)) > 1:
            assert close(found.discrimination) == 100 * scipy.stats.pearsonr(frame[name], rest).statistic
            best = np.cov(np.sort(frame[name]), np.sort(rest))[0][1]
            assert close(found.efficiency) == 100 * frame[name].cov(rest) / best
        else:
            assert found.discrimination is None
        if found.effective_weight is not None:
            assert close(found.effective_weight) == 100 * roots[name] / sum(roots)
        else:
            assert shared[name] < 1e-9 or sum(roots) == 0


@settings(max_examples=30)
@given(tables)
def test_numpy_agrees_on_consistency(rows):
    table = np.array(rows)
    p, whole = table.shape[1], table.sum(axis=1).var(ddof=1)
    found = consistency(columns_of(rows))
    if whole:
        assert close(found) == 100 * p / (p - 1) * (1 - table.var(axis=0, ddof=1).sum() / whole)
    else:
        assert found is None


# In general


@settings(max_examples=30)
@given(scores)
def test_a_distribution_stays_in_its_bounds(values):
    found = distribution(values, 20)
    assert sum(found.bins) == found.n == len(values)
    if values:
        order = [found.lowest, found.lower_quartile, found.median, found.upper_quartile, found.highest]
        assert order == sorted(order)
        assert found.lowest <= found.mean <= found.highest


@settings(max_examples=30)
@given(tables, st.randoms())
def test_the_order_of_students_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    for one, other in zip(class_of(rows), class_of(shuffled), strict=True):
        assert close(one.facility) == other.facility
        assert close(one.discrimination) == other.discrimination
        assert close(one.efficiency) == other.efficiency
        assert one.flags == other.flags


@settings(max_examples=30)
@given(tables)
def test_indices_stay_in_their_bounds_and_weights_add_up(rows):
    found = class_of(rows)
    for one in found:
        assert 0 <= one.facility <= 100
        assert one.discrimination is None or -100 <= one.discrimination <= 100
        assert one.efficiency is None or one.efficiency <= 100
    weights = [one.effective_weight for one in found if one.effective_weight is not None]
    assert sum(weights) == pytest.approx(100) or not any(weights)
    assert sum(one.intended_weight for one in found) == pytest.approx(100)


@settings(max_examples=30)
@given(tables, st.integers(1, 50), st.integers(0, 9))
def test_a_correlation_does_not_know_units(rows, factor, shift):
    first, second = columns_of(rows)[:2]
    changed = [value * factor + shift for value in first]
    assert close(discrimination(first, second)) == discrimination(changed, second)


@settings(max_examples=30)
@given(st.lists(halves, min_size=2, max_size=30), st.integers(0, 100))
def test_a_deviation_does_not_know_where_zero_is(values, shift):
    assert close(deviation(values)) == deviation([value + shift for value in values])
    assert close(mean(values) + shift) == mean([value + shift for value in values])


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_quartiles_lie_among_the_values_and_in_order(values):
    lower, median, upper = quartiles(sorted(values))
    assert min(values) <= lower <= median <= upper <= max(values)


@settings(max_examples=30)
@given(st.lists(st.tuples(halves, st.sampled_from([None, 0.0, 20.0])), min_size=1, max_size=20))
def test_leaving_unknown_marks_out_changes_nothing_but_their_count(rows):
    points = [[second] for _, second in rows]
    (all_,) = class_of(points)
    told = [row for row in points if row[0] is not None]
    if told:
        (known,) = class_of(told)
        assert (all_.n, all_.facility, all_.sd) == (known.n, known.facility, known.sd)
