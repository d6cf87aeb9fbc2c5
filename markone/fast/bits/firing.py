"""Which A-units fire at each slide. Where cells have no memory that is told by the slide alone.

So it is found once for all slides, however often and in whatever order a machine is then shown them.
"""

import numpy as np

from markone.fast.bits.association import SLIDES, fire, plug_board
from markone.fast.bits.transpose import turn
from markone.kernels.jit import jit
from markone.kernels.vector.bits import BITS, BLOCK
from markone.kernels.vector.transpose import transpose

_SQUARE = BITS * BLOCK


@jit
def _turn_slides(packed, lines):
    """Words between squares of 64 by 64 bits, then the squares."""
    for first in range(0, packed.size, SLIDES * BLOCK):
        for low in range(first, first + _SQUARE, BLOCK):
            transpose(packed, low, _SQUARE, lines, low, _SQUARE, BLOCK, BLOCK)
    turn(lines)


def as_lines(packed: np.ndarray) -> np.ndarray:
    """Slides (n, 8; uint64) as photocells: (n rounded up to 512, 8) uint64, 512 rows for as many slides.

    In each 512, bit s of word w in row c says whether slide 64 w + s of them lights cell c.
    """
    whole = np.zeros((-(-len(packed) // SLIDES) * SLIDES, BLOCK), np.uint64)
    whole[: len(packed)] = packed
    lines = np.empty_like(whole)
    _turn_slides(whole, lines)
    return lines


@jit
def firing(parts, lines):
    """The A-units that fire at each slide of `lines`, as bits: (slides, A-units / 64 rounded up to 8) uint64.

    512 slides by 512 A-units take 64 times 512 bytes. `fire` writes what is always lit, and never, to
    `lines`: the same whoever does it, so that machines may share them. The squares that A-units make are
    turned, and then the words between them.
    """
    board = plug_board(parts)
    units = np.empty((-(-board.stuck.size // SLIDES) * SLIDES, BLOCK), np.uint64)
    active = np.empty((len(lines), len(units) // BITS), np.uint64)
    wide = active.shape[1]
    for first in range(0, len(active), SLIDES):
        fire(board, lines[first : first + SLIDES], units)
        turn(units)
        for low in range(BITS):
            to = (first + low) * wide
            transpose(units, low * BLOCK, _SQUARE, active, to, BITS * wide, wide, BLOCK)
    return active
