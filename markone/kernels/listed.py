"""Which of many are on, as a list, so that only those are looked at.

To ask each of them leaves the processor to guess the answer, and a wrong guess costs as much as ten
additions. Here 64 answers are one word, and what is on is counted off its bits.
"""

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from markone.kernels.jit import called, compiles, inlined
from markone.kernels.vector.bits import BITS
from markone.kernels.vector.words import reached


@inlined
def room_for(size):
    """For `size` answers: uint8 zeros, in whole words."""
    return np.zeros((size + BITS - 1) // BITS * BITS, np.uint8)


@inlined
def indices_of(on):
    """The indices of what is not 0 in `on` (uint8, of `room_for`), in their order."""
    which, count = np.empty(on.size, np.int64), 0
    for start in range(0, on.size, BITS):
        word = reached(on, start, 1)
        while word != 0:
            which[count] = start + np.int64(trailing_zeros(word))
            word &= word - np.uint64(1)
            count += 1
    return which[:count]


if not compiles():
    indices_of = np.flatnonzero  # in Python, where words cannot be counted off


@called
def fed_pots(wiring, active, response):
    """Which pots of an R-unit an active A-unit feeds: uint8 of `room_for`.

    Most banks are plugged in the order of the A-units; theirs is a piece of `active`.
    """
    unit = wiring.unit[wiring.bank[response] : wiring.bank[response + 1]]
    fed, first, in_order = room_for(unit.size), unit[0] if unit.size else 0, True
    for pot in range(unit.size):
        in_order &= unit[pot] == first + pot
    if in_order:
        of_bank = active[first : first + unit.size]
        for pot in range(unit.size):
            fed[pot] = of_bank[pot]
    else:
        for pot in range(unit.size):
            fed[pot] = active[unit[pot]]
    return fed
