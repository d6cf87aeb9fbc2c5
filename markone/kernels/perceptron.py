"""The perceptron rule of 1958 on plain numbers."""

import numpy as np

from markone.kernels.jit import jit


@jit
def _net(w, x):
    """w.x + b, the bias first: learning and answering must add in one order to agree."""
    net = w[x.size]
    for column in range(x.size):
        net += w[column] * x[column]
    return net


@jit
def perceptron_net(X, w):
    """w.x + b of each row of X (n, d), for w (d + 1,) with the bias last: (n,)."""
    nets = np.empty(len(X))
    for row in range(len(X)):
        nets[row] = _net(w, X[row])
    return nets


@jit
def perceptron_epoch(X, target, w, rate):
    """One pass in stored order; changes `w` in place and returns the number of mistakes.

    X: (n, d) float64; target: (n,) float64 of 0 or 1; w: (d + 1,) float64, the bias last. A
    sample says 1 where w.x + b > 0, and moves w by rate * (target - said) * x and b by
    rate * (target - said).
    """
    d = X.shape[1]
    mistakes = 0
    for row in range(len(X)):
        error = target[row] - (1.0 if _net(w, X[row]) > 0.0 else 0.0)
        if error != 0.0:
            mistakes += 1
            step = rate * error
            for column in range(d):
                w[column] += step * X[row, column]
            w[d] += step
    return mistakes
