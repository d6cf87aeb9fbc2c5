"""Softmax of some samples at once, one in each lane: sums go over units in order, and none waits for others.

LLVM does not keep the sums in registers by itself, because for all that it knows they may be a part of what
is summed.
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

from markone.kernels.vector.emit import Traced, constant
from markone.kernels.vector.math import exp
from markone.kernels.vector.processor import TILE


@intrinsic
def _emitted(typing, net, units):
    lanes = 8 * TILE.vector_bytes // net.dtype.bitwidth

    def emit(context, builder, signature, values):
        kind = ir.VectorType(context.get_data_type(net.dtype), lanes)
        rows = builder.bitcast(context.make_array(net)(context, builder, values[0]).data, kind.as_pointer())

        def each(act):
            with cgutils.for_range(builder, values[1]) as loop:
                at = builder.gep(rows, [loop.index])
                act(builder.load(at, align=net.dtype.bitwidth // 8), at)

        def compare(x, at):
            greater = builder.fcmp_ordered(">", x, builder.load(top))
            builder.store(builder.select(greater, x, builder.load(top)), top)

        def raise_e(x, at):
            power = exp(Traced(builder, builder.fsub(x, builder.load(top)))).value
            builder.store(power, at, align=net.dtype.bitwidth // 8)
            builder.store(builder.fadd(builder.load(total), power), total)

        def divide(x, at):
            builder.store(builder.fmul(x, share), at, align=net.dtype.bitwidth // 8)

        top = cgutils.alloca_once_value(builder, builder.load(rows, align=net.dtype.bitwidth // 8))
        total = cgutils.alloca_once_value(builder, ir.Constant(kind, None))
        each(compare)
        each(raise_e)
        share = builder.fdiv(constant(kind, 1.0), builder.load(total))
        each(divide)
        return context.get_dummy_value()

    return types.void(net, units), emit


def _readable(net, units):
    lanes = TILE.vector_bytes // net.itemsize
    rows = net[: units * lanes].reshape(units, lanes)
    rows[:] = np.exp(rows - rows.max(axis=0))
    rows *= 1 / np.add.accumulate(rows)[-1]


softmax = _readable if config.DISABLE_JIT else _emitted  # type: ignore[attr-defined]
"""softmax(net, units): net inputs to shares that sum to 1 in each lane, in place.

`net` is flat and contiguous and begins with a vector for each of the `units`.
"""
