"""Another weight device: a named tuple and its functions from outside, through every door of the machine.

What is compiled for it is not kept, so these tests share what they compile.
"""

from typing import NamedTuple

import exam
import numpy as np
import pytest
from leaves import same

from markone import MarkOne, MarkOneClassifier, build, devices, fleet, load, plug, save, stimuli, teach
from markone.archive import pack, unpack
from markone.fast.bits import engine
from markone.kernels.lesson import lesson, wipers
from markone.kernels.weight import drive_of
from markone.learners.fleet import Lesson, random_machines
from markone.learners.untimed import teach as teach_untimed


class Step(NamedTuple):
    """A constant step for each pulse, up and down apart, between two ends."""

    up_v: float = 0.25
    down_v: float = 0.5
    most_v: float = 2.0


def step_place(device, state, weight, now_ms):
    return state.volts[weight]


def step_anchor(device, state, weight, now_ms):
    drive = drive_of(state, weight)
    if state.pulses[weight] != state.done[weight] and drive != 0.0:
        moved = state.volts[weight] + (device.up_v if drive > 0.0 else -device.down_v)
        state.volts[weight] = min(max(moved, -device.most_v), device.most_v)
        state.done[weight] = state.pulses[weight]


def step_put(device, state, weight, at, now_ms):
    state.volts[weight] = at


def step_check(device):
    if device.up_v <= 0:
        raise ValueError(f"up_v is {device.up_v}; give volts above 0")


devices.add(Step, {"volts": float, "done": np.int64}, step_place, step_anchor, step_put, check=step_check)
OWN = Step()
SLIDES, _ = stimuli.letters(alphabet="ABCD")
TARGETS = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]], np.int8)
ORDER = np.arange(40) % 4
CORRECTING, BIPOLAR = 2, 0


def machine(device):
    return build(plug(2), device=device, seed=1)


def taught(parts):
    return lesson(parts, SLIDES, TARGETS, ORDER, CORRECTING, BIPOLAR)


def test_a_step_moves_as_counted_by_hand():
    parts = machine(Step())
    lamps, volts = -np.ones(2, int), np.zeros(parts.way.size)
    for row in ORDER:
        lamps = taught_once(parts, row)
        unit = parts.wiring.unit
        for response in range(2):
            if lamps[response] != TARGETS[row, response]:
                bank = slice(*parts.wiring.bank[response : response + 2])
                fires = parts.active[unit[bank]]
                volts[bank] += np.where(fires, 0.25 if TARGETS[row, response] > 0 else -0.5, 0.0)
                volts[bank] = volts[bank].clip(-2, 2)
        assert np.array_equal(wipers(parts), volts)
    assert volts.any()


def taught_once(parts, row):
    return lesson(parts, SLIDES, TARGETS, np.array([row]), CORRECTING, BIPOLAR)[0]


def test_it_sits_the_exam():
    exam.sit(OWN)


def test_engines_do_not_know_it(monkeypatch):
    """The readable path teaches, though the engine is open."""
    monkeypatch.setattr(engine, "begin", lambda *given: pytest.fail("the engine of bits was entered"))
    engine.TIER.open()
    one, other = machine(OWN), machine(OWN)
    lamps = teach_untimed(one, SLIDES, TARGETS, ORDER, CORRECTING, BIPOLAR)
    assert np.array_equal(lamps, taught(other))
    assert same(one, other)


def test_an_estimator_learns_with_it_and_is_saved(tmp_path):
    device = Step(up_v=0.5)
    learner = MarkOneClassifier(device=device, max_iter=20, random_state=0)
    learner.fit(SLIDES, list("ABCD"))
    assert learner.score(SLIDES, list("ABCD")) == 1.0
    save(learner, tmp_path / "learner")
    again = load(tmp_path / "learner")
    assert again.device == device
    assert same(again.parts_, learner.parts_)
    assert np.array_equal(again.votes(SLIDES[0]), learner.votes(SLIDES[0]))


def test_a_fleet_learns_with_it():
    found = fleet(
        random_machines(plug_two, device=Step()), SLIDES, TARGETS, number=3, lesson=Lesson(epochs=15)
    )
    assert (found.mistakes.min(axis=1) <= 0).all()


def plug_two(seed):
    return plug(2, seed=seed)


def test_it_is_traced_and_set_by_hand():
    events, parts = [], machine(Step())
    clocked = MarkOne(parts, trace=events.append)
    clocked.panel.turn_by_hand("P3", 1.25)
    assert wipers(parts)[2] == 1.25
    teach(clocked, SLIDES, TARGETS, ORDER[:4])
    told = [event.value for event in events if event.part == "volts"]
    assert len(told) == 4
    assert np.array_equal(told[-1], wipers(parts))
    assert not np.array_equal(told[0], told[-1])


def test_numbers_that_it_cannot_have_are_refused():
    with pytest.raises(ValueError, match="up_v is -1; give volts above 0"):
        build(plug(), device=Step(up_v=-1))
    with pytest.raises(ValueError, match="most_v is 'far'; it must be a number"):
        build(plug(), device=Step(most_v="far"))


def test_a_file_with_a_device_that_was_not_added_is_refused(monkeypatch):
    arrays = {}
    packed = pack(machine(Step()), arrays)
    assert same(unpack(packed, arrays), machine(Step()))
    monkeypatch.setattr(devices, "tuples", dict)
    with pytest.raises(ValueError, match="a part that is not known here, such as a device"):
        unpack(packed, arrays)


def test_what_is_no_device_is_not_added():
    class Other(NamedTuple):
        volts: float = 1.0

    with pytest.raises(ValueError, match="place is None; give a function"):
        devices.add(Other, {}, None, step_anchor, step_put)
    with pytest.raises(ValueError, match="with a dtype of numbers"):
        devices.add(Other, {"volts": object}, step_place, step_anchor, step_put)


def test_a_device_that_was_not_added_is_refused():
    class Stranger(NamedTuple):
        volts: float = 1.0

    with pytest.raises(ValueError, match="is no device model that is known; give a Pot or"):
        build(plug(), device=Stranger())


def test_a_name_that_is_taken_is_refused():
    class Pot(NamedTuple):
        volts: float = 1.0

    with pytest.raises(ValueError, match="there is a Pot already"):
        devices.add(Pot, {}, step_place, step_anchor, step_put)
