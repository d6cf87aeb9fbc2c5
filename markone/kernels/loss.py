"""Losses and their gradients by the output.

`weight` (N,) says how much each sample counts; losses are sums, not means.
"""

import numpy as np

from markone.kernels.jit import called, inlined, jit
from markone.kernels.vector.math import log

SSE, CROSS_ENTROPY, BINARY_CROSS_ENTROPY = range(3)
SMALLEST = 1e-300
"""Outputs are taken to be at least this in a logarithm."""
UNLIKELY = 1e-7
"""A product of outputs that is less is not carried on: with one more, of `SMALLEST`, it would be 0."""


@called
def _ln(x):
    """ln x of one number: the code of a logarithm once, for all who call it."""
    return log(x)


@inlined
def _summed(kind, y, t):
    """`of_sample` for any targets: of 0 and 1 they ask for one logarithm in all, others for their own."""
    loss, chance = 0.0, 1.0
    for j in range(t.size):
        said, goal = np.float64(y[j]), np.float64(t[j])
        if kind == SSE:
            loss += 0.5 * (said - goal) * (said - goal)
        elif goal == 1.0:
            chance *= max(said, SMALLEST)
        elif goal != 0.0:
            loss -= goal * _ln(max(said, SMALLEST))
        if kind == BINARY_CROSS_ENTROPY and goal == 0.0:
            chance *= max(1.0 - said, SMALLEST)
        elif kind == BINARY_CROSS_ENTROPY and goal != 1.0:
            loss -= (1.0 - goal) * _ln(max(1.0 - said, SMALLEST))
        if chance < UNLIKELY:
            loss, chance = loss - _ln(chance), 1.0
    return loss, chance


@inlined
def only_target(kind, t):
    """The place of the one target that is 1 where all others are 0, or -1: of `CROSS_ENTROPY`, else -1.

    It is found without a jump.
    """
    if kind != CROSS_ENTROPY:
        return -1
    place, ones, zeros = 0, 0, 0
    for j in range(t.size):
        place += j if t[j] == 1 else 0
        ones += t[j] == 1
        zeros += t[j] == 0
    return place if ones == 1 and zeros == t.size - 1 else -1


@inlined
def of_sample(kind, y, t, only):
    """(loss, chance) of a sample with outputs y (J,) and targets t (J,), for one of the kinds above.

    The sample's loss is loss - log(chance): so the caller can take the logarithms of many samples at a time.
    `only` is what `only_target` gives for t.
    """
    if only >= 0:
        return 0.0, max(np.float64(y[only]), SMALLEST)
    return _summed(kind, y, t)


@inlined
def _total(kind, Y, T, weight):
    total = 0.0
    for row in range(len(Y)):
        t = T[row]
        loss, chance = of_sample(kind, Y[row], t, only_target(kind, t))
        total += weight[row] * (loss - _ln(chance))
    return total


@jit
def squares(W):
    """The sum of the squared weights of a layer W (J, I), without its biases: each unit's first, then all."""
    total = 0.0
    for j in range(W.shape[0]):
        own = W.dtype.type(0)
        for i in range(W.shape[1] - 1):
            own += W[j, i] * W[j, i]
        total += own
    return total


@jit
def sse(Y, T, weight):
    """E = 1/2 sum of weight * (Y - T)^2, for Y and T of shape (N, J)."""
    return _total(SSE, Y, T, weight)


def sse_gradient(Y: np.ndarray, T: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """dE/dY of `sse`, (N, J): weight * (Y - T).

    It is also dE/dnet of a matched pair: the identity with `sse`, softmax with `cross_entropy`,
    or logistic units with `binary_cross_entropy`.
    """
    return (weight[:, None] * (Y - T)).astype(Y.dtype, copy=False)


@jit
def cross_entropy(Y, T, weight):
    """E = - sum of weight * T log Y, for shares Y and T of shape (N, J)."""
    return _total(CROSS_ENTROPY, Y, T, weight)


@jit
def cross_entropy_gradient(Y, T, weight):
    """dE/dY of `cross_entropy`, (N, J): - weight * T / Y."""
    D = np.empty_like(Y)
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            D[row, j] = -weight[row] * T[row, j] / max(Y[row, j], SMALLEST)
    return D


@jit
def binary_cross_entropy(Y, T, weight):
    """E = - sum of weight * (T log Y + (1 - T) log(1 - Y)): every output is a yes or no of its own."""
    return _total(BINARY_CROSS_ENTROPY, Y, T, weight)


@jit
def binary_cross_entropy_gradient(Y, T, weight):
    """dE/dY of `binary_cross_entropy`, (N, J): weight * (Y - T) / (Y (1 - Y))."""
    D = np.empty_like(Y)
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            y = Y[row, j]
            D[row, j] = weight[row] * (y - T[row, j]) / max(y * (1.0 - y), SMALLEST)
    return D
