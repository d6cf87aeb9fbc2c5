"""Machines, lessons, and whether an engine teaches one as `kernels.lesson` does."""

import numpy as np
from hypothesis import strategies as st
from leaves import same

from markone.fast.bits import engine
from markone.kernels.lesson import lesson
from markone.kernels.retina import CELLS
from markone.kernels.rule import BIPOLAR
from markone.learners import untimed
from markone.spec import Spec, copy
from markone.switchboard import plug

IN_STEPS = ("test", "forced", "error correction", "spontaneous")
specs = st.builds(
    Spec,
    theta=st.integers(-2, 6),
    dead_zone_v=st.sampled_from([0.0, 0.5, 0.6, 2.0, 2.1]),
    hold=st.booleans(),
    expose_ms=st.integers(1, 700),
    settle_ms=st.integers(0, 700),
    operate_ms=st.integers(0, 30),
    release_ms=st.sampled_from([0, 5]),
    pulse_ms=st.sampled_from([125, 300, 500, 700, 1500]),
    cycle_ms=st.integers(3000, 5000),
)
boards = st.builds(
    plug,
    responses=st.integers(1, 8),
    patching=st.sampled_from(["shares", "full", "overlap"]),
    units=st.sampled_from([8, 63, 64, 130, 513]),
    excitatory=st.integers(1, 12),
    inhibitory=st.integers(0, 12),
    seed=st.integers(0, 2**32 - 1),
)
seeds = st.integers(0, 2**32 - 1)


def shown(rng, parts, slides, rows):
    """Slides, of which some are all dark or all light; targets, of which some are 0; an order."""
    light = (rng.random((slides, CELLS)) < rng.random((slides, 1)) * 1.2 - 0.1) * rng.uniform(0.5, 1, CELLS)
    return light, rng.integers(-1, 2, (slides, parts.lamp.size), np.int8), rng.integers(0, slides, rows)


def assert_agrees(parts, lessons, mode, rule=BIPOLAR):
    """Teach a machine and its copy one lesson after the other, and compare all that they are."""
    other = copy(parts)
    for slides, targets, rows in lessons:
        lamps = untimed.teach(parts, slides, targets, rows, mode, rule)
        assert np.array_equal(lamps, lesson(other, slides, targets, rows, mode, rule))
        assert same(parts, other)


def counted(monkeypatch, name):
    """A list that will hold how many slides each call of an engine's kernel taught."""
    taught, teach = [], getattr(engine, name)

    def count(bits, *given):
        before = bits.cycles[0]
        mistakes = teach(bits, *given)
        taught.append(bits.cycles[0] - before)
        return mistakes

    monkeypatch.setattr(engine, name, count)
    return taught
