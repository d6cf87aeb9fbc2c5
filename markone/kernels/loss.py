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
    or logistic units with `binary_cross_entropy`.
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


@jit
def binary_cross_entropy(Y, T, weight):
    """E = - sum of weight * (T log Y + (1 - T) log(1 - Y)): every output is a yes or no of its own."""
    total = 0.0
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            y, t = Y[row, j], T[row, j]
            if t != 0.0:
                total -= weight[row] * t * np.log(max(y, SMALLEST))
            if t != 1.0:
                total -= weight[row] * (1.0 - t) * np.log(max(1.0 - y, SMALLEST))
    return total


@jit
def binary_cross_entropy_gradient(Y, T, weight):
    """dE/dY of `binary_cross_entropy`, (N, J): weight * (Y - T) / (Y (1 - Y))."""
    D = np.empty_like(Y)
    for row in range(len(Y)):
        for j in range(Y.shape[1]):
            y = Y[row, j]
            D[row, j] = weight[row] * (y - T[row, j]) / max(y * (1.0 - y), SMALLEST)
    return D
