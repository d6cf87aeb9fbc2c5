"""The pot's exam: what it must do whatever its imperfections, and closed forms for each of them."""

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markone.kernels.pot import Pot, Shafts, all_volts, energise, stop, turn, weigh
from markone.spec import HISTORICAL_POT, IDEAL_POT, WORN_POT
from markone.switchboard import Wiring

POTS = [IDEAL_POT, HISTORICAL_POT, WORN_POT, WORN_POT._replace(decay_ms=7000.0), Pot(decay_ms=900.0)]
pots = st.sampled_from(POTS)
ways = st.lists(st.sampled_from([-1.0, -0.3, 0.0, 0.5, 1.0]), min_size=3, max_size=3).map(np.array)
pulses = st.lists(st.tuples(ways, st.integers(0, 9000), st.integers(0, 4000)), max_size=8)


def shafts(count, pot, key=11):
    names = np.arange(key, key + count, dtype=np.uint64)
    whole, real = np.zeros(count, np.int64), np.zeros(count)
    return Shafts(real, whole, real.copy(), whole.copy(), np.full(count, pot.backlash_v / 2), names)


def run(state, pot, way, ms):
    energise(pot, state, 0, len(way), way)
    turn(state, 0, len(way), ms)
    stop(pot, state, 0, len(way))


@given(pots, pulses, st.integers(1, 5))
def test_time_may_be_cut_anywhere(pot, lessons, cuts):
    whole, cut = shafts(3, pot), shafts(3, pot)
    for way, ms, rest_ms in lessons:
        run(whole, pot, way, ms)
        turn(whole, 0, 3, rest_ms)
        energise(pot, cut, 0, 3, way)
        for part in np.diff(np.linspace(0, ms, cuts + 1).astype(int)):
            turn(cut, 0, 3, part)
            all_volts(pot, cut)
        stop(pot, cut, 0, 3)
        turn(cut, 0, 3, rest_ms // 2)
        turn(cut, 0, 3, rest_ms - rest_ms // 2)
    for one, other in zip(whole, cut, strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(all_volts(pot, whole), all_volts(pot, cut))


@given(pots, pulses)
def test_wipers_stay_between_the_stops(pot, lessons):
    state = shafts(3, pot)
    for way, ms, _ in lessons:
        energise(pot, state, 0, 3, way)
        turn(state, 0, 3, ms)
        assert (abs(all_volts(pot, state)) <= pot.stop_v).all()
        stop(pot, state, 0, 3)
        assert (state.play_v >= -1e-12).all()
        assert (state.play_v <= pot.backlash_v + 1e-12).all()


def test_an_ideal_step_is_half_a_volt():
    state = shafts(2, IDEAL_POT)
    for steps in range(1, 23):
        run(state, IDEAL_POT, np.array([1.0, -1.0]), 500)
        assert all_volts(IDEAL_POT, state).tolist() == [steps / 2, -steps / 2]
    run(state, IDEAL_POT, np.array([1.0, -1.0]), 500)
    assert all_volts(IDEAL_POT, state).tolist() == [11.0, -11.0]


def test_without_stops_a_wiper_goes_on():
    pot = IDEAL_POT._replace(stop_v=np.inf)
    state = shafts(1, pot)
    run(state, pot, np.ones(1), 100_000)
    assert all_volts(pot, state)[0] == 100.0


def test_backlash_is_lost_once_on_each_reversal():
    pot = Pot(backlash_v=0.2)
    state = shafts(1, pot)
    places = []
    for way in (1.0, 1.0, -1.0, -1.0, 1.0):
        run(state, pot, np.array([way]), 500)
        places.append(all_volts(pot, state)[0])
    assert places == pytest.approx([0.4, 0.9, 0.6, 0.1, 0.4])


def test_spread_and_jitter_are_the_named_draws():
    pot = Pot(spread=0.1, jitter=0.2)
    state = shafts(3, pot)
    run(state, pot, np.ones(3), 1000)
    run(state, pot, np.ones(3), 1000)
    for key, place in zip(state.key, all_volts(pot, state), strict=True):
        own = 1 + 0.1 * naive.uniform(int(key), 0)
        both = sum(1 + 0.2 * naive.uniform(int(key), count) for count in (1, 2))
        assert place == pytest.approx(own * both, rel=1e-12)


def test_decay_at_rest_and_under_drive():
    pot = Pot(decay_ms=2000.0)
    state = shafts(1, pot)
    run(state, pot, np.ones(1), 3000)
    driven = 2.0 * (1 - np.exp(-1.5))
    assert all_volts(pot, state)[0] == pytest.approx(driven)
    turn(state, 0, 1, 4000)
    assert all_volts(pot, state)[0] == pytest.approx(driven * np.exp(-2))


def test_only_the_bank_named_moves():
    state = shafts(4, IDEAL_POT)
    energise(IDEAL_POT, state, 1, 3, np.ones(4))
    turn(state, 0, 4, 500)
    stop(IDEAL_POT, state, 1, 3)
    assert all_volts(IDEAL_POT, state).tolist() == [0, 0.5, 0.5, 0]
    assert state.pulses.tolist() == [0, 1, 1, 0]


def wiring_of(units, bank):
    nobody = np.zeros((4, 0), np.int32)
    return Wiring(nobody, nobody, np.array(units, np.int32), np.array(bank, np.int64))


@given(
    st.lists(st.booleans(), min_size=4, max_size=4), st.lists(st.integers(-20, 20), min_size=6, max_size=6)
)
def test_currents_are_the_naive_sums(fires, halves):
    wiring = wiring_of([0, 1, 3, 2, 0, 1], [0, 3, 6])
    state = shafts(6, IDEAL_POT)
    state.anchor_v[:] = np.array(halves) / 2
    current = np.zeros(2)
    weigh(IDEAL_POT, wiring, state, np.array(fires), current)
    assert current.tolist() == naive.currents(wiring.unit, wiring.bank, state.anchor_v, fires)


def test_taper_bows_the_reading_and_spares_the_stops():
    pot = Pot(taper=0.1)
    wiring = wiring_of([0], [0, 1])
    state, current = shafts(1, pot), np.zeros(1)
    readings = []
    for place in (11.0, 5.5, 0.0, -5.5):
        state.anchor_v[0] = place
        weigh(pot, wiring, state, np.array([True]), current)
        readings.append(current[0])
    assert readings == pytest.approx([11.0, 5.5 * (1 - 0.1 * 0.75), 0.0, -5.5 * (1 - 0.1 * 0.75)])
