import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from markone.kernels.association import fire
from markone.switchboard import plug

GOLDEN_P_ACTIVE = [
    (10, 0, 2, 0.2, 0.627251),
    (5, 5, 1, 0.3, 0.364548),
    (5, 5, 2, 0.2, 0.111722),
    (8, 2, 1, 0.1, 0.498249),
    (10, 10, 2, 0.2, 0.197961),
    (10, 10, 4, 0.5, 0.057898),
]
"""x, y, theta, lit share and P_a on 400 points with distinct plugs (Rosenblatt 1957, eq. 1)."""


@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.integers(0, 12), st.integers(-2, 6))
def test_units_are_the_naive_ones(seed, x, y, theta):
    if x + y == 0:
        return
    wiring = plug(units=16, excitatory=x, inhibitory=y, seed=seed)
    lit = np.random.default_rng(seed).random(400) < 0.3
    active = np.zeros(16, bool)
    fire(wiring, theta, lit, np.zeros(active.size, np.int8), active)
    assert active.tolist() == naive.active(wiring.excitatory, wiring.inhibitory, theta, lit)


@pytest.mark.parametrize(("x", "y", "theta", "share", "golden"), GOLDEN_P_ACTIVE)
def test_share_of_active_units_is_rosenblatts(x, y, theta, share, golden, rng):
    trials, active, count = 400, np.zeros(512, bool), 0
    for trial in range(trials):
        if trial % 40 == 0:
            wiring = plug(excitatory=x, inhibitory=y, seed=trial)
        lit = np.zeros(400, bool)
        lit[rng.permutation(400)[: int(400 * share)]] = True
        fire(wiring, theta, lit, np.zeros(active.size, np.int8), active)
        count += int(active.sum())
    low, high = stats.binom.interval(1 - 1e-6, 512 * trials, golden)
    assert low <= count <= high


def test_stuck_units_and_open_plugs():
    wiring = plug(units=4, excitatory=2, inhibitory=0)
    wiring.excitatory[3, 0] = -1
    active = np.zeros(4, bool)
    fire(wiring, 2, np.ones(400, bool), np.array([0, -1, 1, 0], np.int8), active)
    assert active.tolist() == [True, False, True, False]
    fire(wiring, 2, np.zeros(400, bool), np.array([0, -1, 1, 0], np.int8), active)
    assert active.tolist() == [False, False, True, False]
