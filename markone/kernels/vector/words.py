"""64 yes-or-no answers in a word: counted, packed, turned."""

from llvmlite import ir
from numba import types

from markone.kernels.vector.bits import BITS, BLOCK, BYTE, WORD, at, row_at
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere


@intrinsic
def popcount(typingctx, word):
    """How many bits of a uint64 are set."""
    return types.uint64(types.uint64), lambda context, builder, signature, values: builder.ctpop(values[0])


@intrinsic
def pack_bytes(typingctx, array, start, mask):
    """The 64 bytes of `array` (uint8) from `start` on as bits: 1 where a byte has a bit of `mask` set."""
    form = ir.VectorType(BYTE, BITS)

    def emit(context, builder, signature, values):
        array, start, mask = values
        given = builder.load(at(context, builder, signature.args[0], array, start, form), align=1)
        shown = builder.and_(given, everywhere(builder, builder.trunc(mask, BYTE), BITS))
        return builder.bitcast(builder.icmp_unsigned("!=", shown, ir.Constant(form, None)), WORD)

    return types.uint64(array, types.int64, types.int64), emit


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
