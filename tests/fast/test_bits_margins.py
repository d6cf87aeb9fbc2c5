"""Words of bits between margins: each door against plain numpy, touching nothing beside its arrays."""

import numpy as np
import pytest
from margins import with_any_margins

from markone.fast.bits.lamps import light, wanted_ways
from markone.fast.bits.pulses import count_firing
from markone.fast.bits.retina import pack_rows
from markone.fast.bits.steps import farthest_step, step_banks, sum_banks
from markone.fast.bits.together import overlap_alike, overlap_banks, step_alike, step_together
from markone.fast.bits.transpose import turn
from markone.fast.bits.wires import MOST_WIRES, count_wires
from markone.kernels.jit import jit
from markone.kernels.response import lamp_beyond
from markone.kernels.rule import wanted_response
from markone.kernels.vector.bits import BITS, BLOCK


def words(rng, *shape):
    return rng.integers(2**64, size=shape, dtype=np.uint64)


def bits(packed):
    """The bits of words along the last axis, the lowest of each word first."""
    return np.unpackbits(np.ascontiguousarray(packed).view(np.uint8), axis=-1, bitorder="little").astype(bool)


@jit
def summed(steps, active, line, blocks, totals):
    sum_banks(steps, active, (line,), blocks, totals)


@jit
def four_summed(steps, plugged, active, wide, blocks, by, totals, changes, alike):
    lines = 2 * wide, 0, wide, 2 * wide
    sum_banks(steps, active, lines, blocks, totals)
    overlap_banks(active, plugged, lines, blocks, by, changes)
    overlap_alike(active, plugged, lines, blocks, by, alike)


@jit
def four_stepped(steps, alike, ends, active, wide, blocks, ways, by, banks):
    lines = 2 * wide, 0, wide, 2 * wide
    step_together(steps, ends, active, lines, blocks, ways, 1, by, banks)
    step_alike(alike, ends, active, lines, blocks, ways, 1, by, banks)


@jit
def farthest(steps):
    return farthest_step(steps)


@jit
def stepped(steps, ends, active, line, blocks, runs, ways, slide, by):
    step_banks(steps, ends, active, line, blocks, runs, ways, slide, by)


@pytest.mark.parametrize("lanes", [np.int8, np.int16])
@pytest.mark.parametrize("blocks", [1, 2])
@pytest.mark.parametrize("runs", [0b10110101, 0b11111111, 0b00001000])
def test_steps_are_summed_and_moved(rng, lanes, blocks, runs):
    units = 512 * blocks
    steps = rng.integers(-100, 101, size=(8, units)).astype(lanes)
    ends = rng.choice([0, 100], (8, units)).astype(lanes)
    steps[ends == 0] = 0
    active, ways = words(rng, 2, units // BITS), rng.choice([-1, 1], (2, 8)).astype(np.int8)
    fires, ran = bits(active[1]), (runs >> np.arange(8) & 1 == 1)[:, None]

    def act(put):
        moved, totals = put(steps), put(np.zeros(8, np.int32))
        given = put(active), units // BITS, blocks
        summed(moved, *given, totals)
        stepped(moved, put(ends), *given, runs, put(ways), 1, 7)
        return totals, moved

    totals, moved = with_any_margins(act)
    assert totals.tolist() == (steps.astype(int) * fires).sum(axis=1).tolist()
    way = ways[1, :, None].astype(int) * (fires & ran)
    assert np.array_equal(moved, np.clip(steps + 7 * way, -ends, ends))


FOUR = 2, 0, 1, 2
"""Which slides are shown together."""
PAIRS = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


@pytest.mark.parametrize("lanes", [np.int8, np.int16])
@pytest.mark.parametrize("blocks", [1, 2])
@pytest.mark.parametrize("banks", [1, 5, 8])
def test_four_slides_are_summed_and_moved_together(rng, lanes, blocks, banks):
    units, by = 512 * blocks, 7
    steps = rng.integers(-90, 91, size=(8, units)).astype(lanes)
    active, ways = words(rng, 3, units // BITS), rng.integers(-1, 2, (6, 8)).astype(np.int8)
    plugged = words(rng, 8, units // BITS)
    fires, are_pots = bits(active)[[*FOUR]], bits(plugged)

    def act(put):
        moved, moved_alike, totals = put(steps), put(steps), put(np.zeros((4, 8), np.int32))
        changes, alike = (put(np.zeros((6, 8), np.int32)) for _ in range(2))
        wide, pots, shown = units // BITS, put(plugged), put(active)
        four_summed(moved, pots, shown, wide, blocks, by, totals, changes, alike)
        ends = put(are_pots * lanes(100))
        four_stepped(moved, moved_alike, ends, shown, wide, blocks, put(ways), by, banks)
        return totals, changes, alike, moved, moved_alike

    totals, changes, alike, moved, moved_alike = with_any_margins(act)
    assert totals.tolist() == (steps.astype(int) @ fires.T).T.tolist()
    both = np.array([fires[one] & fires[other] for one, other in PAIRS])
    overlaps = (both[:, None] & are_pots).sum(axis=2)
    assert changes.tolist() == (by * overlaps).tolist()
    assert alike.tolist() == (by * overlaps[:, :1].repeat(8, axis=1)).tolist()
    way = ways[1:5].astype(int) * (np.arange(8) < banks)
    moves = by * (way.T @ fires)
    assert np.array_equal(moved, steps + moves * are_pots)
    assert np.array_equal(moved_alike, steps + moves * are_pots[0])


@pytest.mark.parametrize("lanes", [np.int8, np.int16])
@pytest.mark.parametrize("far", [-100, 100, 0])
def test_the_farthest_step(rng, lanes, far):
    steps = rng.integers(-abs(far) // 2, abs(far) // 2 + 1, (8, 1024)).astype(lanes)
    steps[rng.integers(8), rng.integers(1024)] = far
    (told,) = with_any_margins(lambda put: (np.array([farthest(put(steps))]),))
    assert told[0] == abs(far)


@jit
def firing_counted(active, rows, slides, first, last, wide, block, counts, into):
    count_firing(active, rows, slides, first, last, wide, block, counts, into)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 511])
def test_what_fires_is_counted(rng, count):
    active, rows = words(rng, 6, 2 * BLOCK), rng.integers(6, size=30)
    active[0] = np.uint64(2**64 - 1)
    rows[:25] = 0  # so that some fire at nearly all slides
    slides, counts = rng.integers(30, size=count + 3).astype(np.int32), rng.integers(2**40, size=1024)

    def act(put):
        counted = put(counts)
        firing_counted(put(active), put(rows), put(slides), 2, 2 + count, 2 * BLOCK, 1, counted, 512)
        return (counted,)

    (counted,) = with_any_margins(act)
    fired = bits(active[:, BLOCK:])[rows[slides[2 : 2 + count]]].sum(axis=0)
    assert np.array_equal(counted, counts + np.concatenate([np.zeros(512, int), fired]))


@jit
def lit(totals, zone, hold, before, wanted, row, lamps, ways, slide):
    return light(totals, None, zone, hold, before, wanted, (row,), lamps, ways, slide)


@jit
def four_lit(totals, changes, zone, hold, before, wanted, lamps, ways):
    return light(totals, changes, zone, hold, before, wanted, (1, 0, 1, 2), lamps, ways, 1)


@pytest.mark.parametrize("hold", [False, True])
@pytest.mark.parametrize("mode", [0, 1, 2, 3])
def test_lamps_are_lit(rng, hold, mode):
    totals, targets = np.array([-3, -2, -1, 0, 1, 2, 3, 0], np.int32), rng.integers(-1, 2, (2, 8), np.int8)
    before = int(rng.integers(256))
    was = np.where(before >> np.arange(8) & 1, 1, -1)

    def act(put):
        lamps, ways = put(np.zeros((2, 8), np.int8)), put(np.zeros((2, 8), np.int8))
        told = lit(put(totals), 2, hold, before, put(wanted_ways(targets, mode)), 1, lamps, ways, 1)
        return np.array(told), lamps, ways

    told, lamps, ways = with_any_margins(act)
    now = [lamp_beyond.py_func(2, hold, *each) for each in zip(totals.tolist(), was.tolist(), strict=True)]
    way = [wanted_response.py_func(mode, *each) for each in zip(now, targets[1].tolist(), strict=True)]
    assert lamps[1].tolist() == now
    assert ways[1].tolist() == way
    assert not lamps[0].any()
    assert not ways[0].any()
    assert told[:2].tolist() == [
        sum((each > 0) << n for n, each in enumerate(now)),
        sum((each != 0) << n for n, each in enumerate(way)),
    ]
    assert told[2] == any(a == -b for a, b in zip(now, targets[1].tolist(), strict=True))


@pytest.mark.parametrize("hold", [False, True])
@pytest.mark.parametrize("mode", [0, 1, 2, 3])
def test_lamps_of_four_slides_are_lit_in_turn(rng, hold, mode):
    """What one slide moves counts at those that follow."""
    totals, changes = rng.integers(-9, 10, (4, 8), np.int32), rng.integers(0, 9, (6, 8), np.int32)
    targets, before = rng.integers(-1, 2, (3, 8), np.int8), int(rng.integers(256))

    def act(put):
        lamps, ways = put(np.zeros((6, 8), np.int8)), put(np.zeros((6, 8), np.int8))
        wanted = put(wanted_ways(targets, mode))
        told = four_lit(put(totals), put(changes), 2, hold, before, wanted, lamps, ways)
        return np.array(told), lamps, ways

    told, lamps, ways = with_any_margins(act)
    was, now, wrong, runs = np.where(before >> np.arange(8) & 1, 1, -1).tolist(), totals.astype(int), 0, 0
    for slide, row in enumerate((1, 0, 1, 2)):
        was = [lamp_beyond.py_func(2, hold, *each) for each in zip(now[slide].tolist(), was, strict=True)]
        given = targets[row].tolist()
        way = [wanted_response.py_func(mode, *each) for each in zip(was, given, strict=True)]
        assert lamps[1 + slide].tolist() == was
        assert ways[1 + slide].tolist() == way
        for (one, later), change in zip(PAIRS, changes, strict=True):
            if one == slide:
                now[later] += np.array(way) * change
        wrong += any(a == -b for a, b in zip(was, given, strict=True))
        runs |= sum((each != 0) << n for n, each in enumerate(way)) << 8 * slide
    assert told.tolist() == [sum((each > 0) << n for n, each in enumerate(was)), runs, wrong]
    assert not lamps[[0, 5]].any()
    assert not ways[[0, 5]].any()


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
