"""Whole numbers give the bits that floats give, up to where there is no more room, or not at all."""

import naive
import numba
import numpy as np
import pytest

from markone.kernels.perceptron import perceptron_epoch, perceptron_epochs, perceptron_step
from markone.kernels.whole import show_whole

COLUMNS = [1, 64, 100, 400]


@numba.njit
def shown(X, target, order, w, rate):
    """How many rows were shown in whole numbers, and the mistakes."""
    return show_whole(X, target, order, len(X) if order is None else order.size, w, rate)


def task(rng, d, rows=301):
    """Bits, and targets that no weights answer."""
    X = [naive.words(row) for row in rng.integers(2, size=(rows, d)).tolist()]
    return np.array(X, np.uint64), rng.integers(2, size=rows) * 1.0


def greatest(d):
    return (2**15 - 1) // (2 * -(-d // 64))


def by_steps(X, target, order, w, rate):
    """An epoch in floats, a sample a call: the weights and the mistakes."""
    w = w.copy()
    mistakes = sum(
        perceptron_step(X[row], target[row], w, rate) for row in (range(len(X)) if order is None else order)
    )
    return w, mistakes


def check(X, target, order, w, rate):
    expected, mistakes = by_steps(X, target, order, w, rate)
    assert perceptron_epoch(X, target, order, w, rate) == mistakes
    assert w.tobytes() == expected.tobytes()


@pytest.mark.parametrize("d", COLUMNS)
@pytest.mark.parametrize("rate", [1.0, 0.5, 2.0**-20, 2.0**-1074, 0.1, 0.75, 3.0, 4.0])
def test_every_rate_gives_the_weights_of_single_steps(rng, d, rate):
    X, target = task(rng, d)
    w = np.append(np.zeros(d), 0.3)
    for order in (None, rng.permutation(301), rng.integers(301, size=7)):
        check(X, target, order, w, rate)
    is_used = rate <= 1 and np.frexp(rate)[0] == 0.5
    assert (shown(X, target, None, w.copy(), rate)[0] == 301) == is_used


@pytest.mark.parametrize("rows", range(1, 10))
def test_the_last_rows_are_shown_once(rng, rows):
    X, target = task(rng, 70, rows)
    for start in (-40.0, 0.0, 40.0):
        check(X, target, None, np.append(np.zeros(70), start), 1.0)


@pytest.mark.parametrize("d", COLUMNS[1:])
@pytest.mark.parametrize("below", [0, 1, 5])
@pytest.mark.parametrize("rate", [1.0, 0.25])
def test_floats_go_on_where_there_is_no_more_room(rng, d, below, rate):
    X, target = task(rng, d)
    w = np.append(rng.choice([-1.0, 1.0], d) * (greatest(d) - below), 0.1) * rate
    check(X, target, None, w.copy(), rate)
    count, mistakes = shown(X, target, None, w.copy(), rate)
    assert (count > 0) == (below > 0)
    assert count < 301
    assert mistakes >= below


@pytest.mark.parametrize("wrong", [0.5, 1e300, -(2.0**15), 2.0**-1074, np.inf, np.nan])
def test_weights_that_are_no_small_multiples_are_left_to_floats(rng, wrong):
    X, target = task(rng, 100)
    w = np.append(np.zeros(100), 0.3)
    w[50] = wrong
    assert shown(X, target, None, w.copy(), 1.0) == (0, 0)
    check(X, target, None, w, 1.0)


def test_a_zero_keeps_its_sign_until_the_first_mistake(rng):
    X, target = task(rng, 100)
    for wanted in (np.ones(301), target):
        check(X, wanted, None, np.append(np.full(100, -0.0), 0.3), 1.0)


def test_targets_may_be_minus_one_and_weights_float32(rng):
    X, target = task(rng, 100)
    check(X, 2 * target - 1, None, np.zeros(101), 1.0)
    w = np.zeros(101, np.float32)
    assert shown(X, target, None, w, 1.0) == (0, 0)


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("d", [64, 448, 3000])
def test_no_sum_is_too_great(d, sign):
    """All bits set and all weights as great as they may be; an answer that is wrong by one half."""
    X = np.array([naive.words([1] * d)] * 4, np.uint64)
    total = sign * (greatest(d) - 1.0) * d
    for bias in (0.5 - total, -0.5 - total):
        w = np.append(np.full(d, sign * (greatest(d) - 1.0)), bias)
        check(X, np.full(4, bias + total > 0), None, w.copy(), 1.0)
        assert shown(X, np.full(4, bias + total > 0), None, w, 1.0) == (4, 0)


def test_epochs_end_where_there_is_no_mistake(rng):
    X, _ = task(rng, 400)
    target, w, mistakes = (X[:, 0] & 1) * 1.0, np.zeros(401), np.zeros(100, np.int64)
    expected, counts = w.copy(), []
    while not counts or counts[-1]:
        expected, count = by_steps(X, target, None, expected, 1.0)
        counts.append(count)
    made = perceptron_epochs(X, target, w, 1.0, mistakes)
    assert mistakes[:made].tolist() == counts
    assert w.tobytes() == expected.tobytes()
