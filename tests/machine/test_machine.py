from dataclasses import replace

import numpy as np
import pytest

from markone import stimuli
from markone.machine import MarkOne, teach
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT, Spec, build
from markone.switchboard import plug

SLIDES = np.stack([stimuli.letter("X"), stimuli.letter("E")])
TARGETS = np.array([[-1], [1]])


def test_the_events_of_one_cycle_come_in_their_order():
    events = []
    machine = MarkOne(build(plug(), photocell=ASSUMED_PHOTOCELL), events.append)
    teach(machine, SLIDES, TARGETS, order=[1])
    assert [(event.ms, event.part) for event in events] == [
        (0, "slide"),
        (500, "cells"),
        (500, "units"),
        (1000, "currents"),
        (1000, "lamps"),
        (1010, "relays"),
        (1510, "relays"),
        (5000, "volts"),
    ]
    assert np.count_nonzero(events[5].value) == events[2].value.sum()
    assert set(events[-1].value) == {0.0, 0.5}


def test_a_right_answer_moves_nothing():
    machine = MarkOne(build(plug()))
    teach(machine, SLIDES, TARGETS, order=[0])
    assert not machine.volts().any()


def test_test_mode_moves_nothing_whatever_it_answers():
    machine = MarkOne(build(plug()))
    teach(machine, SLIDES, TARGETS, order=[1, 0, 1])
    before = machine.volts()
    lamps = teach(machine, SLIDES, -TARGETS, mode="test")
    assert lamps.tolist() == [[-1], [1]]
    assert np.array_equal(machine.volts(), before)


def test_until_right_lets_go_at_the_millisecond_of_the_flip():
    """From 0 V the lamp is lit after 1 ms, the contacts open 5 ms later; back to dark takes 6 ms and 5."""
    parts = build(plug())
    machine = MarkOne(parts)
    teach(machine, SLIDES, [[1], [1]], order=[0], mode="error correction until right")
    active = parts.active.copy()
    assert machine.volts()[active] == pytest.approx(0.006)
    assert not machine.volts()[~active].any()
    teach(machine, SLIDES, [[-1], [-1]], order=[0], mode="error correction until right")
    assert machine.volts()[active] == pytest.approx(-0.005)


def test_until_right_is_at_most_a_pulse():
    machine = MarkOne(build(plug(), Spec(dead_zone_v=1e6)))
    teach(machine, SLIDES, [[1], [1]], order=[0], mode="error correction until right")
    assert machine.volts().max() == 0.5


def test_after_correction_until_right_the_same_slide_is_right():
    quiet = ASSUMED_POT._replace(noise_v=0.0)
    parts = build(plug(3, seed=2), device=quiet, photocell=ASSUMED_PHOTOCELL)
    machine, rng = MarkOne(parts), np.random.default_rng(0)
    for row in range(20):
        wanted = rng.choice([-1, 1], size=(1, 3))
        slide = SLIDES[[row % 2]]
        teach(machine, slide, wanted, mode="error correction until right")
        assert teach(machine, slide, wanted, mode="test").tolist() == wanted.tolist()


def test_two_letters_are_learnt():
    machine = MarkOne(build(plug(seed=3)))
    teach(machine, SLIDES, TARGETS, order=[0, 1] * 10)
    assert teach(machine, SLIDES, TARGETS, mode="test").tolist() == TARGETS.tolist()
    assert machine.env.now == 22 * 5000


def test_the_ideal_machine_is_the_perceptron_rule_on_its_a_units(rng):
    """Without a stop in the way; the rule in plain numpy, without a bias."""
    slides = rng.random((30, 400))
    targets = rng.choice([-1, 1], size=(30, 2))
    parts = build(plug(2, "full", seed=1))
    machine = MarkOne(parts)
    wiring = parts.wiring
    lit = slides >= 0.5
    active = lit[:, wiring.excitatory].sum(axis=2) - lit[:, wiring.inhibitory].sum(axis=2) >= 2
    W = np.zeros((2, 512))
    order = rng.integers(30, size=200)
    for row in order:
        said = np.where(W @ active[row] > 0, 1, -1)
        W += 0.5 * ((targets[row] - said) / 2)[:, None] * active[row]
    assert abs(W).max() < 11
    teach(machine, slides, targets, order)
    assert np.array_equal(machine.volts().reshape(2, 512), W)


def test_currents_are_the_gram_matrix_of_what_was_learnt(rng):
    """u_i = sum_j g_ij m_j for any history (mark of the alpha system, ideal pots)."""
    slides, targets = rng.random((8, 400)), np.ones((8, 1), int)
    parts = build(plug(seed=2))
    machine = MarkOne(parts)
    order = rng.integers(8, size=15)
    teach(machine, slides, targets, order, mode="forced")
    lit = slides >= 0.5
    active = (
        lit[:, parts.wiring.excitatory].sum(axis=2) - lit[:, parts.wiring.inhibitory].sum(axis=2) >= 2
    ).astype(int)
    currents = 0.5 * (active @ active.T) @ np.bincount(order, minlength=8)
    for row in range(8):
        teach(machine, slides, targets, order=[row], mode="test")
        assert machine.panel.meters[0] == currents[row]


def recognised(spec):
    """The share of 26 letters that a trained machine knows again with other timings of the shutter."""
    slides, _ = stimuli.letters()
    targets = np.where(np.arange(26)[:, None] >> np.arange(5) & 1, 1, -1)
    shares = []
    for seed in range(3):
        whole = build(plug(5, "full", seed=seed), photocell=ASSUMED_PHOTOCELL, seed=seed)
        teach(MarkOne(whole), slides, targets, order=[*range(26)] * 15)
        hasty = MarkOne(replace(whole, spec=spec))
        shares.append((teach(hasty, slides, targets, mode="test") == targets).all(axis=1).mean())
    return np.mean(shares)


def test_short_exposures_and_fast_changes_of_slides_are_recognised_worse():
    """After 34 ms half of the cells have not lit yet; after 30 ms of dark the last slide still shines."""
    assert recognised(Spec()) == 1.0
    assert recognised(Spec(expose_ms=34)) < 0.5
    fast = Spec(expose_ms=60, settle_ms=0, operate_ms=0, release_ms=0, pulse_ms=0, cycle_ms=90)
    slow = fast._replace(cycle_ms=2000)
    assert recognised(slow) == 1.0
    assert recognised(fast) < 0.8


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda panel: panel.insert(np.zeros((28, 28))), r"image is \(28, 28\); the retina is \(20, 20\)"),
        (lambda panel: panel.insert(np.full(400, np.nan)), "NaN or infinity"),
        (lambda panel: panel.insert(np.full(400, 2.0)), r"must lie in \[0, 1\]"),
        (lambda panel: panel.insert(np.zeros((2, 400))), "2 slides given; the holder takes 1"),
        (lambda panel: panel.set_targets([1]), "set 2 switches"),
        (lambda panel: panel.set_targets([1, 3]), "set 2 switches"),
        (lambda panel: panel.set_mode("teach"), "mode is 'teach'; the switch has 'test', 'forced'"),
        (lambda panel: panel.set_rule("delta"), "rule is 'delta'; the switch has 'bipolar', 'alpha'"),
    ],
)
def test_the_panel_refuses_what_it_has_no_switch_for(act, said):
    with pytest.raises(ValueError, match=said):
        act(MarkOne(build(plug(2))).panel)


def test_slides_without_targets_are_refused():
    with pytest.raises(
        ValueError, match=r"2 slides and targets of \(1, 1\); give a row of 1 switches per slide"
    ):
        teach(MarkOne(build(plug())), SLIDES, TARGETS[:1])


def test_a_wrong_target_is_refused_before_the_first_slide():
    machine = MarkOne(build(plug()))
    with pytest.raises(ValueError, match="set 1 switches"):
        teach(machine, SLIDES, [[1], [5]])
    assert machine.env.now == 0


def test_targets_of_0_and_1_are_refused_before_the_first_slide():
    """0 is no wish: a machine that is taught them would be right whatever it answers."""
    machine = MarkOne(build(plug(2)))
    with pytest.raises(ValueError, match="the targets of R2 are 1 and 0, and 0 means no target: give -1"):
        teach(machine, SLIDES, [[1, 0], [-1, 1]])
    assert machine.env.now == 0
    assert teach(machine, SLIDES, [[-1, 0], [1, 0]]).shape == (2, 2)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: MarkOne("parts"), "the parts are str; give a machine"),
        (lambda: MarkOne(build(plug()), speed="fast"), "speed is 'fast'; give how many seconds"),
        (lambda: MarkOne(build(plug())).run(None), "time does not run back to None"),
        (lambda: teach(MarkOne(build(plug())), SLIDES, TARGETS, order=5), "order is 5; give the numbers"),
        (lambda: plug(overlap="half"), "overlap is 'half'; it is a share"),
        (lambda: plug(patching=["full"]), r"patching is \['full'\]; choose one of"),
    ],
)
def test_what_is_of_no_use_to_a_door_is_refused(act, said):
    with pytest.raises(ValueError, match=said):
        act()


@pytest.mark.parametrize("order", [[0.5], ["a"], [None]])
def test_an_order_of_no_numbers_is_refused(order):
    with pytest.raises(ValueError, match="order names slide"):
        teach(MarkOne(build(plug())), SLIDES, TARGETS, order=order)


def test_an_order_beyond_the_slides_is_refused():
    with pytest.raises(ValueError, match="order names slide 7; there are 2"):
        teach(MarkOne(build(plug())), SLIDES, TARGETS, order=[0, 7])
