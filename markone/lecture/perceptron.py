"""The lecture's perceptron of two inputs, seen epoch by epoch."""

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.perceptron import perceptron_epoch
from markone.learners import checks
from markone.validation import amount, count

START = (0.1, -0.1, 0.02)
"""The lecture's w1, w2 and b: the first line is x2 = x1 + 0.2."""
RATE = 0.1


def perceptron_epochs(
    X: ArrayLike, y: ArrayLike, epochs: int, rate: float = RATE, start: ArrayLike = START
) -> tuple[np.ndarray, np.ndarray]:
    """Weights *before* each epoch, (epochs, d + 1), bias last, and the mistakes in each, (epochs,).

    X: (n, d); y: (n,) of two labels, the greater of which is to be answered with 1. Samples come as they
    are stored; after an epoch without a mistake nothing moves. `rate` in (0, 1].
    """
    rows = np.ascontiguousarray(X, dtype=np.float64)
    labels, w = np.asarray(y), np.array(start, dtype=np.float64)
    if rows.ndim != 2 or labels.shape != rows.shape[:1] or w.shape != (rows.shape[1] + 1,):
        raise ValueError(
            f"X is {rows.shape}, y {labels.shape} and start {w.shape}; give (n, d), (n,) and d + 1 weights"
        )
    if not (np.isfinite(rows).all() and np.isfinite(w).all()):
        raise ValueError("X or start holds NaN or infinity; every value needs a number")
    rate = amount("rate", rate, 0, 1, includes="high")
    classes, index = checks.classes(labels)
    if len(classes) > 2:
        raise ValueError(f"y holds {len(classes)} classes, {classes.tolist()[:5]}; give two")
    target, left = index.astype(float), count("epochs", epochs)
    before, mistakes = [w.copy()], [perceptron_epoch(rows, target, None, w, rate)]
    while len(mistakes) < left and mistakes[-1]:
        before.append(w.copy())
        mistakes.append(perceptron_epoch(rows, target, None, w, rate))
    idle = left - len(mistakes)
    return np.pad(before, ((0, idle), (0, 0)), mode="edge"), np.pad(mistakes, (0, idle))


def first_error_free(mistakes: np.ndarray) -> float:
    """The number, from 1, of the first epoch without a mistake; infinity where there is none."""
    clean = np.flatnonzero(np.asarray(mistakes) == 0)
    return float(clean[0] + 1) if clean.size else float("inf")
