"""Squares against circles: what machines count, what is asked, and the theory of the same figures."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.replications.square_circle import (
    CASES,
    Config,
    Way,
    in_theory,
    learning_curves,
    measure,
    share_right,
    shown_figures,
)
from markone.study.boards import simulations

SHORT = Config(most=30)
WANTED = {"gamma": np.eye(2), "alpha": np.eye(2), "bipolar": 2 * np.eye(2) - 1}


def fires(parts, slides):
    plus, minus = (
        slides[:, wires].sum(axis=2) for wires in (parts.wiring.excitatory, parts.wiring.inhibitory)
    )
    return plus.astype(int) - minus >= parts.spec.theta


def naive_curves(parts, taught, new, rule, places):
    """Values are counts of the stimuli of the own class for which an A-unit fired, in half volts."""
    a, asked, found = fires(parts, taught).astype(float), fires(parts, new).astype(float), []
    for n in places:
        values = []
        for own, units in ((0, slice(0, 50)), (1, slice(50, 100))):
            counts = a[own : 2 * n : 2, units].sum(axis=0)
            if rule == "bipolar":
                counts = counts - a[1 - own : 2 * n : 2, units].sum(axis=0)
            values.append(counts - counts.mean() if rule == "gamma" else counts)
        shares = []
        for each in (a[: 2 * n], asked):
            sums = np.stack([each[:, :50] @ values[0], each[:, 50:] @ values[1]])
            lead = np.round(sums[0] - sums[1], 9) * np.resize([1, -1], len(each))
            shares.append(((lead > 0) + (lead == 0) / 2).mean())
        found.append(shares)
    return np.array(found), np.concatenate(values)


@pytest.mark.parametrize("rule", WANTED)
def test_values_are_counts_and_the_larger_sum_answers(rule, rng):
    parts = simulations(SHORT, 2, 3, 100)(0)
    taught, new = (shown_figures(n, rng, SHORT) for n in (30, 50))
    places = [1, 3, 10, 30]
    wanted = np.resize(WANTED[rule], (60, 2))
    found = learning_curves(parts, taught, new, wanted, Way(rule, (50,)), places)
    expected, counts = naive_curves(parts, taught, new, rule, places)
    assert parts.shafts.anchor_v == pytest.approx(counts / 2, abs=1e-9)
    assert found == pytest.approx(expected)
    assert 0 < found[1, 0] <= 1


def test_equal_sums_are_right_by_half():
    assert share_right(np.array([[2.0, 1], [2, 1], [0, 0], [1, 1]])) == 0.5
    assert share_right(np.array([[2.0, 1], [1, 2], [0, 1], [1, 1]])) == 0.625


def test_what_a_board_tells_is_read_off_its_curves():
    found = measure(CASES["alpha"], 0, SHORT).data["boards"]
    again, new = found["P_r 100"], found["P_g 100"]
    assert again.shape == new.shape == (20, 4)
    assert found["P_r at 100"].tolist() == again[:, -1].tolist()
    assert found["limit"].tolist() == ((again[:, -1] + new[:, -1]) / 2).tolist()
    assert found["apart"].tolist() == (again[:, -1] - new[:, -1]).tolist()
    assert again[:, 0].mean() > 0.95


def test_the_same_seed_gives_the_same_numbers():
    one, other = (measure(CASES["gamma"], 2, SHORT).data["boards"] for _ in range(2))
    assert all((one[name] == other[name]).all() for name in one if not name.startswith("time/"))


def test_figures_that_can_be_told_apart_are_told_apart_as_often_as_theory_says():
    config = replace(SHORT, most=300, side=14, field="bounded", kind="outline", circle="wide")
    found = measure(Way("gamma", (100,)), 0, config).data["boards"]
    for place, n in ((3, 30), (5, 300)):
        for name, again in (("P_r", True), ("P_g", False)):
            expected = in_theory(config, 100, n, again)
            assert found[f"{name} 100"][:, place].mean() == pytest.approx(expected, abs=0.04), (name, n)
    assert found["P_g 100"][:, -1].mean() > 0.7
