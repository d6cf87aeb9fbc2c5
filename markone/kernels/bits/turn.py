"""Rows of bits become columns of bits."""

import numpy as np

from markone.kernels.bits.words import swap_rows
from markone.kernels.jit import jit



@jit
def turn(rows, row, word, columns, column, into):
    """Write bit c of row r as bit r of row c, for 512 by 512 bits.

    They are read from `rows` (n, words; uint64), from `row` and `word` on, and written to `columns` (the
    same) from row `column` and word `into` on. In ever smaller squares the upper right quarter and the
    lower left one are exchanged, in eight squares of 64 bits side by side (Warren, Hacker's Delight,
    2nd edition, 7-3).
    """
    block = np.empty((64, 8), np.uint64)
    for down in range(8):
        for line in range(64):
            for across in range(8):
                block[line, across] = rows[row + 64 * down + line, word + across]
        width, keeps = 32, np.uint64(0xFFFFFFFF)
        while width > 0:
            for pair in range(32):
                upper = pair + (pair & -width)
                swap_rows(block, upper, upper + width, width, keeps)
            width //= 2
            keeps ^= keeps << np.uint64(width)
        for across in range(8):
            for line in range(64):
                columns[column + 64 * across + line, into + down] = block[line, across]
