"""Weights to begin with, for a layer of `units` with `inputs` (the bias not counted)."""

from collections.abc import Callable

import numpy as np

ROWS = 32
"""Units that are drawn at a time, so that their float64 draws stay in the cache until they are written."""


def zero(units: int, inputs: int, rng: np.random.Generator, dtype: str = "float64") -> np.ndarray:
    """All zero: no gradient reaches the layer below, and the units of one layer stay alike."""
    return np.zeros((units, inputs + 1), dtype)


def small(units: int, inputs: int, rng: np.random.Generator, dtype: str = "float64") -> np.ndarray:
    """Independent normal draws with standard deviation 0.05, biases too."""
    return rng.normal(scale=0.05, size=(units, inputs + 1)).astype(dtype)


def _unbiased(
    units: int, inputs: int, dtype: str, draw: Callable[[tuple[int, int]], np.ndarray]
) -> np.ndarray:
    """What `draw` gives for shapes (some units, inputs), unit after unit; zero biases."""
    weights = np.zeros((units, inputs + 1), dtype)
    for first in range(0, units, ROWS):
        some = weights[first : first + ROWS, :-1]
        some[:] = draw(some.shape)
    return weights


def glorot(units: int, inputs: int, rng: np.random.Generator, dtype: str = "float64") -> np.ndarray:
    """Uniform within sqrt(6 / (inputs + units)), zero bias (Glorot and Bengio, AISTATS 2010, eq. 16)."""
    bound = np.sqrt(6.0 / (inputs + units))

    def draw(shape: tuple[int, int]) -> np.ndarray:
        draws = rng.random(shape)  # what rng.uniform draws, in three quarters of its time
        draws *= 2 * bound
        draws -= bound
        return draws

    return _unbiased(units, inputs, dtype, draw)


def he(units: int, inputs: int, rng: np.random.Generator, dtype: str = "float64") -> np.ndarray:
    """Normal with variance 2 / inputs, zero bias (He, Zhang, Ren and Sun, ICCV 2015, eq. 10)."""
    deviation = np.sqrt(2.0 / inputs)
    return _unbiased(units, inputs, dtype, lambda shape: rng.normal(scale=deviation, size=shape))


INITIALISERS = {"zero": zero, "small": small, "glorot": glorot, "he": he}
"""Initialisers by name. Each returns (units, inputs + 1) of `dtype`, the bias last, drawn in float64."""
