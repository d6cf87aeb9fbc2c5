"""Means, intervals and paired tests, held against SciPy and against cases worked by hand."""

import numpy as np
import pytest
from scipy import stats

from markone.statistics import band_of, holm, mean_of, paired, pairs, quartiles_of


def by_seed(values):
    return dict(enumerate(values))


def test_the_interval_is_students():
    found = mean_of([0.1, 0.2, 0.6])
    assert found.mean == pytest.approx(0.3)
    expected = stats.t.interval(0.95, 2, loc=0.3, scale=stats.sem([0.1, 0.2, 0.6]))
    assert (found.low, found.high) == pytest.approx(expected)


def test_two_repetitions_have_no_interval_and_none_no_mean():
    assert mean_of([0.1, 0.2])[:2] == (2, pytest.approx(0.15))
    assert np.isnan(mean_of([0.1, 0.2]).low)
    assert mean_of([np.nan]).n == 0


def test_the_paired_test_is_scipys(rng):
    one, other = rng.normal(size=8), rng.normal(0.5, size=8)
    found = paired(("a", "b"), by_seed(one), by_seed(other))
    theirs = stats.ttest_rel(one, other)
    assert found.p == pytest.approx(theirs.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval(0.95)))
    assert found.effect == pytest.approx(theirs.statistic / np.sqrt(8))


def test_only_seeds_that_both_have_are_compared():
    one, other = {0: 1.0, 1: 2.0, 2: 3.0, 7: 100.0}, {2: 1.0, 1: 2.0, 0: 2.0, 8: -50.0}
    found = paired(("a", "b"), one, other)
    assert found.n == 3
    assert found.difference == pytest.approx((-1 + 0 + 2) / 3)


@pytest.mark.parametrize("shift", [0.0, 0.1, -3e7])
def test_differences_that_do_not_scatter_are_not_tested(shift):
    values = [0.1, 0.7, 0.3, 0.9]
    found = paired(("a", "b"), by_seed([value + shift for value in values]), by_seed(values))
    assert found.difference == pytest.approx(shift)
    assert np.isnan([found.p, found.effect, found.low]).all()


def test_holm_by_hand():
    assert holm([0.01, 0.04, float("nan"), 0.03]) == pytest.approx(
        [0.03, 0.06, float("nan"), 0.06], nan_ok=True
    )
    assert holm([0.5, 0.6]) == [1.0, 1.0]


def test_every_pair_once(rng):
    values = {name: by_seed(rng.normal(size=5)) for name in "abcd"}
    found = pairs(values)
    assert [pair.one + pair.other for pair in found] == ["ab", "ac", "ad", "bc", "bd", "cd"]
    assert all(pair.p <= pair.p_holm <= min(1, 6 * pair.p) for pair in found)


def test_a_band_is_the_mean_of_each_column(rng):
    values = rng.normal(size=(4, 3))
    values[0, 1] = values[1, 1] = values[2, 1] = np.nan
    mean, half = band_of(values)
    for column in (0, 2):
        found = mean_of(values[:, column])
        assert mean[column] == pytest.approx(found.mean)
        assert half[column] == pytest.approx(found.high - found.mean)
    assert mean[1] == values[3, 1]
    assert np.isnan(half[1])


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle():
    assert quartiles_of([0.692, 0.346]) == (
        2,
        pytest.approx(0.4325),
        pytest.approx(0.519),
        pytest.approx(0.6055),
    )
    assert quartiles_of([4.0, 1.0, np.nan, 3.0, 2.0, np.inf]) == (4, 1.75, 2.5, 3.25)
    assert quartiles_of([3.0]) == (1, 3, 3, 3)
    assert quartiles_of([np.nan]).n == 0
