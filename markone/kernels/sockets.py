"""Free sockets of photocells, and the A-units that take them."""

import numpy as np

from markone.kernels.jit import inlined, jit


@jit
def take_first(board, units, drawn, free, left):
    """Wire `units` (n, int64) to the first free photocells of those `drawn`, until one cannot be wired so.

    `drawn` (n, cells; int64) has a row for each; `free` (cells, int64) says how many sockets each photocell
    has; wires are written to `board` (units, wires; int32). `left` units are still to be wired, with these.
    How many of them are wired.
    """
    wires, cells = board.shape[1], np.empty(board.shape[1], np.int64)
    for row in range(units.size):
        found = 0
        for cell in drawn[row]:
            if found == wires:
                break
            if free[cell] > 0:
                cells[found] = cell
                found += 1
        if found < wires or _leaves_too_few(free, cells, left - 1 - row):
            return row
        for wire in range(wires):
            free[cells[wire]] -= 1
            board[units[row], wire] = cells[wire]
    return units.size


@inlined
def _leaves_too_few(free, cells, left):
    """Whether `left` more units would not find distinct photocells if one took these `cells`."""
    sockets = 0
    for cell in range(free.size):
        sockets += min(free[cell], left)
    for cell in cells:
        sockets -= free[cell] <= left
    return sockets < left * cells.size
