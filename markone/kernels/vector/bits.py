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


def load(builder, pointer, align=8):
    """What stands there, at a multiple of `align` bytes."""
    value = builder.load(pointer)
    value.align = align
    return value


def store(builder, value, pointer, align=8):
    """Write it there, at a multiple of `align` bytes."""
    builder.store(value, pointer).align = align


def many(form, value):
    """The same constant in all lanes of a vector."""
    return ir.Constant(form, [ir.Constant(form.element, value)] * form.count)


def splat(builder, value, form):
    """The same number in all lanes of a vector."""
    first = builder.insert_element(ir.Constant(form, ir.Undefined), value, ir.Constant(INT32, 0))
    return builder.shuffle_vector(first, first, many(ir.VectorType(INT32, form.count), 0))


def call(builder, name, result, *given):
    """Call an intrinsic of LLVM."""
    form = ir.FunctionType(result, [value.type for value in given])
    return builder.call(cgutils.get_or_insert_function(builder.module, form, name), given)


def row_at(context, builder, kind, array, row):
    """A pointer to row `row` of an array of uint64 with 8 columns, as a vector."""
    return at(context, builder, kind, array, builder.mul(row, ir.Constant(WORD, BLOCK)), VECTOR)


def picked(context, builder, kind, words, index):
    """One of `words` (uint64) as 64 lanes of yes or no."""
    bits = load(builder, at(context, builder, kind, words, index, WORD))
    return builder.bitcast(bits, ir.VectorType(BIT, BITS))
