"""Nets of threshold logic units against plain Python, and what they refuse."""

import naive
import numpy as np
import pytest

from markone.logic import INHIBITIONS, Net, Unit, cycle, gate, ring_oscillator, run, silenced_by_many

STEPS = 12


def random_net(rng, inhibition, lowest=-1, inputs=2, units=5):
    """A net whose units have a few wires from anywhere, some of them double, and any small threshold."""
    names = [f"x{number}" for number in range(inputs)]
    lines = [*names, *(f"u{number}" for number in range(units))]

    def some():
        return tuple(str(line) for line in rng.choice(lines, rng.integers(0, 4)))

    wired = {name: Unit(some(), some(), int(rng.integers(lowest, 3))) for name in lines[inputs:]}
    return Net(tuple(names), wired, inhibition)


def some_signals(rng, net):
    return {name: rng.integers(0, 2, STEPS) for name in net.inputs}


@pytest.mark.parametrize("inhibition", INHIBITIONS)
@pytest.mark.parametrize("seed", range(20))
def test_a_net_runs_as_plain_python_says(inhibition, seed):
    rng = np.random.default_rng(seed)
    net = random_net(rng, inhibition)
    signals = some_signals(rng, net)
    start = [name for name in net.units if rng.random() < 0.5]
    history = run(net, STEPS, signals, start)
    expected = naive.threshold_run(net.units, inhibition, signals, start, STEPS)
    for t in range(STEPS + 1):
        assert {name for name in net.units if history[name][t]} == expected[t]
    for name, signal in signals.items():
        assert history[name].tolist() == [*signal, False]


@pytest.mark.parametrize("seed", range(20))
def test_theorem_4_many_synapses_make_relative_inhibition_absolute(seed):
    rng = np.random.default_rng(seed)
    net = random_net(rng, "absolute")
    other = silenced_by_many(net)
    assert other.inhibition == "relative"
    signals = some_signals(rng, net)
    here, there = run(net, STEPS, signals), run(other, STEPS, signals)
    assert all(np.array_equal(here[name], there[name]) for name in net.lines)


def test_the_two_laws_differ():
    units = {"y": Unit(("a", "b"), ("c",), 1)}
    on = {"a": [1], "b": [1], "c": [1]}
    assert not run(Net(("a", "b", "c"), units, "absolute"), 1, on)["y"][1]
    assert run(Net(("a", "b", "c"), units, "relative"), 1, on)["y"][1]


@pytest.mark.parametrize("inhibition", INHIBITIONS)
@pytest.mark.parametrize("seed", range(20))
def test_with_positive_thresholds_silence_stays_silent(inhibition, seed):
    net = random_net(np.random.default_rng(seed), inhibition, lowest=1)
    assert not any(values.any() for values in run(net, STEPS).values())


@pytest.mark.parametrize("seed", range(20))
def test_a_cycle_is_where_plain_python_meets_itself_again(seed):
    rng = np.random.default_rng(seed)
    net = random_net(rng, "relative", inputs=0, units=6)
    before, length = cycle(net)
    history = naive.threshold_run(net.units, "relative", {}, (), before + 2 * length)
    states = [frozenset(state) for state in history]
    assert len(set(states[: before + length])) == before + length
    assert states[before : before + length] == states[before + length : before + 2 * length]


def test_a_long_cycle_is_found_too():
    assert cycle(ring_oscillator(64)) == (0, 128)


def test_a_net_of_no_steps_shows_its_start():
    history = run(gate("OR"), 0, start=["y"])
    assert {name: values.tolist() for name, values in history.items()} == {"a": [0], "b": [0], "y": [1]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((("a",), {}), "a net without units computes nothing"),
        ((("a", "a"), {"y": Unit()}), "'a' is the name of two lines"),
        ((("a",), {"a": Unit()}), "'a' is the name of two lines"),
        (
            (("a",), {"y": Unit(("b",))}),
            "unit 'y' is connected to 'b', which is no line of the net; its lines are a, y",
        ),
        ((("a",), {"y": Unit("a")}), "unit 'y' is connected to a string; give a tuple"),
        (
            (("a",), {"y": Unit(("a",), (), 0.5)}),
            "threshold of unit 'y' is 0.5; it must be a whole number",
        ),
        ((("a",), {"y": Unit(("a",))}, "some"), "inhibition is 'some'; choose one of absolute, relative"),
    ],
)
def test_a_net_that_cannot_be_wired_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        Net(*given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((-1,), "steps is -1; it must be a whole number from 0 to 1000000"),
        ((1.5,), "steps is 1.5"),
        ((3, {"c": [0, 0, 0]}), "'c' is no input of the net; its inputs are a, b"),
        (
            (3, {"a": [0, 1]}),
            r"the signal of 'a' is int64 of shape \(2,\); give 3 values of 0 or 1, one for each step",
        ),
        ((2, {"a": [0, 2]}), "give 2 values of 0 or 1"),
        ((2, {}, ["z"]), "'z' is no unit of the net; its units are y"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        run(gate("AND"), *given)
