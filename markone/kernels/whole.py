"""The perceptron rule in whole numbers, where they give what floats give, in a third of the time.

On samples of bits every weight but the bias is a multiple of the rate, if it was one at first. Where the rate
is a power of two, floats add such weights exactly, and so do whole numbers. These are int16, and go on for
as long as the sums of their lanes do.
"""

import math

import numpy as np
from numba import types

from markone.kernels.jit import inlined
from markone.kernels.turns import first_of_four, four_bits, row_of, wrong_of_four
from markone.kernels.vector.bits import BITS
from markone.kernels.vector.emit import meaning
from markone.kernels.vector.whole import greatest, move_whole, place_of, weigh_four_whole


def show_whole(X, target, order, turns, w, rate):
    """Show rows in `order` for as long as whole numbers do; how many were shown, and the mistakes.

    Changes `w` in place. None are shown where X holds no bits, or `w` is not float64 or none of multiples.
    """
    return 0, 0


@meaning(show_whole)
def _show_whole_meaning(X, target, order, turns, w, rate):
    if X.dtype == types.uint64 and w.dtype == types.float64:
        return _show
    return show_whole


def _show(X, target, order, turns, w, rate):
    whole = np.zeros(X.shape[1] * BITS, np.int16)
    if not _into_whole(w, rate, whole, greatest(X.shape[1])):
        return 0, 0
    turn, mistakes, w[-1] = _learn(X, target, order, turns, whole, w[-1], rate)
    if mistakes:  # before the first one a weight may be -0.0
        for column in range(w.size - 1):
            w[column] = rate * whole[place_of(column)]
    return turn, mistakes


@inlined
def _into_whole(w, rate, whole, most):
    """Weights in units of the rate; whether that is exact, and none is greater than `most`."""
    if not (rate <= 1 and math.frexp(rate)[0] == 0.5):
        return False
    for column in range(w.size - 1):
        units = w[column] / rate
        if not (abs(units) <= most and math.floor(units) == units):
            return False
        whole[place_of(column)] = np.int16(units)
    return True


@inlined
def _room(whole, most):
    """By how much every weight may grow."""
    reached = 0
    for units in whole:
        reached = max(reached, abs(np.int64(units)))
    return most - reached


@inlined
def _learn(X, target, order, turns, whole, bias, rate):
    """Show rows while there is room: how many were shown, the mistakes and the bias.

    Four are weighed together, and those after a mistake among them once more.
    """
    most = greatest(X.shape[1])
    room, turn, last, mistakes = _room(whole, most), 0, turns - 1, 0
    while turn < turns and room > 0:
        a, b = row_of(order, turn), row_of(order, min(turn + 1, last))
        c, d = row_of(order, min(turn + 2, last)), row_of(order, min(turn + 3, last))
        wrong = wrong_of_four(_say(whole, X, a, b, c, d, bias, rate), target, a, b, c, d)
        if wrong == 0:  # foreseen, so that the next four need not wait for the answers
            turn += 4
            continue
        turn += first_of_four(wrong)
        row = row_of(order, turn)
        step = 1 if target[row] > 0 else -1
        move_whole(whole, X, row, np.int16(step))
        bias += rate * step
        mistakes += 1
        turn += 1
        room = room - 1 if room > 1 else _room(whole, most)
    return min(turn, turns), mistakes, bias


@inlined
def _say(whole, X, a, b, c, d, bias, rate):
    """Whether w.x + b is above 0 for each of four rows, as `four_bits`."""
    one, two, three, four = weigh_four_whole(whole, X, a, b, c, d)
    return four_bits(
        bias + rate * one > 0, bias + rate * two > 0, bias + rate * three > 0, bias + rate * four > 0
    )
