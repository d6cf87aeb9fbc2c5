"""A matrix turned on its side, square block by square block, in registers."""

from llvmlite import ir
from numba import types
from numba.core import config
from numba.extending import intrinsic

from markone.kernels.jit import inlined
from markone.kernels.vector.processor import TILE
from markone.kernels.vector.product import lanes_of


@intrinsic
def _turn_block(typing, source, s, s_row, rows, target, t, t_row, columns):
    """A square of as many rows as a vector has lanes, from source[s] to target[t], transposed.

    There are so many `rows` in the source, and `columns` of it in the target: in place of others the last
    one is read, or written once more. In each round the rows of the upper and of the lower half are
    interleaved; after log2(rows) rounds they are columns.
    """
    size = types.intp
    signature = types.void(source, size, size, size, target, size, size, size)

    def emit(context, builder, signature, values):
        def start(which, at):
            made = context.make_array(signature.args[which])(context, builder, values[which])
            return builder.gep(made.data, [values[at]])

        lanes = TILE.vector_bytes * 8 // signature.args[0].dtype.bitwidth
        vector = ir.VectorType(context.get_data_type(signature.args[0].dtype), lanes)
        align = TILE.vector_bytes // lanes

        def row(begin, stride, count, index):
            last = builder.sub(count, ir.Constant(count.type, 1))
            index = ir.Constant(count.type, index)
            there = builder.select(builder.icmp_signed("<", index, last), index, last)
            at = builder.gep(begin, [builder.mul(stride, there)])
            return builder.bitcast(at, vector.as_pointer())

        rows = [builder.load(row(start(0, 1), *values[2:4], n), align=align) for n in range(lanes)]
        where = ir.VectorType(ir.IntType(32), lanes)
        halves = [
            ir.Constant(where, [(first + n // 2) + (n % 2) * lanes for n in range(lanes)])
            for first in (0, lanes // 2)
        ]
        for _ in range(lanes.bit_length() - 1):
            pairs = zip(rows[: lanes // 2], rows[lanes // 2 :], strict=True)
            rows = [builder.shuffle_vector(upper, lower, half) for upper, lower in pairs for half in halves]
        for n, turned in enumerate(rows):
            builder.store(turned, row(start(4, 5), *values[6:8], n), align=align)
        return context.get_dummy_value()

    return signature, emit


def _turn_readable(source, s, s_row, rows, target, t, t_row, columns):
    lanes = lanes_of(source)
    for i in range(lanes):
        for j in range(lanes):
            target[t + min(j, columns - 1) * t_row + i] = source[s + min(i, rows - 1) * s_row + j]


block = _turn_readable if config.DISABLE_JIT else _turn_block  # type: ignore[attr-defined]


@inlined
def transpose(source, s, s_row, target, t, t_row, rows, columns):
    """The rows x columns at source[s], transposed, to target[t]; both are whole numbers of vectors."""
    lanes = lanes_of(source)
    for i in range(0, rows, lanes):
        for j in range(0, columns, lanes):
            block(source, s + i * s_row + j, s_row, lanes, target, t + j * t_row + i, t_row, lanes)
