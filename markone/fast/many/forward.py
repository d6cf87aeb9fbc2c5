"""The outputs of a net for all samples, for the nets of 32 lanes.

W is (P, 32), a row for each weight of a net: the units of the first layer one after the other, each with
the weights of its inputs and then its bias, and the units of the layers above likewise. A (units * samples,
32) holds a row for each unit and sample.

What takes longest is the activation, so it is made of as few steps as an absolute error of 1e-7 needs.

The law of `kernels.dense.fprop` and `kernels.activation.activate` in this engine's form, held against it by
tests/fast/test_many.py::test_the_readable_net_agrees.
"""

from markone.kernels.activation import IDENTITY, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.jit import traceable
from markone.kernels.vector.emit import at_least, at_most, meaning, muladd, number, polynomial, scaled
from markone.kernels.vector.lanes import load, spread, store

_LOGISTIC_SLOPE, _TANH_SLOPE = number(-1.4426950408889634, 0.0), number(2.885390081777927, 0.0)
"""-log2 e and 2 log2 e: how steep the exponent of 2 is in a net input."""
_LOG2_E = number(1.4426950408889634, 0.0)
_SHIFT = number(1.5 * 2**23, 0.0)
_POWER = polynomial(
    (1.0, 0.69314697759916, 0.24022242085374, 0.05550733743252, 0.00967151263966, 0.00132647271973), ()
)
"""2^f for |f| <= 1/2, to 9.2e-8 of itself (the error evened out, the constant kept at 1)."""
_LEAST, _MOST = number(-20.0, 0.0), number(20.0, 0.0)
"""Beyond them an output is 0 or 1 to 3e-9."""
_LEAST_SHARE = number(-80.0, 0.0)
"""e to this power is a normal number."""
ONE, _MINUS_TWO, _ZERO = number(1.0, 0.0), number(-2.0, 0.0), number(0.0, 0.0)


@traceable
def _power(x, steep):
    """2^(x steep), where that is a normal number."""
    shifted = muladd(x, steep, _SHIFT(x))  # the whole number next to the exponent, and the shift
    return scaled(_POWER(muladd(x, steep, _SHIFT(x) - shifted)), shifted)


@traceable
def _shares(rows, first, units, samples):
    """Softmax of the net inputs of each sample, in place."""
    for n in range(first, first + samples):
        top = load(rows, n)
        for k in range(1, units):
            top = at_least(top, load(rows, n + k * samples))
        total = _ZERO(top)
        for k in range(units):
            net = at_least(load(rows, n + k * samples) - top, _LEAST_SHARE(top))
            part = _power(net, _LOG2_E(top))
            total = total + part
            store(rows, n + k * samples, part)
        share = ONE(total) / total
        for k in range(units):
            store(rows, n + k * samples, load(rows, n + k * samples) * share)


@traceable
def _activate(f, rows, first, units, samples):
    """From the net inputs of a layer to its outputs, in place."""
    if f not in (IDENTITY, TANH, LOGISTIC, RELU, SOFTMAX):
        raise ValueError("the activation is none that nets in lanes have")
    end = first + units * samples
    if f in (TANH, LOGISTIC):
        for row in range(first, end):
            net = load(rows, row)
            steep = _TANH_SLOPE(net) if f == TANH else _LOGISTIC_SLOPE(net)
            net = at_most(at_least(net, _LEAST(net)), _MOST(net))
            share = ONE(net) / (ONE(net) + _power(net, steep))
            store(rows, row, muladd(_MINUS_TWO(net), share, ONE(net)) if f == TANH else share)
    if f == RELU:
        for row in range(first, end):
            h = load(rows, row)
            store(rows, row, at_least(h, _ZERO(h)))
    if f == SOFTMAX:
        _shares(rows, first, units, samples)


def taken(total, value, X, n, i, plan):
    """total + value * X[n, i]; an unrolled program may know that this is 0 or 1."""
    if plan.ones < 0:
        return muladd(value, spread(X[n, i], total), total)
    return total + value if plan.ones >> (n * plan.sizes[0] + i) & 1 else total


@meaning(taken)
def _taken_meaning(total, value, X, n, i, plan):
    return lambda total, value, X, n, i, plan: muladd(value, spread(X[n, i], total), total)


@traceable
def forward(W, X, A, plan):
    """The outputs of all units, into A."""
    N, last, below = plan.samples, len(plan.sizes) - 1, 0
    inputs, unit, first = plan.sizes[0], plan.sizes[1], plan.sizes[1] * (plan.sizes[0] + 1)
    for j in range(unit):
        for n in range(N):
            net = load(W, j * (inputs + 1) + inputs)
            for i in range(inputs):
                net = taken(net, load(W, j * (inputs + 1) + i), X, n, i, plan)
            store(A, j * N + n, net)
    _activate(plan.g if last == 1 else plan.f, A, 0, unit, N)
    for layer in range(2, last + 1):
        inputs, units = plan.sizes[layer - 1], plan.sizes[layer]
        for j in range(units):
            for n in range(N):
                net = load(W, first + inputs)
                for i in range(inputs):
                    net = muladd(load(A, (below + i) * N + n), load(W, first + i), net)
                store(A, (unit + j) * N + n, net)
            first += inputs + 1
        _activate(plan.g if layer == last else plan.f, A, unit * N, units, N)
        below, unit = unit, unit + units
