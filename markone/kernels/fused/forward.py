"""Samples through the layers, many at a time."""

from markone.kernels.activation import HEAVISIDE, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.fused.sweep import ROWS, Left, Out, Right, _sweep
from markone.kernels.jit import jit
from markone.kernels.vector.math import _exp, _logistic, _tanh
from markone.kernels.vector.processor import TILE


@jit
def _panel(layout, layer, item):
    """Units in a panel of `layer`, for numbers of `item` bytes; and how many panels there are."""
    wide = layout.vectors[layer] * TILE.vector_bytes // item
    return wide, -(-layout.outputs[layer] // wide)


@jit
def _gather(layout, X, samples, acts, first, last):
    """The samples of X with the numbers samples[first:last] into rows first to last of the activations."""
    stride = layout.stride[0]
    for number in range(first, last):
        row, at = X[samples[number]], layout.place[0] + number * stride
        into = acts[at : at + row.size]
        for i in range(row.size):
            into[i] = row[i]


@jit
def _forward(layout, weights, acts, tiles):
    """The activations of every layer, for the tiles of samples from tiles[0] to tiles[1]."""
    for layer in range(layout.code.size):
        wide, panels = _panel(layout, layer, acts.itemsize)
        stride, place = layout.stride[layer + 1], layout.place[layer + 1]
        left = Left(layout.place[layer], layout.stride[layer], 1)
        right = Right(layout.weights[layer], wide, layout.rows[layer] * wide)
        out, bias = Out(place, stride, wide), Out(layout.bias[layer], 0, wide)
        vectors, depth, one = layout.vectors[layer], layout.inputs[layer], acts.dtype.type(1)
        _sweep(vectors, tiles, panels, depth, acts, left, weights, right, acts, out, weights, bias, one)
        block = acts[place + tiles[0] * ROWS * stride : place + tiles[1] * ROWS * stride]
        _activate(layout.code[layer], block, layout.outputs[layer], stride)


@jit
def _activate(code, block, units, stride):
    """Put net inputs, a row per sample, through an activation, in place."""
    if code == TANH:
        for at in range(block.size):
            block[at] = _tanh(block[at])
    elif code == LOGISTIC:
        for at in range(block.size):
            block[at] = _logistic(block[at])
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


@jit
def _clear(block, units, stride):
    """Zeros after the last unit of every row: a logistic unit without input says 1/2."""
    for first in range(0, block.size, stride):
        block[first + units : first + stride] = 0


@jit
def _softmax(block, units, stride):
    """Turn each row of net inputs into shares that sum to 1."""
    for first in range(0, block.size, stride):
        top = block[first]
        for at in range(first + 1, first + units):
            top = max(top, block[at])
        _shift(block[first : first + stride], top)
    for at in range(block.size):
        block[at] = _exp(block[at])
    for first in range(0, block.size, stride):
        total = block.dtype.type(0)
        for at in range(first, first + units):
            total += block[at]
        _scale(block[first : first + stride], block.dtype.type(1) / total)
    _clear(block, units, stride)


@jit
def _shift(row, by):
    """Take `by` from a row of whole vectors; loops as long as a vector are what LLVM does in one step."""
    lanes = TILE.vector_bytes // row.itemsize
    for first in range(0, row.size, lanes):
        for lane in range(lanes):
            row[first + lane] -= by


@jit
def _scale(row, by):
    """Multiply a row of whole vectors."""
    lanes = TILE.vector_bytes // row.itemsize
    for first in range(0, row.size, lanes):
        for lane in range(lanes):
            row[first + lane] *= by
