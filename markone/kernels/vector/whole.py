"""Weights that are small whole numbers, added up where the bits of a row are set.

Sums of whole numbers are exact in any order, so int16 lanes do for them what float64 does, and there are four
times as many. X (n, words) uint64 holds a column per bit, the lowest first, and zeros beyond the last.
Weights w (64 words,) are int16, that of a column where `place_of` says, zero where there is no column, and of
no magnitude above `greatest(words)`: so no sum leaves a lane. Nothing checks bounds here.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError

from markone.kernels.jit import inlined
from markone.kernels.vector.bits import BITS, INT16, INT32, as_lanes, call
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere, number
from markone.kernels.vector.processor import FEATURES

LANES = BITS // 2
"""A vector is half a word's columns, as LLVM does not split the masks of whole words well."""
_WEIGHTS, _WIDE = ir.VectorType(INT16, LANES), ir.VectorType(INT32, LANES // 2)


_MASKS = "+avx512bw" in FEATURES
"""Whether bits are masks as they are."""


@inlined
def place_of(column):
    """Where in w the weight of a column stands.

    Without masks 32 bits are read into all lanes of 32 bits, which are two of 16 with half of the bits each.
    """
    if _MASKS:
        return column
    return column // LANES * LANES + column % LANES % (LANES // 2) * 2 + column % LANES // (LANES // 2)


def _set_lanes(builder, bits):
    """Which of 32 bits are set, in the order of `place_of`."""
    if _MASKS:
        return as_lanes(builder, bits, INT16.width)
    lanes = builder.bitcast(everywhere(builder, bits, LANES // 2), _WEIGHTS)
    own = ir.Constant(_WEIGHTS, [1 << lane // 2 for lane in range(LANES)])
    return builder.icmp_unsigned("==", builder.and_(lanes, own), own)


@inlined
def greatest(words):
    """The greatest magnitude of weights of so many words: a lane adds two of each word."""
    return (2**15 - 1) // (2 * words)


def _check(w, X):
    """Refuse what these functions would read wrongly."""
    if not (w.dtype == types.int16 and X.dtype == types.uint64 and w.layout == X.layout == "C"):
        raise TypingError(f"weights are {w} and samples {X}; give int16 and bits in uint64, in C order")


class _Rows:
    """Weights and some rows of X in vectors, while code is generated."""

    def __init__(self, context, builder, signature, args, rows):
        w, X = (
            context.make_array(kind)(context, builder, value)
            for kind, value in zip(signature.args[:2], args[:2], strict=True)
        )
        self.builder, self.words = builder, cgutils.unpack_tuple(builder, X.shape)[-1]
        self.w = builder.bitcast(w.data, _WEIGHTS.as_pointer())
        starts = [builder.gep(X.data, [builder.mul(row, self.words)]) for row in rows]
        self.x = [builder.bitcast(start, INT32.as_pointer()) for start in starts]

    def vectors(self, act):
        """act(vector) for the numbers of all vectors."""
        with cgutils.for_range(self.builder, self.words) as loop:
            for half in (0, 1):
                act(self.builder.add(self.builder.mul(loop.index, number(2)), number(half)))

    def place(self, vector):
        """A pointer to the weights of a vector."""
        return self.builder.gep(self.w, [vector])

    def added(self, row, vector, before, more):
        """`before`, and `more` in addition where the bits of a row are set."""
        builder = self.builder
        bits = builder.load(builder.gep(self.x[row], [vector]), align=4)
        return builder.select(_set_lanes(builder, bits), builder.add(before, more), before)


def _wide(builder, lanes):
    """32 int16 as 16 int32: neighbours added."""
    pairs, by = builder.bitcast(lanes, _WIDE), ir.Constant(_WIDE, [16] * _WIDE.count)
    return builder.add(builder.ashr(builder.shl(pairs, by), by), builder.ashr(pairs, by))


def _total(builder, lanes):
    """The sum over the lanes of a vector."""
    pairs = _wide(builder, lanes)
    return call(builder, f"llvm.vector.reduce.add.v{LANES // 2}i32", INT32, pairs)


def _weigh(context, builder, signature, args):
    here, zeros = _Rows(context, builder, signature, args, args[2:]), ir.Constant(_WEIGHTS, None)
    sums = [cgutils.alloca_once_value(builder, zeros) for _ in here.x]

    def add(vector):
        weights = builder.load(here.place(vector), align=2)
        for row, total in enumerate(sums):
            builder.store(here.added(row, vector, builder.load(total), weights), total)

    here.vectors(add)
    totals = [_total(builder, builder.load(total)) for total in sums]
    return context.make_tuple(builder, signature.return_type, totals)


@intrinsic
def weigh_four_whole(typing, w, X, a, b, c, d):
    """For four rows of X the sum of the weights whose bits are set: four int32."""
    _check(w, X)
    return types.UniTuple(types.int32, 4)(w, X, *[types.int64] * 4), _weigh


@intrinsic
def move_whole(typing, w, X, row, step):
    """w += step where the bits of a row of X are set, in place."""
    _check(w, X)

    def generate(context, builder, signature, args):
        here, step = _Rows(context, builder, signature, args, args[2:3]), everywhere(builder, args[3], LANES)

        def move(vector):
            place = here.place(vector)
            builder.store(here.added(0, vector, builder.load(place, align=2), step), place, align=2)

        here.vectors(move)
        return context.get_dummy_value()

    return types.void(w, X, types.int64, types.int16), generate
