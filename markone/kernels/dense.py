"""One dense layer, forward and backward: net = W x, y = f(net).

Shapes: X (N, I), W (J, I), Y (N, J). I counts the bias: the caller adds a column of ones to X
before, and drops that column of dL/dX after. Every sum runs in the same order on every
processor, so sums do not depend on its vector width.
"""

import numpy as np

from markone.kernels.activation import activate, pull_back
from markone.kernels.jit import jit


@jit
def _add_four(total, x, rows):
    """Add x[0] * rows[0] to `total`, then x[1] * rows[1] and so on: one walk over memory in place of four."""
    a, b, c, d = x[0], x[1], x[2], x[3]
    for j in range(total.size):
        total[j] = total[j] + a * rows[0, j] + b * rows[1, j] + c * rows[2, j] + d * rows[3, j]


@jit
def fprop(W, X, f):
    """The outputs Y (N, J) of a layer with weights W (J, I) for inputs X (N, I).

    f is an activation code; all arrays have one floating dtype.
    """
    columns = np.ascontiguousarray(W.T)
    Y = np.zeros((len(X), len(W)), X.dtype)
    fours = X.shape[1] // 4 * 4
    for row in range(len(X)):
        for i in range(0, fours, 4):
            _add_four(Y[row], X[row, i : i + 4], columns[i : i + 4])
        for i in range(fours, X.shape[1]):
            for j in range(len(W)):
                Y[row, j] += X[row, i] * columns[i, j]
    activate(f, Y)
    return Y


@jit
def backprop(W, X, f, Y, dY):
    """dL/dX (N, I) and dL/dW (J, I) from dL/dY (N, J), for outputs Y of `fprop(W, X, f)`.

    The code f stands for the derivative too. It is IDENTITY where dY is already dL/dnet, as for
    a matched pair of output activation and loss.
    """
    D = pull_back(f, Y, dY)
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    fours, batch = len(W) // 4 * 4, len(X) // 4 * 4
    for row in range(len(X)):
        for j in range(0, fours, 4):
            _add_four(dX[row], D[row, j : j + 4], W[j : j + 4])
        for j in range(fours, len(W)):
            for i in range(X.shape[1]):
                dX[row, i] += D[row, j] * W[j, i]
    for j in range(len(W)):
        for row in range(0, batch, 4):
            _add_four(dW[j], D[row : row + 4, j], X[row : row + 4])
        for row in range(batch, len(X)):
            for i in range(X.shape[1]):
                dW[j, i] += D[row, j] * X[row, i]
    return dX, dW
