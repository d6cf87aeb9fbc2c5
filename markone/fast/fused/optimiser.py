"""How weights go down the gradient: plainly, with momentum, or by Adam.

The law of `kernels.descent` in this engine's form, held against it by
tests/fast/test_fused.py::test_the_fused_net_is_the_readable_one.
"""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import inlined
from markone.kernels.vector.emit import muladd

SGD, ADAM = range(2)


class Descent(NamedTuple):
    """How weights go down the gradient; `alpha` is the strength of the penalty on their squares."""

    solver: int
    rate: float
    momentum: float = 0.0
    alpha: float = 0.0


class State(NamedTuple):
    """What a net changes while it learns; flat arrays of one dtype, and the number of steps so far (1,)."""

    weights: np.ndarray
    velocity: np.ndarray
    """Of sgd with momentum; Adam's mean."""
    square: np.ndarray
    """Adam's."""
    steps: np.ndarray


@inlined
def is_plain_sgd(descent):
    """Whether weights go down the slope and remember nothing."""
    return descent.solver == SGD and descent.momentum == 0.0


@inlined
def _descend(descent, rate, slope, W, G, velocity, square):
    """Move the weights W by their gradient G and the penalty's, slope * W.

    Without momentum G is the step itself (`scale_of`).
    """
    number = W.dtype.type
    rate, decay, momentum = number(rate), number(slope), number(descent.momentum)
    if is_plain_sgd(descent):
        keep = number(1.0 - descent.rate * slope)
        for i in range(W.size):
            W[i] = muladd(keep, W[i], G[i])
        return
    if descent.solver == SGD:
        for i in range(W.size):
            velocity[i] = momentum * velocity[i] - rate * (G[i] + decay * W[i])
            W[i] += velocity[i]
        return
    tenth, thousandth, least = number(0.1), number(0.001), number(1e-8)
    for i in range(W.size):
        g = G[i] + decay * W[i]
        velocity[i] += tenth * (g - velocity[i])
        square[i] += thousandth * (g * g - square[i])
        W[i] -= rate * velocity[i] / (np.sqrt(square[i]) + least)


@inlined
def step_rate(descent, step):
    """The rate of a step; Adam's makes good for a state that began with zeros."""
    if descent.solver == SGD:
        return descent.rate
    return descent.rate * np.sqrt(1.0 - 0.999**step) / (1.0 - 0.9**step)


@inlined
def scale_of(descent, share):
    """What dL/dnet is multiplied by: plain descent puts its rate there, and sums steps in place of slopes."""
    return (-descent.rate if is_plain_sgd(descent) else 1.0) / share


@inlined
def descend_run(descent, rate, decay, state, gradient, first, count):
    """Descend the weights first to first + count."""
    part = slice(first, first + count)
    G = gradient[:count]
    _descend(descent, rate, decay, state.weights[part], G, state.velocity[part], state.square[part])
