"""The wires of A-units, drawn at random from photocells that have free sockets."""

import numpy as np

from markone.kernels.orders import draw_orders
from markone.kernels.retina import CELLS, COLUMNS
from markone.kernels.sockets import take_first
from markone.switchboard.wiring import FAN_OUT

DRAWN_AT_ONCE = 64
"""Units whose wires are drawn in one call."""
SPARE = 8
"""A local unit draws from its nearest photocells: its number of wires, and a half more at least this."""


def random_wires(units: int, wires: int, rng: np.random.Generator, local: bool) -> np.ndarray:
    """Distinct photocells for each A-unit, none used more than FAN_OUT times: (units, wires) int32.

    Where a free draw would leave later units without enough photocells, the emptiest are taken.
    """
    free, order = np.full(CELLS, FAN_OUT), rng.permutation(units)
    board, done = np.empty((units, wires), np.int32), 0
    while done < units:
        left = units - done
        count, before = (1, None) if local else (min(left, DRAWN_AT_ONCE), rng.bit_generator.state)
        drawn = _neighbours(wires, free, rng)[None] if local else draw_orders(rng, CELLS, count)
        wired = take_first(board, order[done : done + count], drawn, free, left)
        done += wired
        if wired == count:
            continue
        if before:  # as if nothing had been drawn for those that follow
            rng.bit_generator.state = before
            draw_orders(rng, CELLS, wired + 1)
        rest = drawn[wired]
        cells = rng.permutation(rest[np.argsort(-free[rest], kind="stable")][:wires])
        free[cells] -= 1
        board[order[done]] = cells
        done += 1
    return board


def _neighbours(wires: int, free: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """All photocells, those with free sockets near a centre drawn at random first, in random order."""
    down, right = np.divmod(np.arange(CELLS), COLUMNS)
    centre = rng.integers(CELLS)
    away = np.hypot(down - down[centre], right - right[centre])
    nearest = np.lexsort((away, free == 0))
    near = wires + max(wires // 2, SPARE)
    return np.concatenate([rng.permutation(nearest[:near]), nearest[near:]])
