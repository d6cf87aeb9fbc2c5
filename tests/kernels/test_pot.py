"""The pot's exam: what it must do whatever its imperfections, and closed forms for each of them."""

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import all_volts, energise, load, stop, weigh

from markone.kernels.even_pot import simplest
from markone.kernels.pot import Pot, Shafts
from markone.spec import ASSUMED_POT, IDEAL_POT, WORN_POT
from markone.switchboard import Wiring

MOVING = Pot(start_ms=80.0, coast_ms=120.0)
POTS = [
    MOVING,
    MOVING._replace(decay_ms=900.0, backlash_v=0.1),
    IDEAL_POT,
    ASSUMED_POT,
    WORN_POT,
    WORN_POT._replace(decay_ms=7000.0),
    Pot(decay_ms=900.0),
]
pots = st.sampled_from(POTS)
ways = st.lists(st.sampled_from([-1.0, -0.3, 0.0, 0.5, 1.0]), min_size=3, max_size=3).map(np.array)
pulses = st.lists(st.tuples(ways, st.integers(0, 9000), st.integers(0, 4000)), max_size=8)


class Bench:
    """Some shafts with a clock of their own."""

    def __init__(self, count, pot, key=11):
        self.pot, self.count, self.now_ms = simplest(pot), count, 0
        self.state = Shafts(
            anchor_v=np.zeros(count),
            since_ms=np.zeros(count, np.int64),
            speed_v_per_s=np.zeros(count),
            goal_v_per_s=np.zeros(count),
            way=np.zeros(count),
            pulses=np.zeros(count, np.int64),
            play_v=np.full(count, pot.backlash_v / 2),
            key=np.arange(key, key + count, dtype=np.uint64),
            gear=np.ones(count),
            wiper=np.ones(count, bool),
            supply=np.ones(1),
        )

    def volts(self):
        return all_volts(self.pot, self.state, self.now_ms)

    def turn(self, ms):
        self.now_ms += int(ms)

    def close(self, way):
        energise(self.pot, self.state, 0, self.count, np.array(way, float), self.now_ms)
        load(self.pot, self.state, self.now_ms)

    def open(self):
        stop(self.pot, self.state, 0, self.count, self.now_ms)
        load(self.pot, self.state, self.now_ms)

    def run(self, way, ms):
        self.close(way)
        self.turn(ms)
        self.open()


@given(pots, pulses, st.integers(1, 5))
def test_time_may_be_cut_anywhere(pot, lessons, cuts):
    whole, cut = Bench(3, pot), Bench(3, pot)
    for way, ms, rest_ms in lessons:
        whole.run(way, ms)
        whole.turn(rest_ms)
        cut.close(way)
        for part in np.diff(np.linspace(0, ms, cuts + 1).astype(int)):
            cut.turn(part)
            cut.volts()
        cut.open()
        cut.turn(rest_ms // 2)
        cut.turn(rest_ms - rest_ms // 2)
    for one, other in zip(whole.state, cut.state, strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(whole.volts(), cut.volts())


@given(pots, pulses)
def test_wipers_stay_between_the_stops(pot, lessons):
    bench = Bench(3, pot)
    for way, ms, rest_ms in lessons:
        bench.close(way)
        bench.turn(ms)
        assert (abs(bench.volts()) <= pot.stop_v).all()
        bench.open()
        assert (bench.state.play_v >= -1e-12).all()
        assert (bench.state.play_v <= pot.backlash_v + 1e-12).all()
        bench.turn(rest_ms)


@given(pots, pulses)
def test_each_bench_agrees_with_steps_of_a_tenth_of_a_millisecond(pot, lessons):
    """Plain integration of speed, gears, leak and stops: close for small steps, and not a closed form."""
    lessons = [(way, ms % 400, ms % 400 + 300) for way, ms, _ in lessons[:3]]
    bench, model = Bench(3, pot), naive.Motors(3, pot._asdict(), key=11)
    for way, ms, rest_ms in lessons:
        bench.run(way, ms)
        bench.turn(rest_ms)
        model.run(way.tolist(), ms, rest_ms)
    assert bench.volts() == pytest.approx(model.volts, abs=2e-3)


def test_an_ideal_step_is_half_a_volt():
    bench = Bench(2, IDEAL_POT)
    for steps in range(1, 23):
        bench.run([1.0, -1.0], 500)
        assert bench.volts().tolist() == [steps / 2, -steps / 2]
    bench.run([1.0, -1.0], 500)
    assert bench.volts().tolist() == [11.0, -11.0]


def test_without_stops_a_wiper_goes_on():
    bench = Bench(1, IDEAL_POT._replace(stop_v=np.inf))
    bench.run([1.0], 100_000)
    assert bench.volts()[0] == 100.0


def test_backlash_is_lost_once_on_each_reversal():
    bench = Bench(1, Pot(backlash_v=0.2))
    places = []
    for way in (1.0, 1.0, -1.0, -1.0, 1.0):
        bench.run([way], 500)
        places.append(bench.volts()[0])
    assert places == pytest.approx([0.4, 0.9, 0.6, 0.1, 0.4])


def test_spread_and_jitter_are_the_named_draws():
    bench = Bench(3, Pot(spread=0.1, jitter=0.2))
    bench.run(np.ones(3), 1000)
    bench.run(np.ones(3), 1000)
    for key, place in zip(bench.state.key, bench.volts(), strict=True):
        own = 1 + 0.1 * naive.uniform(int(key), 0)
        both = sum(1 + 0.2 * naive.uniform(int(key), count) for count in (1, 2))
        assert place == pytest.approx(own * both, rel=1e-12)


def test_decay_at_rest_and_under_drive():
    bench = Bench(1, Pot(decay_ms=2000.0))
    bench.run(np.ones(1), 3000)
    driven = 2.0 * (1 - np.exp(-1.5))
    assert bench.volts()[0] == pytest.approx(driven)
    bench.turn(4000)
    assert bench.volts()[0] == pytest.approx(driven * np.exp(-2))


def test_a_motor_starts_and_coasts_evenly():
    bench = Bench(1, Pot(start_ms=100.0, coast_ms=200.0))
    bench.close([1.0])
    places = []
    for ms in (50, 50, 400):
        bench.turn(ms)
        places.append(bench.volts()[0])
    bench.open()
    for ms in (100, 100, 700):
        bench.turn(ms)
        places.append(bench.volts()[0])
    # 1/2 t^2 / start, then 1 V/s; when coasting, 1 V/s less t / coast
    assert places == pytest.approx([0.0125, 0.05, 0.45, 0.45 + 0.075, 0.55, 0.55])


def test_the_supply_sags_for_all_that_run():
    bench = Bench(4, Pot(sag=0.4))
    bench.close([1, 0, 0, 0])
    bench.turn(1000)
    assert bench.volts() == pytest.approx([0.9, 0, 0, 0])
    bench.close([0, 1, 1, -1])
    bench.turn(1000)
    assert bench.volts() == pytest.approx([0.9 + 0.6, 0.6, 0.6, -0.6])
    stop(bench.pot, bench.state, 1, 4, bench.now_ms)
    load(bench.pot, bench.state, bench.now_ms)
    bench.turn(1000)
    assert bench.volts() == pytest.approx([1.5 + 0.9, 0.6, 0.6, -0.6])
    bench.open()
    assert bench.state.supply[0] == 1.0


def test_jammed_and_reversed_motors():
    bench = Bench(3, IDEAL_POT)
    bench.state.gear[:] = [1, 0, -1]
    bench.run([1, 1, 1], 500)
    assert bench.volts().tolist() == [0.5, 0.0, -0.5]


def test_only_the_bank_named_moves():
    bench = Bench(4, IDEAL_POT)
    energise(IDEAL_POT, bench.state, 1, 3, np.ones(4), 0)
    bench.turn(500)
    stop(IDEAL_POT, bench.state, 1, 3, 500)
    assert bench.volts().tolist() == [0, 0.5, 0.5, 0]
    assert bench.state.pulses.tolist() == [0, 1, 1, 0]


def wiring_of(units, bank):
    nobody = np.zeros((4, 0), np.int32)
    return Wiring(nobody, nobody, np.array(units, np.int32), np.array(bank, np.int64))


@given(
    st.lists(st.booleans(), min_size=4, max_size=4), st.lists(st.integers(-20, 20), min_size=6, max_size=6)
)
def test_currents_are_the_naive_sums(fires, halves):
    wiring = wiring_of([0, 1, 3, 2, 0, 1], [0, 3, 6])
    state = Bench(6, IDEAL_POT).state
    state.anchor_v[:] = np.array(halves) / 2
    current = np.zeros(2)
    weigh(simplest(IDEAL_POT), wiring, state, np.array(fires), 0, current)
    assert current.tolist() == naive.currents(wiring.unit, wiring.bank, state.anchor_v, fires)


def test_taper_bows_the_reading_and_spares_the_stops():
    pot = Pot(taper=0.1)
    wiring = wiring_of([0], [0, 1])
    state, current = Bench(1, pot).state, np.zeros(1)
    readings = []
    for place in (11.0, 5.5, 0.0, -5.5):
        state.anchor_v[0] = place
        weigh(simplest(pot), wiring, state, np.array([True]), 0, current)
        readings.append(current[0])
    assert readings == pytest.approx([11.0, 5.5 * (1 - 0.1 * 0.75), 0.0, -5.5 * (1 - 0.1 * 0.75)])


def test_an_open_wiper_reads_nothing_and_noise_is_the_named_draw():
    pot, wiring, current = Pot(noise_v=0.5), wiring_of([0, 1], [0, 1, 2]), np.zeros(2)
    state = Bench(2, pot).state
    state.anchor_v[:] = 3.0
    state.wiper[0] = False
    weigh(simplest(pot), wiring, state, np.ones(2, bool), 1234, current)
    noise = 0.5 * naive.uniform(naive.mix(int(state.key[1])), 1234)
    assert current.tolist() == pytest.approx([0.0, 3.0 + noise], rel=1e-12)
