"""Another weight device: a named tuple and its functions from outside, through every door of the machine.

What is compiled for it is not kept, so these tests share what they compile: one breaks, one does not.
"""

from typing import NamedTuple

import numpy as np
import pytest
from leaves import same

from markone import Fault, MarkOne, MarkOneClassifier, build, devices, fleet, load, plug, save, stimuli, teach
from markone.archive import pack, unpack
from markone.fast.bits import engine
from markone.kernels import weight as verbs
from markone.kernels.lesson import elapse_to, lesson, read_weight, wipers
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


class Memistor(NamedTuple):
    """An electrochemical cell: it moves while current flows, and the slower the nearer it is to an end."""

    speed_v_per_s: float = 1.0
    most_v: float = 4.0


def cell_place(device, state, weight, now_ms):
    """dv/dt = speed * (1 - v / end), from the volts at the last change of its drive on."""
    speed = state.drive[weight] * device.speed_v_per_s
    if speed == 0.0:
        return state.volts[weight]
    end = device.most_v if speed > 0.0 else -device.most_v
    lag_ms = 1000.0 * device.most_v / abs(speed)
    return end + (state.volts[weight] - end) * np.exp(-(now_ms - state.since_ms[weight]) / lag_ms)


def cell_anchor(device, state, weight, now_ms):
    state.volts[weight] = verbs.place(device, state, weight, now_ms)
    state.since_ms[weight] = now_ms
    state.drive[weight] = drive_of(state, weight)


def cell_put(device, state, weight, at, now_ms):
    state.volts[weight], state.since_ms[weight], state.drive[weight] = at, now_ms, 0.0


def cell_read(device, state, weight, now_ms):
    return 1.01 * verbs.place(device, state, weight, now_ms)


devices.add(Step, {"volts": float, "done": np.int64}, step_place, step_anchor, step_put, check=step_check)
devices.add(
    Memistor,
    {"volts": float, "since_ms": np.int64, "drive": float},
    cell_place,
    cell_anchor,
    cell_put,
    cell_read,
)
OWN = [Step(), Memistor(speed_v_per_s=2.0)]
SLIDES, _ = stimuli.letters(alphabet="ABCD")
TARGETS = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]], np.int8)
ORDER = np.arange(40) % 4
FAULTS = [
    Fault("jammed motor", "P5", 12_345),
    Fault("reversed motor", "P6", 20_000),
    Fault("open wiper", "P7"),
]
FAULTS_OF = {Step: (), Memistor: FAULTS}
CORRECTING, BIPOLAR = 2, 0

each = pytest.mark.parametrize("device", OWN, ids=lambda device: type(device).__name__)


def machine(device):
    return build(plug(2), pot=device, seed=1, faults=FAULTS_OF[type(device)])


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


def test_a_cell_moves_as_its_equation_says():
    parts = machine(Memistor(speed_v_per_s=2.0))
    taught_once(parts, 1)  # all lamps are dark at first: both are corrected up, for one pulse
    moved = wipers(parts)[wipers(parts) != 0]
    assert moved == pytest.approx(4 * (1 - np.exp(-0.5 * 2 / 4)), abs=1e-12)
    weight = int(np.flatnonzero(wipers(parts))[0])
    assert read_weight(parts, weight, int(parts.clock.now_ms[0])) == pytest.approx(1.01 * moved[0])


@each
def test_both_levels_have_the_same_bits(device):
    untimed, clocked = machine(device), MarkOne(machine(device))
    lamps = taught(untimed)
    assert np.array_equal(teach(clocked, SLIDES, TARGETS, ORDER), lamps)
    assert same(untimed, clocked.parts)
    assert wipers(untimed).any()


@each
def test_time_may_be_cut_anywhere(device):
    whole, cut = machine(device), machine(device)
    taught_once(whole, 1)
    taught_once(cut, 1)
    for ms in (1, 777, 20_000):
        elapse_to(cut, int(cut.clock.now_ms[0]) + ms)
        wipers(cut)
    elapse_to(whole, int(cut.clock.now_ms[0]))
    assert np.array_equal(wipers(whole), wipers(cut))


@each
def test_engines_do_not_know_it(device, monkeypatch):
    """The readable path teaches, though the engine is open."""
    monkeypatch.setattr(engine, "teach", lambda *given: pytest.fail("the engine of bits was entered"))
    engine.TIER.open()
    one, other = machine(device), machine(device)
    lamps = teach_untimed(one, SLIDES, TARGETS, ORDER, CORRECTING, BIPOLAR)
    assert np.array_equal(lamps, taught(other))
    assert same(one, other)


def test_an_estimator_learns_with_it_and_is_saved(tmp_path):
    device = Step(up_v=0.5)
    learner = MarkOneClassifier(pot=device, max_iter=20, random_state=0)
    learner.fit(SLIDES, list("ABCD"))
    assert learner.score(SLIDES, list("ABCD")) == 1.0
    save(learner, tmp_path / "learner")
    again = load(tmp_path / "learner")
    assert again.pot == device
    assert same(again.parts_, learner.parts_)
    assert np.array_equal(again.votes(SLIDES[0]), learner.votes(SLIDES[0]))


def test_a_fleet_learns_with_it():
    found = fleet(random_machines(plug_two, pot=Step()), SLIDES, TARGETS, number=3, lesson=Lesson(epochs=15))
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
        build(plug(), pot=Step(up_v=-1))
    with pytest.raises(ValueError, match="most_v is 'far'; it must be a number"):
        build(plug(), pot=Step(most_v="far"))


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
        build(plug(), pot=Stranger())


def test_a_name_that_is_taken_is_refused():
    class Pot(NamedTuple):
        volts: float = 1.0

    with pytest.raises(ValueError, match="there is a Pot already"):
        devices.add(Pot, {}, step_place, step_anchor, step_put)
