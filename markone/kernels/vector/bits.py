"""Pieces of LLVM code for words of bits, from which the intrinsics of this folder are put together."""

from llvmlite import ir
from numba.core import cgutils

BITS = 64
"""Bits in a word."""
BLOCK = 8
"""Words in a vector: 512 slides."""
BIT, BYTE, INT16, INT32, WORD = (ir.IntType(width) for width in (1, 8, 16, 32, 64))
VECTOR = ir.VectorType(WORD, BLOCK)


def at(context, builder, kind, array, index, form):
    """A pointer to the element of a contiguous array that stands `index` from its begin, seen as a `form`."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), form.as_pointer())


def call(builder, name, result, *given):
    """Call an intrinsic of LLVM."""
    form = ir.FunctionType(result, [value.type for value in given])
    return builder.call(cgutils.get_or_insert_function(builder.module, form, name), given)


def row_at(context, builder, kind, array, row):
    """A pointer to row `row` of an array of uint64 with 8 columns, as a vector."""
    return at(context, builder, kind, array, builder.mul(row, ir.Constant(WORD, BLOCK)), VECTOR)


def picked(context, builder, kind, words, index):
    """One of `words` (uint64) as 64 lanes of yes or no."""
    bits = builder.load(at(context, builder, kind, words, index, WORD), align=8)
    return builder.bitcast(bits, ir.VectorType(BIT, BITS))
