"""A function of every number of an array, a whole vector at a time.

LLVM makes such loops by itself, but of half vectors where it fears for the processor's clock.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

from markone.kernels.vector.emit import Traced
from markone.kernels.vector.processor import TILE


def on_each(function):
    """What puts `function` of each number into its place in a flat array of whole vectors."""

    @intrinsic
    def emitted(typing, numbers):
        lanes, size = 8 * TILE.vector_bytes // numbers.dtype.bitwidth, numbers.dtype.bitwidth // 8

        def emit(context, builder, signature, values):
            array = context.make_array(numbers)(context, builder, values[0])
            kind = ir.VectorType(context.get_data_type(numbers.dtype), lanes)
            first = builder.bitcast(array.data, kind.as_pointer())
            count = builder.sdiv(array.nitems, ir.Constant(array.nitems.type, lanes))
            with cgutils.for_range(builder, count) as loop:
                at = builder.gep(first, [loop.index])
                value = function(Traced(builder, builder.load(at, align=size))).value
                builder.store(value, at, align=size)
            return context.get_dummy_value()

        return types.void(numbers), emit

    def readable(numbers):
        numbers[:] = function(numbers)

    return readable if config.DISABLE_JIT else emitted  # type: ignore[attr-defined]
