"""Lists of what is on, banks in any order, and many motors at once: the same as one by one."""

import numpy as np
import pytest

from markone.kernels import weight as weights
from markone.kernels.jit import jit
from markone.kernels.listed import fed_pots, indices_of
from markone.kernels.listed import room_for as _room_for
from markone.kernels.pot import Pot, Shafts
from markone.kernels.pulsed import EXPONENTIAL, LINEAR, Pulsed
from markone.spec import build
from markone.switchboard import plug


@jit
def listed(on):
    return indices_of(on)


@jit
def room_for(size):
    return _room_for(size)


@jit
def fed(wiring, active, response):
    return fed_pots(wiring, active, response)


@jit
def anchor_one_by_one(pot, shafts, first, switched, now_ms):
    for shaft in indices_of(switched):
        weights.anchor(pot, shafts, first + shaft, now_ms)


@jit
def anchor_all(pot, shafts, first, last, switched, now_ms):
    weights.anchor_all(pot, shafts, first, last, switched, now_ms)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 512])
def test_what_is_on_is_listed_in_its_order(size):
    on = room_for(size)
    assert on.size % 64 == 0
    assert size <= on.size < size + 64
    assert not on.any()
    on[:size] = np.random.default_rng(size).random(size) < 0.4
    assert listed(on).tolist() == np.flatnonzero(on).tolist()


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_bank_may_be_plugged_in_any_order(shuffled):
    rng, wiring = np.random.default_rng(1), plug(5, "shares")
    if shuffled:
        wiring = wiring._replace(unit=rng.permutation(wiring.unit))
    active = rng.random(512) < 0.3
    for response in range(5):
        unit = wiring.unit[wiring.bank[response] : wiring.bank[response + 1]]
        found = fed(wiring, active, response)
        assert found[: unit.size].tolist() == active[unit].tolist()
        assert not found[unit.size :].any()


def shafts_under_way(count, rng):
    """Even motors at rest and turning either way, some jammed, some reversed, some at their stops."""
    speed = rng.choice([-1.0, -0.25, 0.0, 0.0, 1.0], count)
    return Shafts(
        anchor_v=rng.choice([-11.0, 11.0, *rng.uniform(-11, 11, 6)], count),
        since_ms=rng.integers(0, 4000, count),
        speed_v_per_s=rng.choice([-1.0, 0.0, 1.0], count),
        goal_v_per_s=speed,
        way=rng.choice([-1.0, 0.0, 0.37, 1.0], count),
        pulses=np.zeros(count, np.int64),
        play_v=np.zeros(count),
        key=rng.integers(2**63, size=count, dtype=np.uint64),
        gear=rng.choice([-1.0, 0.0, 1.0, 1.0], count),
        wiper=np.ones(count, bool),
        supply=np.array([0.875]),
    )


@pytest.mark.parametrize("pot", [Pot(), Pot(speed_v_per_s=0.7, stop_v=np.inf), Pot(backlash_v=0.1)])
def test_many_motors_at_once_are_the_same_as_one_by_one(pot):
    rng = np.random.default_rng(2)
    together = shafts_under_way(300, rng)
    alone = Shafts(*(array.copy() for array in together))
    switched = room_for(200)
    switched[:200] = rng.random(200) < 0.5
    anchor_all(pot, together, 77, 277, switched, 4321)
    anchor_one_by_one(pot, alone, 77, switched, 4321)
    for one, other in zip(together, alone, strict=True):
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    "device",
    [
        Pulsed(asymmetry=0.2, spread_step=0.3, spread_range=0.2),
        Pulsed(LINEAR, slope_up=0.4, slope_down=0.7, spread_step=0.3),
        Pulsed(LINEAR, slope_up=1.0, low_v=0.0, step_v=30.0),
        Pulsed(LINEAR, slope_up=0.4, slope_down=0.7, pulse_noise=0.3),
        Pulsed(LINEAR, slope_up=0.4, slope_down=0.7, pair=True),
        Pulsed(EXPONENTIAL, curve_up=0.5, bend_up=0.3, curve_down=0.2, bend_down=0.1),
    ],
)
def test_many_pulses_at_once_are_the_same_as_one_by_one(device):
    rng = np.random.default_rng(3)
    together, alone = (build(plug(1, "full", units=300), device=device).shafts for _ in range(2))
    drawn = {
        "level_v": rng.uniform(min(device.low_v, 0), 11, together.level_v.size),
        "way": rng.choice([-1.0, 0.0, 0.37, 1.0], 300),
        "gear": rng.choice([-1.0, 0.0, 1.0, 1.0], 300),
        "pulses": rng.integers(0, 3, 300),
        "given": rng.integers(0, 3, 300),
    }
    for state in (together, alone):
        for name, values in drawn.items():
            getattr(state, name)[:] = values
        state.supply[0] = 0.875
    switched = room_for(200)
    switched[:200] = rng.random(200) < 0.5
    anchor_all(device, together, 77, 277, switched.copy(), 4321)
    anchor_one_by_one(device, alone, 77, switched, 4321)
    assert (together.since_ms == 4321).sum() > 30
    for one, other in zip(together, alone, strict=True):
        assert one.tobytes() == other.tobytes()
