"""The wires of an A-unit, counted where their cell is lit, for 512 slides."""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.fast.bits.adders import LINES, PLANES, add_lines
from markone.kernels.vector.bits import BLOCK, INT32, WORD, at, row_at
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere

MOST_WIRES = 2 ** (PLANES - 1) - 1
"""As many lit wires can be counted by adders."""


@intrinsic
def count_wires(typingctx, lines, wires, first, flipped, last, start, out, into):
    """Which of 512 slides give one A-unit its threshold: 8 words, written to row `into` of `out`.

    Its wires are those of `wires` (int32) from `first` to `last` - 1; each names a row of `lines` (n, 8).
    From `flipped` on a wire counts where its line is dark. All three are multiples of 8. The count
    begins at `start` = MOST_WIRES + 1 - threshold, so that the highest plane tells.
    """

    def emit(context, builder, signature, values):
        lines, wires, first, flipped, last, start, out, into = values
        planes = []
        for bit in range(PLANES):
            only = builder.and_(builder.lshr(start, ir.Constant(WORD, bit)), ir.Constant(WORD, 1))
            planes.append(cgutils.alloca_once_value(builder, everywhere(builder, builder.neg(only), BLOCK)))
        for begin, end, are_dark in ((first, flipped, False), (flipped, last, True)):
            eight = ir.Constant(WORD, LINES)
            with cgutils.for_range_slice(builder, begin, end, eight, intp=WORD) as (wire, _):
                lit = []
                for number in range(LINES):
                    place = builder.add(wire, ir.Constant(WORD, number))
                    line = builder.load(at(context, builder, signature.args[1], wires, place, INT32), align=4)
                    row = row_at(context, builder, signature.args[0], lines, builder.sext(line, WORD))
                    lit.append(builder.load(row, align=8))
                now = add_lines(builder, [builder.load(plane, align=64) for plane in planes], lit, are_dark)
                for plane, value in zip(planes, now, strict=True):
                    builder.store(value, plane, align=64)
        told = row_at(context, builder, signature.args[6], out, into)
        builder.store(builder.load(planes[-1], align=64), told, align=8)
        return context.get_dummy_value()

    return types.void(lines, wires, *[types.int64] * 4, out, types.int64), emit
