"""Activation functions and their derivatives, both from an integer code.

The derivative is taken from the output, so that a layer need not keep its net input.
"""

import numpy as np

from markone.kernels.jit import inlined, jit

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
    top, total = net.max(), 0.0
    for j in range(net.size):
        net[j] = np.exp(net[j] - top)
        total += net[j]
    for j in range(net.size):
        net[j] /= total


@inlined
def _logistic(net):
    """1 / (1 + exp(-net)), without overflow at either end."""
    tail = np.exp(-abs(net))
    return (1.0 if net >= 0.0 else tail) / (1.0 + tail)


@inlined
def _single(f, net):
    """The output of one unit."""
    if f == TANH:
        return np.tanh(net)
    if f == LOGISTIC:
        return _logistic(net)
    if f == RELU:
        return max(net, 0.0)
    if f == HEAVISIDE:
        return 1.0 if net > 0.0 else 0.0
    if f == IDENTITY:
        return net
    raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")


@inlined
def _slope(f, y):
    """The derivative of one unit's output by its net input, from its output."""
    if f == TANH:
        return 1.0 - y * y
    if f == LOGISTIC:
        return y * (1.0 - y)
    if f == RELU:
        return 1.0 if y > 0.0 else 0.0
    if f == HEAVISIDE:
        return 0.0
    if f == IDENTITY:
        return 1.0
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
                net[row, j] = _single(f, net[row, j])


@jit
def pull_back(f, Y, dY):
    """From dL/dY to dL/dnet, both (N, J), given the outputs Y.

    Softmax couples the units of a row: dL/dnet_j = y_j (dL/dy_j - sum_k y_k dL/dy_k). Raises
    ValueError for an unknown code.
    """
    _check(f)
    D = np.empty_like(Y)
    for row in range(len(Y)):
        common = 0.0
        if f == SOFTMAX:
            for j in range(Y.shape[1]):
                common += Y[row, j] * dY[row, j]
        for j in range(Y.shape[1]):
            y = Y[row, j]
            slope = y if f == SOFTMAX else _slope(f, y)
            D[row, j] = slope * (dY[row, j] - common)
    return D
