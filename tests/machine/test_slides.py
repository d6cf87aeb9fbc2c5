"""Slides before the machine: each is held once, and those of a lesson are what a hand would put in."""

import gc

import numpy as np
import pytest
from leaves import same

from markone import MarkOne, build, plug, stimuli, teach
from markone.kernels.lesson import elapse_to
from markone.machine import slides as module
from markone.machine.slides import KnownSlides
from markone.spec import copy

SLIDES, _ = stimuli.letters(alphabet="XE")
TARGETS = [[-1], [1]]


def test_a_slide_that_comes_again_is_the_array_that_came_first():
    known = KnownSlides()
    first = known.one(SLIDES[0])
    assert known.one(SLIDES[0].copy()) is first
    assert known.one(SLIDES[0].reshape(20, 20)) is first
    assert known.one(SLIDES[1]) is not first
    assert not np.shares_memory(first, SLIDES)


def test_a_slide_that_nobody_holds_is_let_go():
    known = KnownSlides()
    held = known.one(SLIDES[0])
    known.one(SLIDES[1])
    gc.collect()
    assert [each is held for each in known.arrays.values()] == [True]


def test_slides_of_the_same_hash_are_kept_apart(monkeypatch):
    monkeypatch.setattr(module, "hash", lambda content: 7, raising=False)
    known = KnownSlides()
    one, other = known.one(SLIDES[0]), known.one(SLIDES[1])
    np.testing.assert_array_equal((one, other), SLIDES[:2])
    np.testing.assert_array_equal(known.one(SLIDES[0]), SLIDES[0])


@pytest.mark.parametrize("wrong", [np.nan, -0.1, 1.1])
def test_a_slide_is_checked_when_it_comes_first(wrong):
    slide = SLIDES[0].copy()
    slide[7] = wrong
    with pytest.raises(ValueError, match="light"):
        KnownSlides().one(slide)


def test_a_lesson_does_what_a_hand_does():
    """The same acts, lamps and volts, though a lesson's slides and targets are checked once for all."""
    taught, by_hand = (MarkOne(build(plug(seed=3))) for _ in range(2))
    lamps = teach(taught, SLIDES, TARGETS, order=[0, 1, 0])
    panel = by_hand.panel
    panel_acts = [("set_targets", [-1]), ("set_targets", [1]), ("set_mode", "error correction")]
    for act, given in [*panel_acts, ("set_rule", "bipolar")]:
        getattr(panel, act)(given)
    shone = []
    for row in (0, 1, 0):
        panel.insert(SLIDES[row])
        panel.set_targets(TARGETS[row])
        by_hand.run_to(panel.start())
        shone.append(panel.lamps)
    np.testing.assert_array_equal(lamps, shone)
    assert same(taught.snapshot(), by_hand.snapshot())
    assert same(taught.panel.settings(), panel.settings())
    assert len(taught.panel.acts) == len(panel.acts)
    for ours, theirs in zip(taught.panel.acts, panel.acts, strict=True):
        assert ours._replace(given=()) == theirs._replace(given=())
        assert all(map(np.array_equal, ours.given, theirs.given))


def test_targets_that_are_changed_during_a_lesson_are_those_that_were_given():
    targets = np.array(TARGETS, np.int8)

    def change(event):
        targets[:] = 0

    machine = MarkOne(build(plug(seed=3)), trace=change)
    teach(machine, SLIDES, targets)
    kept = [act.given[0].tolist() for act in machine.panel.acts if act.name == "set_targets"]
    assert kept == [*TARGETS, *TARGETS]


def test_a_machine_that_cannot_break_comes_to_the_present_as_by_the_kernel():
    machine = MarkOne(build(plug(seed=3)))
    panel = machine.panel
    panel.set_mode("forced")
    panel.insert(SLIDES[0])
    panel.set_targets([1])
    panel.start()
    for ms in (0, 250, 500, 1009, 1010, 1234, 1505, 1510, 4999):
        machine.run(ms)
        double = copy(machine.parts)
        elapse_to(double, ms)
        machine.settle()
        assert same(machine.parts, double)
