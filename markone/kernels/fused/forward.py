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
        bias = weights[layout.bias[layer] : layout.bias[layer] + panels * wide]
        for sample in range(tiles[0] * ROWS, tiles[1] * ROWS):
            net = acts[place + sample * stride : place + sample * stride + bias.size]
            for unit in range(bias.size):
                net[unit] = bias[unit]
        left = Left(layout.place[layer], layout.stride[layer], 1)
        right = Right(layout.weights[layer], wide, layout.rows[layer] * wide)
        one = acts.dtype.type(1)
        out = Out(place, stride, wide)
        depth = layout.inputs[layer]
        _sweep(layout.vectors[layer], tiles, panels, depth, acts, left, weights, right, acts, out, one, one)
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
        net = block[first : first + stride]
        top = net[0]
        for j in range(1, units):
            top = max(top, net[j])
        for j in range(units):
            net[j] -= top
    for at in range(block.size):
        block[at] = _exp(block[at])
    for first in range(0, block.size, stride):
        net = block[first : first + stride]
        total = net.dtype.type(0)
        for j in range(units):
            total += net[j]
        for j in range(units):
            net[j] /= total
        net[units:] = 0
