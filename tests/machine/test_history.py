"""Real time, steps, and the past."""

import time

import numpy as np
import pytest

from markone import stimuli
from markone.faults import Fault
from markone.machine import MarkOne, teach
from markone.machine.history import EVERY_SLIDES, MOST_KEPT
from markone.spec import HISTORICAL_POT, build
from markone.switchboard import plug

SLIDES = np.stack([stimuli.letter("X"), stimuli.letter("E")])


def leaves(part):
    return [leaf for field in part for leaf in leaves(field)] if isinstance(part, tuple) else [part]


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(leaves(one), leaves(other), strict=True))


def test_real_time_passes_at_the_speed_asked_for():
    machine = MarkOne(build(plug()), speed=20.0)
    machine.volts()  # compiles
    start = time.monotonic()
    teach(machine, SLIDES, [[-1], [1]])
    taken = time.monotonic() - start
    assert 0.45 < taken < 3  # 10 s at 20 times
    time.sleep(0.3)  # a pause in our time is none for the machine
    start = time.monotonic()
    teach(machine, SLIDES, [[-1], [1]], order=[0])
    assert time.monotonic() - start > 0.2


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_a_speed_is_above_zero(speed):
    with pytest.raises(ValueError, match="give how many seconds pass there in one of ours"):
        MarkOne(build(plug()), speed=speed)


def test_the_machine_goes_event_by_event():
    machine = MarkOne(build(plug()))
    machine.panel.insert(SLIDES[1])
    machine.panel.set_targets([1])
    machine.panel.set_mode("forced")
    machine.panel.start()
    times = []
    while machine.is_showing():
        machine.step()
        times.append(machine.now_ms)
    machine.step()  # nothing is left to happen
    assert list(dict.fromkeys(times)) == [0, 500, 1000, 1010, 1505, 1510, 5000]


def test_time_does_not_run_back():
    machine = MarkOne(build(plug()))
    machine.run(700)
    with pytest.raises(ValueError, match=r"it is 700 ms, and time does not run back to 300; at\(\) gives"):
        machine.run(300)
    for ms in (-1, 701):
        with pytest.raises(ValueError, match=rf"{ms} ms is asked for; this machine has run from 0 ms to 700"):
            machine.at(ms)


def test_the_past_of_a_long_run_with_hands_dials_and_faults():
    """Longer than the snapshots are apart, and more of them than are kept, with few slides each."""

    def work(machine):
        panel = machine.panel
        panel.set_mode("error correction")
        for slide in range(200):
            if slide == 50:
                panel.turn_by_hand("P5", 4.0)
                panel.set_dial("theta", 3)
            panel.insert(SLIDES[slide % 2])
            panel.set_targets([1 if slide % 3 else -1])
            yield panel.start()

    def new():
        fault = Fault("reversed motor", "P9", 300_123)
        return MarkOne(build(plug(), pot=HISTORICAL_POT, faults=[fault]))

    whole = new()
    whole.history.every = 4
    whole.run_to(whole.env.process(work(whole)))
    assert len(whole.history.kept) <= MOST_KEPT
    for ms in (0, 1, 249_999, 250_000, 250_001, 300_124, 701_260, 999_999):
        fresh = new()
        fresh.env.process(work(fresh))
        if ms:
            fresh.run(ms)
        assert same(fresh.snapshot(), whole.at(ms).snapshot())
    assert EVERY_SLIDES > 1


def test_why_a_pot_moved_adds_up():
    machine = MarkOne(build(plug(seed=1), pot=HISTORICAL_POT))
    teach(machine, SLIDES, [[-1], [1]], order=[0, 1] * 10)
    machine.panel.turn_by_hand("P3", 5.0)
    teach(machine, SLIDES, [[1], [-1]], order=[0, 1] * 3, mode="forced", law="gamma")
    for pot in ("P1", "P3", "P200"):
        moves = machine.why(pot)
        places = [0.0, *(move.to_v for move in moves)]
        assert [move.from_v for move in moves] == pytest.approx(places[:-1])
        assert places[-1] == pytest.approx(machine.panel.volts(pot))
    by_hand = [move for move in machine.why("P3") if move.mode == "by hand"]
    assert [(move.to_v, move.ms) for move in by_hand] == [(5.0, 100_000)]


def test_why_names_slide_lamp_law_and_time():
    machine = MarkOne(build(plug(excitatory=10, inhibitory=0)))
    machine.panel.set_mode("error correction")
    for name, target in (("all", 1), ("again", -1), ("right", -1)):
        machine.panel.insert(np.ones(400), name)
        machine.panel.set_targets([target])
        machine.run_to(machine.panel.start())
    assert list(map(str, machine.why("P217"))) == [
        "1.010 s, slide 1 (all): R1 was off, wanted on; error correction, bipolar law: "
        "driven +1 for 500 ms from +0.000 V to +0.500 V",
        "6.010 s, slide 2 (again): R1 was on, wanted off; error correction, bipolar law: "
        "driven -1 for 500 ms from +0.500 V to +0.000 V",
    ]
    with pytest.raises(ValueError, match="there is no P513 here"):
        machine.why("P513")


def test_the_past_of_acts_at_the_same_millisecond_as_the_machines_own():
    """The next slide is put in before the first moment; the mains go off just after the relays closed."""
    machine = MarkOne(build(plug(excitatory=10, inhibitory=0), pot=HISTORICAL_POT))
    panel = machine.panel
    panel.set_mode("forced")
    panel.insert(np.ones(400), "bright")
    panel.set_targets([1])
    panel.start()
    panel.insert(SLIDES[0], "X")
    panel.set_targets([-1])
    panel.set_mode("test")
    while machine.now_ms < 1010:
        machine.step()
    panel.switch_mains(False)
    machine.run(5100)
    assert same(machine.snapshot(), machine.at(5100).snapshot())
    (move,) = machine.why("P1")
    assert (move.name, move.wanted, move.mode, move.way) == ("bright", 1, "forced", 1.0)


def test_an_error_in_mid_pulse_leaves_no_motor_running():
    def fail(event):
        if event.part == "relays":
            raise RuntimeError("the paper is out")

    machine = MarkOne(build(plug(excitatory=10, inhibitory=0)), fail)
    machine.panel.set_mode("forced")
    machine.panel.set_targets([1])
    machine.panel.insert(np.ones(400))
    with pytest.raises(RuntimeError):
        machine.run_to(machine.panel.start())
    machine.run(20_000)
    assert not machine.volts().any()
    with pytest.raises(ValueError, match=r"an error broke off the last slide; go on from machine\.at\(\)"):
        machine.panel.start()
