"""Layers, activations and losses against plain Python, central differences and the lecture's numbers."""

import naive
import numpy as np
import pytest

from markone.kernels.activation import ACTIVATIONS, IDENTITY, LOGISTIC, SOFTMAX
from markone.kernels.dense import backprop, fprop, with_bias
from markone.kernels.loss import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    cross_entropy,
    cross_entropy_gradient,
    sse,
    sse_gradient,
)

LOSSES = {
    "sse": (sse, sse_gradient),
    "cross-entropy": (cross_entropy, cross_entropy_gradient),
    "binary cross-entropy": (binary_cross_entropy, binary_cross_entropy_gradient),
}
PAIRS = [(name, "sse") for name in ("identity", "tanh", "logistic", "relu", "softmax")]
PAIRS += [(name, loss) for name in ("logistic", "softmax") for loss in list(LOSSES)[1:]]


@pytest.mark.reference
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_fprop_is_the_naive_one(name, rng):
    W, X = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    assert fprop(W, X, ACTIVATIONS[name]) == pytest.approx(np.array(naive.fprop(W, X, name)), abs=1e-14)


@pytest.mark.reference
@pytest.mark.parametrize("loss", LOSSES)
def test_losses_are_the_naive_ones(loss, rng):
    Y, T, weight = rng.dirichlet(np.ones(3), size=6), np.eye(3)[rng.integers(3, size=6)], rng.random(6)
    T[0] = 0.25, 0.25, 0.5
    assert LOSSES[loss][0](Y, T, weight) == pytest.approx(naive.loss(loss, Y, T, weight), rel=1e-13)


@pytest.mark.parametrize("loss", list(LOSSES)[1:])
def test_a_certain_and_wrong_output_costs_a_finite_loss(loss):
    Y, T, ones = np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]), np.ones(1)
    value, gradient = LOSSES[loss]
    assert 600 < value(Y, T, ones) < 1400
    assert np.isfinite(gradient(Y, T, ones)).all()


@pytest.mark.reference
@pytest.mark.parametrize(("name", "loss"), PAIRS)
def test_gradients_agree_with_central_differences(name, loss, rng):
    """||g - d|| / (||g|| + ||d||) < 1e-8, for weights and inputs at once."""
    value, gradient = LOSSES[loss]
    f, weight = ACTIVATIONS[name], rng.random(6)
    W, X, T = rng.normal(size=(3, 4)), rng.normal(size=(6, 4)), rng.dirichlet(np.ones(3), size=6)

    def total(flat):
        V, Z = flat[: W.size].reshape(W.shape), flat[W.size :].reshape(X.shape)
        return value(fprop(V, Z, f), T, weight)

    Y = fprop(W, X, f)
    dX, dW = backprop(W, X, f, Y, gradient(Y, T, weight))
    g = np.concatenate([dW.ravel(), dX.ravel()])
    at, step = np.concatenate([W.ravel(), X.ravel()]), 1e-6
    d = np.array([(total(at + e) - total(at - e)) / (2 * step) for e in step * np.eye(at.size)])
    assert np.linalg.norm(g - d) / (np.linalg.norm(g) + np.linalg.norm(d)) < 1e-8


def test_heaviside_passes_no_gradient(rng):
    W, X = rng.normal(size=(3, 4)), rng.normal(size=(6, 4))
    Y = fprop(W, X, ACTIVATIONS["heaviside"])
    dX, dW = backprop(W, X, ACTIVATIONS["heaviside"], Y, np.ones_like(Y))
    assert not dX.any()
    assert not dW.any()


@pytest.mark.parametrize(
    ("code", "gradient"), [(SOFTMAX, cross_entropy_gradient), (LOGISTIC, binary_cross_entropy_gradient)]
)
def test_a_matched_pair_needs_no_slope(code, gradient, rng):
    W, X, T = rng.normal(size=(3, 4)), rng.normal(size=(6, 4)), np.eye(3)[rng.integers(3, size=6)]
    Y, ones = fprop(W, X, code), np.ones(6)
    long = backprop(W, X, code, Y, gradient(Y, T, ones))
    short = backprop(W, X, IDENTITY, Y, sse_gradient(Y, T, ones))
    for one, other in zip(long, short, strict=True):
        assert one == pytest.approx(other, abs=1e-13)


@pytest.mark.parametrize("name", ["logistic", "softmax", "tanh"])
def test_no_overflow_at_either_end(name):
    with np.errstate(all="raise"):
        Y = fprop(np.eye(2), np.array([[1e4, -1e4]]), ACTIVATIONS[name])
    assert np.isfinite(Y).all()


def test_the_lectures_hand_coded_net():
    """Golden: its outputs and E (without 1/2); it does not compute XOR. Rates and steps until E < .05."""
    X = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    T, ones = np.array([[1.0], [1.0], [0.0], [0.0]]), np.ones(4)
    start = np.array([[-0.2, 0.2, -0.1], [-0.3, -0.25, 0.2]]), np.array([[0.1, 0.2, 0.1]])

    def forward(hidden, output):
        H = fprop(hidden, with_bias(X), LOGISTIC)
        return H, fprop(output, with_bias(H), LOGISTIC)

    _, Y = forward(*start)
    assert Y.ravel() == pytest.approx([0.562176, 0.559112, 0.564014, 0.557292], abs=5e-7)
    assert 2 * sse(Y, T, ones) == pytest.approx(1.014758, abs=5e-7)

    def steps_until_solved(rate):
        hidden, output = (W.copy() for W in start)
        for step in range(1, 4000):
            H, Y = forward(hidden, output)
            dH, d_output = backprop(output, with_bias(H), LOGISTIC, Y, 2 * sse_gradient(Y, T, ones))
            _, d_hidden = backprop(hidden, with_bias(X), LOGISTIC, H, np.ascontiguousarray(dH[:, :-1]))
            output -= rate * d_output
            hidden -= rate * d_hidden
            if 2 * sse(forward(hidden, output)[1], T, ones) < 0.05:
                return step
        return None

    assert [steps_until_solved(rate) for rate in (0.5, 1, 2, 5)] == [3017, 1505, 738, 143]


@pytest.mark.parametrize("code", [-1, 6, 99])
def test_an_unknown_activation_is_refused(code):
    W, X = np.ones((2, 3)), np.ones((4, 3))
    with pytest.raises(ValueError, match="the activation is none of the codes"):
        fprop(W, X, code)
    with pytest.raises(ValueError, match="the activation is none of the codes"):
        backprop(W, X, code, np.ones((4, 2)), np.ones((4, 2)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_many_wrong_answers_are_all_counted(dtype):
    """Each costs 35 ln 10: their product is far below the smallest number."""
    Y, T = np.full((1, 9), dtype(1e-35)), np.ones((1, 9), dtype)
    said = binary_cross_entropy(Y, T, np.ones(1))
    assert said == pytest.approx(9 * 35 * np.log(10), rel=1e-6)
    assert cross_entropy(Y, T, np.ones(1)) == said


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_class_that_is_right_is_looked_up(dtype, rng):
    """Its loss is that of a target of 1 beside others that are nearly 0."""
    Y = rng.uniform(size=(40, 7)).astype(dtype) ** 30
    Y[:5] = 0
    T = np.eye(7, dtype=dtype)[rng.integers(7, size=40)]
    nearly = np.where(T == 0, np.finfo(dtype).tiny, T).astype(dtype)
    for row in range(40):
        one = slice(row, row + 1)
        looked_up = cross_entropy(Y[one], T[one], np.ones(1))
        right = max(float(Y[row][T[row] == 1][0]), 1e-300)
        assert looked_up == pytest.approx(-np.log(right), rel=4e-16, abs=0)
        assert cross_entropy(Y[one], nearly[one], np.ones(1)) == pytest.approx(looked_up, abs=1e-30)
