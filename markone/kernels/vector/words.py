"""64 yes-or-no answers in a word: packed, counted, turned."""

from llvmlite import ir
from numba import types

from markone.kernels.vector.bits import BITS, BLOCK, WORD, at, row_at
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere


@intrinsic
def popcount(typingctx, word):
    """How many bits of a uint64 are set."""
    return types.uint64(types.uint64), lambda context, builder, signature, values: builder.ctpop(values[0])


@intrinsic
def reached(typingctx, array, start, least):
    """The 64 numbers of `array` (uint8 or float64) from `start` on as bits: 1 where one reaches `least`."""

    def emit(context, builder, signature, values):
        form = ir.VectorType(context.get_data_type(array.dtype), BITS)
        place = at(context, builder, signature.args[0], *values[:2], form)
        given = builder.load(place, align=array.dtype.bitwidth // 8)
        compare = builder.fcmp_ordered if isinstance(array.dtype, types.Float) else builder.icmp_unsigned
        return builder.bitcast(compare(">=", given, everywhere(builder, values[2], BITS)), WORD)

    return types.uint64(array, types.int64, array.dtype), emit


@intrinsic
def swap_rows(typingctx, rows, upper, lower, shift, keeps):
    """Exchange bits between two of `rows` (n, 8; uint64).

    Those of `keeps` in row `lower`, and those that stand `shift` further up in row `upper`.
    """

    def emit(context, builder, signature, values):
        rows, upper, lower, shift, keeps = values
        above, below = (row_at(context, builder, signature.args[0], rows, row) for row in (upper, lower))
        up, low = builder.load(above, align=8), builder.load(below, align=8)
        by, kept = (everywhere(builder, value, BLOCK) for value in (shift, keeps))
        differs = builder.and_(builder.xor(builder.lshr(up, by), low), kept)
        builder.store(builder.xor(low, differs), below, align=8)
        builder.store(builder.xor(up, builder.shl(differs, by)), above, align=8)
        return context.get_dummy_value()

    return types.void(rows, *[types.int64] * 3, types.uint64), emit
