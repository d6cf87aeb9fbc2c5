"""Words of bits between margins: each door against plain numpy, touching nothing beside its arrays."""

import numpy as np
import pytest
from margins import with_any_margins

from markone.fast.bits.retina import pack_rows
from markone.fast.bits.steps import step_active, sum_active
from markone.fast.bits.transpose import turn
from markone.fast.bits.wires import MOST_WIRES, count_wires
from markone.kernels.jit import jit
from markone.kernels.vector.bits import BITS, BLOCK


def words(rng, *shape):
    return rng.integers(2**64, size=shape, dtype=np.uint64)


def bits(packed):
    """The bits of words along the last axis, the lowest of each word first."""
    return np.unpackbits(np.ascontiguousarray(packed).view(np.uint8), axis=-1, bitorder="little").astype(bool)


@jit
def summed(steps, first, active, begin, count):
    return sum_active(steps, first, active, begin, count)


@jit
def stepped(steps, first, active, begin, plugged, place, count, by, most):
    step_active(steps, first, active, begin, plugged, place, count, by, most)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("before", [0, 1])
def test_steps_are_summed_and_moved(rng, count, before):
    steps = rng.integers(-100, 101, size=(before + count) * BITS).astype(np.int16)
    active, plugged = words(rng, before + count), words(rng, count)
    first = before * BITS
    fires = bits(active[before:])

    def act(put):
        moved = put(steps)
        total = summed(moved, first, put(active), before, count)
        stepped(moved, first, put(active), before, put(plugged), 0, count, -7, 100)
        return np.array(total), moved

    total, moved = with_any_margins(act)
    assert total == steps[first:][fires].sum()
    expected = steps.copy()
    expected[first:] = np.clip(steps[first:] - 7 * (fires & bits(plugged)), -100, 100)
    assert np.array_equal(moved, expected)


@jit
def counted(lines, wires, first, flipped, last, start, out, into):
    count_wires(lines, wires, first, flipped, last, start, out, into)


@pytest.mark.parametrize(("lit", "dark"), [(0, 0), (8, 0), (0, 8), (16, 8)])
def test_wires_are_counted(rng, lit, dark):
    lines = words(rng, 5, BLOCK)
    wires = rng.integers(5, size=lit + dark).astype(np.int32)
    wires[-1:] = 4
    threshold = 3

    def act(put):
        out = put(np.zeros((2, BLOCK), np.uint64))
        counted(put(lines), put(wires), 0, lit, lit + dark, MOST_WIRES + 1 - threshold, out, 1)
        return (out,)

    (out,) = with_any_margins(act)
    shown = bits(lines)[wires]
    total = shown[:lit].sum(axis=0) + (~shown[lit:]).sum(axis=0)
    assert np.array_equal(bits(out)[1], np.broadcast_to(total >= threshold, (512,)))
    assert not out[0].any()


@pytest.mark.parametrize("cells", [64, 65, 127, 128, 400, 510])
def test_slides_are_packed(rng, cells):
    light, stuck = rng.random((3, cells)), words(rng, 2, 8)
    stuck &= np.packbits(np.arange(512) < cells, bitorder="little").view(np.uint64)

    def act(put):
        packed, masked = put(np.zeros((3, 8), np.uint64)), put(np.zeros((3, 8), np.uint64))
        dark, lit = map(put, stuck)
        pack_rows(put(light), 0.5, dark, lit, packed)
        pack_rows(put((light >= 0.5).astype(np.uint8)), np.uint8(1), dark, lit, masked)
        return packed, masked

    dark, lit = bits(stuck)[:, :cells]
    for packed in with_any_margins(act):
        assert np.array_equal(bits(packed)[:, :cells], (light >= 0.5) & ~dark | lit)
        assert not bits(packed)[:, cells:].any()


@pytest.mark.parametrize("count", [1, 2])
def test_squares_are_turned(rng, count):
    squares = words(rng, count * BITS, BLOCK)

    def act(put):
        turned = put(squares)
        turn(turned)
        return (turned,)

    (turned,) = with_any_margins(act)
    before, after = (bits(each).reshape(count, BITS, BLOCK, BITS) for each in (squares, turned))
    assert np.array_equal(after, before.transpose(0, 3, 2, 1))
