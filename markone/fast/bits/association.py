"""The association units in bits: 512 slides at once by full adders.

The law of `kernels.association.fire` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.wires import MOST_WIRES, count_wires
from markone.kernels.association import OPEN
from markone.kernels.jit import jit
from markone.kernels.vector.bits import BITS, BLOCK

SLIDES = BLOCK * BITS
"""Slides, or A-units, of one block of bits."""
_LIT, _DARK = SLIDES - 2, SLIDES - 1
"""The lines that are always lit, and never."""
MOST_CELLS = _LIT


class Board(NamedTuple):
    """The S-A board. An inhibitory wire counts where its cell is dark, so that all wires add."""

    wires: np.ndarray
    """(units, excitatory + inhibitory, each rounded up to 8) int32: the cell of each plug."""
    flipped: int
    """The column of the first inhibitory plug."""
    start: int
    """What the adders begin with."""
    stuck: np.ndarray
    """(units,) int8: +1 for a unit that always fires, -1 for one that never does, or 0."""


@jit
def plug_board(excitatory, inhibitory, board):
    """Write the wires to `board`.

    A plug that came loose counts as one to a dark cell, and so do columns that no plug fills.
    """
    wires, flipped, plain = board.wires, board.flipped, excitatory.shape[1]
    wires[:, :flipped], wires[:, flipped:] = _DARK, _LIT
    for unit in range(len(wires)):
        for plug in range(plain + inhibitory.shape[1]):
            cell = excitatory[unit, plug] if plug < plain else inhibitory[unit, plug - plain]
            wires[unit, plug if plug < plain else flipped + plug - plain] = _DARK if cell == OPEN else cell


@jit
def fire(board, lines, units):
    """Write to `units` (n, 8; uint64) which A-units fire at 512 slides: bit s of word w for slide 64 w + s.

    `lines` (512, 8) says the same of photocells; its last two rows are written here.
    """
    wires, stuck, flipped, start = board.wires, board.stuck, board.flipped, board.start
    width = wires.shape[1]
    lines[_LIT], lines[_DARK] = ~np.uint64(0), 0
    for unit in range(stuck.size):
        first = unit * width
        count_wires(lines, wires, first, first + flipped, first + width, start, units, unit)
        if stuck[unit] != 0:
            units[unit] = ~np.uint64(0) if stuck[unit] > 0 else np.uint64(0)
    units[stuck.size :] = 0


def start_of(theta, inhibitory):
    """What the adders of a board with so many inhibitory plugs a unit begin with."""
    return min(max(MOST_WIRES + 1 - int(theta) - inhibitory, 0), MOST_WIRES + 1)
