"""Real time, steps, and the past."""

import time
import tracemalloc

import numpy as np
import pytest
from leaves import same
from pace import allowed

from markone import stimuli
from markone.faults import Fault
from markone.machine import MarkOne, teach
from markone.machine.history import EVERY_SLIDES, MOST_SNAPSHOTS
from markone.spec import ASSUMED_POT, build
from markone.switchboard import plug

SLIDES = np.stack([stimuli.letter("X"), stimuli.letter("E")])


def test_real_time_passes_at_the_speed_asked_for():
    teach(MarkOne(build(plug())), SLIDES, [[-1], [1]])  # compiles
    machine = MarkOne(build(plug()), speed=20.0)
    machine.volts()
    start = time.monotonic()
    teach(machine, SLIDES, [[-1], [1]])
    taken = time.monotonic() - start
    assert 0.45 < taken < allowed(3)  # 10 s at 20 times
    time.sleep(0.3)  # a pause in our time is none for the machine
    start = time.monotonic()
    teach(machine, SLIDES, [[-1], [1]], order=[0])
    assert time.monotonic() - start > 0.2


def test_real_time_keeps_its_speed_from_call_to_call():
    """Each of these is a second of the machine: .02 s of ours, however long it has run before."""
    machine = MarkOne(build(plug()), speed=50.0)
    machine.run(25_000)

    def to_the_next_event():
        before = machine.env.timeout(1000).env.now
        while machine.now_ms == before:
            machine.step()

    ways = [
        lambda: machine.run(machine.now_ms + 1000),
        lambda: machine.run_to(machine.env.timeout(1000)),
        to_the_next_event,
    ]
    for way in ways * 2:
        machine.volts()
        start = time.monotonic()
        way()
        assert 0.019 < time.monotonic() - start < 0.4  # .5 and more with what had run before


def test_real_time_does_not_catch_up_after_a_wait_inside_an_event():
    """As `--step` waits for a key."""

    def wait(event):
        if event.part == "cells":
            time.sleep(0.2)
            machine.resume()
        when[event.part] = time.monotonic()

    when = {}
    machine = MarkOne(build(plug()), wait, speed=10.0)
    machine.run_to(machine.panel.start())
    assert 0.045 < when["lamps"] - when["cells"] < allowed(0.2)  # 500 ms at 10 times
    assert 0.39 < when["volts"] - when["lamps"] < allowed(0.8)


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
        return MarkOne(build(plug(), device=ASSUMED_POT, faults=[fault]))

    whole = new()
    whole.history.every = 4
    whole.run_to(whole.env.process(work(whole)))
    assert len(whole.history.snapshots) <= MOST_SNAPSHOTS
    for ms in (0, 1, 249_999, 250_000, 250_001, 300_124, 701_260, 999_999):
        fresh = new()
        fresh.env.process(work(fresh))
        while fresh.env.peek() <= ms:
            fresh.step()
        fresh.run(ms)
        assert same(fresh.snapshot(), whole.at(ms).snapshot())
    assert EVERY_SLIDES > 1


def test_why_a_pot_moved_adds_up():
    machine = MarkOne(build(plug(seed=1), device=ASSUMED_POT))
    teach(machine, SLIDES, [[-1], [1]], order=[0, 1] * 10)
    machine.panel.turn_by_hand("P3", 5.0)
    teach(machine, SLIDES, [[1], [-1]], order=[0, 1] * 3, mode="forced", rule="gamma")
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
        "1.010 s, slide 1 (all): R1 was off, wanted on; error correction, bipolar rule: "
        "driven +1 for 500 ms from +0.000 V to +0.500 V",
        "6.010 s, slide 2 (again): R1 was on, wanted off; error correction, bipolar rule: "
        "driven -1 for 500 ms from +0.500 V to +0.000 V",
    ]
    with pytest.raises(ValueError, match="there is no P513 here"):
        machine.why("P513")


def test_the_past_of_acts_at_the_same_millisecond_as_the_machines_own():
    """The next slide is put in before the first moment; the mains go off just after the relays closed."""
    machine = MarkOne(build(plug(excitatory=10, inhibitory=0), device=ASSUMED_POT))
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


def test_the_order_within_a_millisecond_belongs_to_the_past():
    """Two hands, a dial and a button at one time, before and after which the machine stands otherwise."""
    machine = MarkOne(build(plug(excitatory=10, inhibitory=0), device=ASSUMED_POT))
    panel = machine.panel
    panel.set_mode("forced")
    panel.insert(np.ones(400), "bright")
    panel.set_targets([1])
    machine.run_to(panel.start())
    at = panel.volts("P1")
    panel.turn_by_hand("P1", 1.0)
    assert same(machine.at(5000).snapshot(), machine.snapshot())
    panel.turn_by_hand("P1", 2.0)
    panel.set_dial("theta", 3)
    assert machine.at(5000).panel.volts("P1") == 2.0
    assert machine.at(5000).parts.spec.theta == 3
    assert machine.at(4999).panel.volts("P1") == at
    panel.set_targets([-1])
    panel.start()
    assert not machine.at(5000).parts.retina.light.any()
    while not machine.parts.retina.light.any():
        machine.step()
    assert machine.now_ms == 5000
    assert machine.at(5000).parts.retina.light.all()
    machine.run(10_000)
    assert machine.at(5000).parts.retina.light.all()
    moves = machine.why("P1")
    assert [(move.ms, move.mode) for move in moves] == [
        (1010, "forced"),
        (5000, "by hand"),
        (5000, "by hand"),
        (6010, "forced"),
    ]
    assert [move.from_v for move in moves] == [0.0, at, 1.0, 2.0]
    assert [move.to_v for move in moves] == [at, 1.0, 2.0, panel.volts("P1")]


def test_why_in_mid_pulse_and_just_before_it():
    machine = MarkOne(build(plug(excitatory=10, inhibitory=0)))
    machine.panel.set_mode("forced")
    machine.panel.insert(np.ones(400))
    machine.panel.set_targets([1])
    machine.panel.start()
    machine.run(1010)  # the relays are about to close
    assert machine.why("P1") == []
    machine.run(1260)
    (move,) = machine.why("P1")
    assert (move.ran_ms, move.to_v) == (250, 0.25)


def long_run(slides, **how):
    machine = MarkOne(build(plug(units=16), device=ASSUMED_POT), **how)
    lit = np.random.default_rng(0).random((slides, 400))
    teach(machine, lit, np.where(lit[:, :1] > 0.5, 1, -1), mode="forced")
    return machine


def test_the_past_is_as_long_as_it_is_asked_for():
    whole, last = long_run(60, past_slides=None), long_run(60, past_slides=5)
    assert last.history.since_ms == 5000 * 54
    assert len(last.panel.acts) <= 3 * 11
    assert len(last.panel.known_slides.arrays) <= 11  # of 60 slides
    for ms in (last.history.since_ms, 283_000, 299_999, 300_000):
        assert same(whole.at(ms).snapshot(), last.at(ms).snapshot())
    with pytest.raises(
        ValueError, match=r"has run from 270000 ms to 300000 ms; older slides than past_s.*=5"
    ):
        last.at(200_000)
    said, *moves = last.why("P3")
    assert (said.ms, said.to_v) == (270_000, whole.at(270_000).panel.volts("P3"))
    assert str(said).endswith("V; what moved it before is not kept")
    assert moves == [move for move in whole.why("P3") if move.ms > 270_000]
    assert moves


def test_what_a_slide_costs_does_not_grow_for_ever():
    """Half a kilobyte for each that is remembered, and no more for those that are not."""

    def kept_bytes(slides):
        tracemalloc.start()
        machine = long_run(slides, past_slides=40)
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert machine.panel.slides_shown == slides
        return taken

    long_run(1)
    assert kept_bytes(600) < kept_bytes(200) + 200_000  # 1.5 MB more if all were kept


@pytest.mark.parametrize("slides", [0, -3, 1.5, "all"])
def test_at_least_one_slide_is_remembered(slides):
    with pytest.raises(ValueError, match="give how many are remembered, or None for all"):
        MarkOne(build(plug()), past_slides=slides)


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


def test_a_double_has_a_past_of_its_own():
    """Its moments are counted from where it begins, after the first of the snapshots."""
    whole = long_run(140, past_slides=None)
    then = whole.at(660_000)
    assert then.history.since_ms == 635_000
    for ms in (635_000, 638_000, 651_234, 660_000):
        assert same(then.at(ms).snapshot(), whole.at(ms).snapshot())
    said, *moves = then.why("P3")
    assert said.mode == "not kept"
    assert moves == [move for move in whole.why("P3") if 635_000 < move.ms < 660_000]
    assert moves
