"""A tile of a matrix product whose sums go on: C = C + A B, the terms of A B one after the other.

A sum over many samples has the same bits however many of them are summed at a time.
"""

from numba import types
from numba.core import config
from numba.extending import intrinsic

from markone.kernels.vector.block import Block
from markone.kernels.vector.processor import TILE, Tile
from markone.kernels.vector.product import width


def continued_kernel(tile: Tile):
    """The micro-kernel for tiles of this kind; its arguments are the first of those of `tile_kernel`."""
    return _readable(tile) if config.DISABLE_JIT else _emitted(tile)  # type: ignore[attr-defined]


def _readable(tile: Tile):
    def go_on(depth, A, a, a_row, a_deep, B, b, b_deep, C, c, c_row):
        for row in range(tile.rows):
            for col in range(width(tile, C.dtype)):
                for k in range(depth):
                    C[c + row * c_row + col] += A[a + row * a_row + k * a_deep] * B[b + k * b_deep + col]

    return go_on


def _emitted(tile: Tile):
    @intrinsic
    def go_on(typing, depth, A, a, a_row, a_deep, B, b, b_deep, C, c, c_row):
        size = types.intp
        signature = types.void(size, A, size, size, size, B, size, size, C, size, size)

        def emit(context, builder, signature, values):
            def start(which, at):
                made = context.make_array(signature.args[which])(context, builder, values[which])
                return builder.gep(made.data, [values[at]])

            block = Block(builder, context.get_data_type(C.dtype), tile)
            depth, (a_row, a_deep), b_deep, c_row = values[0], values[3:5], values[7], values[10]
            a_start, b_start, c_start = start(1, 2), start(5, 6), start(8, 9)
            begun = block.loaded(c_start, c_row)
            block.store(block.sums(depth, a_start, a_row, a_deep, b_start, b_deep, begun), c_start, c_row)
            return context.get_dummy_value()

        return signature, emit

    return go_on


WIDE_ON, NARROW_ON = continued_kernel(TILE), continued_kernel(TILE._replace(vectors=1))
