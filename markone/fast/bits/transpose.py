"""Rows of bits become columns of bits."""

import numpy as np

from markone.kernels.jit import jit
from markone.kernels.vector.bits import BITS
from markone.kernels.vector.words import swap_rows


@jit
def turn(squares):
    """Turn squares of 64 by 64 bits in `squares` (64 n, 8; uint64): bit c of row r becomes bit r of row c.

    A square is one word of 64 rows, and eight of them stand side by side. In ever smaller squares the
    upper right quarter and the lower left one are exchanged (Warren, Hacker's Delight, 2nd edition, 7-3).
    """
    for first in range(0, len(squares), BITS):
        width, keeps = 32, np.uint64(0xFFFFFFFF)
        while width > 0:
            for pair in range(32):
                upper = first + pair + (pair & -width)
                swap_rows(squares, upper, upper + width, width, keeps)
            width //= 2
            keeps ^= keeps << np.uint64(width)
