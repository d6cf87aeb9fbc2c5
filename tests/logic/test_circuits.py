"""Nets with circles: they remember, oscillate and count."""

from dataclasses import replace

import numpy as np
import pytest

from markone.logic import (
    INHIBITIONS,
    counter,
    cycle,
    heat_illusion,
    latch,
    nor_latch,
    ring_oscillator,
    run,
    shift_register,
)

STEPS = 200


def test_the_latch_keeps_what_was_set_until_it_is_reset(rng):
    signals = {name: rng.random(STEPS) < 0.1 for name in ("set", "reset")}
    history = run(latch(), STEPS, signals)["Q"]
    kept = False
    for t in range(STEPS):
        kept = (kept or signals["set"][t]) and not signals["reset"][t]
        assert history[t + 1] == kept


def test_the_latch_remembers_for_a_million_steps():
    steps = 1_000_000
    assert run(latch(), steps, start=["Q"])["Q"].all()
    assert not run(latch(), steps)["Q"].any()


def test_the_latch_needs_absolute_inhibition():
    both = {"set": [1], "reset": [1]}
    assert not run(latch(), 1, both, start=["Q"])["Q"][1]
    assert run(replace(latch(), inhibition="relative"), 1, both, start=["Q"])["Q"][1]


@pytest.mark.parametrize("inhibition", INHIBITIONS)
def test_the_latch_of_nors(inhibition):
    net = replace(nor_latch(), inhibition=inhibition)
    pulses = {"set": [0, 1, 1, 0, 0, 0, 0, 0], "reset": [0, 0, 0, 0, 0, 1, 1, 0]}
    history = run(net, 8, pulses, start=["not Q"])
    assert history["Q"].tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0]
    assert history["not Q"].tolist() == [1, 1, 0, 0, 0, 0, 0, 1, 1]


def test_two_nors_that_start_alike_race_for_ever():
    assert cycle(nor_latch()) == (0, 2)
    assert cycle(nor_latch(), start=["Q"]) == (0, 1)


@pytest.mark.parametrize("units", range(1, 13))
def test_a_ring_of_n_returns_after_2n_steps(units):
    net = ring_oscillator(units)
    assert cycle(net) == (0, 2 * units)
    history = run(net, STEPS)
    for number in range(units):
        expected = [(t - number - 1) % (2 * units) < units and t > number for t in range(STEPS + 1)]
        assert history[f"u{number + 1}"].tolist() == expected


def test_the_shift_register_is_the_past_of_its_input(rng):
    signal = rng.integers(0, 2, STEPS)
    history = run(shift_register(7), STEPS, {"in": signal})
    for late in range(1, 8):
        assert history[f"s{late}"].tolist() == [0] * late + signal[: STEPS + 1 - late].tolist()


@pytest.mark.parametrize("inhibition", INHIBITIONS)
@pytest.mark.parametrize("bits", range(1, 8))
def test_the_counter_counts(inhibition, bits, rng):
    """After every pulse that leaves it the time to carry, it shows the pulses so far."""
    net = replace(counter(bits), inhibition=inhibition)
    gaps = rng.integers(2, 2 * bits + 4, 300)
    times = np.cumsum(gaps)
    pulses = np.zeros(times[-1] + bits + 1, int)
    pulses[times] = 1
    history = run(net, len(pulses), {"count": pulses})
    shown = sum(history[f"b{bit}"].astype(int) << bit for bit in range(bits))
    seen = 0
    for number, time in enumerate(times, 1):
        ready = time + bits + 1
        if number == len(times) or times[number] + 2 > ready:
            assert shown[ready] == number % 2**bits
            seen += 1
    assert seen > 50


def test_pulses_in_every_step_are_too_quick_for_the_counter():
    history = run(counter(1), 4, {"count": [1, 1, 0, 0]})
    assert history["b0"][4]  # two pulses, and yet the bit is on


def test_the_heat_illusion_is_the_formula_of_1943(rng):
    signals = {name: rng.random(STEPS) < 0.4 for name in ("heat", "cold")}
    history = run(heat_illusion(), STEPS, signals)
    heat, cold = signals["heat"], signals["cold"]
    for t in range(3, STEPS + 1):
        assert history["hot"][t] == (heat[t - 1] or (cold[t - 3] and not cold[t - 2]))
        assert history["chilly"][t] == (cold[t - 2] and cold[t - 1])


def test_a_moment_of_cold_is_felt_as_heat_and_more_of_it_as_cold():
    moment = run(heat_illusion(), 6, {"cold": [1, 0, 0, 0, 0, 0]})
    assert moment["hot"].tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert not moment["chilly"].any()
    longer = run(heat_illusion(), 6, {"cold": [1, 1, 1, 1, 1, 1]})
    assert longer["chilly"].tolist() == [0, 0, 1, 1, 1, 1, 1]
    assert not longer["hot"].any()


@pytest.mark.parametrize("make", [counter, shift_register, ring_oscillator])
@pytest.mark.parametrize("size", [0, 65, 2.0, True])
def test_a_circuit_of_no_size_is_refused(make, size):
    with pytest.raises(ValueError, match=f"is {size}; it must be a whole number from 1 to 64"):
        make(size)
