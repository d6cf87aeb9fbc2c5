"""The wires of an A-unit, counted where their cell is lit, for 512 slides."""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.vector.bits import BLOCK, INT32, VECTOR, WORD, at, call, row_at
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere
from markone.kernels.vector.processor import FEATURES

_PLANES = 9
MOST_WIRES = 2 ** (_PLANES - 1) - 1
"""As many lit wires can be counted by adders."""


def _add(builder, a, b, c, are_dark=False):
    """A full adder in each bit: the sum of three, and what is carried; b and c are turned over if dark.

    Each is one instruction of AVX-512, the second by a table: most of a, b and c, or of a, not b, not c.
    """
    total = builder.xor(builder.xor(a, b), c)
    if "+avx512f" in FEATURES:
        table = ir.Constant(INT32, 0x71 if are_dark else 0xE8)
        return total, call(builder, "llvm.x86.avx512.pternlog.q.512", VECTOR, a, b, c, table)
    b, c = (builder.not_(one) if are_dark else one for one in (b, c))
    return total, builder.or_(builder.and_(a, b), builder.and_(builder.or_(a, b), c))


def _add_eight(builder, planes, lines, are_dark):
    """The planes of a count to which eight lines are added, or what is not on them."""
    ones, twos, fours, *high = planes
    carried = []
    for pair in range(0, 8, 2):
        ones, two = _add(builder, ones, lines[pair], lines[pair + 1], are_dark)
        carried.append(two)
    twos, one_four = _add(builder, twos, carried[0], carried[1])
    twos, other_four = _add(builder, twos, carried[2], carried[3])
    fours, carry = _add(builder, fours, one_four, other_four)
    for number, plane in enumerate(high):
        high[number] = builder.xor(plane, carry)
        carry = builder.and_(plane, carry)
    return [ones, twos, fours, *high]


@intrinsic
def count_wires(typingctx, lines, wires, first, flipped, last, start, out, into):
    """Which of 512 slides give one A-unit its threshold: 8 words, written to row `into` of `out`.

    Its wires are those of `wires` (int32) from `first` to `last` - 1; each names a row of `lines` (n, 8).
    From `flipped` on a wire counts where its line is dark. All three are multiples of 8. The count
    begins at `start` = MOST_WIRES + 1 - threshold, so that the highest plane tells. The adders are
    those of Harley and Seal (Warren, Hacker's Delight, 2nd edition, 5-1).
    """

    def emit(context, builder, signature, values):
        lines, wires, first, flipped, last, start, out, into = values
        planes = []
        for bit in range(_PLANES):
            only = builder.and_(builder.lshr(start, ir.Constant(WORD, bit)), ir.Constant(WORD, 1))
            planes.append(cgutils.alloca_once_value(builder, everywhere(builder, builder.neg(only), BLOCK)))
        for begin, end, are_dark in ((first, flipped, False), (flipped, last, True)):
            eight = ir.Constant(WORD, 8)
            with cgutils.for_range_slice(builder, begin, end, eight, intp=WORD) as (wire, _):
                lit = []
                for number in range(8):
                    place = builder.add(wire, ir.Constant(WORD, number))
                    line = builder.load(at(context, builder, signature.args[1], wires, place, INT32), align=4)
                    row = row_at(context, builder, signature.args[0], lines, builder.sext(line, WORD))
                    lit.append(builder.load(row, align=8))
                now = _add_eight(builder, [builder.load(plane, align=64) for plane in planes], lit, are_dark)
                for plane, value in zip(planes, now, strict=True):
                    builder.store(value, plane, align=64)
        told = row_at(context, builder, signature.args[6], out, into)
        builder.store(builder.load(planes[-1], align=64), told, align=8)
        return context.get_dummy_value()

    return types.void(lines, wires, *[types.int64] * 4, out, types.int64), emit
