"""The sums in lanes: their order, and that nothing beside the arrays is read or written."""

import naive
import numpy as np
import pytest
from numba.core.errors import TypingError

from markone.kernels.perceptron import perceptron_epoch, perceptron_net, perceptron_step
from markone.kernels.vector.rows import LAST, PARTIAL

SIZES = range(1, 2 * PARTIAL + 2)
KINDS = [np.float64, np.float32, np.uint8, np.uint64]
CANARY = 7.0


def between(values, margin):
    """`values` in an array between margins that no one may read, and that array with the margins."""
    values = np.ascontiguousarray(values)
    around = np.full(values.size + 2 * PARTIAL, margin, values.dtype)
    inside = around[PARTIAL : PARTIAL + values.size].reshape(values.shape)
    inside[...] = values
    return inside, around


def samples(rng, n, d, kind):
    """Whole numbers as floats, bytes or bits, and the same as float64."""
    X = rng.integers(2 if kind == np.uint64 else 6, size=(n, d))
    given = np.array([*map(naive.words, X.tolist())], kind) if kind == np.uint64 else X.astype(kind)
    return given, X.astype(float)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_sums_have_the_order_that_is_written_down(rng, kind):
    for d in SIZES:
        X, w = rng.normal(size=(5, d)).astype(kind), rng.normal(size=d + 1).astype(kind)
        expected = [naive.lane_sum(w, x, kind, PARTIAL, LAST) for x in X]
        assert perceptron_net(X, w).tolist() == expected


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_inside_is_read_and_written(rng, kind):
    margin = np.nan if np.issubdtype(kind, np.floating) else np.iinfo(kind).max
    lane = np.float32 if kind == np.float32 else np.float64
    for d in SIZES:
        X, plain = samples(rng, 9, d, kind)
        X, _ = between(X, margin)
        start = rng.integers(-3, 4, size=d + 1).astype(lane)
        w, around = between(start, np.nan)
        assert perceptron_net(X, w).tolist() == (plain @ start[:-1] + start[-1]).tolist()
        answers = plain @ start[:-1] + start[-1] > 0
        answers[-1] ^= True  # eight right answers, four of them weighed together, and then a mistake
        assert perceptron_epoch(X, answers * 1.0, None, w, 1.0) == 1
        step = 1.0 if answers[-1] else -1.0
        assert w.tolist() == (start + step * np.append(plain[-1], 1.0)).tolist()
        around[PARTIAL : PARTIAL + d + 1] = np.nan
        assert np.isnan(around).all()


@pytest.mark.parametrize("kind", KINDS)
def test_four_at_once_are_the_same_as_one_by_one(rng, kind):
    lane = np.float32 if kind == np.float32 else np.float64
    for d in (1, 2, 7, 20, 70):
        X, _ = samples(rng, 200, d, kind)
        target, start = (rng.random(200) < 0.2) * 1.0, (rng.normal(size=d + 1) - 0.5).astype(lane)
        together, single = start.copy(), start.copy()
        mistakes = perceptron_epoch(X, target, None, together, 0.1)
        assert sum(perceptron_step(x, t, single, 0.1) for x, t in zip(X, target, strict=True)) == mistakes
        assert together.tolist() == single.tolist()


def test_what_would_be_read_wrongly_is_refused():
    w = np.zeros(3)
    for X in (np.ones((4, 2), np.float32), np.ones((4, 4))[:, ::2], np.ones((4, 2), np.int64)):
        with pytest.raises(TypingError, match="all in C order"):
            perceptron_net(X, w)
