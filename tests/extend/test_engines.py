"""State that an engine was not taught: it says no, and the readable path does the work."""

from collections import namedtuple
from dataclasses import dataclass, replace

import numpy as np
import pytest
from leaves import same

from markone import build, plug, stimuli
from markone.fast.bits import engine
from markone.fast.fused.net import can
from markone.kernels.loss import sse
from markone.kernels.machine import Parts
from markone.learners.untimed import teach

SLIDES, _ = stimuli.letters(alphabet="ABCD")
TARGETS, ORDER = np.array([[1], [-1], [1], [-1]], np.int8), np.arange(64) % 4


@dataclass(frozen=True, eq=False)
class Damp(Parts):
    """A machine with one thing more."""

    damp: np.ndarray


def machine(kind=Parts, **more):
    return kind(**build(plug(), seed=1).by_name(), **more)


def known(parts):
    return engine.can(parts, SLIDES, 64, 2, 0)[1] is not None


def test_a_machine_as_it_was_is_known():
    assert known(machine())


def test_a_machine_with_one_thing_more_is_taught_by_the_readable_path(monkeypatch):
    engine.TIER.open()
    entered, enter = [], engine.begin
    monkeypatch.setattr(engine, "begin", lambda *given: entered.append(1) or enter(*given))
    parts, plain = machine(Damp, damp=np.zeros(400)), machine()
    assert not known(parts)
    lamps = teach(parts, SLIDES, TARGETS, ORDER, 2, 0)
    assert not entered
    assert np.array_equal(lamps, teach(plain, SLIDES, TARGETS, ORDER, 2, 0))
    assert entered
    assert same(parts.shafts, plain.shafts)


@pytest.mark.parametrize("part", ["spec", "photocell", "pot", "wiring", "clock", "retina", "shafts"])
def test_a_part_with_one_field_more_is_refused(part):
    parts = machine()
    old = getattr(parts, part)
    kind = namedtuple(type(old).__name__, (*old._fields, "damp"))
    assert not known(replace(parts, **{part: kind(*old, 0.0)}))


def test_a_net_with_an_unknown_code_or_loss_is_refused():
    assert can([1, 2], sse)
    assert not can([1, 99], sse)
    assert not can([1, 2], lambda Y, T, weight: 0.0)
