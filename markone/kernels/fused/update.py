"""Weights that move as soon as their gradient is summed: dL/dW exists for one tile at a time."""

from typing import NamedTuple

import numpy as np

from markone.kernels.fused.forward import _panel
from markone.kernels.fused.sweep import ROWS, Left, Out, Right, _sweep, _tile
from markone.kernels.jit import jit
from markone.kernels.vector.product import NARROW_ROW, WIDE_ROW, lanes_of

SGD, ADAM = range(2)


class Descent(NamedTuple):
    """How weights go down the gradient; `alpha` is the strength of the penalty on their squares."""

    solver: int
    rate: float
    momentum: float = 0.0
    alpha: float = 0.0


class Memory(NamedTuple):
    """What a net changes while it learns; flat arrays of one dtype, and the number of steps so far (1,)."""

    weights: np.ndarray
    velocity: np.ndarray
    """Of sgd with momentum; Adam's mean."""
    square: np.ndarray
    """Adam's."""
    steps: np.ndarray


@jit
def _plain(descent):
    """Whether weights go down the slope and remember nothing."""
    return descent.solver == SGD and descent.momentum == 0.0


@jit
def _descend(descent, rate, decay, W, G, velocity, square):
    """Move the weights W by their gradient G and the penalty's slope decay * W.

    Without momentum G is the step itself (`_scale_of`).
    """
    number = W.dtype.type
    rate, decay, momentum = number(rate), number(decay), number(descent.momentum)
    if _plain(descent):
        for i in range(W.size):
            W[i] += G[i]
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


@jit
def _rate(descent, step):
    """The rate of a step; Adam's makes good for a memory that began with zeros."""
    if descent.solver == SGD:
        return descent.rate
    return descent.rate * np.sqrt(1.0 - 0.999**step) / (1.0 - 0.9**step)


@jit
def _scale_of(descent, share):
    """What dL/dnet is multiplied by: plain descent puts its rate there, and sums steps in place of slopes."""
    return (-descent.rate if _plain(descent) else 1.0) / share


@jit
def _update(layout, descent, step, memory, bench, samples, share, gradient, me, of):
    """Step number `step` of every layer from the batch of so many `samples`; part `me` of `of` parts.

    `gradient` holds the gradient of one tile, or of a layer's biases.
    """
    W, acts, deltas = memory.weights, bench.acts, bench.deltas
    rate, decay = _rate(descent, step), descent.alpha / share
    for layer in range(layout.code.size):
        wide, panels = _panel(layout, layer, lanes_of(W))
        count = -(-layout.inputs[layer] // ROWS)
        tiles = count * me // of, count * (me + 1) // of
        left = Left(layout.place[layer], 1, layout.stride[layer])
        right = Right(layout.place[layer + 1], layout.stride[layer + 1], wide)
        out = Out(layout.weights[layer], wide, layout.rows[layer] * wide)
        if _plain(descent):
            keep, vectors = W.dtype.type(1.0 - rate * decay), layout.vectors[layer]
            _sweep(vectors, tiles, panels, samples, acts, left, deltas, right, W, out, W, out, keep)
        else:
            for panel in range(panels):
                _panel_step(
                    layout,
                    layer,
                    descent,
                    rate,
                    decay,
                    memory,
                    acts,
                    left,
                    deltas,
                    right,
                    samples,
                    gradient,
                    tiles,
                    panel,
                    wide,
                )
        if me == of - 1:
            _bias_step(layout, layer, descent, rate, memory, bench, right, samples, gradient, panels, wide)


@jit
def _panel_step(
    layout,
    layer,
    descent,
    rate,
    decay,
    memory,
    acts,
    left,
    deltas,
    right,
    samples,
    gradient,
    tiles,
    panel,
    wide,
):
    """The tiles of one panel, each descended as soon as it is summed."""
    zero = acts.dtype.type(0)
    out = Out(0, wide, 0)
    for tile in range(tiles[0], tiles[1]):
        a, b = left.start + tile * ROWS, right.start + panel * right.panel
        _tile(
            layout.vectors[layer],
            samples,
            acts,
            left,
            a,
            deltas,
            right,
            b,
            gradient,
            out,
            0,
            gradient,
            out,
            0,
            zero,
        )
        first = layout.weights[layer] + (panel * layout.rows[layer] + tile * ROWS) * wide
        _run(descent, rate, decay, memory, gradient, first, ROWS * wide)


@jit
def _bias_step(layout, layer, descent, rate, memory, bench, right, samples, gradient, panels, wide):
    """The biases of a layer, which have no penalty: weights of an input that is always 1."""
    D, one, zero, first = bench.deltas, bench.one, memory.weights.dtype.type(0), layout.bias[layer]
    for panel in range(panels):
        b, c = right.start + panel * right.panel, panel * wide
        if layout.vectors[layer] == 1:
            NARROW_ROW(samples, one, 0, 0, 0, D, b, right.deep, gradient, c, 0, gradient, c, 0, zero)
        else:
            WIDE_ROW(samples, one, 0, 0, 0, D, b, right.deep, gradient, c, 0, gradient, c, 0, zero)
    _run(descent, rate, 0.0, memory, gradient, first, panels * wide)


@jit
def _run(descent, rate, decay, memory, gradient, first, count):
    """Descend the weights first to first + count."""
    part = slice(first, first + count)
    G = gradient[:count]
    _descend(descent, rate, decay, memory.weights[part], G, memory.velocity[part], memory.square[part])
