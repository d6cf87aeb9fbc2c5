"""How many patterns one bank of A-units can tell apart, and how many it learns."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import linprog

from markone.kernels.machine import Parts
from markone.kernels.rule import MODES, RULES
from markone.learners.untimed import teach

CHUNK = 100
"""Epochs that are taught before it is looked whether the last was right."""


def greatest(holds: Callable[[int], bool], too_many: int) -> int:
    """The greatest number for which it holds, if it holds for none greater and for all smaller ones."""
    low, high = 0, too_many
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def is_learned(
    parts: Parts, slides: np.ndarray, wanted: np.ndarray, rng: np.random.Generator, epochs: int
) -> bool:
    """Whether error correction comes to an epoch without error in time."""
    order = np.tile(np.arange(len(slides)), (min(CHUNK, epochs), 1))
    for _ in range(0, epochs, CHUNK):
        order = rng.permuted(order, axis=1)
        lamps = teach(parts, slides, wanted, order.ravel(), MODES["error correction"], RULES["bipolar"])
        if (lamps[-len(slides) :] == wanted[order[-1]]).all():
            return True
    return False


def is_separable(active: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether some weights give a current above 0 just where +1 is wanted: a linear programme."""
    signed, units = wanted[:, None] * active.astype(float), active.shape[1]
    above = -(wanted > 0).astype(float)
    found = linprog(np.zeros(units), A_ub=-signed, b_ub=above, bounds=(None, None))
    return found.status == 0
