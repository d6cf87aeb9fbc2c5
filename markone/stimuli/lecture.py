"""The two small problems of the lecture."""

import numpy as np

from markone.validation import count, generator

MOST = 10_000_000


def points(n: int = 50, seed: int | np.random.SeedSequence = 0) -> tuple[np.ndarray, np.ndarray]:
    """`n` points uniform in the unit square, and whether x1 + x2 > 1: (n, 2) float64, (n,) int64."""
    X = generator(seed).random((count("n", n, most=MOST), 2))
    return X, (X.sum(axis=1) > 1).astype(np.int64)


def xor() -> tuple[np.ndarray, np.ndarray]:
    """The four rows of XOR in the lecture's order: (4, 2) float64 and (4,) int64."""
    X = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    return X, np.array([1, 1, 0, 0])


def disc(n: int = 50, seed: int | np.random.SeedSequence = 0) -> tuple[np.ndarray, np.ndarray]:
    """`n` points uniform in the unit square, and whether they lie in a disc in its middle of half its area.

    Not linearly separable: the lecture's exercise of a boundary that is no line. (n, 2) and (n,) int64.
    """
    X = generator(seed).random((count("n", n, most=MOST), 2))
    return X, (np.pi * ((X - 0.5) ** 2).sum(axis=1) < 0.5).astype(np.int64)
