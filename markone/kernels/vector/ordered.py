"""A matrix product of plain arrays, whose sums have one order on every processor.

An element is the sum over k of A[i, k] B[k, j] in order of k, each product rounded once with its sum where
the processor can (`FUSES`): what the tiles of `product` give, without their panels. It is summed in
registers, some rows and a vector of columns at a time.
"""

import numpy as np
from numba import types
from numba.core import cgutils, config
from numba.core.errors import TypingError
from numba.extending import intrinsic

from markone.kernels.jit import inlined
from markone.kernels.vector.block import Block
from markone.kernels.vector.masked import first_of, number
from markone.kernels.vector.processor import Tile

ROWS, BYTES = 4, 64
"""Rows and bytes of a row that are summed together; LLVM cuts them to the vectors there are."""


def _some(rows, whole):
    """C[row : row + rows, column : ...] = A B, for as many columns as a vector has, or as are left."""
    tile = Tile(rows, BYTES, 1)

    @intrinsic
    def multiply(typing, A, B, C, row, column):
        if not A.dtype == B.dtype == C.dtype:
            raise TypingError(f"a product of {A} and {B}; give both one dtype: use astype")
        if not B.layout == C.layout == "C":
            raise TypingError(f"a product with {B}; give it in rows: use ascontiguousarray")

        def emit(context, builder, signature, values):
            a, b, c = (
                context.make_array(kind)(context, builder, value)
                for kind, value in zip(signature.args[:3], values[:3], strict=True)
            )
            row, column = values[3:]
            depth, columns = cgutils.unpack_tuple(builder, b.shape)
            size = number(C.dtype.bitwidth // 8)
            a_row, a_deep = (builder.sdiv(step, size) for step in cgutils.unpack_tuple(builder, a.strides))
            lanes = BYTES * 8 // C.dtype.bitwidth
            mask = None if whole else first_of(builder, builder.sub(columns, column), lanes)
            block = Block(builder, context.get_data_type(C.dtype), tile, mask=mask)
            a_start = builder.gep(a.data, [builder.mul(row, a_row)])
            c_start = builder.gep(c.data, [builder.add(builder.mul(row, columns), column)])
            b_start = builder.gep(b.data, [column])
            sums = block.sums(depth, a_start, a_row, a_deep, b_start, columns)
            block.store(sums, c_start, columns)
            return context.get_dummy_value()

        return types.none(A, B, C, types.intp, types.intp), emit

    def readable(A, B, C, row, column):
        for i in range(row, row + rows):
            for j in range(column, min(column + BYTES // C.itemsize, C.shape[1])):
                total = C.dtype.type(0)
                for k in range(len(B)):
                    total += A[i, k] * B[k, j]
                C[i, j] = total

    return readable if config.DISABLE_JIT else multiply  # type: ignore[attr-defined]


_BLOCK, _EDGE = _some(ROWS, True), _some(ROWS, False)
_ROW, _ROW_EDGE = _some(1, True), _some(1, False)


@inlined
def ordered_product(A, B):
    """A B (N, J) for A (N, K) of any strides and B (K, J) in rows, of one floating dtype."""
    C = np.empty((len(A), B.shape[1]), B.dtype)
    lanes, rows = BYTES // C.itemsize, len(A) // ROWS * ROWS
    whole = B.shape[1] // lanes * lanes
    for column in range(0, whole, lanes):
        for row in range(0, rows, ROWS):
            _BLOCK(A, B, C, row, column)
        for row in range(rows, len(A)):
            _ROW(A, B, C, row, column)
    if whole < B.shape[1]:
        for row in range(0, rows, ROWS):
            _EDGE(A, B, C, row, whole)
        for row in range(rows, len(A)):
            _ROW_EDGE(A, B, C, row, whole)
    return C
