"""The 2-2-1 net on its way to XOR, or to where it is stuck: weights and errors at chosen steps."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fields import explained
from markone.lecture.xor_net import HAND_CODED, SOLVED, errors, gradient_descent
from markone.validation import count

RATE, STEPS = 2.0, 15_000
DEVIATION = 0.5
"""Of starts that are drawn at random."""


@explained
class Training(NamedTuple):
    """Batch gradient descent on E (no 1/2), looked at now and then."""

    steps: np.ndarray
    """After how many steps, (looks,) int; 0 is the start."""
    weights: np.ndarray
    """(looks, 9), in the order of `xor_net`."""
    E: np.ndarray
    """(looks,)."""

    @property
    def solved(self) -> bool:
        """Whether the last look finds every output on the right side of one half."""
        return bool(self.E[-1] < SOLVED)


def training(
    start: ArrayLike = HAND_CODED, rate: float = RATE, steps: int = STEPS, looks: int = 60
) -> Training:
    """From `start` (9,), with looks that lie apart as a logarithm does: 0, 1, 2, ... to `steps`.

    Equal looks are one, so there may be fewer than asked for.
    """
    last = count("steps", steps)
    at = np.unique(np.geomspace(1, last, count("looks", looks)).astype(int))
    at[-1] = last
    weights = [np.array(start, float)]
    for done, until in zip([0, *at[:-1]], at, strict=True):
        weights.append(gradient_descent(weights[-1], rate, int(until - done))[0])
    return Training(np.array([0, *at]), np.array(weights), errors(weights).sum(axis=-1))


def random_starts(number: int = 60, seed: int = 0, deviation: float = DEVIATION) -> np.ndarray:
    """Normal starting weights, (number, 9)."""
    return np.random.default_rng(seed).normal(scale=deviation, size=(count("number", number), 9))


def ends(starts: ArrayLike, rate: float = RATE, steps: int = STEPS) -> np.ndarray:
    """E (starts,) after so many steps from each of the starts (starts, 9)."""
    return gradient_descent(starts, rate, steps)[1][-1]
