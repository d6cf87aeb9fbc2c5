"""Pieces of LLVM code for words of bits, from which the intrinsics of this folder are put together."""

from llvmlite import ir
from numba.core import cgutils

from markone.kernels.vector.processor import FEATURES

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


def as_lanes(builder, bits, width):
    """Each bit of a word, or of a part of it, as a lane of yes or no beside lanes of so many bits, 8 to 64.

    Where masks are words it is the word itself. Elsewhere LLVM would take the bits out one by one, so each
    lane gets the part of the word that its bit stands in, and looks at that bit.
    """
    count = bits.type.width
    if "+avx512bw" in FEATURES:
        return builder.bitcast(bits, ir.VectorType(BIT, count))
    if count < width:
        bits = builder.zext(bits, ir.IntType(width))
    parts = builder.bitcast(bits, ir.VectorType(ir.IntType(width), bits.type.width // width))
    spread = ir.Constant(ir.VectorType(INT32, count), [lane // width for lane in range(count)])
    lanes = builder.shuffle_vector(parts, parts, spread)
    own = ir.Constant(lanes.type, [1 << lane % width for lane in range(count)])
    return builder.icmp_unsigned("==", builder.and_(lanes, own), own)


def picked(context, builder, kind, words, index, width):
    """One of `words` (uint64) as 64 lanes of yes or no, beside lanes of so many bits."""
    bits = builder.load(at(context, builder, kind, words, index, WORD), align=8)
    return as_lanes(builder, bits, width)
