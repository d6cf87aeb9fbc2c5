"""The association units in bits: 512 slides at once by full adders.

The law of `kernels.association.fire` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.wires import MOST_WIRES, count_wires
from markone.kernels.association import OPEN
from markone.kernels.jit import inlined, jit
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


@inlined
def _plug(sockets, first, last, silent, wires):
    """Write the cells of `sockets` to columns `first` to `last` - 1 of `wires`, `silent` to those left."""
    for unit in range(len(wires)):
        for plug in range(sockets.shape[1]):
            cell = sockets[unit, plug]
            wires[unit, first + plug] = _DARK if cell == OPEN else cell
        for plug in range(first + sockets.shape[1], last):
            wires[unit, plug] = silent


@inlined
def plug_board(parts):
    """The `Board` of a machine.

    A plug that came loose counts as one to a dark cell. Columns that no plug fills add nothing.
    """
    excitatory, inhibitory = parts.wiring.excitatory, parts.wiring.inhibitory
    flipped, width = -(-excitatory.shape[1] // 8) * 8, -(-inhibitory.shape[1] // 8) * 8
    wires = np.empty((len(excitatory), flipped + width), np.int32)
    _plug(excitatory, 0, flipped, _DARK, wires)
    _plug(inhibitory, flipped, flipped + width, _LIT, wires)
    start = min(max(MOST_WIRES + 1 - parts.spec.theta - inhibitory.shape[1], 0), MOST_WIRES + 1)
    return Board(wires, flipped, start, parts.stuck)


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
