"""Vector code between margins: what it must not read it does not read, and what not write, not write."""

import numpy as np
import pytest
from margins import with_any_margins

from markone.fast.many import train as many
from markone.fast.many.backward import backward
from markone.fast.many.forward import forward
from markone.fast.many.plan import Plan, units_of, weights_of
from markone.fast.many.start import NORMAL
from markone.kernels.activation import IDENTITY, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.jit import jit
from markone.kernels.vector.lanes import LANES, load, spread, store
from markone.kernels.vector.math import exp, logistic, tanh
from markone.kernels.vector.processor import TILE
from markone.kernels.vector.transpose import transpose


@jit
def all_three(x, out):
    for i in range(x.size):
        out[0, i], out[1, i], out[2, i] = exp(x[i]), tanh(x[i]), logistic(x[i])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_functions_of_every_small_number_of_numbers(dtype):
    for size in range(2 * TILE.vector_bytes // 4 + 2):
        x = np.linspace(-5, 5, size).astype(dtype)

        def act(put, x=x):
            out = put(np.zeros((3, x.size), dtype))
            all_three(put(x), out)
            return (out,)

        (out,) = with_any_margins(act)
        expected = np.exp(x), np.tanh(x), 1 / (1 + np.exp(-x))
        assert np.allclose(out, expected, rtol=8 * np.finfo(dtype).eps, atol=0)


@jit
def turned(source, target, rows, columns):
    transpose(source, 0, columns, target, 0, rows, rows, columns)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_matrix_is_turned_within_its_bounds(dtype):
    lanes = TILE.vector_bytes // np.dtype(dtype).itemsize
    for high in (lanes, 2 * lanes, 3 * lanes):
        for wide in (lanes, 2 * lanes):
            source = np.arange(high * wide, dtype=dtype).reshape(high, wide)

            def act(put, source=source, high=high, wide=wide):
                target = put(np.zeros(source.size, dtype))
                turned(put(source.ravel()), target, high, wide)
                return (target,)

            (target,) = with_any_margins(act)
            assert np.array_equal(target.reshape(wide, high), source.T)


@jit
def lanes_added(rows, out):
    for row in range(len(rows)):
        store(out, row, load(rows, row) + spread(np.float32(1), load(rows, row)))


def test_rows_of_lanes():
    for count in (0, 1, 2, 3):
        rows = np.arange(count * LANES, dtype=np.float32).reshape(count, LANES)

        def act(put, rows=rows):
            out = put(np.zeros_like(rows))
            lanes_added(put(rows), out)
            return (out,)

        assert np.array_equal(with_any_margins(act)[0], rows + 1)


@jit
def one_step(W, X, T, A, E, rates, plan):
    forward(W, X, A, plan)
    backward(W, X, T, A, E, load(rates, 0), plan)


SHAPES = [
    ((1, 1), 1, RELU, IDENTITY, True),
    ((3, 2), 2, TANH, SOFTMAX, True),
    ((2, 1, 1), 3, LOGISTIC, LOGISTIC, False),
    ((1, 3, 2), 5, TANH, LOGISTIC, True),
    ((2, 2, 3, 1), 3, RELU, IDENTITY, True),
    ((3, 4, 1, 2, 3), 2, IDENTITY, SOFTMAX, True),
]


def data_of(shape, rng):
    sizes, samples, f, g, matched = shape
    plan = Plan(sizes, samples, f, g, matched, -1, 0.1)
    X, T = rng.normal(size=(samples, sizes[0])), rng.random((samples, sizes[-1]))
    return plan, X.astype(np.float32), T.astype(np.float32)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_step_of_many_nets(rng, shape):
    plan, X, T = data_of(shape, rng)
    W = rng.normal(size=(weights_of(plan), LANES)).astype(np.float32)

    def act(put):
        moved, E = put(W), put(np.full((plan.samples, LANES), np.nan, np.float32))
        A = put(np.full((units_of(plan) * plan.samples, LANES), np.nan, np.float32))
        rates = put(np.full((1, LANES), -0.1, np.float32))
        one_step(moved, put(X), put(T), A, E, rates, plan._replace(sizes=put(np.array(plan.sizes))))
        return moved, A

    moved, _ = with_any_margins(act)
    assert np.isfinite(moved).all()
    assert (moved != W).any()


@pytest.mark.parametrize("shape", SHAPES[2:5:2], ids=str)
@pytest.mark.parametrize("is_unrolled", [False, True])
def test_blocks_of_many_nets(rng, shape, is_unrolled):
    plan, X, T = data_of(shape, rng)
    before = None
    for count in (1, many.FEW, many.FEW + 1, 31, 32, 33, 65):
        kernel = many.trainer(plan, count)[0] if is_unrolled else many.train
        assert (kernel is not many.train) == is_unrolled

        def act(put, count=count, kernel=kernel):
            nets = many.Nets(
                *map(put, (
                    np.arange(count, dtype=np.uint64), np.full(count, NORMAL, np.int8),
                    np.ones(count, np.float32), np.full(count, 0.1, np.float32),
                    np.zeros((count, weights_of(plan)), np.float32), np.zeros(count, np.float32),
                    np.zeros(count, np.uint8),
                ))
            )  # fmt: skip
            of_kernels = plan._replace(sizes=put(np.array(plan.sizes)))
            kernel(nets, put(X), put(T), 3, of_kernels, put(np.zeros(1, np.bool_)))
            return nets.weights, nets.losses, nets.outcomes

        weights, losses, _ = with_any_margins(act)
        assert np.isfinite(weights).all()
        assert np.isfinite(losses).all()
        assert before is None or np.array_equal(before, weights[: len(before)])
        before = weights
