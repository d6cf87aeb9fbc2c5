"""The clock against its oracle: one SimPy process for each photocell, A-unit, motor and R-unit."""

import numpy as np
import pytest
from naive_machine import Rig

from markone import stimuli
from markone.kernels.rule import MODES, RULES
from markone.machine import MarkOne, teach
from markone.spec import (
    ASSUMED_PHOTOCELL,
    ASSUMED_POT,
    IDEAL_PHOTOCELL,
    IDEAL_POT,
    WORN_POT,
    Spec,
    build,
)
from markone.switchboard import plug

ULPS = 1e-11
"""Volts. The oracle adds travel up look by look, the kernels take it at once from the last change: some
thousand roundings of volts up to 11 (each 2e-15 at most) apart; a wrong millisecond is 1e-3."""
SPLIT = 1e-4
"""Volts. The oracle lets volts leak once a millisecond: with 800 ms to leak, 1e-6 of the drive in each."""
QUICK = Spec(expose_ms=60, settle_ms=35, operate_ms=7, release_ms=4, pulse_ms=190, cycle_ms=400)
"""So fast that cells remember the slide before."""
ODD = QUICK._replace(pulse_ms=170, dead_zone_v=0.6)
THIRD = IDEAL_POT._replace(speed_v_per_s=0.3, stop_v=0.7)
FAST = WORN_POT._replace(speed_v_per_s=4.0, noise_v=0.0)
STOPPED = IDEAL_POT._replace(stop_v=0.7, spread=0.3, backlash_v=0.1, start_ms=30.0, coast_ms=45.0)
MACHINES = {
    "ideal": (plug(5, units=60, seed=1), Spec(), IDEAL_POT, IDEAL_PHOTOCELL, 1e-12),
    "ideal, full": (plug(3, "full", units=40, seed=2), QUICK, IDEAL_POT, IDEAL_PHOTOCELL, 1e-12),
    "ideal, odd": (plug(2, units=40, seed=7), ODD, THIRD, IDEAL_PHOTOCELL, 1e-12),
    "assumed": (plug(3, units=60, seed=3), Spec(), ASSUMED_POT, ASSUMED_PHOTOCELL, ULPS),
    "worn": (plug(2, "full", units=50, seed=4), QUICK, FAST, ASSUMED_PHOTOCELL, ULPS),
    "stopped": (plug(1, units=40, seed=5), Spec(theta=1, dead_zone_v=0.2), STOPPED, IDEAL_PHOTOCELL, ULPS),
    "holding": (plug(2, units=40, seed=6), Spec(dead_zone_v=3.0, hold=True), FAST, IDEAL_PHOTOCELL, ULPS),
    "leaking": (plug(2, units=40), QUICK, FAST._replace(decay_ms=800.0), ASSUMED_PHOTOCELL, SPLIT),
}


def lesson(wiring, seed, count=5, length=12):
    """Slides of grey and white, with darkness; targets with some of no wish; an order with repeats."""
    rng = np.random.default_rng(seed)
    slides = rng.random((count, 400)) * (rng.random((count, 400)) < 0.6)
    targets = rng.choice([-1, 1, 1, 0], size=(count, wiring.bank.size - 1)).astype(np.int8)
    targets[0] = -1
    return slides, targets, rng.integers(count, size=length).tolist()


def relays(rows, count):
    """From (ms, (motor, way)): which way all motors are driven, at each ms at which one changed."""
    ways, states = np.zeros(count), {}
    for ms, (motor, way) in rows:
        ways[motor] = way
        states[ms] = ways.copy()
    return states


def both(name, mode, rule, seed=0, length=12):
    """A machine and its oracle after the same lesson, with what they told on the way."""
    wiring, spec, pot, photocell, close = MACHINES[name]
    slides, targets, order = lesson(wiring, seed, length=length)
    events, rows = [], []
    machine = MarkOne(build(wiring, spec, pot, photocell, seed), events.append)
    rig = Rig(machine.parts, lambda *row: rows.append(row))
    lamps = teach(machine, slides, targets, order, mode, rule)
    naive = rig.teach(slides.tolist(), targets.tolist(), order, mode, rule)
    assert lamps.tolist() == naive
    return machine, rig, events, rows, close


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", MACHINES)
def test_the_clock_tells_what_its_oracle_tells(name, mode, rule):
    """Until right, ideal motors bring a current to exactly zero at a whole millisecond."""
    machine, rig, events, rows, close = both(name, mode, rule)
    assert machine.volts() == pytest.approx(rig.volts(), abs=close)
    stays = mode == "test" or (mode == "spontaneous" and rule == "alpha")  # lamps are dark at first
    assert machine.parts.pot.noise_v or stays == (not machine.volts().any())  # noise alone lights lamps
    for part in ("cells", "units", "currents", "lamps"):
        mine = [event for event in events if event.part == part]
        yours = [row for row in rows if row[1] == part]
        assert [event.ms for event in mine] == [row[0] for row in yours]
        within = close * 50 if part == "currents" else 0  # it is the sum of up to 50 pots
        assert np.array([event.value for event in mine]) == pytest.approx(
            np.array([row[2] for row in yours]), abs=within
        )
    states = relays([(ms, value) for ms, part, value in rows if part == "relay"], len(rig.motors))
    told = {event.ms: event.value for event in events if event.part == "relays"}
    assert told.keys() == states.keys()
    assert all(np.array_equal(told[ms], states[ms]) for ms in told)


@pytest.mark.parametrize(
    ("name", "mode"),
    [("ideal", "forced"), ("assumed", "error correction"), ("worn", "error correction until right")],
)
def test_at_any_millisecond_both_stand_the_same(name, mode):
    """In mid-exposure, mid-pulse, coasting and at rest: cells, lamps and volts."""
    wiring, spec, pot, photocell, close = MACHINES[name]
    slides, targets, order = lesson(wiring, 3, length=6)
    machine = MarkOne(build(wiring, spec, pot, photocell, 7))
    rig = Rig(machine.parts)
    teach(machine, slides, targets, order, mode)
    rig.env.process(rig.show(slides.tolist(), targets.tolist(), order, mode))
    busy_ms = spec.expose_ms + spec.settle_ms + spec.operate_ms + spec.pulse_ms + 100
    rng, moving = np.random.default_rng(1), 0
    for slide in range(6):
        for ms in np.sort(rng.integers(1, busy_ms, 12)) + slide * spec.cycle_ms:
            if ms > rig.env.now:
                rig.env.run(until=int(ms))
            while rig.env.peek() <= ms:
                rig.env.step()
            then = machine.at(int(ms))
            assert then.volts() == pytest.approx(rig.volts(), abs=close)
            assert then.panel.cells.tolist() == [cell.lit for cell in rig.cells]
            assert then.panel.lamps.tolist() == [response.lamp for response in rig.responses]
            moving += any(motor.speed for motor in rig.motors)
    assert moving > 5


def test_the_oracle_keeps_the_times_of_the_timer():
    """The golden times of one slide: shutter, latch, sample, relays; and half a second is half a volt."""
    rows = []
    rig = Rig(build(plug(inhibitory=5)), lambda *row: rows.append(row))
    rig.teach([[1.0] * 400], [[1]], [0], "forced")
    assert {ms: {row[1] for row in rows if row[0] == ms} for ms, *_ in rows} == {
        500: {"cells", "units"},
        1000: {"currents", "lamps"},
        1010: {"relay"},
        1510: {"relay"},
    }
    assert [volts == 0.5 for volts in rig.volts()] == [motor.unit.fires for motor in rig.motors]
    assert rig.env.now == 5000


@pytest.mark.parametrize(
    ("late", "mode"),
    [
        ("expose_ms", "forced"),
        ("settle_ms", "forced"),
        ("operate_ms", "forced"),
        ("pulse_ms", "forced"),
        ("release_ms", "error correction until right"),
    ],
)
def test_a_clock_that_is_a_millisecond_late_is_found(late, mode):
    """The comparison above can fail."""
    wiring, spec, pot, photocell, close = MACHINES["worn"]
    slides, targets, order = lesson(wiring, 0)
    events, rows = [], []
    machine = MarkOne(build(wiring, spec, pot, photocell), events.append)
    wrong = spec._replace(**{late: getattr(spec, late) + 1})
    rig = Rig(build(wiring, wrong, pot, photocell), lambda *row: rows.append(row))
    teach(machine, slides, targets, order, mode)
    rig.teach(slides.tolist(), targets.tolist(), order, mode)
    other_ms = {e.ms for e in events if e.part == "relays"} != {row[0] for row in rows if row[1] == "relay"}
    assert other_ms or machine.volts() != pytest.approx(rig.volts(), abs=close)


def test_letters_leave_the_same_bits_on_the_whole_board():
    slides, _ = stimuli.letters()
    slides, order = slides.reshape(26, 400).astype(float), [*range(26)] * 2
    for responses, patching in ((5, "shares"), (8, "full")):
        targets = np.where(np.arange(1, 27)[:, None] >> np.arange(responses) & 1, 1, -1)
        machine = MarkOne(build(plug(responses, patching)))
        rig = Rig(machine.parts)
        lamps = teach(machine, slides, targets, order)
        assert rig.teach(slides.tolist(), targets.tolist(), order) == lamps.tolist()
        assert machine.volts().tolist() == rig.volts()
