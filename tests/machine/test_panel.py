"""The panel is the only way in: each switch and dial does what it says, or refuses in a sentence."""

import numpy as np
import pytest

from markone import stimuli
from markone.machine import MarkOne
from markone.spec import ASSUMED_PHOTOCELL, build
from markone.switchboard import plug
from markone.switches import dials

BRIGHT = np.ones(400)


def machine_of(*responses, **parts):
    return MarkOne(build(plug(*responses, excitatory=10, inhibitory=0), **parts))


def shown(machine, slide=BRIGHT, target=1, mode="forced"):
    machine.panel.insert(slide, "bright")
    machine.panel.set_targets([target] * machine.panel.responses)
    machine.panel.set_mode(mode)
    machine.run_to(machine.panel.start())
    return machine.panel


def test_the_pulse_dial_sets_the_step():
    machine = machine_of()
    for pulse_ms, volts in ((50, 0.05), (2000, 2.05)):
        machine.panel.set_dial("pulse_ms", pulse_ms)
        shown(machine)
        assert machine.volts() == pytest.approx(volts)


def test_the_theta_dial_sets_who_fires(rng):
    machine, slide = machine_of(), (rng.random(400) < 0.3).astype(float)
    active = []
    for theta in (1, 3, 5):
        machine.panel.set_dial("theta", theta)
        active.append(shown(machine, slide, mode="test").units.sum())
    lit = slide.astype(bool)[machine.parts.wiring.excitatory].sum(axis=1)
    assert active == [(lit >= theta).sum() for theta in (1, 3, 5)]


def test_the_timers_set_when_the_slide_is_over():
    machine = machine_of()
    machine.panel.set_dial("cycle_ms", 3000)
    shown(machine)
    assert machine.now_ms == 3000


def test_the_light_threshold_sets_which_cells_are_lit():
    machine = machine_of()
    machine.panel.set_light_threshold(0.9)
    assert not shown(machine, np.full(400, 0.8)).units.any()
    machine.panel.set_light_threshold(0.7)
    assert shown(machine, np.full(400, 0.8)).units.all()


def test_hold_keeps_a_lamp_inside_the_dead_zone():
    machine = machine_of()
    shown(machine)
    assert shown(machine, mode="test").lamps.tolist() == [1]
    machine.panel.set_dial("dead_zone_v", 11)
    machine.panel.set_hold(True)
    assert shown(machine, np.zeros(400), mode="test").lamps.tolist() == [1]
    machine.panel.set_hold(False)
    assert shown(machine, np.zeros(400), mode="test").lamps.tolist() == [-1]


def test_an_a_unit_can_be_switched_out_and_in():
    machine = machine_of()
    machine.panel.switch_unit("A3", False)
    assert np.flatnonzero(~shown(machine).units).tolist() == [2]
    machine.panel.switch_unit("A3", True)
    assert shown(machine).units.all()
    machine.parts.stuck[2] = -1  # broken
    machine.panel.switch_unit("A3", True)
    assert not shown(machine).units[2]


def test_a_potentiometer_can_be_set_by_hand_and_metered():
    machine = machine_of()
    machine.panel.turn_by_hand("P7", -3.25)
    assert machine.panel.volts("P7") == -3.25
    assert machine.panel.volts("P8") == 0.0
    assert shown(machine, mode="test").meters.tolist() == [-3.25]


def test_the_mains_can_be_switched_off_in_mid_pulse_and_on_again():
    machine = machine_of()
    machine.panel.insert(BRIGHT)
    machine.panel.set_targets([1])
    machine.panel.set_mode("forced")
    machine.panel.start()
    machine.run(1260)
    machine.panel.switch_mains(False)
    machine.run(5001)
    assert set(machine.volts()) == {0.25}
    with pytest.raises(ValueError, match="the mains are switched off; switch them on before"):
        machine.panel.start()
    machine.panel.switch_mains(True)
    shown(machine)
    assert machine.volts() == pytest.approx(0.75)


def test_the_lamps_of_the_retina_show_what_the_cells_tell_at_this_moment():
    machine = machine_of(photocell=ASSUMED_PHOTOCELL)
    machine.panel.insert(stimuli.letter("E"))
    machine.panel.start()
    lit = []
    for ms in (10, 100, 501, 540, 900):
        machine.run(ms)
        lit.append(int(machine.panel.cells.sum()))
    assert lit[0] == 0
    assert lit[1] == lit[2] == lit[3] == stimuli.letter("E").sum()
    assert lit[4] == 0


def test_the_counter_and_the_list_of_acts():
    machine = machine_of()
    shown(machine)
    shown(machine)
    assert machine.panel.slides_shown == 2
    names = [act.name for act in machine.panel.acts]
    assert names == ["insert", "set_targets", "set", "start"] * 2
    assert machine.panel.acts[2].given == ("mode", "forced")
    assert [act.ms for act in machine.panel.acts] == [0] * 4 + [5000] * 4


@pytest.mark.parametrize("name", dials())
def test_a_dial_goes_from_its_lowest_to_its_highest_mark(name):
    low, high, _ = dials()[name].marks
    for value in (low - 1, high + 1, float("nan")):
        with pytest.raises(ValueError, match=rf"{name} is set to .*; the dial goes from {low} to {high}"):
            machine_of().panel.set_dial(name, value)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda panel: panel.set_dial("loudness", 3), "there is no dial 'loudness'; the dials are theta"),
        (lambda panel: panel.set_dial("theta", 2.5), "theta is 2.5; it must be a whole number"),
        (lambda panel: panel.set_dial("cycle_ms", 200), "cycle_ms is 200; its parts need 1510"),
        (
            lambda panel: panel.set_light_threshold(1.5),
            "light_threshold is set to 1.5; the dial goes",
        ),
        (lambda panel: panel.set_hold("yes"), "hold is 'yes'"),
        (lambda panel: panel.switch_unit("A600", True), "A1 to A512"),
        (lambda panel: panel.turn_by_hand("P1", 12), "its stops are at ±11.0 V"),
        (lambda panel: panel.turn_by_hand("P1", float("nan")), "its stops"),
        (lambda panel: panel.volts("Q1"), "there is no Q1 here"),
    ],
)
def test_what_the_panel_does_not_have_is_refused(act, said):
    panel = machine_of().panel
    with pytest.raises(ValueError, match=said):
        act(panel)
    assert panel.acts == []


def test_nothing_is_turned_while_a_slide_is_shown():
    machine = machine_of()
    machine.panel.start()
    machine.run(700)
    for act in (
        machine.panel.start,
        lambda: machine.panel.set_dial("theta", 3),
        lambda: machine.panel.turn_by_hand("P1", 1),
    ):
        with pytest.raises(ValueError, match="a slide is being shown; wait for its end"):
            act()
