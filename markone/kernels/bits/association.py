"""The association units in bits: 512 slides at once by full adders, or one slide by counting bits."""

from typing import NamedTuple

import numpy as np

from markone.kernels.association import OPEN
from markone.kernels.bits.words import BLOCK, LANES, MOST_WIRES, count_cells, count_wires
from markone.kernels.jit import jit

SLIDES = BLOCK * LANES
"""Slides, or A-units, of one block of bits."""
_LIT, _DARK = SLIDES - 2, SLIDES - 1
"""The lines that are always lit, and never."""
MOST_CELLS = _LIT
_NEVER = 2**62
"""What no count reaches."""


class Board(NamedTuple):
    """The S-A board, twice. An inhibitory plug counts where its cell is dark, so that all plugs add."""

    wires: np.ndarray
    """(units, excitatory + inhibitory, each rounded up to 8) int32: the cell of each plug."""
    flipped: int
    """The column of the first inhibitory plug."""
    start: int
    """What the adders begin with."""
    words: int
    """The photocells fill so many words."""
    plugged: np.ndarray
    """(8, units rounded up to 512) uint64: the cells that a unit is plugged to."""
    flips: np.ndarray
    """The same: those that inhibit it."""
    bound: np.ndarray
    """(units rounded up,) int64: a unit fires when so many of its plugs count."""
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
    """Write both forms to `board`, whose arrays hold zeros; whether the second is one (no cell twice).

    A plug that came loose counts as one to a dark cell, and so do columns that no plug fills.
    """
    board.wires[:, : board.flipped] = _DARK
    board.wires[:, board.flipped :] = _LIT
    board.bound[:] = _NEVER
    are_new = True
    for unit in range(len(excitatory)):
        board.bound[unit] = theta
        for plug, cell in enumerate(excitatory[unit]):
            if cell != OPEN:
                board.wires[unit, plug] = cell
                are_new &= _plug(board, unit, cell, False)
        for plug, cell in enumerate(inhibitory[unit]):
            board.wires[unit, board.flipped + plug] = _DARK if cell == OPEN else cell
            if cell != OPEN:
                are_new &= _plug(board, unit, cell, True)
        if board.stuck[unit] != 0:
            board.bound[unit] = -_NEVER if board.stuck[unit] > 0 else _NEVER
    return are_new


@jit
def fire_together(board, lines, units):
    """Write to `units` (n, 8; uint64) which A-units fire at 512 slides: bit s of word w for slide 64 w + s.

    `lines` (512, 8) says the same of photocells; its last two rows are written here.
    """
    wires, stuck, flipped, start, width = (
        board.wires,
        board.stuck,
        board.flipped,
        board.start,
        board.wires.shape[1],
    )
    lines[_LIT], lines[_DARK] = ~np.uint64(0), 0
    for unit in range(stuck.size):
        first = unit * width
        count_wires(lines, wires, first, first + flipped, first + width, start, units, unit)
        if stuck[unit] != 0:
            units[unit] = ~np.uint64(0) if stuck[unit] > 0 else np.uint64(0)


@jit
def fire_singly(board, packed, rows, active):
    """Write to `active` (512, words; uint64) which A-units fire at some `rows` of slides `packed` (n, 8)."""
    words, plugged, flips, bound = board.words, board.plugged, board.flips, board.bound
    for slide in range(rows.size):
        for word in range(active.shape[1]):
            active[slide, word] = count_cells(packed, rows[slide], words, plugged, flips, bound, word * LANES)


def start_of(theta, inhibitory):
    """What the adders of a board with so many inhibitory plugs a unit begin with."""
    return min(max(MOST_WIRES + 1 - int(theta) - inhibitory, 0), MOST_WIRES + 1)
