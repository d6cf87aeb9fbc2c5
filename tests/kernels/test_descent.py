"""Optimisers against a hand calculation."""

import numpy as np
import pytest

from markone.kernels.descent import adam_step, plain_step, sgd_step

pytestmark = pytest.mark.reference


def test_plain_descent_shrinks_weights_and_keeps_biases():
    W = np.array([[2.0, 4.0]])
    plain_step(W, np.array([[0.25, -1.0]]), 0.5)
    assert W.tolist() == [[1.25, 3.0]]


def test_sgd_with_momentum():
    W, v = np.array([[1.0]]), np.zeros((1, 1))
    sgd_step(W, np.array([[2.0]]), v, 0.1, 0.9)
    sgd_step(W, np.array([[1.0]]), v, 0.1, 0.9)
    assert W[0, 0] == pytest.approx(1 - 0.2 + (0.9 * -0.2 - 0.1))


def test_adam_is_algorithm_1():
    W, m, v = np.array([[1.0]]), np.zeros((1, 1)), np.zeros((1, 1))
    w, first, second = 1.0, 0.0, 0.0
    for step, g in enumerate((2.0, -1.0, 0.5), 1):
        adam_step(W, np.array([[g]]), m, v, 0.01, step)
        first, second = 0.9 * first + 0.1 * g, 0.999 * second + 0.001 * g * g
        w -= 0.01 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    assert W[0, 0] == pytest.approx(w, rel=1e-6)
