"""The wires of an A-unit, counted where their cell is lit: for 512 slides, or for 64 units."""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.vector.bits import (
    BYTE,
    INT32,
    LANES,
    VECTOR,
    WORD,
    at,
    call,
    load,
    many,
    row_at,
    splat,
    store,
)
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.processor import FEATURES

_PLANES = 7
MOST_WIRES = 2 ** (_PLANES - 1) - 1
"""As many lit wires can be counted by adders."""
PERMUTES = {"+avx512vbmi", "+avx512bw"} <= FEATURES
"""Whether the processor can look up 64 bytes among 64."""


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
            planes.append(cgutils.alloca_once_value(builder, splat(builder, builder.neg(only), VECTOR)))
        for begin, end, are_dark in ((first, flipped, False), (flipped, last, True)):
            eight = ir.Constant(WORD, 8)
            with cgutils.for_range_slice(builder, begin, end, eight, intp=WORD) as (wire, _):
                lit = []
                for number in range(8):
                    place = builder.add(wire, ir.Constant(WORD, number))
                    line = load(builder, at(context, builder, signature.args[1], wires, place, INT32), 4)
                    row = row_at(context, builder, signature.args[0], lines, builder.sext(line, WORD))
                    lit.append(load(builder, row))
                now = _add_eight(builder, [load(builder, plane, 64) for plane in planes], lit, are_dark)
                for plane, value in zip(planes, now, strict=True):
                    store(builder, value, plane, 64)
        told = row_at(context, builder, signature.args[6], out, into)
        store(builder, load(builder, planes[-1], 64), told)
        return context.get_dummy_value()

    return types.void(lines, wires, *[types.int64] * 4, out, types.int64), emit


@intrinsic
def count_plugs(typingctx, lit, row, bytes_of, bits_of, first, flipped, last, bound, unit):
    """Which of 64 A-units, from `unit` on, fire at the slide in row `row` of `lit` (n, 8; uint64): a word.

    Their plugs are the lines (64 uint8) from `first` to `last` - 1 of `bytes_of`, which tells the byte of
    the slide that a plug's cell is in, and of `bits_of`, which has that bit set. From `flipped` on a plug
    counts where its cell is dark. A unit fires if so many count as its `bound` (units, uint8) says.
    Only for processors that permute.
    """
    form = ir.VectorType(BYTE, LANES)

    def emit(context, builder, signature, values):
        lit, row, *tables, first, flipped, last, bound, unit = values
        slide = builder.bitcast(load(builder, row_at(context, builder, signature.args[0], lit, row)), form)
        total = cgutils.alloca_once_value(builder, ir.Constant(form, None))
        for begin, end, sign in ((first, flipped, "!="), (flipped, last, "==")):
            with cgutils.for_range_slice(builder, begin, end, ir.Constant(WORD, 1), intp=WORD) as (plug, _):
                place = builder.mul(plug, ir.Constant(WORD, LANES))
                where, bit = (
                    load(builder, at(context, builder, kind, table, place, form), 1)
                    for kind, table in zip(signature.args[2:4], tables, strict=True)
                )
                seen = call(builder, "llvm.x86.avx512.permvar.qi.512", form, slide, where)
                seen = builder.icmp_unsigned(sign, builder.and_(seen, bit), ir.Constant(form, None))
                before = load(builder, total, LANES)
                counted = builder.add(before, many(form, 1))
                store(builder, builder.select(seen, counted, before), total, LANES)
        least = load(builder, at(context, builder, signature.args[7], bound, unit, form), 1)
        return builder.bitcast(builder.icmp_unsigned(">=", load(builder, total, LANES), least), WORD)

    kinds = [lit, types.int64, bytes_of, bits_of, types.int64, types.int64, types.int64, bound, types.int64]
    return types.uint64(*kinds), emit
