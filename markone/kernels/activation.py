"""Activation functions and their derivatives, both from an integer code.

The derivative is taken from the output, so that a layer need not keep its net input.
"""

import numpy as np

from markone.kernels.jit import inlined, jit
from markone.kernels.vector.math import exp, logistic, tanh

IDENTITY, TANH, LOGISTIC, RELU, HEAVISIDE, SOFTMAX = range(6)
ACTIVATIONS = {
    "identity": IDENTITY,
    "tanh": TANH,
    "logistic": LOGISTIC,
    "relu": RELU,
    "heaviside": HEAVISIDE,
    "softmax": SOFTMAX,
}
"""Codes by name."""


@inlined
def _check(f):
    if not IDENTITY <= f <= SOFTMAX:
        raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")


@inlined
def _softmax(net):
    """Turn one row of net inputs into shares that sum to 1, in place."""
    top, total = net[0], net.dtype.type(0)
    for j in range(1, net.size):
        top = net[j] if net[j] > top else top
    for j in range(net.size):
        net[j] = exp(net[j] - top)
        total += net[j]
    share = net.dtype.type(1) / total
    for j in range(net.size):
        net[j] *= share


@inlined
def _single(f, net, one):
    """The output of one unit; `one` is 1 in the type of its net input."""
    if f == TANH:
        return tanh(net)
    if f == LOGISTIC:
        return logistic(net)
    if f == RELU:
        return net if net > 0 else 0 * one
    if f == HEAVISIDE:
        return one if net > 0 else 0 * one
    if f == IDENTITY:
        return net
    raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")


@inlined
def _slope(f, y, one):
    """The derivative of one unit's output by its net input, from its output; `one` is 1 in its type."""
    if f == TANH:
        return one - y * y
    if f == LOGISTIC:
        return y * (one - y)
    if f == RELU:
        return one if y > 0 else 0 * one
    if f == HEAVISIDE:
        return 0 * one
    if f == IDENTITY:
        return one
    raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")


@jit
def activate(f, net):
    """Put `net` (N, J) through activation `f`, in place. Raises ValueError for an unknown code."""
    _check(f)
    for row in range(len(net)):
        if f == SOFTMAX:
            _softmax(net[row])
        else:
            for j in range(net.shape[1]):
                net[row, j] = _single(f, net[row, j], net.dtype.type(1))


@jit
def pull_back(f, Y, dY):
    """From dL/dY to dL/dnet, both (N, J), given the outputs Y.

    Softmax couples the units of a row: dL/dnet_j = y_j (dL/dy_j - sum_k y_k dL/dy_k). Raises
    ValueError for an unknown code.
    """
    _check(f)
    D = np.empty_like(Y)
    for row in range(len(Y)):
        common = Y.dtype.type(0)
        if f == SOFTMAX:
            for j in range(Y.shape[1]):
                common += Y[row, j] * dY[row, j]
        for j in range(Y.shape[1]):
            y = Y[row, j]
            slope = y if f == SOFTMAX else _slope(f, y, Y.dtype.type(1))
            D[row, j] = slope * (dY[row, j] - common)
    return D
