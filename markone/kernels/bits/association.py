"""The association units in bits: 512 slides at once by full adders, or one slide by counting bits."""

from typing import NamedTuple

import numpy as np

from markone.kernels.association import OPEN
from markone.kernels.bits.turn import turn
from markone.kernels.bits.words import BLOCK, LANES, MOST_WIRES, count_wires, pack_bytes, popcount
from markone.kernels.jit import jit

SLIDES = BLOCK * LANES
"""Slides, or A-units, of one block of bits."""
_DARK = 2 * SLIDES
"""The line that is never lit; the next one always is."""
LINES = _DARK + 2


class Board(NamedTuple):
    """The S-A board, twice. An inhibitory plug counts where its cell is dark, so that all plugs add."""

    wires: np.ndarray
    """(units, a multiple of 8) int32: lines; that of cell c is c, of its darkness 512 + c."""
    start: int
    """What the adders begin with."""
    plugged: np.ndarray
    """(8, units) uint64: the cells that a unit is plugged to."""
    flips: np.ndarray
    """(8, units) uint64: those that inhibit it."""
    bound: np.ndarray
    """(units,) int64: a unit fires when so many of its plugs count."""
    stuck: np.ndarray
    """(units,) int8: +1 for a unit that always fires, -1 for one that never does, 0 for a sound one."""


@jit
def _plug(board, unit, cell, inhibits):
    """Enter one plug as bits; whether it is the unit's first at that cell."""
    word, bit = cell // LANES, np.uint64(1) << np.uint64(cell % LANES)
    is_new = board.plugged[word, unit] & bit == 0
    board.plugged[word, unit] |= bit
    if inhibits:
        board.flips[word, unit] |= bit
        board.bound[unit] += 1
    return is_new


@jit
def plug_board(excitatory, inhibitory, theta, board):
    """Write both forms to `board`, whose arrays are empty; whether the second is one (no cell twice)."""
    board.wires[:] = _DARK
    board.plugged[:], board.flips[:] = 0, 0
    board.bound[:] = theta
    are_new = True
    for unit in range(len(excitatory)):
        for number, cell in enumerate(excitatory[unit]):
            if cell != OPEN:
                board.wires[unit, number] = cell
                are_new &= _plug(board, unit, cell, False)
        for number, cell in enumerate(inhibitory[unit], excitatory.shape[1]):
            board.wires[unit, number] = _DARK + 1 if cell == OPEN else SLIDES + cell
            if cell != OPEN:
                are_new &= _plug(board, unit, cell, True)
    return are_new


@jit
def fire_together(board, lit, lines, columns, active):
    """Which units fire at 512 slides `lit` (512, 8; uint64): written to `active` and, turned, to `columns`.

    active: (512, words) uint64; columns: (units rounded up to 512, 8) uint64; `lines` (LINES, 8; uint64)
    is room to work in.
    """
    turn(lit, 0, 0, lines, 0, 0)
    lines[SLIDES : 2 * SLIDES] = ~lines[:SLIDES]
    lines[_DARK], lines[_DARK + 1] = 0, ~np.uint64(0)
    units, wires = board.wires.shape
    for unit in range(units):
        count_wires(lines, board.wires, unit * wires, (unit + 1) * wires, board.start, columns, unit)
        if board.stuck[unit] != 0:
            columns[unit] = ~np.uint64(0) if board.stuck[unit] > 0 else 0
    for first in range(0, len(columns), SLIDES):
        turn(columns, first, 0, active, 0, first // LANES)


@jit
def fire_singly(board, lit, slides, flags, columns, active):
    """As `fire_together`, of the first `slides` slides and each by itself; `flags` (units, uint8) is room."""
    for slide in range(slides):
        for unit in range(board.bound.size):
            count = np.uint64(0)
            for word in range(BLOCK):
                count += popcount((lit[slide, word] ^ board.flips[word, unit]) & board.plugged[word, unit])
            fires = np.int64(count) >= board.bound[unit]
            flags[unit] = (board.stuck[unit] > 0) | ((board.stuck[unit] == 0) & fires)
        for word in range(active.shape[1]):
            active[slide, word] = pack_bytes(flags, word * LANES)
    for first in range(0, len(columns), SLIDES):
        turn(active, 0, first // LANES, columns, first, 0)


def start_of(theta, inhibitory):
    """What the adders of a board with so many inhibitory plugs a unit begin with."""
    return min(max(MOST_WIRES + 1 - int(theta) - inhibitory, 0), MOST_WIRES + 1)
