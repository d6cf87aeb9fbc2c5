"""A tiny net on a few samples, all in each step: a straight program of the very net, samples in lanes.

Such a step is a chain of some hundred operations, each waiting for the one before; a loop over units, or a
sum kept in memory, takes longer than the operation itself. So the program is written out for the sizes at
hand when it is compiled: no loop but that over the epochs, every weight in a register of its own, in all
lanes. Plain descent, tanh or logistic units, logistic outputs on binary cross-entropy, samples that count
alike, float32.

The law of `kernels.dense` and `kernels.descent.sgd_step` in this engine's form, held against it by
tests/fast/test_fused.py::test_a_tiny_net_runs_as_a_straight_program.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from markone.fast.fused.samples import Lanes
from markone.fast.fused.train import all_finite
from markone.kernels.activation import LOGISTIC, TANH
from markone.kernels.jit import jit
from markone.kernels.loss import SMALLEST

MOST_WEIGHTS, MOST_SAMPLES = 24, 16
"""Above them the program outgrows the registers, and the net is no longer tiny."""


def suits(sizes: Sequence[int], codes: Sequence[int]) -> bool:
    """Whether a net with layers of `sizes` and activation `codes` can be a straight program."""
    weights = sum((i + 1) * j for i, j in pairwise(sizes))
    known = codes[-1] == LOGISTIC and set(codes[:-1]) <= {TANH, LOGISTIC}
    return known and weights <= MOST_WEIGHTS


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
        lanes = Lanes(builder, count[0])

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
def _compiled(sizes, codes, lanes):
    shape = "/".join(" ".join(map(str, part)) for part in (sizes, codes, [lanes]))

    @jit
    def run(W, X, T, rates, curve):
        _program(W, X, T, rates, curve, shape)

    return run


@jit
def plain(weight, T):
    """Whether every sample counts one, and every target is 0 or 1."""
    same = True
    for row in range(len(T)):
        same &= weight[row] == 1
        for j in range(T.shape[1]):
            same &= T[row, j] * T[row, j] == T[row, j]
    return same


def _in_lanes(rows: np.ndarray, lanes: int) -> np.ndarray:
    """Rows (N, columns) as (columns * lanes,), a lane for each, zeros after the last."""
    turned = np.zeros((rows.shape[1], lanes), np.float32)
    turned[:, : len(rows)] = rows.T
    return turned.ravel()


def descend(
    weights: Sequence[np.ndarray],
    sizes: tuple[int, ...],
    codes: tuple[int, ...],
    X: np.ndarray,
    T: np.ndarray,
    rate: float,
    epochs: int,
) -> np.ndarray:
    """Change `weights` by so many steps down the mean loss of X and T; the mean loss before each step."""
    lanes = max(4, 1 << (len(X) - 1).bit_length())
    rates, curve = np.zeros(lanes, np.float32), np.empty(epochs)
    rates[: len(X)] = -rate / len(X)
    flat = np.concatenate([W.ravel() for W in weights])
    _compiled(sizes, codes, lanes)(flat, _in_lanes(X, lanes), _in_lanes(T, lanes), rates, curve)
    if all_finite(flat):
        first = 0
        for W in weights:
            W[:] = flat[first : first + W.size].reshape(W.shape)
            first += W.size
    else:
        curve[-1] = np.nan
    return np.log(np.maximum(curve, SMALLEST, out=curve), out=curve) / -len(X)
