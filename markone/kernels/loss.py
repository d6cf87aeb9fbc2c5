"""Losses and their gradients by the output.

`weight` (N,) says how much each sample counts; losses are sums, not means.
"""

import numpy as np

from markone.kernels.jit import jit

SMALLEST = 1e-300
"""Outputs are taken to be at least this in a logarithm."""


@jit
def sse(Y, T, weight):
    """E = 1/2 sum of weight * (Y - T)^2, for Y and T of shape (N, J)."""
    total = 0.0
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            total += weight[row] * (Y[row, j] - T[row, j]) ** 2
    return 0.5 * total


@jit
def sse_gradient(Y, T, weight):
    """dE/dY of `sse`, (N, J): weight * (Y - T).

    It is also dE/dnet of a matched pair: the identity with `sse`, softmax with `cross_entropy`,
    or logistic units with their cross-entropy.
    """
    D = np.empty_like(Y)
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            D[row, j] = weight[row] * (Y[row, j] - T[row, j])
    return D


@jit
def cross_entropy(Y, T, weight):
    """E = - sum of weight * T log Y, for shares Y and T of shape (N, J)."""
    total = 0.0
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            if T[row, j] != 0.0:
                total -= weight[row] * T[row, j] * np.log(max(Y[row, j], SMALLEST))
    return total


@jit
def cross_entropy_gradient(Y, T, weight):
    """dE/dY of `cross_entropy`, (N, J): - weight * T / Y."""
    D = np.empty_like(Y)
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            D[row, j] = -weight[row] * T[row, j] / max(Y[row, j], SMALLEST)
    return D
