"""Words of bits between margins: each door against plain numpy, touching nothing beside its arrays."""

import numpy as np
import pytest
from margins import with_any_margins

from markone.fast.bits.answer import answer, move_batch
from markone.fast.bits.batch import farthest, overlap_eight, sum_both
from markone.fast.bits.retina import pack_masks, pack_slides
from markone.fast.bits.steps import step_active, sum_active
from markone.fast.bits.transpose import turn
from markone.fast.bits.wires import MOST_WIRES, PERMUTES, count_plugs, count_wires
from markone.kernels.jit import jit
from markone.kernels.vector.bits import BLOCK, LANES


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
    steps = rng.integers(-100, 101, size=(before + count) * LANES).astype(np.int16)
    active, plugged = words(rng, before + count), words(rng, count)
    first = before * LANES
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


@jit
def plugs_counted(lit, row, bytes_of, bits_of, first, flipped, last, bound, unit):
    return count_plugs(lit, row, bytes_of, bits_of, first, flipped, last, bound, unit)


@pytest.mark.skipif(not PERMUTES, reason="only for processors that permute")
@pytest.mark.parametrize("plugs", [1, 2, 5])
def test_plugs_are_counted(rng, plugs):
    lit, cells = words(rng, 2, BLOCK), rng.integers(512, size=(plugs, LANES))
    bound, flipped = rng.integers(1, plugs + 1, size=LANES).astype(np.uint8), plugs // 2

    def act(put):
        places, marks = (cells // 8).astype(np.uint8), (1 << cells % 8).astype(np.uint8)
        word = plugs_counted(put(lit), 1, put(places), put(marks), 0, flipped, plugs, put(bound), 0)
        return (np.array([word], np.uint64),)

    (word,) = with_any_margins(act)
    shown = bits(lit)[1][cells]
    total = shown[:flipped].sum(axis=0) + (~shown[flipped:]).sum(axis=0)
    assert np.array_equal(bits(word), total >= bound)


@pytest.mark.parametrize("cells", [64, 65, 127, 128, 400, 510])
def test_slides_are_packed(rng, cells):
    light = rng.random((3, cells))
    none = np.zeros(8, np.uint64)

    def act(put):
        packed, masked = put(np.zeros((3, 8), np.uint64)), put(np.zeros((3, 8), np.uint64))
        pack_slides(put(light), 0.5, put(none), put(none), packed)
        pack_masks(put((light >= 0.5).astype(np.uint8)), put(none), put(none), masked)
        return packed, masked

    for packed in with_any_margins(act):
        assert np.array_equal(bits(packed)[:, :cells], light >= 0.5)
        assert not bits(packed)[:, cells:].any()


@pytest.mark.parametrize("count", [1, 2])
def test_squares_are_turned(rng, count):
    squares = words(rng, count * LANES, BLOCK)

    def act(put):
        turned = put(squares)
        turn(turned)
        return (turned,)

    (turned,) = with_any_margins(act)
    before, after = (bits(each).reshape(count, LANES, BLOCK, LANES) for each in (squares, turned))
    assert np.array_equal(after, before.transpose(0, 3, 2, 1))


@jit
def both_summed(steps, full, active, row, count, totals):
    sum_both(steps, full, active, row, count, totals)


@jit
def overlapped(active, count, row, others, overlaps, place):
    overlap_eight(active, count, row, others, overlaps, place)


@jit
def moved_at(steps, place, active, row, count, runs, ways, response):
    move_batch(steps, place, active, row, count, runs, ways, response)


@jit
def far(steps, count):
    return farthest(steps, count)


@pytest.mark.parametrize("count", [8, 16])
def test_several_slides(rng, count):
    full, slides, response, runs = count * LANES, 17, 7, 0b1000000000000101
    steps = rng.integers(-40, 41, size=(8, full)).astype(np.int8)
    active, ways = words(rng, slides, count), rng.integers(-2, 3, size=(16, 8)).astype(np.int32)

    def act(put):
        totals, overlaps, moved = (
            put(np.zeros((slides, 8), np.int32)),
            put(np.zeros(9, np.int32)),
            put(steps),
        )
        both_summed(put(steps), full, put(active), slides - 2, count, totals)
        overlapped(put(active), count, 0, slides - 8, overlaps, 1)
        reach = far(put(steps), 8 * count)
        moved_at(moved, response * full, put(active), 1, count, runs, put(ways), response)
        return totals, overlaps, np.array(reach), moved

    totals, overlaps, reach, moved = with_any_margins(act)
    fires = bits(active)
    assert np.array_equal(totals[-2:], fires[-2:].astype(int) @ steps.T.astype(int))
    assert not totals[:-2].any()
    assert np.array_equal(overlaps, [0, *(fires[0] & fires[-8:]).sum(axis=1)])
    assert reach == abs(steps.astype(int)).max()
    expected = steps.copy()
    for slide in (0, 2, 15):
        expected[response] += (fires[1 + slide] * ways[slide, response]).astype(np.int8)
    assert np.array_equal(moved, expected)


@jit
def answered(rows, row, count, lit_from, totals, overlaps, targets, policy, by, ways, lamps, driven):
    answer(rows, row, count, lit_from, totals, overlaps, targets, policy, by, ways, lamps, driven)


@pytest.mark.parametrize("count", [1, 2, 15, 16])
def test_slides_are_answered(rng, count):
    rows, policy = rng.permutation(count + 1), np.array([0, 0, 1, -1, 0, 0], np.int8)
    totals = rng.integers(-60, 61, size=(count + 1, 8)).astype(np.int32)
    overlaps = rng.integers(20, size=(16, 16)).astype(np.int32)
    targets = rng.integers(-1, 2, size=(count + 1, 8)).astype(np.int8)

    def act(put):
        ways, lamps = put(np.zeros((16, 8), np.int32)), put(np.zeros((count + 1, 8), np.int8))
        driven = put(np.zeros(count + 1, np.uint8))
        given = put(totals), put(overlaps), put(targets), put(policy)
        answered(put(rows), 1, count, 5, *given, 2, ways, lamps, driven)
        return ways, lamps, driven

    ways, lamps, driven = with_any_margins(act)
    gone = np.zeros((count, 8), int)
    for slide in range(count):
        lit = totals[slide + 1] + overlaps[slide, :slide] @ gone[:slide] >= 5
        wish = targets[rows[slide + 1]]
        gone[slide] = 2 * policy.reshape(2, 3)[lit.astype(int), wish + 1]
        assert np.array_equal(lamps[slide + 1], np.where(lit, 1, -1))
        assert np.array_equal(bits(driven[slide + 1 : slide + 2]), gone[slide] != 0)
    assert np.array_equal(ways[:count], gone)
