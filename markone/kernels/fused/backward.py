"""From the loss of a batch back to what every layer did to it: dL/dnet, a row per sample."""

import numpy as np

from markone.kernels.activation import HEAVISIDE, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.fused.forward import _panel
from markone.kernels.fused.sweep import ROWS, Left, Out, Right, _sweep
from markone.kernels.jit import jit
from markone.kernels.loss import SMALLEST
from markone.kernels.vector.transpose import _turn

SSE, CROSS_ENTROPY, BINARY_CROSS_ENTROPY = range(3)


@jit
def _row_loss(kind, y, t):
    """The loss of one sample."""
    total = 0.0
    for j in range(t.size):
        if kind == SSE:
            miss = np.float64(y[j]) - t[j]
            total += 0.5 * miss * miss
        elif t[j] != 0.0:
            total -= t[j] * np.log(max(np.float64(y[j]), SMALLEST))
        if kind == BINARY_CROSS_ENTROPY and t[j] != 1.0:
            total -= (1.0 - t[j]) * np.log(max(1.0 - np.float64(y[j]), SMALLEST))
    return total


@jit
def _meet_targets(layout, loss, T, weight, samples, share, bench, first, last):
    """dL/dnet of the last layer, Y - T, and each sample's loss, for rows first to last; `samples` index T."""
    top, share = layout.code.size, bench.acts.dtype.type(share)
    stride, place = layout.stride[top], layout.place[top]
    for row in range(first, last):
        t, w, at = T[samples[row]], weight[samples[row]], place + row * stride
        y, delta = bench.acts[at : at + stride], bench.deltas[at : at + stride]
        bench.losses[row] = w * _row_loss(loss, y, t)
        for j in range(t.size):
            delta[j] = w * (y[j] - t[j]) / share


@jit
def _backward(layout, weights, acts, deltas, turned, tiles):
    """dL/dnet of every layer but the last, for the tiles of samples from tiles[0] to tiles[1].

    `turned` holds one panel of a layer's weights, transposed.
    """
    one, zero = acts.dtype.type(1), acts.dtype.type(0)
    for layer in range(layout.code.size - 1, 0, -1):
        wide, panels = _panel(layout, layer - 1, acts.itemsize)
        stride, place = layout.stride[layer], layout.place[layer]
        depth, vectors = layout.outputs[layer], layout.vectors[layer - 1]
        left = Left(layout.place[layer + 1], layout.stride[layer + 1], 1)
        for panel in range(panels):
            _on_their_side(layout, layer, weights, panel * wide, wide, turned)
            out = Out(place + panel * wide, stride, 0)
            _sweep(vectors, tiles, 1, depth, deltas, left, turned, Right(0, wide, 0), deltas, out, zero, one)
        part = slice(place + tiles[0] * ROWS * stride, place + tiles[1] * ROWS * stride)
        _pull_back(layout.code[layer - 1], acts[part], deltas[part], layout.outputs[layer - 1], stride)


@jit
def _on_their_side(layout, layer, weights, first, wide, turned):
    """The weights from the inputs first to first + wide of a layer: a row per unit."""
    panel, panels = _panel(layout, layer, weights.itemsize)
    for number in range(panels):
        start = layout.weights[layer] + (number * layout.rows[layer] + first) * panel
        _turn(weights, start, panel, turned, number * panel * wide, wide, wide, panel)


@jit
def _pull_back(code, Y, D, units, stride):
    """From dL/dY in D to dL/dnet, in place, given the outputs Y."""
    one, zero = D.dtype.type(1), D.dtype.type(0)
    if code == TANH:
        for at in range(D.size):
            D[at] *= one - Y[at] * Y[at]
    elif code == LOGISTIC:
        for at in range(D.size):
            D[at] *= Y[at] * (one - Y[at])
    elif code == RELU:
        for at in range(D.size):
            D[at] = D[at] if Y[at] > zero else zero
    elif code == HEAVISIDE:
        D[:] = zero
    elif code == SOFTMAX:
        for first in range(0, D.size, stride):
            common = zero
            for at in range(first, first + units):
                common += Y[at] * D[at]
            for at in range(first, first + units):
                D[at] = Y[at] * (D[at] - common)
