"""One dense layer, forward and backward: net = W x, y = f(net).

Shapes: X (N, I), W (J, I), Y (N, J). I counts the bias: the caller adds a column of ones to X
before, and drops that column of dL/dX after. Every sum runs in the same order on every
processor, so sums do not depend on its vector width.
"""

import numpy as np

from markone.kernels.activation import activate, pull_back
from markone.kernels.jit import jit


@jit
def fprop(W, X, f):
    """The outputs Y (N, J) of a layer with weights W (J, I) for inputs X (N, I).

    f is an activation code; all arrays have one floating dtype.
    """
    columns = np.ascontiguousarray(W.T)
    Y = np.zeros((len(X), len(W)), X.dtype)
    for row in range(len(X)):
        for i in range(X.shape[1]):
            x = X[row, i]
            for j in range(len(W)):
                Y[row, j] += x * columns[i, j]
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
    for row in range(len(X)):
        for j in range(len(W)):
            delta = D[row, j]
            for i in range(X.shape[1]):
                dX[row, i] += delta * W[j, i]
                dW[j, i] += delta * X[row, i]
    return dX, dW
