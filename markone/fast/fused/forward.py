"""Samples through the layers, many at a time.

The law of `kernels.dense.fprop` and `kernels.activation.activate` in this engine's form, held against it by
tests/fast/test_fused.py::test_the_fused_net_is_the_readable_one.
"""

from markone.fast.fused.gemm import ROWS, Left, Out, Right, gemm
from markone.kernels.activation import HEAVISIDE, IDENTITY, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.jit import inlined
from markone.kernels.vector.each import on_each
from markone.kernels.vector.math import logistic, tanh
from markone.kernels.vector.product import lanes_of
from markone.kernels.vector.softmax import softmax
from markone.kernels.vector.transpose import block as turn

_each_tanh, _each_logistic = on_each(tanh), on_each(logistic)


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
def forward(layout, weights, acts, turned, tiles, last):
    """The activations of every layer, for the tiles of samples from tiles[0] to tiles[1].

    What comes after sample `last` is not meant; `turned` has room for a vector for each unit of a layer.
    """
    for layer in range(layout.code.size):
        wide, panels = panel_size(layout, layer, lanes_of(acts))
        stride, place = layout.stride[layer + 1], layout.place[layer + 1]
        left = Left(layout.place[layer], layout.stride[layer], 1, ROWS * layout.stride[layer])
        right = Right(layout.weights[layer], wide, layout.rows[layer] * wide)
        out, bias = Out(place, stride, wide), Out(layout.bias[layer], 0, wide)
        vectors, depth, one = layout.vectors[layer], layout.inputs[layer], acts.dtype.type(1)
        gemm(vectors, tiles, panels, depth, acts, left, weights, right, acts, out, weights, bias, one)
        block = acts[place + tiles[0] * ROWS * stride : place + last * stride]
        _activate(layout.code[layer], block, layout.outputs[layer], panels * wide, stride, turned)


@inlined
def _activate(code, block, units, columns, stride, turned):
    """Put net inputs, a row per sample, through an activation, in place; zeros follow after `columns`."""
    if code == TANH:
        _each_tanh(block, columns, stride)
    elif code == LOGISTIC:
        _each_logistic(block, columns, stride)
        _clear(block, units, columns, stride)
    elif code == RELU:
        zero = block.dtype.type(0)
        for at in range(block.size):
            block[at] = block[at] if block[at] > zero else zero
    elif code == HEAVISIDE:
        for at in range(block.size):
            block[at] = block[at] > 0
    elif code == SOFTMAX:
        _softmax(block, units, stride, turned)
    elif code != IDENTITY:
        raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")


@inlined
def _clear(block, units, columns, stride):
    """Zeros after the last unit of every row, up to `columns`: a logistic unit without input says 1/2."""
    lanes, zero = lanes_of(block), block.dtype.type(0)
    for start in range(0, block.size, stride):
        for first in range(units // lanes * lanes, columns, lanes):
            for lane in range(lanes):
                at = start + first + lane
                block[at] = block[at] if first + lane < units else zero


@inlined
def _softmax(block, units, stride, turned):
    """Turn each row of net inputs into shares that sum to 1, as many rows at a time as a vector has lanes."""
    lanes, count = lanes_of(block), block.size // stride
    for row in range(0, count, lanes):
        rows = min(count - row, lanes)
        for unit in range(0, units, lanes):
            turn(block, row * stride + unit, stride, rows, turned, unit * lanes, lanes, lanes)
        softmax(turned, units)
        for unit in range(0, units, lanes):
            turn(turned, unit * lanes, lanes, lanes, block, row * stride + unit, stride, rows)
