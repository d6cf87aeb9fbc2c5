"""Rows that are added up, in order, as many columns at a time as a tile has.

A sum waits for each addition, and not for a multiplication by one as well.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

from markone.kernels.vector.block import Block
from markone.kernels.vector.processor import TILE, Tile
from markone.kernels.vector.product import width


def adding_kernel(tile: Tile):
    """The kernel for tiles so wide.

    Its arguments: how many rows; D, where it starts, its stride by row; C, where it starts. The rows of D are
    added to C. Arrays are flat and of one dtype; starts and strides count elements.
    """
    return _readable(tile) if config.DISABLE_JIT else _emitted(tile)  # type: ignore[attr-defined]


def _readable(tile: Tile):
    def add(rows, D, d, stride, C, c):
        for row in range(rows):
            for col in range(width(tile, C.dtype)):
                C[c + col] += D[d + row * stride + col]

    return add


def _emitted(tile: Tile):
    @intrinsic
    def add(typing, rows, D, d, stride, C, c):
        size = types.intp
        signature = types.void(size, D, size, size, C, size)

        def emit(context, builder, signature, values):
            def start(which):
                made = context.make_array(signature.args[which])(context, builder, values[which])
                return builder.gep(made.data, [values[which + 1]])

            block = Block(builder, context.get_data_type(C.dtype), tile)
            none, d_start, c_start = ir.Constant(block.count, 0), start(1), start(4)
            sums = [cgutils.alloca_once_value(builder, one) for one in block.loaded(c_start, none)]
            with cgutils.for_range(builder, values[0]) as loop:
                at = builder.gep(d_start, [builder.mul(loop.index, values[3])])
                for total, row in zip(sums, block.loaded(at, none), strict=True):
                    builder.store(builder.fadd(builder.load(total), row), total)
            block.store([builder.load(total) for total in sums], c_start, none)
            return context.get_dummy_value()

        return signature, emit

    return add


ADD_WIDE, ADD_NARROW = (adding_kernel(TILE._replace(rows=1, vectors=v)) for v in (TILE.vectors, 1))
