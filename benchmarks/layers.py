"""A training loop in plain sight: the layer API called from Python, fresh arrays at each step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from markone.kernels.activation import ACTIVATIONS, IDENTITY
from markone.kernels.dense import backprop, fprop, with_bias
from markone.kernels.descent import sgd_step
from markone.kernels.loss import sse_gradient


def by_layers(work: Any) -> Callable[[], list[np.ndarray]]:
    """One hidden layer and a softmax, trained as `work` (`nets.Task`) says."""
    X, even = with_bias(work.X), np.full(work.batch, 1 / work.batch, np.float32)
    hidden, softmax = ACTIVATIONS[work.hidden], ACTIVATIONS["softmax"]

    def run() -> list[np.ndarray]:
        W, V = (start.copy() for start in work.weights)
        moved = [np.zeros_like(W), np.zeros_like(V)]
        for _ in range(work.epochs):
            for first in range(0, len(X), work.batch):
                rows = work.order[first : first + work.batch]
                x = X.take(rows, axis=0)
                t = work.T.take(rows, axis=0)
                h = fprop(W, x, hidden)
                inner = with_bias(h)
                y = fprop(V, inner, softmax)
                inner_slope, V_slope = backprop(V, inner, IDENTITY, y, sse_gradient(y, t, even))
                _, W_slope = backprop(W, x, hidden, h, np.ascontiguousarray(inner_slope[:, :-1]))
                sgd_step(V, V_slope, moved[1], work.rate, 0.0)
                sgd_step(W, W_slope, moved[0], work.rate, 0.0)
        return [W, V]

    return run
