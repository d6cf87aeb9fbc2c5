"""Boards that are left alone before bars: what is counted, and a naive machine."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.replications.bars_alone import (
    BARS,
    CASES,
    STANDS,
    Config,
    commoner,
    divided,
    left,
    measure,
    neighbours,
    spreads,
)
from markone.kernels.pot import Pot
from markone.study.boards import simulations

FREE = Config(stop_v=np.inf, units=120)


def fires(parts):
    plus, minus = (BARS[:, w].sum(axis=2) for w in (parts.wiring.excitatory, parts.wiring.inhibitory))
    return (plus - minus >= parts.spec.theta).astype(float)


def test_divided_leaves_the_side_free():
    assert divided(STANDS) == divided(-STANDS) == 100
    assert divided(np.ones(40)) == 50
    assert commoner(STANDS) == 50
    assert commoner(-np.ones(40)) == 100


def test_neighbours_are_those_of_a_ring():
    half = np.where(np.arange(40) % 20 < 10, 1, -1)
    assert neighbours(half) == 90
    assert neighbours(np.resize([1, -1], 40)) == 0
    assert divided(half) == 50


@pytest.mark.parametrize("start_v", [0.0, 5.0])
@pytest.mark.parametrize("title", ["bipolar", "gamma", "gamma, decay"])
def test_a_board_that_is_left_alone_is_a_naive_one(title, start_v):
    way, config = CASES[title], replace(FREE, start_v=start_v)
    device = Pot(stop_v=np.inf, decay_ms=config.decay_ms if way.decays else 0.0)
    parts = simulations(config, 1, 0, config.units, device)(3)
    found = left(parts, np.random.default_rng(8), way, config)
    rng = np.random.default_rng(8)
    w = rng.uniform(-start_v, start_v, config.units)
    a, tau = fires(parts), config.decay_ms
    keeps = np.exp(-5000 / tau) if way.decays else 1.0
    alike = []
    for n, row in enumerate(rng.integers(40, size=1000), 1):
        said = 1 if w @ a[row] > 1e-9 else -1
        pulled = 0.5 * said * (a[row] - (a[row].mean() if way.rule == "gamma" else 0))
        w = w * keeps + pulled
        if n % 50 == 0:
            alike.append(commoner(np.where(a @ w > 1e-9, 1, -1)))
    assert np.abs(found["with the commoner response"] - alike).max() <= (5 if way.decays else 0)
    assert found["one"] == (alike[-1] == 100)


def test_the_same_seed_gives_the_same_numbers():
    one, other = (measure(CASES["gamma, decay"], 1, FREE).data["boards"] for _ in range(2))
    assert all((one[name] == other[name]).all() for name in one if not name.startswith("time/"))
    assert one["divided by class"].shape == (20, 20)


def test_bars_vary_more_by_place_than_by_class():
    """From the exact shares with 5 + 5 wires: the sums of P_a P_c over a ring, with a wave and without."""
    p_a, p_c, across = 0.111722, np.full(20, 0.032528), 0.111107
    for shift, p in enumerate((1, 0.530597, 0.289946, 0.135420)):
        p_c[[shift, -shift]] = p
    by_class = p_a * (p_c.sum() - 20 * across)
    by_place = p_a * (p_c * np.cos(2 * np.pi * np.arange(20) / 20)).sum()
    found = spreads(5, 2)
    assert found == pytest.approx((by_place, by_class), rel=0.04)
    assert found[0] > 2 * found[1]
