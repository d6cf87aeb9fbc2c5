"""Weights to begin with, for a layer of `units` with `inputs` (the bias not counted)."""

import numpy as np


def zero(units: int, inputs: int, rng: np.random.Generator) -> np.ndarray:
    """All zero: no gradient reaches the layer below, and the units of one layer stay alike."""
    return np.zeros((units, inputs + 1))


def small(units: int, inputs: int, rng: np.random.Generator) -> np.ndarray:
    """Independent normal draws with standard deviation 0.05, biases too."""
    return rng.normal(scale=0.05, size=(units, inputs + 1))


def _scaled(draw: np.ndarray) -> np.ndarray:
    return np.column_stack([draw, np.zeros(len(draw))])


def glorot(units: int, inputs: int, rng: np.random.Generator) -> np.ndarray:
    """Uniform within sqrt(6 / (inputs + units)), zero bias (Glorot and Bengio, AISTATS 2010, eq. 16)."""
    bound = np.sqrt(6.0 / (inputs + units))
    return _scaled(rng.uniform(-bound, bound, size=(units, inputs)))


def he(units: int, inputs: int, rng: np.random.Generator) -> np.ndarray:
    """Normal with variance 2 / inputs, zero bias (He, Zhang, Ren and Sun, ICCV 2015, eq. 10)."""
    return _scaled(rng.normal(scale=np.sqrt(2.0 / inputs), size=(units, inputs)))


INITIALISERS = {"zero": zero, "small": small, "glorot": glorot, "he": he}
"""Initialisers by name. Each returns (units, inputs + 1) float64, the bias last."""
