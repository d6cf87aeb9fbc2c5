"""The closed forms' machines against sums and means that are formed without any machine."""

from math import erf, sqrt

import numpy as np
import pytest

from experiments.replications import closed_forms as study
from markone import theory
from markone.study.boards import simulations

CONFIG = study.Config(seeds=1)
SMALL = study.Row(24, 5, 2, 8, ())


def fires(wiring, slides, theta):
    lit = slides > 0.5
    net = lit[:, wiring.excitatory].sum(axis=2) - lit[:, wiring.inhibitory].sum(axis=2)
    return (net >= theta).astype(float)


def increments(a, rule):
    """What half a second at 1 V/s adds to each value of a set for each slide."""
    return 0.5 * (a - a.mean(axis=1, keepdims=True) if rule == "gamma" else a)


def half_right(difference, sign):
    return np.where(difference == 0, 0.5, difference * sign > 0).mean()


def naive_row(board, row):
    """What is right by each system, from activity alone: values are sums over the slides of a response."""
    dials = study.replace(CONFIG, wires=row.wires, theta=row.theta)
    wiring = simulations(dials, 2, 0, 2 * row.units)(board).wiring
    rng, sign = np.random.default_rng([0, board, 1960]), np.array([1, -1] * row.n)
    slides = study.dots(2 * row.n, 0.5, rng)
    a = fires(wiring, slides, row.theta)
    sets = [a[:, wiring.unit[first:last]] for first, last in ((0, row.units), (row.units, 2 * row.units))]
    found = {}
    for rule in ("alpha", "gamma"):
        sums, means = [], []
        for own, fed in zip((1, -1), sets, strict=True):
            values = increments(fed[sign == own], rule).sum(axis=0)
            sums.append(np.round(fed @ values, 9))
            means.append(sums[-1] / np.maximum(fed.sum(axis=1), 1))
        found[f"{rule} sum"] = half_right(sums[0] - sums[1], sign)
        found[f"{rule} mean"] = half_right(means[0] - means[1], sign)
    all_units = a @ (0.5 * a.T @ sign)
    found["bipolar"] = (np.where(all_units > 0, 1, -1) == sign).mean()
    return found


@pytest.mark.parametrize("row", [SMALL, study.ROWS[0]])
def test_systems_are_right_as_often_as_sums_and_means_say(row):
    boards = study.measure(row, 0, CONFIG).data["boards"]
    for board in range(3):
        naive = naive_row(board, row)
        for system in theory.CURVES:
            assert boards[system][board] == pytest.approx(naive[system], abs=1e-9), system


def test_the_row_of_few_stimuli_lies_where_it_was_simulated():
    """Twenty boards, s.e. about .01 at most."""
    boards = study.measure(study.ROWS[0], 3, CONFIG).data["boards"]
    for system, before in zip(theory.CURVES, study.ROWS[0].simulated, strict=True):
        assert boards[system].mean() == pytest.approx(before, abs=0.04)


def test_curves_that_are_claimed_are_those_of_the_sheet():
    """Z by hand for two disjoint sets of 256 units, P_a = .172216, n = 100; all sets have active units."""
    p_a, units, n = 0.172216, 256, 100
    z = {
        "alpha sum": sqrt(units * (1 - p_a) / (2 * (n + p_a * n**2))),
        "alpha mean": sqrt(units * (1 - p_a) / (2 * n)),
        "gamma sum": sqrt(units * (1 - p_a) / (2 * n)),
        "gamma mean": sqrt(units * (1 - p_a) / (2 * n)),
        "bipolar": sqrt(2 * units * (1 - p_a) / (2 * n - 1)),
    }
    claims = {claim.name: claim.published[1] for claim in study.CLAIMS}
    for system, each in z.items():
        held = claims[f"theory: {system}"]
        assert held.low == held.high == pytest.approx((1 + erf(each / sqrt(2))) / 2, abs=1e-5)
        assert (held.case, held.statistic) == (study.ROWS[1].title, system)


def test_claims_ask_for_what_cases_measure():
    found = {case: study.measure(case, 0, CONFIG).data["boards"] for case in (study.DOTS, study.BARS)}
    for claim in study.CLAIMS[-2:]:
        for each in claim.published:
            assert abs(found[each.case][each.statistic].mean() - each.low) < 0.01
    assert len({each.statistic for each in study.CLAIMS[-2].published}) == 40


def test_dots_light_exactly_their_share():
    slides = study.dots(30, 0.3, np.random.default_rng(0))
    assert (slides.sum(axis=1) == 120).all()
    assert 0 < slides.mean(axis=0).min() < slides.mean(axis=0).max() < 1


def test_bars_are_counted_pair_by_pair():
    """Each pair of bars, one by one: the units of one that fire for the other, summed over all such pairs."""
    parts = study.real_boards((5, 5, 2), 7)(0)
    found = study.bars_excite(parts)
    bars = [np.zeros((20, 20)) for _ in range(40)]
    for place in range(20):
        for row in range(4):
            bars[place][(place + row) % 20, :] = bars[20 + place][:, (place + row) % 20] = 1.0
    a = fires(parts.wiring, np.array(bars).reshape(40, 400), 2)
    together, alone = {}, {}
    for one in range(40):
        for other in range(40):
            apart = min((one - other) % 20, (other - one) % 20)
            kind = "crossed" if one // 20 != other // 20 else f"apart {min(apart, 4)}"
            together[kind] = together.get(kind, 0) + (a[one] * a[other]).sum()
            alone[kind] = alone.get(kind, 0) + a[one].sum()
    assert found["P_a"] == pytest.approx(a.mean())
    for kind, both in together.items():
        if kind != "apart 0":
            assert found[kind] == pytest.approx(both / alone[kind])


def test_the_same_seed_gives_the_same():
    one, again, other = (study.measure(SMALL, seed, CONFIG).data["boards"] for seed in (0, 0, 1))
    assert all((one[system] == again[system]).all() for system in theory.CURVES)
    assert any((one[system] != other[system]).any() for system in theory.CURVES)
