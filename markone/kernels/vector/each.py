"""A function of every number of some columns of a matrix, a whole vector at a time.

LLVM makes such loops by itself, but of half vectors where it fears for the processor's clock.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

from markone.kernels.vector.emit import Traced
from markone.kernels.vector.processor import TILE


def on_each(function):
    """What puts `function` of each number into its place, in the first `columns` of rows of `stride` numbers.

    The array is flat; columns and strides are whole vectors, and whole numbers of rows are there.
    """

    @intrinsic
    def emitted(typing, numbers, columns, stride):
        lanes, size = 8 * TILE.vector_bytes // numbers.dtype.bitwidth, numbers.dtype.bitwidth // 8

        def emit(context, builder, signature, values):
            array = context.make_array(numbers)(context, builder, values[0])
            kind = ir.VectorType(context.get_data_type(numbers.dtype), lanes)
            first = builder.bitcast(array.data, kind.as_pointer())
            vectors = [builder.sdiv(each, ir.Constant(each.type, lanes)) for each in values[1:]]
            rows = builder.sdiv(array.nitems, values[2])
            with cgutils.for_range(builder, rows) as outer, cgutils.for_range(builder, vectors[0]) as inner:
                at = builder.gep(first, [builder.add(builder.mul(outer.index, vectors[1]), inner.index)])
                value = function(Traced(builder, builder.load(at, align=size))).value
                builder.store(value, at, align=size)
            return context.get_dummy_value()

        return types.void(numbers, types.intp, types.intp), emit

    def readable(numbers, columns, stride):
        some = numbers.reshape(-1, stride)[:, :columns]
        some[:] = function(some)

    return readable if config.DISABLE_JIT else emitted  # type: ignore[attr-defined]
