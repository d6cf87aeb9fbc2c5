"""The perceptron rule of 1958 on plain numbers.

Samples X are rows of float64, float32 or uint8 columns, or of packed bits: uint64 words, a column per
bit, the lowest first and none set beyond the last (`pack`). Weights w (columns + 1,) are float64 or
float32, the bias last; those of floats have the same dtype. X and w are in C order. A target is 1 for yes,
and 0 or -1 for no.

A sample says yes where w.x + b > 0, and moves w by rate * (target - said) * x and b by
rate * (target - said), as if targets were 1 and 0. Learning and answering add in one order (`vector.rows`),
so they agree.
"""

import numpy as np

from markone.kernels.jit import inlined, jit
from markone.kernels.turns import first_of_four, row_of, wrong_of_four
from markone.kernels.vector.bits import BITS
from markone.kernels.vector.rows import move_by_row, say_four, weigh_row
from markone.kernels.vector.words import reached
from markone.kernels.whole import show_whole

RUN = 2
"""So many right answers in a row, and the next four are expected to be right."""


@jit
def pack(X):
    """X (n, d) uint8 of zeros and ones as bits: (n, ceil(d / 64)) uint64, and True; d is at least 64.

    Where X holds others the bits are of no use, and False says so.
    """
    n, d = X.shape
    words = np.empty((n, -(-d // BITS)), np.uint64)
    for row in range(n):
        above = np.uint64(0)
        for word in range(words.shape[1]):
            first = min(word * BITS, d - BITS)  # no word reaches into the next row
            words[row, word] = reached(X, row * d + first, 1) >> np.uint64(word * BITS - first)
            above |= reached(X, row * d + first, 2)
        if above:
            return words, False
    return words, True


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


@inlined
def _show(X, target, order, turns, w, rate):
    """Show rows in `order`, or as they are stored where it is None; the number of mistakes."""
    if w.size == 3 and X.shape[1] == 2:
        return _show_pairs(X, target, order, turns, w, rate)
    turn, mistakes = show_whole(X, target, order, turns, w, rate)
    return mistakes + _show_rows(X, target, order, turn, turns, w, rate)


@inlined
def _show_pairs(X, target, order, turns, w, rate):
    """The same for samples of two columns, with all weights in registers.

    Sums are those of `vector.rows`, whose other partial sums are zero here.
    """
    number, mistakes = w.dtype.type, 0
    a, b, bias = w[0], w[1], w[2]
    for turn in range(turns):
        row = row_of(order, turn)
        x, y, wanted = number(X[row, 0]), number(X[row, 1]), target[row] > 0
        if (bias + (a * x + b * y) > 0) != wanted:
            step = number(rate if wanted else -rate)
            a, b, bias = a + step * x, b + step * y, bias + step
            mistakes += 1
    w[0], w[1], w[2] = a, b, bias
    return mistakes


@inlined
def _show_rows(X, target, order, turn, turns, w, rate):
    """The same for samples of any length, from a turn on.

    After a run of right answers four samples are weighed together, and those after a mistake among
    them once more: what comes out is the same.
    """
    mistakes, run = 0, 0
    while turn < turns:
        row = row_of(order, turn)
        if run >= RUN and turn + 4 <= turns:
            b, c, d = row_of(order, turn + 1), row_of(order, turn + 2), row_of(order, turn + 3)
            wrong = wrong_of_four(say_four(w, X, row, b, c, d), target, row, b, c, d)
            if wrong == 0:  # foreseen, so that the next four need not wait for the answers
                turn += 4
                continue
            turn += first_of_four(wrong)
            row = row_of(order, turn)
        elif (weigh_row(w, X, row) > 0.0) == (target[row] > 0):
            run += 1
            turn += 1
            continue
        move_by_row(w, X, row, rate if target[row] > 0 else -rate)
        mistakes += 1
        run = 0
        turn += 1
    return mistakes


@jit
def perceptron_epoch(X, target, order, w, rate):
    """Show the rows in `order` (int64), or all as they are stored where it is None.

    Changes `w` in place and returns the number of mistakes.
    """
    return _show(X, target, order, len(X) if order is None else order.size, w, rate)


@jit
def perceptron_epochs(X, target, w, rate, mistakes):
    """`mistakes.size` epochs in stored order, or up to the first without a mistake; how many there were.

    The number of mistakes of each goes into `mistakes` (epochs,) int64.
    """
    for epoch in range(mistakes.size):
        mistakes[epoch] = _show(X, target, None, len(X), w, rate)
        if mistakes[epoch] == 0:
            return epoch + 1
    return mistakes.size
