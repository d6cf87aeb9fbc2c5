"""The constants of the learning curves: closed forms where there are any, and naive machines."""

import numpy as np
import pytest
from scipy import stats

from markone import theory
from markone.learning_curve import Constants, activity, constants, limit, overlaps, p_right

P_A = 0.17


@pytest.fixture(scope="module")
def independent():
    """A-units that fire for each stimulus by chance: the ideal environment of random dots."""
    rng = np.random.default_rng(0)
    return [rng.random((n, 20_000)) < P_A for n in (100, 200, 200)]


@pytest.mark.parametrize("n", [20, 100, 300])
def test_alpha_of_random_dots_is_the_closed_form(independent, n):
    found = constants(overlaps(*independent, "alpha"), 256)
    assert p_right(found, n, again=True) == pytest.approx(
        theory.p_correct("alpha sum", n, 256, P_A), abs=0.015
    )
    assert p_right(found, n, again=False) == pytest.approx(0.5, abs=0.015)


@pytest.mark.parametrize("n", [20, 100, 300])
def test_gamma_of_random_dots_gains_from_a_sum_that_stays(independent, n):
    """A mean over the active units has Z = sqrt(N (1 - P_a) / 2n). With the sum of a set kept, a sum of N P_a
    of its N values, drawn without putting back, scatters less by sqrt(1 - P_a)."""
    found = constants(overlaps(*independent, "gamma"), 256)
    z = theory.learning_z("gamma mean", n, 256, P_A) / np.sqrt(1 - P_A)
    assert p_right(found, n, again=True) == pytest.approx(stats.norm.cdf(z), abs=0.005)
    assert p_right(found, n, again=False) == pytest.approx(0.5, abs=0.005)


def test_all_four_constants_of_alpha_by_hand(independent):
    """With k(s, s) = p, k(s, t) = p^2: c2 = N p (1 - p), c3 = 2 N p^3 (1 - p), c4 = 2 N p^2 (1 - p)."""
    found = constants(overlaps(*independent, "alpha"), 256)
    q = P_A * (1 - P_A)
    assert found.c1 == pytest.approx(0, abs=0.06)
    assert found.c2 == pytest.approx(256 * q, rel=0.01)
    assert found.c3 == pytest.approx(2 * 256 * q * P_A**2, rel=0.1)
    assert found.c4 == pytest.approx(2 * 256 * q * P_A, rel=0.02)
    assert found.reached == pytest.approx(1)


def naive_share_right(rule, n, units, machines, draw, rng):
    """P_r and P_g of naive machines: values are sums of what was shown, and the larger sum answers."""
    right = []
    for _ in range(machines):
        taught, new = draw(2 * n, rng), draw(200, rng)
        again, sums = min(2 * n, 200), []
        for own in (0, 1):
            fires = activity(np.concatenate([taught, new]), units, 5, 5, 2, rng).astype(float)
            values = np.zeros(units)
            for a in fires[own : 2 * n : 2]:
                values += a - (a.mean() if rule == "gamma" else 0)
            sums.append(fires @ values)
        is_right = (sums[0] > sums[1]) == (np.arange(2 * n + 200) % 2 == 0)
        right.append([is_right[:again].mean(), is_right[2 * n :].mean()])
    return np.mean(right, axis=0)


def tops_and_bottoms(number, rng):
    """Random dots, by turns more of them in the upper and in the lower half: classes that can be learned."""
    share = np.where(np.arange(number)[:, None] % 2 == 0, [[0.28, 0.2]], [[0.2, 0.28]])
    return rng.random((number, 400)) < np.repeat(share, 200, axis=1)


@pytest.mark.parametrize(("rule", "n"), [("alpha", 200), ("gamma", 10), ("gamma", 200)])
def test_naive_machines_learn_as_the_theory_says(rule, n):
    """Below n = 100 sums by alpha are far from normal (.88 against .93), and are not asked."""
    rng = np.random.default_rng(n)
    slides = tops_and_bottoms(600, rng)
    fires = activity(slides, 10_000, 5, 5, 2, rng)
    upper, lower = fires[::2], fires[1::2]
    curves = [
        constants(overlaps(each[:100], each[100:], other[100:], rule), 100)
        for each, other in ((upper, lower), (lower, upper))
    ]
    expected = [np.mean([p_right(each, n, again) for each in curves]) for again in (True, False)]
    found = naive_share_right(rule, n, 100, 40, tops_and_bottoms, rng)
    assert found == pytest.approx(expected, abs=0.03)
    if (rule, n) == ("gamma", 200):
        assert expected[1] > 0.7


def test_a_limit_is_where_both_curves_end():
    of = Constants(c1=2.0, c2=50.0, c3=4.0, c4=300.0, reached=0.9)
    assert limit(of) == pytest.approx(0.9 * 0.8413447)
    ends = [float(p_right(of, 1e9, again)) for again in (True, False)]
    assert ends == pytest.approx([limit(of)] * 2, abs=1e-6)
    assert p_right(of, 4, again=False) == pytest.approx(0.9 * stats.norm.cdf(8 / np.sqrt(64 + 1200)))


def test_sampled_units_fire_as_often_as_theory_says():
    slide = np.zeros((1, 400), bool)
    slide[:, :80] = True
    found = activity(slide, 40_000, 5, 5, 2, np.random.default_rng(1)).mean()
    p = theory.p_active(5, 5, 2, 0.2, 400)
    assert abs(found - p) < 4 * np.sqrt(p * (1 - p) / 40_000)


def test_another_rule_is_refused():
    with pytest.raises(ValueError, match="choose 'alpha' or 'gamma'"):
        overlaps(np.eye(4), np.eye(4), np.eye(4), "beta")
