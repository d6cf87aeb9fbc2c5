"""A machine whose parts do not fit each other reaches no kernel: kernels read arrays without asking."""

from dataclasses import replace

import numpy as np
import pytest

from markone import Lesson, MarkOne, MarkOneClassifier, Spec, build, fleet, plug, random_machines
from markone.spec import copy

SLIDES = (np.random.default_rng(0).random((40, 400)) < 0.3).astype(float)
TARGETS = np.random.default_rng(1).choice([-1, 1], (40, 1))
"""The targets of forty slides."""


def resized(name, array):
    return lambda parts: replace(parts, **{name: array})


def inside(part, name, array):
    return lambda parts: replace(parts, **{part: getattr(parts, part)._replace(**{name: array})})


def written(part, name, value):
    def change(parts):
        getattr(getattr(parts, part), name)[1:] = value
        return parts

    return change


def locked(parts):
    parts.shafts.anchor_v.flags.writeable = False
    return parts


BROKEN = {
    "fewer A-units": (resized("active", np.zeros(2, bool)), r"active is bool \(2,\), not bool \(\d+,\)"),
    "another board": (resized("wiring", plug(1, units=800)), "parts do not fit the board"),
    "a larger retina": (inside("retina", "lit", np.zeros(100_000, bool)), "retina is bool"),
    "no fan": (written("fan", "unit", 2**30), "fan leads to A-units that do not exist"),
    "a fan without end": (written("fan", "first", 10**9), "fan leads to A-units"),
    "a photocell that is not": (written("wiring", "excitatory", 10**6), "a photocell does not exist"),
    "an A-unit that is not": (written("wiring", "unit", 10**6), "an A-unit does not exist"),
    "few shafts": (inside("shafts", "anchor_v", np.zeros(1)), "shafts is float64"),
    "shafts of half the precision": (
        inside("shafts", "anchor_v", np.zeros(64, np.float32)),
        "shafts is float32",
    ),
    "no bulb": (resized("bulb", np.ones(0, bool)), r"bulb is bool \(0,\)"),
    "lamps that are no whole numbers": (resized("lamp", np.zeros(1)), "lamp is float64"),
    "lamps in a list": (resized("lamp", [1]), "lamp is list"),
    "read-only shafts": (locked, "read-only"),
    "the state of another device": (
        lambda parts: replace(parts, pot=build(plug(), device="pcm").pot),
        "shafts is Shafts, and this machine has PulsedState there",
    ),
    "a device that is none": (resized("pot", 3), "3 is no device model that is known"),
    "no constants": (resized("spec", None), "None is no Spec"),
    "constants in a tuple": (resized("spec", (2, 0.0)), "is no Spec"),
    "half a threshold": (resized("spec", Spec(theta=2.5)), r"theta is 2\.5; it must be a whole number"),
    "a threshold in a list": (resized("spec", Spec(theta=[2])), "theta is "),
    "a pulse that never ends": (resized("spec", Spec(pulse_ms=-1)), "pulse_ms is -1"),
    "no photocells": (resized("photocell", None), "None is no Photocell"),
    "no faults": (resized("faults", None), "faults are no schedule"),
    "no clock": (resized("clock", None), "clock is NoneType, and this machine has Clock there"),
    "no board": (resized("wiring", None), "parts are no machine"),
    "more faults than there are": (inside("clock", "struck", np.full(1, -5)), "more faults have struck"),
}
each = pytest.mark.parametrize(("broken", "said"), BROKEN.values(), ids=BROKEN)


@each
def test_no_fleet_has_such_a_machine(broken, said):
    with pytest.raises(ValueError, match=f"^machine 0 cannot be taught: .*{said}"):
        fleet([broken(build(plug(1, units=64)))], SLIDES, TARGETS, lesson=Lesson(epochs=2))


@each
def test_no_clock_runs_such_a_machine(broken, said):
    with pytest.raises(ValueError, match=said):
        MarkOne(broken(build(plug(1, units=64))))


@each
def test_no_classifier_asks_or_teaches_such_a_machine(broken, said):
    learner = MarkOneClassifier(max_iter=2, random_state=0)
    learner.fit(SLIDES, TARGETS[:, 0])
    learner.parts_ = broken(learner.parts_)
    with pytest.raises(ValueError, match=said):
        learner.partial_fit(SLIDES, TARGETS[:, 0])
    for ask in () if broken is locked else (learner.predict, learner.active):
        with pytest.raises(ValueError, match=said):
            ask(SLIDES)


def test_machines_that_share_their_state_are_refused():
    one = build(plug(1, units=64))
    for other in (one, replace(one, spec=Spec(theta=3))):
        with pytest.raises(ValueError, match=r"one machine twice, or parts of one; use markone\.spec\.copy"):
            fleet([one, other], SLIDES, TARGETS)
    apart = replace(copy(one), spec=Spec(theta=3))
    alone = replace(copy(one), spec=Spec(theta=3))
    in_order = Lesson(shuffle=False)
    both = fleet([one, apart], SLIDES, TARGETS, lesson=in_order).mistakes
    assert both[1].tolist() == fleet([alone], SLIDES, TARGETS, lesson=in_order).mistakes[0].tolist()


@pytest.mark.parametrize("number", [None, float("nan"), 1j, "1", -1, True])
def test_a_machine_has_a_number(number):
    with pytest.raises(ValueError, match="number is "):
        random_machines(plug)(number)
