"""Samples that are shown one after the other."""

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from markone.kernels.jit import inlined


@inlined
def row_of(order, turn):
    """Which row is shown at a turn: those of `order`, or all as they are stored where it is None."""
    return turn if order is None else order[turn]


@inlined
def four_bits(a, b, c, d):
    """Four answers as the lowest bits of a number, the first as the lowest."""
    return np.int64(a) | np.int64(b) << 1 | np.int64(c) << 2 | np.int64(d) << 3


@inlined
def wrong_of_four(said, target, a, b, c, d):
    """Which of four samples are answered wrongly, as `said` is by `four_bits`."""
    return said ^ four_bits(target[a] > 0, target[b] > 0, target[c] > 0, target[d] > 0)


@inlined
def first_of_four(wrong):
    """The number of the first of four that is."""
    return np.int64(trailing_zeros(wrong))
