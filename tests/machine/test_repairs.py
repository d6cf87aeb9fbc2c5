"""What is broken and repaired at the panel, and that the past knows it."""

import numpy as np
import pytest

from markone import build, plug, stimuli
from markone.machine import MarkOne
from markone.spec import ASSUMED_POT


@pytest.fixture
def machine():
    machine = MarkOne(build(plug(2, units=64, seed=3), device=ASSUMED_POT, seed=5))
    machine.panel.set_mode("error correction")
    return machine


def show(machine, letter, target=(1, -1)):
    machine.panel.insert(stimuli.letter(letter), letter)
    machine.panel.set_targets(target)
    machine.run_to(machine.panel.start())


@pytest.mark.parametrize(
    ("kind", "at", "broken"),
    [
        ("dead photocell", "S10.10", lambda parts: parts.retina.gain[9 * 20 + 9] == 0),
        ("photocell stuck lit", "S10.10", lambda parts: parts.retina.stuck[9 * 20 + 9] == 1),
        ("dead A-unit", "A7", lambda parts: parts.stuck[6] == -1),
        ("jammed motor", "P7", lambda parts: parts.shafts.gear[6] == 0),
        ("reversed motor", "P7", lambda parts: parts.shafts.gear[6] == -1),
        ("relay stuck closed", "P7", lambda parts: parts.relay[6] == 1),
        ("open wiper", "P7", lambda parts: not parts.shafts.wiper[6]),
        ("burnt-out lamp", "R2", lambda parts: not parts.bulb[1]),
    ],
)
def test_a_part_is_broken_and_put_in_order(machine, kind, at, broken):
    show(machine, "A")
    machine.panel.strike(kind, at)
    assert broken(machine.parts)
    show(machine, "B")
    machine.panel.repair(at)
    assert not broken(machine.parts)
    show(machine, "A")


def test_a_jammed_motor_stands_until_it_is_repaired(machine):
    machine.panel.set_mode("forced")
    show(machine, "A")
    fed = machine.parts.wiring.unit[np.flatnonzero(machine.panel.units[machine.parts.wiring.unit])[0]]
    pot = int(np.flatnonzero(machine.parts.wiring.unit == fed)[0]) + 1
    machine.panel.strike("jammed motor", f"P{pot}")
    stood = machine.panel.volts(f"P{pot}")
    show(machine, "A")
    assert machine.panel.volts(f"P{pot}") == stood
    machine.panel.repair(f"P{pot}")
    show(machine, "A")
    assert abs(machine.panel.volts(f"P{pot}") - stood) > 0.3


def test_a_plug_is_pulled_and_put_back(machine):
    cell = int(machine.parts.wiring.excitatory[4, 2])
    machine.panel.strike("open plug", "A5+3")
    assert machine.parts.wiring.excitatory[4, 2] == -1
    machine.panel.replug("A5+3", f"S{cell // 20 + 1}.{cell % 20 + 1}")
    assert machine.parts.wiring.excitatory[4, 2] == cell
    same = build(plug(2, units=64, seed=3), seed=5)
    assert np.array_equal(machine.parts.fan.unit, same.fan.unit)


def test_the_past_does_it_again(machine):
    show(machine, "A")
    machine.panel.strike("dead A-unit", "A7")
    machine.panel.strike("dim photocell", "S9.9", 0.3)
    show(machine, "B", (-1, 1))
    machine.panel.repair("A7")
    machine.panel.strike("swapped plugs", "A1+1 A2-1")
    show(machine, "C")
    then = machine.at(machine.now_ms)
    assert np.array_equal(then.volts(), machine.volts())
    assert np.array_equal(then.parts.stuck, machine.parts.stuck)
    assert np.array_equal(then.parts.wiring.excitatory, machine.parts.wiring.excitatory)
    assert then.parts.retina.gain[8 * 20 + 8] == 0.3
    before = machine.at(machine.now_ms - 5001)
    assert (before.parts.stuck[6], before.parts.retina.gain[8 * 20 + 8]) == (-1, 0.3)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda panel: panel.strike("rust", "P1"), "a fault is called 'rust'"),
        (lambda panel: panel.strike("jammed motor", "P65"), "there is no P65 here"),
        (lambda panel: panel.strike("dim photocell", "S1.1", 2.0), "dim photocell from 0 to 1"),
        (lambda panel: panel.repair("A65"), "there is no A65 here"),
        (lambda panel: panel.repair("mains"), "give an address such as"),
        (lambda panel: panel.repair(""), "give an address such as"),
        (lambda panel: panel.replug("A1+99", "S1.1"), "there is no plug"),
        (lambda panel: panel.replug("A1+1", "S21.1"), "there is no photocell"),
    ],
)
def test_what_is_refused_is_not_done(machine, act, said):
    done = len(machine.panel.acts)
    with pytest.raises(ValueError, match=said):
        act(machine.panel)
    assert len(machine.panel.acts) == done
