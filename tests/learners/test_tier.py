"""An engine is entered when the work pays for compiling it."""

import numba
import numpy as np
import pytest

from markone import build, plug
from markone.learners import tier as tiers
from markone.learners import untimed
from markone.learners.tier import Tier
from markone.spec import copy


@pytest.fixture
def kernel():
    """A kernel that nobody has called, and that no cache knows."""
    return numba.njit(lambda x: x + 1)


def test_it_is_closed_until_work_without_it_took_as_long_as_compiling_it(kernel, monkeypatch):
    tier, told = Tier(kernel, compile_s=8.0), iter([100.0, 103.0, 200.0, 206.0])
    monkeypatch.setattr(tiers, "perf_counter", lambda: next(told))
    assert not tier.is_open()
    with tier.spending():  # three seconds
        pass
    assert not tier.is_open()
    with tier.spending():  # six more
        pass
    assert tier.is_open()


def test_it_is_open_once_the_kernel_is_compiled(kernel):
    tier = Tier(kernel, compile_s=1e9)
    kernel(1)
    assert tier.is_open()


def test_which_of_the_two_teaches_shows_in_no_bit(monkeypatch, kernel):
    rng = np.random.default_rng(0)
    slides, targets = rng.random((40, 400)), rng.choice([-1, 1], (40, 2))
    machine = build(plug(2))
    other, order = copy(machine), np.tile(np.arange(40), 3)
    entered = []
    monkeypatch.setattr(
        untimed, "_teach", lambda *given, teach=untimed._teach: entered.append(1) or teach(*given)
    )
    one = untimed.teach(machine, slides, targets, order, 2, 0)
    assert entered
    entered.clear()
    monkeypatch.setattr(untimed, "TIER", Tier(kernel, compile_s=1e9))
    two = untimed.teach(other, slides, targets, order, 2, 0)
    assert not entered
    assert np.array_equal(one, two)
    assert machine.shafts.anchor_v.tobytes() == other.shafts.anchor_v.tobytes()
