"""The machine's parts in bits against counting one by one."""

from functools import partial

import numpy as np
import pytest

from markone.fast.bits.association import (
    Board,
    _count_plain,
    fire_singly,
    fire_together,
    plug_board,
    start_of,
)
from markone.fast.bits.react import Steps, Workspace, react, react_to_batch
from markone.kernels.rule import MODES
from markone.kernels.vector.bits import BLOCK, LANES
from markone.spec import Spec

CELLS, SLIDES = 100, 512


def board_of(excitatory, inhibitory, theta, stuck):
    units, plain, flips = len(stuck), excitatory.shape[1], inhibitory.shape[1]
    flipped, rounded = -(-plain // 8) * 8, -(-units // SLIDES) * SLIDES
    plugs = (rounded // LANES, plain + flips, LANES)
    board = Board(
        wires=np.zeros((units, flipped + -(-flips // 8) * 8), np.int32),
        flipped=flipped,
        start=start_of(theta, flips),
        bytes_of=np.zeros(plugs, np.uint8),
        bits_of=np.zeros(plugs, np.uint8),
        bound=np.zeros(rounded, np.uint8),
        excitatory=plain,
        stuck=stuck,
    )
    plug_board(excitatory, inhibitory, theta, board)
    return board


def packed(lit, words):
    """Rows of yes or no as rows of words."""
    padded = np.zeros((len(lit), words * LANES), bool)
    padded[:, : lit.shape[1]] = lit
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


def fires(lit, excitatory, inhibitory, theta, stuck):
    """An open plug, -1, counts as one to a dark cell."""
    told = np.zeros((len(lit), len(stuck)), bool)
    for slide, cells in enumerate(lit.tolist()):
        for unit, sound in enumerate(stuck.tolist()):
            up = sum(cells[cell] for cell in excitatory[unit].tolist() if cell >= 0)
            down = sum(cells[cell] for cell in inhibitory[unit].tolist() if cell >= 0)
            told[slide, unit] = sound > 0 or (sound == 0 and up - down >= theta)
    return told


WIRINGS = [(5, 3, 0, 1), (70, 9, 8, -2), (600, 1, 12, 0)]
"""A-units, excitatory and inhibitory plugs of each, threshold."""


@pytest.mark.parametrize(("units", "plain", "flips", "theta"), WIRINGS)
def test_a_units_fire_as_in_python(rng, units, plain, flips, theta):
    excitatory = rng.integers(-1, CELLS, (units, plain)).astype(np.int32)
    inhibitory = rng.integers(-1, CELLS, (units, flips)).astype(np.int32)
    stuck = rng.choice([0, 0, 0, 1, -1], units).astype(np.int8)
    lit = rng.random((40, CELLS)) < rng.random((40, 1))
    board, oracle = (do(excitatory, inhibitory, theta, stuck) for do in (board_of, partial(fires, lit)))
    words = board.bound.size // LANES

    active = np.zeros((SLIDES, words), np.uint64)
    fire_singly(board, packed(lit, BLOCK), np.arange(40), active)
    assert np.array_equal(active[:40], packed(oracle, words))
    plugs, last = board.bytes_of.shape[1], words - 1
    tables = board.bytes_of, board.bits_of, last * plugs, last * plugs + plain, words * plugs, board.bound
    plainly = [_count_plain.py_func(packed(lit, BLOCK), slide, *tables, last * LANES) for slide in range(3)]
    assert plainly == active[:3, last].tolist()

    lines, together = np.zeros((SLIDES, BLOCK), np.uint64), np.ones((words * LANES, BLOCK), np.uint64)
    lines[:CELLS] = packed(np.pad(lit, ((0, SLIDES - 40), (0, 0))).T, BLOCK)
    fire_together(board, lines, together)
    shown = np.unpackbits(together.view(np.uint8), axis=1, bitorder="little")
    assert np.array_equal(shown[:units, :40].T, oracle)
    assert not together[units:].any()


def react_in_python(at, most, by, active, targets, rows, dead, mode):
    """Lamps, and steps that stop at `most`."""
    told = []
    for slide, row in enumerate(rows.tolist()):
        totals = [sum(s for s, a in zip(bank, active[slide].tolist(), strict=True) if a) for bank in at]
        lamps = [1 if total > dead else -1 for total in totals]
        for bank, lamp, target in zip(at, lamps, targets[row].tolist(), strict=True):
            way = {"forced": target, "error correction": target if lamp != target else 0}[mode]
            for unit, fires in enumerate(active[slide].tolist()):
                if fires:
                    bank[unit] = min(max(bank[unit] + way * by, -most), most)
        told.append(lamps)
    return np.array(told)


@pytest.mark.parametrize("mode", ["forced", "error correction"])
@pytest.mark.parametrize(("responses", "most", "by"), [(1, 127, 1), (8, 40, 1), (3, 500, 3), (8, 20, 2)])
def test_several_slides_at_once_turn_pots_as_one_by_one(rng, mode, responses, most, by):
    units, count = 90, 150
    firing = rng.random((count, units)) < 0.3
    targets, rows = rng.integers(-1, 2, (30, 8), np.int8), rng.integers(0, 30, count)
    at = np.zeros((responses, SLIDES), np.int16)
    at[:, :units] = rng.integers(-15, 16, (responses, units))
    plugged = packed(np.ones((responses, units), bool), BLOCK)
    steps = Steps(
        at, plugged, np.zeros(responses, int), np.full(responses, 2), by, most, 500_000_000_000, True
    )
    kinds = {"at": (8, SLIDES, "i1"), "totals": (SLIDES, 8, "i4"), "overlaps": (16, 16, "i4")}
    kinds |= {"ways": (16, 8, "i4"), "policy": (2, 3, "i1")}
    workspace = Workspace(
        driven=np.zeros(SLIDES, "u1"), **{k: np.zeros(v[:2], v[2]) for k, v in kinds.items()}
    )
    active = np.zeros((SLIDES, BLOCK), np.uint64)
    active[:count] = packed(firing, BLOCK)
    driven, lamp = np.zeros((responses, BLOCK), np.uint64), np.full(responses, -1, np.int8)
    lamps, slow = np.zeros((count, 8), np.int8), at[:, :units].tolist()
    oracle = react_in_python(slow, most, by, firing, targets[:, :responses], rows, 2, mode)

    spec, number = Spec(dead_zone_v=1.0), MODES[mode]
    done = react_to_batch(steps, spec, number, active, targets, rows, driven, workspace, lamp, lamps)
    assert done % 16 == 0 or done == count
    assert (done > 0) == (most >= 40)
    react(steps, spec, number, active, targets, rows, done, driven, lamp, lamps)
    assert np.array_equal(lamps[:, :responses], oracle)
    assert np.array_equal(at[:, :units], slow)
    wished = targets[rows, :responses]
    moved = wished != 0 if mode == "forced" else (wished != 0) & (oracle != wished)
    assert np.array_equal(driven, packed(moved.T, BLOCK))
