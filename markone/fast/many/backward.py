"""One step down the gradient of all samples, for the nets of 32 lanes.

W and A are as in `forward`. On the way down dL/dnet takes the place of each output; E (samples, 32) holds
that of one unit until it can.

The law of `kernels.dense.backprop` and `kernels.descent.sgd_step` in this engine's form, held against it by
tests/fast/test_many.py::test_the_readable_net_agrees.
"""

from markone.fast.many.forward import ONE, taken
from markone.kernels.activation import IDENTITY, LOGISTIC, RELU, TANH
from markone.kernels.jit import traceable
from markone.kernels.vector.emit import muladd, number, only_above
from markone.kernels.vector.lanes import load, spread, store

_NOTHING = number(-0.0, 0.0)


@traceable
def _turn_back(A, T, unit, plan):
    """From the outputs, which stand from `unit` on, to dL/dnet."""
    N = plan.samples
    for k in range(plan.sizes[-1]):
        for n in range(N):
            y = load(A, (unit + k) * N + n)
            delta = y - spread(T[n, k], y)
            if not plan.matched:
                delta = _steepened(LOGISTIC, delta, y)
            store(A, (unit + k) * N + n, delta)


@traceable
def _steepened(f, delta, y):
    """delta times the slope of an activation where its output is y."""
    if f == TANH:
        return delta * muladd(-y, y, ONE(y))
    if f == LOGISTIC:
        return delta * muladd(-y, y, y)
    if f == RELU:
        return only_above(delta, y)
    if f == IDENTITY:
        return delta
    raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")


@traceable
def _passed_down(W, A, E, first, width, unit, units, below, plan):
    """dL/dnet of hidden unit `below` into E, from that of the `units` above it, from `unit` on.

    `first` is the weight from it to the first of them, `width` the step from there to the next.
    """
    N = plan.samples
    for n in range(N):
        back = load(A, unit * N + n) * load(W, first)
        for k in range(1, units):
            back = muladd(load(A, (unit + k) * N + n), load(W, first + k * width), back)
        store(E, n, _steepened(plan.f, back, load(A, below * N + n)))


@traceable
def _sum(rows, first, count):
    total = load(rows, first)
    for row in range(first + 1, first + count):
        total = total + load(rows, row)
    return total


@traceable
def _move(W, row, rate, slope):
    store(W, row, muladd(rate, slope, load(W, row)))


@traceable
def _move_first(W, X, A, rate, plan):
    """Move the weights of the first layer."""
    inputs, N = plan.sizes[0], plan.samples
    for j in range(plan.sizes[1]):
        for i in range(inputs):
            slope = _NOTHING(rate)
            for n in range(N):
                slope = taken(slope, load(A, j * N + n), X, n, i, plan)
            _move(W, j * (inputs + 1) + i, rate, slope)
        _move(W, j * (inputs + 1) + inputs, rate, _sum(A, j * N, N))


@traceable
def backward(W, X, T, A, E, rate, plan):
    """Change W by `rate`, which is below zero, times the gradient summed over the samples.

    A holds the outputs that `forward` gives for W.
    """
    N, first, unit = plan.samples, len(W), len(A) // plan.samples - plan.sizes[-1]
    _turn_back(A, T, unit, plan)
    for layer in range(len(plan.sizes) - 1, 1, -1):
        inputs, units = plan.sizes[layer - 1], plan.sizes[layer]
        width, below = inputs + 1, unit - inputs
        first -= units * width
        for i in range(inputs):
            _passed_down(W, A, E, first + i, width, unit, units, below + i, plan)
            for k in range(units):
                slope = load(A, (unit + k) * N) * load(A, (below + i) * N)
                for n in range(1, N):
                    slope = muladd(load(A, (unit + k) * N + n), load(A, (below + i) * N + n), slope)
                _move(W, first + k * width + i, rate, slope)
            for n in range(N):
                store(A, (below + i) * N + n, load(E, n))
        for k in range(units):
            _move(W, first + k * width + inputs, rate, _sum(A, (unit + k) * N, N))
        unit = below
    _move_first(W, X, A, rate, plan)
