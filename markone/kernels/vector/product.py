"""The micro-kernel of a matrix product: one tile of C, summed in registers.

C = A B + keep * S for a tile of `rows` x `vectors` vectors, and `depth` terms in each sum, in order of
depth. A is read one number at a time, so that any two strides will do (A or its transpose); B, C and S are
read by rows, a whole tile wide. S may be C itself, or one row for all (stride 0). keep = 0 does not read it.

The loops that LLVM makes of Python reach a tenth of the processor's peak: they store their sums at each step.
So the tile is written as vectors of LLVM's intermediate language, of which LLVM makes what the processor has.
`llvm.fmuladd` is one instruction where there is FMA, and two where there is not.
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import config
from numba.extending import intrinsic, overload

from markone.kernels.vector.block import Block
from markone.kernels.vector.processor import TILE, Tile


def tile_kernel(tile: Tile):
    """The micro-kernel for tiles of this kind.

    Its arguments: depth; A, where it starts, its strides by row and by depth; B, where it starts, its stride
    by depth; C, where it starts, its stride by row; S, where it starts, its stride by row; keep. Arrays are
    flat and of one dtype, which is that of keep; starts and strides count elements.
    """
    return _readable(tile) if config.DISABLE_JIT else _emitted(tile)  # type: ignore[attr-defined]


def width(tile: Tile, dtype) -> int:
    """Columns of a tile for numbers of `dtype`."""
    return tile.vectors * tile.vector_bytes // np.dtype(dtype).itemsize


def lanes_of(array):
    """How many numbers of an array's dtype a vector holds: for the compiler a constant."""
    return TILE.vector_bytes // array.itemsize


@overload(lanes_of, inline="always")
def _lanes_of(array):
    lanes = 8 * TILE.vector_bytes // array.dtype.bitwidth
    return lambda array: lanes


def _readable(tile: Tile):
    """The same in Python, for when compiling is switched off."""

    def multiply(depth, A, a, a_row, a_deep, B, b, b_deep, C, c, c_row, S, s, s_row, keep):
        for row in range(tile.rows):
            for col in range(width(tile, C.dtype)):
                total = C.dtype.type(0)
                for k in range(depth):
                    total += A[a + row * a_row + k * a_deep] * B[b + k * b_deep + col]
                at = c + row * c_row + col
                C[at] = total + (keep * S[s + row * s_row + col] if keep != 0 else 0)

    return multiply


def _emitted(tile: Tile):
    @intrinsic
    def multiply(typing, depth, A, a, a_row, a_deep, B, b, b_deep, C, c, c_row, S, s, s_row, keep):
        number, size = C.dtype, types.intp
        right, out = (B, size, size), (C, size, size, S, size, size, number)
        signature = types.void(size, A, size, size, size, *right, *out)

        def emit(context, builder, signature, values):
            def start(which, at):
                made = context.make_array(signature.args[which])(context, builder, values[which])
                return builder.gep(made.data, [values[at]])

            element = context.get_data_type(number)
            block = Block(builder, element, tile)
            depth, (a_row, a_deep), b_deep = values[0], values[3:5], values[7]
            c_row, s_row, keep = values[10], values[13], values[14]
            a_start, b_start, c_start, s_start = start(1, 2), start(5, 6), start(8, 9), start(11, 12)
            block.fetch(s_start, s_row)
            sums = block.sums(depth, a_start, a_row, a_deep, b_start, b_deep)
            whole = builder.fcmp_unordered("==", keep, ir.Constant(element, 1.0))
            kept = builder.fcmp_unordered("!=", keep, ir.Constant(element, 0.0))
            with builder.if_else(whole) as (yes, no):
                with yes:
                    block.store(sums, c_start, c_row, s_start, s_row)
                with no, builder.if_else(kept) as (some, none):
                    with some:
                        block.store(sums, c_start, c_row, s_start, s_row, keep)
                    with none:
                        block.store(sums, c_start, c_row)
            return context.get_dummy_value()

        return signature, emit

    return multiply


WIDE, NARROW = tile_kernel(TILE), tile_kernel(TILE._replace(vectors=1))
"""The micro-kernels of this processor: full width, and one vector wide for layers of few units."""
