"""The ideal machine is the perceptron rule exactly, at every size of its steps: no rounding decides a tie.

The oracle counts in whole picovolts, as Python's integers do, and knows nothing of the kernels.
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from markone.kernels.lesson import lesson, wipers
from markone.kernels.pot import Pot
from markone.kernels.rule import BIPOLAR, MODES
from markone.learners import untimed
from markone.machine import MarkOne, teach
from markone.spec import Spec, build, copy
from markone.switchboard import plug

INF = float("inf")
CORRECTING = MODES["error correction"]


def picovolts(volts):
    """A number as it is written, such as 0.3, in whole picovolts; an infinite one as more than any sum."""
    return 10**21 if volts == INF else int(Fraction(str(volts)) * 10**12)


def task(seed, count=24, cycles=500, responses=3, patching="full"):
    """A board, slides, wishes and an order, all at random."""
    rng = np.random.default_rng(seed)
    slides = (rng.random((count, 400)) < 0.3).astype(float)
    targets = rng.choice([-1, 1], (count, responses)).astype(np.int8)
    return plug(responses, patching, 64, seed=seed), slides, targets, rng.integers(0, count, cycles)


def rule(wiring, slides, targets, rows, step, stop, zone, theta=2):
    """The perceptron rule between stops in integers: lamps (rows, responses), and where the pots end."""
    lit = slides >= 0.5
    net = lit[:, wiring.excitatory].sum(axis=2) - lit[:, wiring.inhibitory].sum(axis=2)
    feeds = (net >= theta)[:, wiring.unit]  # (slides, pots)
    bank, at, told = wiring.bank.tolist(), [0] * wiring.unit.size, []
    for row in rows.tolist():
        lamps = []
        for response, (first, last) in enumerate(pairwise(bank)):
            fed = [pot for pot in range(first, last) if feeds[row, pot]]
            lamps.append(1 if sum(at[pot] for pot in fed) > zone else -1)
            if lamps[-1] != targets[row, response]:
                for pot in fed:
                    at[pot] = max(-stop, min(stop, at[pot] + int(targets[row, response]) * step))
        told.append(lamps)
    return told, at


MACHINES = [
    (100, 1.0, INF, 0.0),
    (300, 1.0, INF, 0.0),
    (333, 1.0, INF, 0.0),
    (700, 1.0, INF, 1.4),
    (700, 0.3, INF, 0.0),
    (300, 1.0, 0.7, 0.0),
    (300, 1.0, 0.7, 0.6),
    (333, 0.3, 1.1, 0.0),
    (700, 0.7, 2.3, 0.5),
    (7, 0.123456, 0.01, 0.002),
]
"""Pulse in ms, speed in V/s, stop and dead zone in V."""


@pytest.mark.parametrize(("pulse_ms", "speed", "stop", "zone"), MACHINES)
def test_every_way_to_teach_is_the_rule_in_integers(pulse_ms, speed, stop, zone):
    for seed in range(3):
        wiring, *lessons = task(seed, patching=["full", "shares", "overlap"][seed])
        parts = build(wiring, Spec(pulse_ms=pulse_ms, dead_zone_v=zone), Pot(speed, stop))
        other = copy(parts)
        lamps, at = rule(
            wiring, *lessons, picovolts(speed) * pulse_ms // 1000, picovolts(stop), picovolts(zone)
        )
        assert untimed.teach(parts, *lessons, CORRECTING, BIPOLAR).tolist() == lamps
        assert lesson(other, *lessons, CORRECTING, BIPOLAR).tolist() == lamps
        assert wipers(parts).tolist() == wipers(other).tolist() == [pico / 1e12 for pico in at]


def test_so_it_is_under_the_clock():
    for pulse_ms, stop in ((300, INF), (333, 0.7)):
        wiring, *lessons = task(5, cycles=60)
        machine = MarkOne(build(wiring, Spec(pulse_ms=pulse_ms), Pot(stop_v=stop)))
        lamps, at = rule(wiring, *lessons, pulse_ms * 10**9, picovolts(stop), 0)
        assert teach(machine, *lessons).tolist() == lamps
        assert machine.volts().tolist() == [pico / 1e12 for pico in at]


@pytest.mark.parametrize(("pulse_ms", "speed"), [(5, 1.0), (100, 1.0), (300, 0.3), (333, 1 / 3), (700, 7.7)])
def test_without_stops_mistakes_do_not_depend_on_the_size_of_a_step(pulse_ms, speed):
    for seed in range(5):
        wiring, *lessons = task(seed)
        told = [
            untimed.teach(build(wiring, Spec(pulse_ms=ms), Pot(v, INF)), *lessons, CORRECTING, BIPOLAR)
            for ms, v in ((500, 1.0), (pulse_ms, speed))
        ]
        assert np.array_equal(*told)


def test_until_right_ends_where_the_current_has_left_zero():
    """Wipers come to zero in 300 ms; a millisecond later the lamp is lit, and the relay opens in 5 ms."""
    wiring = plug(1, units=8, inhibitory=0, seed=1)
    machine = MarkOne(build(wiring, Spec(pulse_ms=1000), Pot(speed_v_per_s=0.1)))
    for pot in range(1, 9):
        machine.panel.turn_by_hand(f"P{pot}", -0.03)
    teach(machine, [[1.0] * 400], [[1]], mode="error correction until right")
    assert machine.volts().tolist() == pytest.approx(
        [0.0001 + 0.0005] * 8, abs=1e-12
    )  # and the release, 5 ms
