"""A tiny net on a few samples, all in each step: a straight program of the very net, samples in lanes.

Such a step is a chain of some hundred operations, each waiting for the one before; a loop over units, or a
sum kept in memory, takes longer than the operation itself. So the program is written out for the sizes at
hand when it is compiled: no loop but that over the epochs, every weight in a register of its own, in all
lanes. Plain descent, tanh or logistic units, logistic outputs on binary cross-entropy, samples that count
alike, float32.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from markone.kernels.activation import LOGISTIC, TANH
from markone.kernels.jit import jit
from markone.kernels.loss import SMALLEST

MOST_WEIGHTS, MOST_SAMPLES = 24, 16
"""Above them the program outgrows the registers, and the net is no longer tiny."""
_POWER = (1.0, 0.6931472, 0.24022651, 0.055504109, 0.009618129, 0.0013333558)
"""2^f for |f| <= 1/2: ln 2 to the k-th over k!."""
_SHIFT = 1.5 * 2**23
"""Added to a float32 it leaves no digits after the point."""


def suits(sizes: Sequence[int], codes: Sequence[int]) -> bool:
    """Whether a net with layers of `sizes` and activation `codes` can be a straight program."""
    weights = sum((i + 1) * j for i, j in pairwise(sizes))
    known = codes[-1] == LOGISTIC and set(codes[:-1]) <= {TANH, LOGISTIC}
    return known and weights <= MOST_WEIGHTS


class _Lanes:
    """Writes operations on vectors with a lane for each sample."""

    def __init__(self, builder, lanes):
        self.builder, self.lanes = builder, lanes
        self.kind = ir.VectorType(ir.FloatType(), lanes)
        self.bits = ir.VectorType(ir.IntType(32), lanes)

    def number(self, value):
        return ir.Constant(self.kind, [ir.Constant(ir.FloatType(), value)] * self.lanes)

    def whole(self, value):
        return ir.Constant(self.bits, [ir.Constant(ir.IntType(32), value)] * self.lanes)

    def muladd(self, a, b, c):
        module, name = self.builder.module, f"llvm.fmuladd.v{self.lanes}f32"
        form = ir.FunctionType(self.kind, [self.kind] * 3)
        return self.builder.call(module.globals.get(name) or ir.Function(module, form, name), [a, b, c])

    def clipped(self, x, low, high):
        b = self.builder
        x = b.select(b.fcmp_ordered("<", x, self.number(low)), self.number(low), x)
        return b.select(b.fcmp_ordered(">", x, self.number(high)), self.number(high), x)

    def power(self, x):
        """2^x for x between -126 and 126."""
        b = self.builder
        shifted = b.fadd(x, self.number(_SHIFT))
        f = b.fsub(x, b.fsub(shifted, self.number(_SHIFT)))
        square = b.fmul(f, f)
        pairs = [
            self.muladd(self.number(_POWER[n + 1]), f, self.number(_POWER[n]))
            for n in range(0, len(_POWER), 2)
        ]
        total = self.muladd(self.muladd(pairs[2], square, pairs[1]), square, pairs[0])
        exponent = b.shl(b.bitcast(shifted, self.bits), self.whole(23))
        return b.bitcast(b.add(b.bitcast(total, self.bits), exponent), self.kind)

    def activation(self, code, net):
        """(output, slope) of units."""
        b, one = self.builder, self.number(1.0)
        factor = -1.4426950408889634 if code == LOGISTIC else -2.8853900817779268
        tail = self.power(self.clipped(b.fmul(net, self.number(factor)), -60.0, 60.0))
        said = b.fdiv(one, b.fadd(one, tail))
        if code == LOGISTIC:
            return said, b.fmul(said, b.fsub(one, said))
        said = self.muladd(said, self.number(2.0), self.number(-1.0))
        return said, b.fsub(one, b.fmul(said, said))

    def everywhere(self, x, act):
        """All lanes together by `act`, in every lane."""
        step = 1
        while step < self.lanes:
            order = ir.Constant(self.bits, [ir.Constant(ir.IntType(32), n ^ step) for n in range(self.lanes)])
            x = act(x, self.builder.shuffle_vector(x, x, order))
            step *= 2
        return x


def _step(lanes, weights, x, t, rates, sizes, codes):
    """The weights after a step, and the chance that the net gave the targets of each sample."""
    b, rows, slopes, after = lanes.builder, [x], [], list(weights)
    starts = np.cumsum([0, *((i + 1) * j for i, j in pairwise(sizes))]).tolist()
    for layer, (i, j) in enumerate(pairwise(sizes)):
        made = []
        for unit in range(j):
            own = weights[starts[layer] + unit * (i + 1) :][: i + 1]
            net = own[i]
            for value, w in zip(rows[-1], own, strict=False):
                net = lanes.muladd(value, w, net)
            made.append(lanes.activation(codes[layer], net))
        rows.append([said for said, _ in made])
        slopes.append([slope for _, slope in made])
    one, chance = lanes.number(1.0), lanes.number(1.0)
    for y, goal in zip(rows[-1], t, strict=True):
        yes = b.fcmp_ordered(">", goal, lanes.number(0.5))
        chance = b.fmul(chance, b.select(yes, y, b.fsub(one, y)))
    chance = b.select(b.fcmp_ordered("==", rates, lanes.number(0.0)), one, chance)
    deltas = [b.fmul(b.fsub(y, goal), rates) for y, goal in zip(rows[-1], t, strict=True)]
    for layer in range(len(codes) - 1, -1, -1):
        i, j = sizes[layer], sizes[layer + 1]
        back = [None] * i
        for unit, delta in enumerate(deltas):
            first = starts[layer] + unit * (i + 1)
            for n in range(i + 1):
                move = b.fmul(delta, rows[layer][n]) if n < i else delta
                after[first + n] = b.fadd(weights[first + n], lanes.everywhere(move, b.fadd))
                if layer and n < i:
                    w = weights[first + n]
                    back[n] = lanes.muladd(delta, w, back[n]) if back[n] else b.fmul(delta, w)
        if layer:
            deltas = [b.fmul(d, slope) for d, slope in zip(back, slopes[layer - 1], strict=True)]
    return after, chance


@intrinsic(prefer_literal=True)
def _program(typing, W, X, T, rates, curve, shape):
    """`curve.size` steps on W (P,); X (inputs, lanes), T (outputs, lanes) and rates (lanes,) by samples.

    A lane without a sample has a rate of 0. `shape` is "sizes/codes/lanes". The chance of all
    targets together goes into `curve` (float64), epoch by epoch.
    """
    sizes, codes, count = ([int(n) for n in part.split()] for part in shape.literal_value.split("/"))

    def emit(context, builder, signature, values):
        lanes = _Lanes(builder, count[0])

        def data(which):
            return context.make_array(signature.args[which])(context, builder, values[which])

        def rows(which, number):
            start = builder.bitcast(data(which).data, lanes.kind.as_pointer())
            places = (builder.gep(start, [ir.Constant(ir.IntType(64), n)]) for n in range(number))
            return [builder.load(place, align=4) for place in places]

        x, t, rate = rows(1, sizes[0]), rows(2, sizes[-1]), rows(3, 1)[0]
        total = sum((i + 1) * j for i, j in pairwise(sizes))
        start = data(0).data
        places = [builder.gep(start, [ir.Constant(ir.IntType(64), n)]) for n in range(total)]
        kept = [cgutils.alloca_once(builder, lanes.kind) for _ in places]
        zero = ir.Constant(ir.IntType(32), 0)
        for place, keep in zip(places, kept, strict=True):
            single = builder.insert_element(ir.Constant(lanes.kind, ir.Undefined), builder.load(place), zero)
            everywhere = builder.shuffle_vector(single, single, lanes.whole(0))
            builder.store(everywhere, keep)
        chances = data(4)
        with cgutils.for_range(builder, builder.extract_value(chances.shape, 0)) as loop:
            weights, chance = _step(lanes, [builder.load(keep) for keep in kept], x, t, rate, sizes, codes)
            for weight, keep in zip(weights, kept, strict=True):
                builder.store(weight, keep)
            wide = builder.fpext(chance, ir.VectorType(ir.DoubleType(), lanes.lanes))
            product = builder.extract_element(lanes.everywhere(wide, builder.fmul), zero)
            builder.store(product, builder.gep(chances.data, [loop.index]))
        for place, keep in zip(places, kept, strict=True):
            builder.store(builder.extract_element(builder.load(keep), zero), place)
        return context.get_dummy_value()

    return types.none(W, X, T, rates, curve, shape), emit


@lru_cache
def _compiled(shape):
    @jit
    def run(W, X, T, rates, curve):
        _program(W, X, T, rates, curve, shape)

    return run


def descend(
    weights: Sequence[np.ndarray],
    codes: Sequence[int],
    X: np.ndarray,
    T: np.ndarray,
    rate: float,
    epochs: int,
) -> np.ndarray:
    """Change `weights` by so many steps down the mean loss of X and T; the mean loss before each step."""
    sizes = [X.shape[1], *(len(W) for W in weights)]
    lanes = max(4, 1 << (len(X) - 1).bit_length())
    shape = "/".join(" ".join(map(str, part)) for part in (sizes, codes, [lanes]))
    x, t = np.zeros((X.shape[1], lanes), np.float32), np.zeros((T.shape[1], lanes), np.float32)
    rates, curve = np.zeros(lanes, np.float32), np.empty(epochs)
    x[:, : len(X)], t[:, : len(X)], rates[: len(X)] = X.T, T.T, -rate / len(X)
    flat = np.concatenate([W.ravel() for W in weights])
    _compiled(shape)(flat, x.ravel(), t.ravel(), rates, curve)
    if np.isfinite(flat).all():
        ends = np.cumsum([W.size for W in weights])[:-1]
        for W, after in zip(weights, np.split(flat, ends), strict=True):
            W[:] = after.reshape(W.shape)
    else:
        curve[-1] = np.nan
    return -np.log(np.maximum(curve, SMALLEST)) / len(X)
