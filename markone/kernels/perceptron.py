"""The perceptron rule of 1958 on plain numbers.

Samples X are rows of float64, float32 or uint8 columns, or of packed bits: uint64 words, a column per
bit, the lowest first (`pack`). Weights w (columns + 1,) are float64 or float32, the bias last; of bits
there are 64 columns a word, those that pad the last word among them. X and w are in C order.

A sample says 1 where w.x + b > 0, and moves w by rate * (target - said) * x and b by
rate * (target - said). Learning and answering add in one order (`lanes`), so they agree.
"""

import numpy as np

from markone.kernels.jit import jit
from markone.kernels.lanes import move_by_row, weigh_row


def pack(X):
    """X (n, d) of zeros and others as bits: (n, ceil(d / 64)) uint64."""
    octets = np.packbits(np.asarray(X, bool), axis=1, bitorder="little")
    padded = np.zeros((len(X), -(-X.shape[1] // 64) * 8), np.uint8)
    padded[:, : octets.shape[1]] = octets
    return padded.view("<u8").astype(np.uint64, copy=False)


@jit
def perceptron_net(X, w):
    """w.x + b of each row of X: (n,)."""
    nets = np.empty(len(X), w.dtype)
    for row in range(len(X)):
        nets[row] = weigh_row(w, X, row)
    return nets


@jit
def perceptron_step(x, target, w, rate):
    """Show one sample x (columns,) once; changes `w` in place and returns whether it was a mistake."""
    is_mistake = (weigh_row(w, x, 0) > 0.0) != (target > 0)
    if is_mistake:
        move_by_row(w, x, 0, rate if target > 0 else -rate)
    return is_mistake


@jit
def perceptron_epoch(X, target, w, rate):
    """One pass in stored order; changes `w` in place and returns the number of mistakes.

    target: (n,) of 1 for yes, and of 0 or -1 for no.
    """
    mistakes = 0
    for row in range(len(X)):
        if (weigh_row(w, X, row) > 0.0) != (target[row] > 0):
            move_by_row(w, X, row, rate if target[row] > 0 else -rate)
            mistakes += 1
    return mistakes


@jit
def perceptron_epochs(X, target, w, rate, epochs):
    """As many passes, or up to the first without a mistake; the mistakes of each: (passes,) int64."""
    mistakes = np.zeros(epochs, np.int64)
    for epoch in range(epochs):
        mistakes[epoch] = perceptron_epoch(X, target, w, rate)
        if mistakes[epoch] == 0:
            return mistakes[: epoch + 1]
    return mistakes


@jit
def perceptron_pass(X, target, order, w, rate):
    """One pass over the rows in `order` (int64); changes `w` and returns the number of mistakes."""
    mistakes = 0
    for row in order:
        if (weigh_row(w, X, row) > 0.0) != (target[row] > 0):
            move_by_row(w, X, row, rate if target[row] > 0 else -rate)
            mistakes += 1
    return mistakes
