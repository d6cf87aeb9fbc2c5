"""One step down the gradient of all samples, for the nets of 32 lanes.

W is (P, 32), a row for each weight of a net: the hidden units one after the other, each with the weights of
its inputs and then its bias, and the output units likewise. H (hidden * samples, 32) and D (outputs *
samples, 32) hold a row for each unit and sample, E (samples, 32) those of one hidden unit.

What takes longest is the activation, so it is made of as few steps as an absolute error of 1e-7 needs.
"""

from markone.kernels.activation import LOGISTIC, TANH
from markone.kernels.jit import traceable
from markone.kernels.vector.emit import at_least, at_most, muladd, number, polynomial, scaled
from markone.kernels.vector.lanes import load, spread, store

_LOGISTIC_SLOPE, _TANH_SLOPE = number(-1.4426950408889634, 0.0), number(2.885390081777927, 0.0)
"""-log2 e and 2 log2 e: what turns a net input into the exponent of 2."""
_SHIFT = number(1.5 * 2**23, 0.0)
_POWER = polynomial(
    (1.0, 0.69314697759916, 0.24022242085374, 0.05550733743252, 0.00967151263966, 0.00132647271973), ()
)
"""2^f for |f| <= 1/2, to 9.2e-8 of itself (the error evened out, the constant kept at 1)."""
_LEAST, _MOST = number(-28.0, 0.0), number(28.0, 0.0)
"""Beyond them an output is 0 or 1 to 4e-9; and the product of four denominators stays finite."""
_ONE, _MINUS_TWO, _NOTHING = number(1.0, 0.0), number(-2.0, 0.0), number(-0.0, 0.0)


@traceable
def _denominator(f, net):
    """1 + e^-net for LOGISTIC, 1 + e^(2 net) for TANH."""
    exponent = net * (_TANH_SLOPE(net) if f == TANH else _LOGISTIC_SLOPE(net))
    exponent = at_most(at_least(exponent, _LEAST(net)), _MOST(net))
    shifted = exponent + _SHIFT(net)
    return _ONE(net) + scaled(_POWER(exponent - (shifted - _SHIFT(net))), shifted)


@traceable
def _invert(rows, count):
    """Put 1 / row in place of each row, four at a time: one division and nine products."""
    for first in range(0, count - 3, 4):
        a, b = load(rows, first), load(rows, first + 1)
        c, d = load(rows, first + 2), load(rows, first + 3)
        ab, cd = a * b, c * d
        whole = _ONE(ab) / (ab * cd)
        for_ab, for_cd = whole * cd, whole * ab
        store(rows, first, for_ab * b)
        store(rows, first + 1, for_ab * a)
        store(rows, first + 2, for_cd * d)
        store(rows, first + 3, for_cd * c)
    for row in range(count - count % 4, count):
        rest = load(rows, row)
        store(rows, row, _ONE(rest) / rest)


@traceable
def _taken(total, value, X, n, i, plan):
    """total + value * X[n, i]."""
    if plan.ones < 0:
        return muladd(value, spread(X[n, i]), total)
    return total + value if plan.ones >> (n * plan.inputs + i) & 1 else total


@traceable
def forward(W, X, H, D, plan):
    """The outputs of the hidden units into H, those of the output units into D."""
    width, J, N = plan.inputs + 1, plan.hidden, plan.samples
    for j in range(J):
        for n in range(N):
            net = load(W, j * width + width - 1)
            for i in range(plan.inputs):
                net = _taken(net, load(W, j * width + i), X, n, i, plan)
            store(H, j * N + n, _denominator(plan.f, net))
    _invert(H, J * N)
    if plan.f == TANH:
        for row in range(J * N):
            h = load(H, row)
            store(H, row, muladd(_MINUS_TWO(h), h, _ONE(h)))
    for k in range(plan.outputs):
        at = J * width + k * (J + 1)
        for n in range(N):
            net = load(W, at + J)
            for j in range(J):
                net = muladd(load(H, j * N + n), load(W, at + j), net)
            store(D, k * N + n, _denominator(LOGISTIC, net))
    _invert(D, plan.outputs * N)


@traceable
def _deltas(D, T, plan):
    """From the outputs in D to dL/dnet."""
    for k in range(plan.outputs):
        for n in range(plan.samples):
            y = load(D, k * plan.samples + n)
            delta = y - spread(T[n, k])
            if not plan.matched:
                delta = delta * (y * (_ONE(y) - y))
            store(D, k * plan.samples + n, delta)


@traceable
def _hidden_deltas(W, H, D, E, j, plan):
    """dL/dnet of hidden unit j, for each sample, into E."""
    J, N = plan.hidden, plan.samples
    at = J * (plan.inputs + 1) + j
    for n in range(N):
        back = load(D, n) * load(W, at)
        for k in range(1, plan.outputs):
            back = muladd(load(D, k * N + n), load(W, at + k * (J + 1)), back)
        h = load(H, j * N + n)
        store(E, n, back * ((_ONE(h) - h * h) if plan.f == TANH else h * (_ONE(h) - h)))


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
def step(W, X, T, H, D, E, rate, plan):
    """Change W by `rate`, which is below zero, times the gradient summed over the samples."""
    width, J, K, N = plan.inputs + 1, plan.hidden, plan.outputs, plan.samples
    forward(W, X, H, D, plan)
    _deltas(D, T, plan)
    for j in range(J):
        _hidden_deltas(W, H, D, E, j, plan)
        for k in range(K):
            slope = load(D, k * N) * load(H, j * N)
            for n in range(1, N):
                slope = muladd(load(D, k * N + n), load(H, j * N + n), slope)
            _move(W, J * width + k * (J + 1) + j, rate, slope)
        for i in range(plan.inputs):
            slope = _NOTHING(rate)
            for n in range(N):
                slope = _taken(slope, load(E, n), X, n, i, plan)
            _move(W, j * width + i, rate, slope)
        _move(W, j * width + width - 1, rate, _sum(E, 0, N))
    for k in range(K):
        _move(W, J * width + k * (J + 1) + J, rate, _sum(D, k * N, N))
