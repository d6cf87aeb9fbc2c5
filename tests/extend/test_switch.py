"""Another switch of the panel: one row, given from outside, and there wherever switches are."""

import re

import numpy as np
import pytest
from click.testing import CliRunner
from leaves import same

from markone import MarkOne, Operator, build, plug, stimuli
from markone.cli import main
from markone.machine import load_state, save_state
from markone.procedure import ProcedureError, explanations, parse
from markone.spec import ASSUMED_POT
from markone.switches import OFF_ON, Range, Switch, add_switch, remove_switch

MOTORS = Switch("motor_speed", Range(0.25, 4), "pot.speed_v_per_s", "how fast the motors turn, in V/s")


def blind(parts, on):
    parts.retina.stuck[:] = -1 if on else 0


BLIND = Switch("blind", OFF_ON, blind, "no photocell is lit, whatever the light")


def screw(parts, lamp, is_in):
    parts.bulb[lamp] = is_in


BULB = Switch("bulb", {"in": True, "out": False}, screw, "the lamp of an R-unit", part="R")


@pytest.fixture(autouse=True)
def rows():
    """Three rows more, for one test."""
    for row in (MOTORS, BLIND, BULB):
        add_switch(row)
    yield
    for row in (MOTORS, BLIND, BULB):
        remove_switch(row.name)


def shown(machine, target=1):
    panel = machine.panel
    panel.set_mode("forced")
    panel.insert(np.ones(400), "bright")
    panel.set_targets([target])
    machine.run_to(panel.start())
    return panel


def new():
    return MarkOne(build(plug(excitatory=10, inhibitory=0)))


def test_the_panel_has_it():
    machine = new()
    machine.panel.set("motor_speed", 2)
    shown(machine)
    assert set(np.round(machine.volts(), 9)) == {1.0}
    machine.panel.set_dial("motor_speed", 0.5)
    shown(machine)
    assert set(np.round(machine.volts(), 9)) == {1.25}
    machine.panel.set("blind", "on")
    assert not shown(machine).units.any()
    machine.panel.set("blind", False)
    assert shown(machine).units.all()
    assert machine.panel.lamps.tolist() == [1]
    machine.panel.set("bulb", "R1", "out")
    assert shown(machine).lamps.tolist() == [-1]
    acts = [act.given for act in machine.panel.acts if act.name == "set" and act.given[0] != "mode"]
    assert acts == [
        ("motor_speed", 2),
        ("motor_speed", 0.5),
        ("blind", "on"),
        ("blind", False),
        ("bulb", "R1", "out"),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("motor_speed", 5), "motor_speed is set to 5; the dial goes from 0.25 to 4"),
        (("motor_speed", "fast"), "motor_speed is set to 'fast'; the dial goes from"),
        (("motor_speed",), r"motor_speed is set to \(\); give: motor_speed 0.25 to 4"),
        (("blind", "perhaps"), "blind is 'perhaps'; the switch has 'off', 'on'"),
        (("bulb", "R2", "out"), "there is no R2 here; this machine has R1 to R1"),
        (("bulb", "out"), "give: bulb R1 in | out"),
        (
            ("motor_sped", 1),
            r"dial 'motor_sped' \(did you mean motor_speed\?\); the .*, bulb",
        ),
    ],
)
def test_the_panel_refuses_what_it_does_not_have(given, said):
    machine = new()
    with pytest.raises(ValueError, match=said.replace("|", r"\|")):
        machine.panel.set(*given)
    assert machine.panel.acts == []


def test_it_waits_for_the_end_of_a_slide():
    machine = new()
    machine.panel.start()
    machine.run(700)
    with pytest.raises(ValueError, match="a slide is being shown; wait for its end to set motor_speed"):
        machine.panel.set("motor_speed", 2)


def test_the_past_has_it():
    machine = MarkOne(build(plug(excitatory=10, inhibitory=0), device=ASSUMED_POT))
    then = {}
    for slide, speed in enumerate((0.5, 1.0, 2.0, 4.0)):
        machine.panel.set("motor_speed", speed)
        machine.panel.set("blind", slide == 2)
        shown(machine, (-1) ** slide)
        then[machine.now_ms - 1] = machine.at(machine.now_ms - 1).snapshot()
    for ms, parts in then.items():
        double = machine.at(ms)
        assert same(double.snapshot(), parts)
        double.run(machine.now_ms - 1)
        assert same(double.snapshot(), then[machine.now_ms - 1])
    assert [parts.pot.speed_v_per_s for parts in then.values()] == [0.5, 1.0, 2.0, 4.0]
    assert [bool(parts.retina.stuck.any()) for parts in then.values()] == [False, False, True, False]
    moves = machine.why("P1")
    assert {move.slide for move in moves} <= {1, 2, 4}  # not while it was blind
    assert moves[-1].to_v == machine.panel.volts("P1")


TEXT = """
pots   assumed
slides letters XE
targets binary
mode   forced
dial   motor_speed 2.5
show   all passes=2
blind  on
show   X
blind  off
bulb   R2 out
dial   motor_speed 0.5
mode   error correction
show   all passes=3
"""


def text():
    return "board responses=2 units=64\n" + TEXT.lstrip()


def test_procedures_have_it(tmp_path):
    procedure = parse(text())
    whole = Operator(procedure)
    whole.run()
    machine = MarkOne(parse(text()).build())
    by_hand(machine)
    assert same(whole.machine.snapshot(), machine.snapshot())
    assert whole.passes[2].lamps == ["--"]  # no A-unit fires
    assert all(lamps[1] == "-" for one in whole.passes[3:] for lamps in one.lamps)
    for ms in (7_000, 22_000, 31_000):
        broken = Operator(procedure)
        broken.machine.env.process(broken.work())
        broken.machine.run(ms)
        save_state(tmp_path / "state.npz", broken.state())
        again = Operator(procedure, load_state(tmp_path / "state.npz"))
        again.run()
        assert again.passes == whole.passes
        assert same(again.machine.snapshot(), whole.machine.snapshot())


def by_hand(machine):
    """What the text says, at the panel."""
    panel = machine.panel

    def show(*names):
        for name in names:
            panel.insert(stimuli.letter(name))
            panel.set_targets([1, -1] if name == "X" else [-1, 1])
            machine.run_to(panel.start())

    panel.set("mode", "forced")
    panel.set("motor_speed", 2.5)
    show("X", "E", "X", "E")
    panel.set("blind", "on")
    show("X")
    panel.set("blind", "off")
    panel.set("bulb", "R2", "out")
    panel.set("motor_speed", 0.5)
    panel.set("mode", "error correction")
    show(*"XEXEXE")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("dial motor_speed 5", "5 is not from 0.25 to 4; write: dial theta | "),
        ("dial motor_speed", "a dial has a name and a value, such as: dial motor_speed 0.25 to 4"),
        (
            "dial motor_sped 1",
            "no dial 'motor_sped' (did you mean motor_speed?); the dials are theta",
        ),
        (
            "blind maybe",
            "'maybe' is none of off, on; write: blind off | on: no photocell is lit",
        ),
        ("bulb R3 out", "there is no R3 here; this machine has R1 to R2; write: bulb R1 in | out: the lamp"),
        ("bulb", "no address follows; write: bulb R1 in | out"),
    ],
)
def test_a_line_that_sets_it_wrongly_is_refused_before_the_clock_starts(line, said):
    with pytest.raises(ProcedureError) as refused:
        parse(f"board responses=2\nslides letters X\n{line}\nshow X")
    assert str(refused.value).startswith("procedure, line 3: ")
    assert said in str(refused.value)


def test_the_command_explains_and_follows_it(tmp_path):
    said = CliRunner().invoke(main, ["demo", "--words"]).output.splitlines()
    assert said == explanations()
    assert "dial motor_speed 0.25 to 4: how fast the motors turn, in V/s" in said
    assert "blind off | on: no photocell is lit, whatever the light" in said
    (tmp_path / "mine.txt").write_text(text())
    trace, out = tmp_path / "run.vcd", tmp_path / "mine.gif"
    asked = ["demo", str(tmp_path / "mine.txt"), "--pause", "0", "--out", str(out), "--trace", str(trace)]
    found = CliRunner().invoke(main, asked)
    assert found.exit_code == 0, found.output
    assert "mine.txt" in found.output
    assert trace.stat().st_size > 1_000


def test_what_was_removed_is_unknown():
    remove_switch("blind")
    with pytest.raises(ValueError, match="there is no switch or dial 'blind'"):
        new().panel.set("blind", "on")
    with pytest.raises(ProcedureError, match="'blind' is no word of a procedure"):
        parse("slides letters X\nblind on\nshow X")
    with pytest.raises(ValueError, match="theta is a switch of the machine; only those that were added"):
        remove_switch("theta")
    add_switch(BLIND)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("blind", "'blind' is no switch; give a markone.switches.Switch"),
        (BLIND, "a switch is called blind, which means something already; choose another name"),
        (BLIND._replace(name="show"), "a switch is called show, which means something already"),
        (BLIND._replace(name="Two words"), "a switch is called 'Two words'; give a word of a-z"),
        (BLIND._replace(name="b", marks={}), "the marks of b are {}; give a Range, or a dict of"),
        (BLIND._replace(name="b", marks={" on ": 1}), "the marks of b are"),
        (
            MOTORS._replace(name="m", marks=Range(2, 1)),
            "the upper end of m is 1; it must be a number in (2, ",
        ),
        (MOTORS._replace(name="m", marks=Range("a", 1)), "the lower end of m is 'a'; it must be a number"),
        (
            MOTORS._replace(name="m", sets="shafts.key"),
            "m sets 'shafts.key'; give a function of parts and",
        ),
        (MOTORS._replace(name="m", sets=3), "m sets 3; give a function"),
        (BULB._replace(name="b", sets="spec.hold"), "give a function of parts, index and value"),
        (BULB._replace(name="b", part="Q"), "the part of b is 'Q'; choose one of '', 'S', 'plug'"),
        (BLIND._replace(name="b", meaning=""), "the meaning of b is ''; say in a line what it does"),
    ],
)
def test_a_row_that_says_nothing_is_refused(row, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        add_switch(row)


def test_a_constant_that_a_machine_does_not_have_is_refused():
    add_switch(MOTORS._replace(name="m", sets="pot.colour"))
    try:
        with pytest.raises(ValueError, match="the pot of this machine has no colour; it has speed_v_per_s"):
            new().panel.set("m", 1)
        with pytest.raises(ProcedureError, match="has no colour; it has speed_v_per_s"):
            parse("slides letters X\ndial m 1\nshow X")
    finally:
        remove_switch("m")
