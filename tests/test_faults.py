"""Faults: each kind shows in the machine, each wrong address is refused, chance keeps its rate."""

import numpy as np
import pytest
from scipy import stats

from markone import stimuli
from markone.faults import Fault, at_random, check_schedule, kinds, schedule
from markone.kernels.lesson import lesson
from markone.machine import MarkOne, teach
from markone.spec import Spec, build
from markone.switchboard import plug

X = stimuli.letter("X").ravel()
BRIGHT, DARK = np.ones(400), np.zeros(400)


def machine_with(*faults, wiring=None, spec=None):
    return MarkOne(build(wiring or plug(2), spec or Spec(), faults=faults))


def shown(machine, slide, target=(1, 1), mode="forced"):
    teach(machine, [slide], [target], mode=mode)
    return machine.parts


@pytest.mark.parametrize(
    ("kind", "slide", "told"),
    [
        ("dead photocell", BRIGHT, False),
        ("dim photocell", BRIGHT, True),
        ("photocell stuck lit", DARK, True),
        ("photocell stuck dark", BRIGHT, False),
    ],
)
def test_a_photocell_fails_alone(kind, slide, told):
    machine = machine_with(Fault(kind, "S2.3"))
    lit = shown(machine, slide).retina.lit.reshape(20, 20)
    others = np.delete(shown(machine, slide).retina.lit, 22)
    assert lit[1, 2] == told
    assert (others == slide[0]).all()


def test_a_dim_cell_keeps_what_it_is_given():
    for amount, told in ((0.49, False), (0.51, True)):
        assert shown(machine_with(Fault("dim photocell", "S1.1", 0, amount)), BRIGHT).retina.lit[0] == told


def test_a_cell_that_dies_in_mid_exposure_fails_from_then_on():
    seen = []
    late = machine_with(Fault("dead photocell", "S1.1", 501), Fault("dead photocell", "S1.2", 5300))
    late.trace = lambda event: seen.append(event.value[:3].tolist()) if event.part == "cells" else None
    shown(late, BRIGHT)
    shown(late, BRIGHT)
    assert seen == [[True, True, True], [False, False, True]]


def test_an_open_and_two_swapped_plugs():
    wiring = plug(2)
    one, other = wiring.excitatory[4, 1], wiring.inhibitory[7, 9]
    parts = shown(machine_with(Fault("open plug", "A1-3"), Fault("swapped plugs", "A5+2 A8-10")), X)
    assert parts.wiring.inhibitory[0, 2] == -1
    assert (parts.wiring.excitatory[4, 1], parts.wiring.inhibitory[7, 9]) == (other, one)
    assert wiring.inhibitory[0, 2] >= 0  # the document is as it was


@pytest.mark.parametrize(
    ("fault", "units", "fires"),
    [
        (Fault("dead A-unit", "A3"), [2], False),
        (Fault("A-unit stuck firing", "A3"), [2], True),
        (Fault("dead card", "C2"), range(8, 16), False),
    ],
)
def test_units_and_cards(fault, units, fires):
    slide = DARK if fires else BRIGHT
    wiring = plug(2, excitatory=10, inhibitory=0)
    active = shown(machine_with(fault, wiring=wiring), slide).active
    expected = np.full(512, not fires)
    expected[list(units)] = fires
    assert np.array_equal(active, expected)


def test_motors_relays_and_wipers():
    kinds = ["relay stuck open", "relay stuck closed", "jammed motor", "reversed motor", "open wiper"]
    wiring = plug(1, excitatory=10, inhibitory=0)
    faults = [Fault(kind, f"P{number}") for number, kind in enumerate(kinds, 1)]
    machine = machine_with(*faults, wiring=wiring)
    shown(machine, BRIGHT, [1])
    assert machine.volts()[:6].tolist() == [0, 0.5, 0, -0.5, 0.5, 0.5]
    parts = shown(machine, BRIGHT, [1], "test")
    assert parts.current[0] == 0.5 * 508 - 0.5  # all but open relay, jam, open wiper; one reversed
    shown(machine, DARK, [1])
    assert machine.volts()[:6].tolist() == [0, 1.0, 0, -0.5, 0.5, 0.5]


def test_a_motor_that_jams_in_mid_pulse_stands_still():
    machine = machine_with(Fault("jammed motor", "P1", 1260), wiring=plug(1, excitatory=10, inhibitory=0))
    shown(machine, BRIGHT, [1])
    assert machine.volts()[:2].tolist() == [0.25, 0.5]


def test_a_burnt_out_lamp_is_dark_while_its_r_unit_works():
    machine = machine_with(Fault("burnt-out lamp", "R2"))
    shown(machine, X)
    parts = shown(machine, X, mode="error correction")
    assert parts.lamp.tolist() == [1, 1]
    assert machine.panel.lamps.tolist() == [1, -1]


def test_a_power_cut_in_mid_pulse_stops_motors_and_darkens_lamps():
    wiring = plug(1, excitatory=10, inhibitory=0)
    machine = machine_with(Fault("power cut", "mains", 1110, 7000), wiring=wiring)
    shown(machine, BRIGHT, [1])
    assert set(machine.volts()) == {0.1}
    assert machine.panel.lamps.tolist() == [-1]
    shown(machine, BRIGHT, [1])  # at 6 s the power is still off: no answer, no reinforcement
    assert set(machine.volts()) == {0.1}
    assert machine.panel.meters.tolist() == [0.0]
    shown(machine, BRIGHT, [1])
    assert machine.volts() == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("rust", "S1.1"), "a fault is called 'rust'; the kinds are dead photocell"),
        (Fault("dead photocell", "S21.1"), "there is no photocell S21.1; they are S1.1 to S20.20"),
        (Fault("dead photocell", "A1"), "there is no photocell A1"),
        (Fault("dead A-unit", "A513"), "there is no A513 here; this machine has A1 to A512"),
        (Fault("dead A-unit", "A0"), "there is no A0"),
        (Fault("dead A-unit", "A" + "9" * 5000), "there is no A999"),
        (Fault("dead photocell", f"S1.{'9' * 5000}"), "there is no photocell"),
        (Fault("open plug", f"A1+{'9' * 5000}"), "there is no plug"),
        (Fault("dead card", "C65"), "C1 to C64"),
        (Fault("open plug", "A1+11"), r"there is no plug A1\+11; this board has A1\+1 to A512\+10"),
        (Fault("swapped plugs", "A1+1"), "name two plugs, such as A1"),
        (Fault("jammed motor", "P513"), "P1 to P512"),
        (Fault("burnt-out lamp", "R3"), "R1 to R2"),
        (Fault("power cut", "R1"), "it strikes the mains"),
        (Fault("open wiper", "P1", -1), "strikes at -1 ms; the machine's clock starts at 0"),
        (Fault("open wiper", "P1", 1.5), "give whole milliseconds"),
        (Fault("open wiper", "P1", 5, 1.0), "no other fault has an amount"),
        (Fault("dim photocell", "S1.1", 5, 1.5), "dim photocell from 0 to 1"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(fault, said):
    with pytest.raises(ValueError, match=said):
        machine_with(fault)


@pytest.mark.parametrize("code", [-1, 15, 99])
def test_an_unknown_code_breaks_nothing_and_is_refused(code):
    """It does not cut the power."""
    parts = build(plug(1), faults=[Fault("dead A-unit", "A1")])
    parts.faults.kind[0] = code
    with pytest.raises(ValueError, match=f"a fault has the code {code}, which is that of no kind"):
        check_schedule(parts.faults, parts.wiring)
    with pytest.raises(ValueError, match="a fault has a code that is none of"):
        lesson(parts, np.zeros((1, 400)), np.ones((1, 1), np.int8), np.zeros(1, np.int64), 0, 0)


def test_chance_keeps_its_rate_and_its_seed():
    wiring = plug(2)
    rates = dict.fromkeys(kinds(), 50.0)
    faults = at_random(rates, 2.0, wiring, seed=1)
    assert faults == at_random(rates, 2.0, wiring, seed=1)
    assert faults != at_random(rates, 2.0, wiring, seed=2)
    low, high = stats.poisson.interval(1 - 1e-6, 100 * len(kinds()))
    assert low <= len(faults) <= high
    assert {fault.kind for fault in faults} == set(kinds())
    assert (np.diff(schedule(faults, wiring).ms) >= 0).all()
    assert max(fault.ms for fault in faults) < 2 * 3_600_000


@pytest.mark.parametrize(("rates", "said"), [({"rust": 1}, "rust"), ({"open plug": -1}, "at least 0")])
def test_rates_that_cannot_be_are_refused(rates, said):
    with pytest.raises(ValueError, match=said):
        at_random(rates, 1.0, plug())


def test_a_lighter_fault_heals_no_heavier_one():
    faults = [Fault("dead photocell", "S1.1"), Fault("dim photocell", "S1.1", 1, 0.9)]
    faults += [Fault("jammed motor", "P1"), Fault("reversed motor", "P1", 1)]
    machine = machine_with(*faults, wiring=plug(1, excitatory=10, inhibitory=0))
    parts = shown(machine, BRIGHT, [1])
    assert parts.retina.gain[0] == 0.0
    assert machine.volts()[:2].tolist() == [0.0, 0.5]


def test_cuts_and_the_switch_do_not_end_one_another():
    cuts = [Fault("power cut", "mains", 100, 10_000), Fault("power cut", "mains", 200, 100)]
    machine = machine_with(*cuts, wiring=plug(1, excitatory=10, inhibitory=0))
    machine.run(300)
    machine.panel.switch_mains(False)
    machine.run(400)
    machine.panel.switch_mains(True)
    assert not shown(machine, BRIGHT, [1]).active.any()
    assert not machine.volts().any()
    machine.run(10_200)
    machine.panel.switch_mains(False)
    with pytest.raises(ValueError, match="switched off"):
        machine.panel.start()
