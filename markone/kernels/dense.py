"""One dense layer, forward and backward: net = W x, y = f(net).

Shapes: X (N, I), W (J, I), Y (N, J). I counts the bias: the caller adds a column of ones to X
before (`with_bias`), and drops that column of dL/dX after. Every sum runs in the same order on every
processor, so sums do not depend on its vector width.
"""

import numpy as np

from markone.kernels.activation import activate, pull_back
from markone.kernels.jit import inlined, jit
from markone.kernels.vector.ordered import ordered_product


def with_bias(X: np.ndarray) -> np.ndarray:
    """X (N, I - 1) with a column of ones added: (N, I)."""
    wider = np.ones((len(X), X.shape[1] + 1), X.dtype)
    wider[:, :-1] = X
    return wider


@inlined
def _turned(W):
    """W (J, I) as (I, J) in rows."""
    turned = np.empty((W.shape[1], len(W)), W.dtype)
    for j in range(len(W)):
        for i in range(W.shape[1]):
            turned[i, j] = W[j, i]
    return turned


@jit
def fprop(W, X, f):
    """The outputs Y (N, J) of a layer with weights W (J, I) for inputs X (N, I).

    f is an activation code; all arrays have one floating dtype.
    """
    Y = ordered_product(X, _turned(W))
    activate(f, Y)
    return Y


@jit
def backprop(W, X, f, Y, dY):
    """dL/dX (N, I) and dL/dW (J, I) from dL/dY (N, J), for outputs Y of `fprop(W, X, f)`.

    The code f stands for the derivative too. It is IDENTITY where dY is already dL/dnet, as for
    a matched pair of output activation and loss.
    """
    D = pull_back(f, Y, dY)
    return ordered_product(D, W), ordered_product(D.T, X)
