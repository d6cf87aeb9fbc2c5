import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import fire
from scipy import stats

from markone.spec import fan_of
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
    fire(fan_of(wiring), theta, lit, np.zeros(active.size, np.int8), active)
    assert active.tolist() == naive.active(wiring.excitatory, wiring.inhibitory, theta, lit)


@pytest.mark.parametrize(("x", "y", "theta", "share", "golden"), GOLDEN_P_ACTIVE)
def test_share_of_active_units_is_rosenblatts(x, y, theta, share, golden, rng):
    trials, active, count = 400, np.zeros(512, bool), 0
    for trial in range(trials):
        if trial % 40 == 0:
            wiring = plug(excitatory=x, inhibitory=y, seed=trial)
        lit = np.zeros(400, bool)
        lit[rng.permutation(400)[: int(400 * share)]] = True
        fire(fan_of(wiring), theta, lit, np.zeros(active.size, np.int8), active)
        count += int(active.sum())
    low, high = stats.binom.interval(1 - 1e-6, 512 * trials, golden)
    assert low <= count <= high


def test_stuck_units_and_open_plugs():
    wiring = plug(units=4, excitatory=2, inhibitory=0)
    wiring.excitatory[3, 0] = -1
    active = np.zeros(4, bool)
    fire(fan_of(wiring), 2, np.ones(400, bool), np.array([0, -1, 1, 0], np.int8), active)
    assert active.tolist() == [True, False, True, False]
    fire(fan_of(wiring), 2, np.zeros(400, bool), np.array([0, -1, 1, 0], np.int8), active)
    assert active.tolist() == [False, False, True, False]


@given(st.integers(0, 2**32 - 1))
def test_units_with_open_and_doubled_plugs_are_the_naive_ones(seed):
    """Swapped plugs can bring one photocell to an A-unit twice."""
    rng = np.random.default_rng(seed)
    wiring = plug(units=16, excitatory=5, inhibitory=3, seed=seed)
    wiring.excitatory[3, :2] = wiring.inhibitory[3, 0] = 7
    wiring.inhibitory[rng.integers(16, size=9), rng.integers(3, size=9)] = -1
    lit, active = rng.random(401) < 0.5, np.zeros(16, bool)
    lit[400] = False  # where -1 leads to
    fire(fan_of(wiring), 1, lit[:400], np.zeros(16, np.int8), active)
    assert active.tolist() == naive.active(wiring.excitatory, wiring.inhibitory, 1, lit)
