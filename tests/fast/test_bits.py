"""The machine's parts in bits against counting one by one."""

import numpy as np
import pytest

from markone.fast.bits.association import Board, fire, plug_board, start_of
from markone.fast.bits.lesson import Buffers
from markone.fast.bits.react import Shown, Steps, react
from markone.kernels.rule import MODES
from markone.kernels.vector.bits import BITS, BLOCK
from markone.spec import Spec

CELLS, SLIDES = 100, 512


def board_of(excitatory, inhibitory, theta, stuck):
    plain, flips = excitatory.shape[1], inhibitory.shape[1]
    flipped = -(-plain // 8) * 8
    wires = np.zeros((len(stuck), flipped + -(-flips // 8) * 8), np.int32)
    board = Board(wires, flipped, start_of(theta, flips), stuck)
    plug_board(excitatory, inhibitory, board)
    return board


def packed(lit, words):
    """Rows of yes or no as rows of words."""
    padded = np.zeros((len(lit), words * BITS), bool)
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
    oracle = fires(lit, excitatory, inhibitory, theta, stuck)
    lines, told = (
        np.zeros((SLIDES, BLOCK), np.uint64),
        np.ones((-(-units // SLIDES) * SLIDES, BLOCK), np.uint64),
    )
    lines[:CELLS] = packed(np.pad(lit, ((0, SLIDES - 40), (0, 0))).T, BLOCK)
    fire(board_of(excitatory, inhibitory, theta, stuck), lines, told)
    shown = np.unpackbits(told.view(np.uint8), axis=1, bitorder="little")
    assert np.array_equal(shown[:units, :40].T, oracle)
    assert not told[units:].any()


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
def test_pots_are_turned_sample_by_sample(rng, mode, responses, most, by):
    units, count = 90, 150
    firing = rng.random((count, units)) < 0.3
    targets, rows = rng.integers(-1, 2, (30, responses), np.int8), rng.integers(0, 30, count)
    at = np.zeros((responses, SLIDES), np.int16)
    at[:, :units] = rng.integers(-15, 16, (responses, units))
    plugged = packed(np.ones((responses, units), bool), BLOCK)
    words = np.zeros(responses, int), np.full(responses, 2)
    steps = Steps(at, plugged, *words, by, most, picovolts=500_000_000_000)
    none = np.zeros((0, BLOCK), np.uint64)
    active, driven = np.zeros((SLIDES, BLOCK), np.uint64), np.zeros((responses, BLOCK), np.uint64)
    active[:count] = packed(firing, BLOCK)
    lamp, lamps = np.full(responses, -1, np.int8), np.zeros((count, responses), np.int8)
    slow = at[:, :units].tolist()
    oracle = react_in_python(slow, most, by, firing, targets, rows, 2, mode)

    shown = Shown(none, targets, rows, MODES[mode])
    react(steps, Spec(dead_zone_v=1.0), Buffers(none, none, none, active, driven), shown, lamp, lamps)
    assert np.array_equal(lamps, oracle)
    assert np.array_equal(at[:, :units], slow)
    wanted = targets[rows]
    moved = wanted != 0 if mode == "forced" else (wanted != 0) & (oracle != wanted)
    assert np.array_equal(driven, packed(moved.T, BLOCK))
