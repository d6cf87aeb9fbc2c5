"""Samples through the layers, many at a time.

The law of `kernels.dense.fprop` and `kernels.activation.activate` in this engine's form, held against it by
tests/fast/test_fused.py::test_the_fused_net_is_the_readable_one.
"""

from markone.fast.fused.gemm import ROWS, Left, Out, Right, gemm
from markone.kernels.activation import HEAVISIDE, IDENTITY, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.jit import inlined
from markone.kernels.vector.math import exp, logistic, tanh
from markone.kernels.vector.product import lanes_of


@inlined
def panel_size(layout, layer, lanes):
    """Units in a panel of `layer`, for vectors of so many `lanes`; and how many panels there are."""
    wide = layout.vectors[layer] * lanes
    return wide, -(-layout.outputs[layer] // wide)


@inlined
def gather(layout, X, samples, acts, first, last):
    """The samples of X with the numbers samples[first:last] into rows first to last of the activations."""
    stride = layout.stride[0]
    for number in range(first, last):
        row, at = X[samples[number]], layout.place[0] + number * stride
        into = acts[at : at + row.size]
        for i in range(row.size):
            into[i] = row[i]


@inlined
def forward(layout, weights, acts, tiles):
    """The activations of every layer, for the tiles of samples from tiles[0] to tiles[1]."""
    for layer in range(layout.code.size):
        wide, panels = panel_size(layout, layer, lanes_of(acts))
        stride, place = layout.stride[layer + 1], layout.place[layer + 1]
        left = Left(layout.place[layer], layout.stride[layer], 1)
        right = Right(layout.weights[layer], wide, layout.rows[layer] * wide)
        out, bias = Out(place, stride, wide), Out(layout.bias[layer], 0, wide)
        vectors, depth, one = layout.vectors[layer], layout.inputs[layer], acts.dtype.type(1)
        gemm(vectors, tiles, panels, depth, acts, left, weights, right, acts, out, weights, bias, one)
        block = acts[place + tiles[0] * ROWS * stride : place + tiles[1] * ROWS * stride]
        _activate(layout.code[layer], block, layout.outputs[layer], stride)


@inlined
def _activate(code, block, units, stride):
    """Put net inputs, a row per sample, through an activation, in place."""
    if code == TANH:
        for at in range(block.size):
            block[at] = tanh(block[at])
    elif code == LOGISTIC:
        for at in range(block.size):
            block[at] = logistic(block[at])
        _clear(block, units, stride)
    elif code == RELU:
        zero = block.dtype.type(0)
        for at in range(block.size):
            block[at] = block[at] if block[at] > zero else zero
    elif code == HEAVISIDE:
        for at in range(block.size):
            block[at] = block[at] > 0
    elif code == SOFTMAX:
        _softmax(block, units, stride)
    elif code != IDENTITY:
        raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")


@inlined
def _clear(block, units, stride):
    """Zeros after the last unit of every row: a logistic unit without input says 1/2."""
    rows = block.reshape(block.size // stride, stride)
    for row in range(len(rows)):
        for j in range(units, stride):
            rows[row, j] = 0


@inlined
def _softmax(block, units, stride):
    """Turn each row of net inputs into shares that sum to 1.

    Rows are whole vectors: a loop as long as one is what LLVM does in one step.
    """
    rows, lanes = block.reshape(block.size // stride, stride), lanes_of(block)
    for row in range(len(rows)):
        top = rows[row, 0]
        for j in range(1, units):
            top = rows[row, j] if rows[row, j] > top else top
        for first in range(0, stride, lanes):
            for lane in range(lanes):
                rows[row, first + lane] -= top
    for at in range(block.size):
        block[at] = exp(block[at])
    for row in range(len(rows)):
        total = block.dtype.type(0)
        for j in range(units):
            total += rows[row, j]
        share = block.dtype.type(1) / total
        for first in range(0, stride, lanes):
            for lane in range(lanes):
                rows[row, first + lane] *= share
    _clear(block, units, stride)
