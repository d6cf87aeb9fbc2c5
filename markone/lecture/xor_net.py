"""The logistic 2-2-1 net on the four rows of XOR: its error, its gradient, gradient descent.

y = s(w1 h1 + w2 h2 + b1), h1 = s(w3 x1 + w4 x2 + b2), h2 = s(w5 x1 + w6 x2 + b3), s the logistic function.
Weights are (..., 9) float64 in the order w1 to w6, b1 to b3: any number of nets at once. The error is
E = sum of (t - y)^2 over the four rows, without a half, as the lecture plots it (its formulas have one).
"""

from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone import validation
from markone.stimuli import xor

HAND_CODED = (0.1, 0.2, -0.2, 0.2, -0.3, -0.25, 0.1, -0.1, 0.2)
"""The lecture's "hand-coded" weights. They do not compute XOR: every output is near .56."""
WEIGHTS = 6
"""w1 to w6 can be chosen for a view; b1 to b3 stay."""
SURFACE_TICKS, SLICE_TICKS = np.arange(-10, 10, 0.5), np.arange(-10, 10, 0.25)
"""Where the lecture looks at the error: -10 to 9.5, and -10 to 9.75."""
SOLVED = 0.05
"""Below this E every output is on the right side of one half."""


class _State(NamedTuple):
    """The hidden outputs and the output, (..., rows) each."""

    h1: np.ndarray
    h2: np.ndarray
    y: np.ndarray


def _logistic(net: np.ndarray) -> np.ndarray:
    """By tanh, which neither overflows nor minds complex numbers."""
    return 0.5 + 0.5 * np.tanh(0.5 * net)


def _run(weights: np.ndarray, X: np.ndarray) -> _State:
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = np.moveaxis(weights, -1, 0)[..., None]
    h1 = _logistic(w3 * X[:, 0] + w4 * X[:, 1] + b2)
    h2 = _logistic(w5 * X[:, 0] + w6 * X[:, 1] + b3)
    return _State(h1, h2, _logistic(w1 * h1 + w2 * h2 + b1))


def _checked(weights: ArrayLike) -> np.ndarray:
    given = np.asarray(weights, dtype=np.float64)
    if given.shape[-1:] != (9,) or not np.isfinite(given).all():
        raise ValueError(f"weights is {given.shape}; give (..., 9) finite numbers: w1 to w6, b1 to b3")
    return given


def outputs(weights: ArrayLike, X: ArrayLike | None = None) -> np.ndarray:
    """The answers (..., n) to the rows of X (n, 2); to those of XOR if X is None."""
    return _run(_checked(weights), xor()[0] if X is None else np.asarray(X, dtype=np.float64)).y


def errors(weights: ArrayLike) -> np.ndarray:
    """E(1) to E(4), the squared error of each row of XOR: (..., 4). Their sum is E."""
    return (outputs(weights) - xor()[1]) ** 2


def gradient(weights: np.ndarray) -> np.ndarray:
    """dE/dweights, (..., 9), real or complex."""
    X, t = xor()
    h1, h2, y = _run(weights, X)
    delta = 2 * (y - t) * y * (1 - y)
    delta1 = delta * weights[..., 0, None] * h1 * (1 - h1)
    delta2 = delta * weights[..., 1, None] * h2 * (1 - h2)
    slopes = delta * h1, delta * h2, delta1 * X[:, 0], delta1 * X[:, 1], delta2 * X[:, 0], delta2 * X[:, 1]
    return np.stack([slope.sum(axis=-1) for slope in (*slopes, delta, delta1, delta2)], axis=-1)


def hessian(weights: ArrayLike) -> np.ndarray:
    """Second derivatives of E, (..., 9, 9), by a complex step of the gradient: exact to rounding."""
    at, step = _checked(weights), 1e-30
    columns = [gradient(at + 1j * step * unit).imag / step for unit in np.eye(9)]
    return np.stack(columns, axis=-1)


def gradient_descent(weights: ArrayLike, rate: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Batch gradient descent on E: the weights at the end, (..., 9), and E after each step, (steps, ...)."""
    w = _checked(weights).copy()
    rate = validation.amount("rate", rate, 0, np.inf, includes="neither")
    history = []
    for _ in range(validation.count("steps", steps)):
        w -= rate * gradient(w)
        history.append(errors(w).sum(axis=-1))
    return w, np.array(history)


def check_pair(i: int, j: int) -> None:
    """Raise ValueError unless i and j are two different weights of w1 to w6."""
    for name, index in (("i", i), ("j", j)):
        if not isinstance(index, Integral) or not 1 <= index <= WEIGHTS:
            raise ValueError(
                f"{name} is {index!r}; the weights of this net are w1 to w6: give 1 to {WEIGHTS}"
            )
    if i == j:
        raise ValueError(f"i and j are both {i}; a view needs two different weights")


def error_surface(weights: ArrayLike, i: int, j: int, ticks: ArrayLike = SURFACE_TICKS) -> np.ndarray:
    """E over a pair of weights, the others as they are: (ticks, ticks), a row for each value of w_j."""
    check_pair(i, j)
    at = np.asarray(ticks, dtype=np.float64)
    grid = np.tile(_checked(weights), (at.size, at.size, 1))
    grid[..., i - 1], grid[..., j - 1] = np.meshgrid(at, at)
    return errors(grid).sum(axis=-1)


def diagonal_slice(weights: ArrayLike, i: int, j: int, ticks: ArrayLike = SLICE_TICKS) -> np.ndarray:
    """E(1) to E(4) along w_i = w, w_j = w + 2: (4, ticks)."""
    check_pair(i, j)
    at = np.asarray(ticks, dtype=np.float64)
    line = np.tile(_checked(weights), (at.size, 1))
    line[:, i - 1], line[:, j - 1] = at, at + 2
    return errors(line).T


def between(one: ArrayLike, other: ArrayLike, ticks: ArrayLike) -> np.ndarray:
    """E(1) to E(4) on the straight line from `one` (9,) at 0 to `other` (9,) at 1: (4, ticks)."""
    a, b = _checked(one), _checked(other)
    return errors(a + np.asarray(ticks, dtype=np.float64)[:, None] * (b - a)).T


def local_minima(values: ArrayLike) -> np.ndarray:
    """Where a row of numbers has its interior minima: the indices of those below both neighbours."""
    v = np.asarray(values)
    return np.flatnonzero((v[1:-1] < v[:-2]) & (v[1:-1] < v[2:])) + 1


def solutions(count: int = 2, seed: int = 0) -> np.ndarray:
    """Different sets of weights that solve XOR, (count, 9): those of 60 random starts that got there first
    in order of drawing. Starts are normal with deviation 0.5, then come
    5,000 steps of gradient descent at a learning rate of 2."""
    starts = np.random.default_rng(seed).normal(scale=0.5, size=(60, 9))
    found, history = gradient_descent(starts, rate=2, steps=5000)
    solved = found[history[-1] < SOLVED]
    if len(solved) < validation.count("count", count):
        raise ValueError(f"count is {count}; of 60 starts with seed {seed} only {len(solved)} solve XOR")
    return solved[:count]
