"""Sums of squares of columns, in order: each column's from its first row on, then column after column.

LLVM does not keep such sums in registers by itself, because for all that it knows the array in which they are
kept may be a part of what is summed.
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

from markone.kernels.vector.masked import number
from markone.kernels.vector.processor import TILE


@intrinsic
def _emitted(typing, total, W, start, rows, stride):
    lanes = 8 * TILE.vector_bytes // W.dtype.bitwidth

    def emit(context, builder, signature, values):
        total, array, start, rows, stride = values
        kind = ir.VectorType(context.get_data_type(W.dtype), lanes)
        data = context.make_array(W)(context, builder, array).data
        sums = cgutils.alloca_once_value(builder, ir.Constant(kind, None))
        with cgutils.for_range(builder, rows) as loop:
            at = builder.gep(data, [builder.add(start, builder.mul(loop.index, stride))])
            row = builder.load(builder.bitcast(at, kind.as_pointer()), align=W.dtype.bitwidth // 8)
            builder.store(builder.fadd(builder.load(sums), builder.fmul(row, row)), sums)
        each = builder.load(sums)
        for lane in range(lanes):
            one = builder.extract_element(each, number(lane, 32))
            total = builder.fadd(total, one if one.type == total.type else builder.fpext(one, total.type))
        return total

    return types.float64(types.float64, W, types.intp, types.intp, types.intp), emit


def _readable(total, W, start, rows, stride):
    for column in range(start, start + TILE.vector_bytes // W.itemsize):
        own = W.dtype.type(0)
        for row in range(rows):
            own += W[column + row * stride] * W[column + row * stride]
        total += np.float64(own)
    return total


with_squares = _readable if config.DISABLE_JIT else _emitted  # type: ignore[attr-defined]
"""with_squares(total, W, start, rows, stride): `total` (float64) and the sums of squares of some columns.

W is flat and contiguous, its rows begin at `start` and are `stride` apart, and there are as many columns as a
vector has lanes.
"""
