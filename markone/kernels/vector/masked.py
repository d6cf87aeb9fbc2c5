"""Vectors of any length, while code is generated: LLVM cuts them to what the processor has."""

from llvmlite import ir
from numba.core import cgutils


def number(value, bits=64):
    """A whole number that is known now."""
    return ir.Constant(ir.IntType(bits), value)


def first_of(builder, count, lanes):
    """A mask of which the first `count` lanes are set."""
    ramp = ir.Constant(ir.VectorType(ir.IntType(64), lanes), [*range(lanes)])
    return builder.icmp_unsigned("<", ramp, everywhere(builder, count, lanes))


def everywhere(builder, value, count):
    """A vector with `value` in every one of `count` lanes."""
    one = builder.insert_element(
        ir.Constant(ir.VectorType(value.type, count), ir.Undefined), value, number(0, 32)
    )
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(ir.IntType(32), count), None))


def _suffix(kind):
    """How LLVM names a vector type in the names of its functions."""
    lane = {ir.IntType(8): "i8", ir.FloatType(): "f32", ir.DoubleType(): "f64"}[kind.element]
    return f"v{kind.count}{lane}.p0"


def load(builder, pointer, align, mask):
    """The vector at `pointer`; where a mask is given, zero in the lanes that are not set in it."""
    if mask is None:
        return builder.load(pointer, align=align)
    kind = pointer.type.pointee
    shape = ir.FunctionType(kind, [pointer.type, ir.IntType(32), mask.type, kind])
    masked = cgutils.get_or_insert_function(builder.module, shape, f"llvm.masked.load.{_suffix(kind)}")
    return builder.call(masked, [pointer, number(align, 32), mask, ir.Constant(kind, None)])


def store(builder, value, pointer, align, mask):
    """The vector to `pointer`, or those of its lanes that are set in the mask."""
    if mask is None:
        builder.store(value, pointer, align=align)
        return
    shape = ir.FunctionType(ir.VoidType(), [value.type, pointer.type, ir.IntType(32), mask.type])
    masked = cgutils.get_or_insert_function(builder.module, shape, f"llvm.masked.store.{_suffix(value.type)}")
    builder.call(masked, [value, pointer, number(align, 32), mask])


def fold(builder, vector, lanes):
    """A vector folded in halves until it has as many `lanes`."""
    while vector.type.count > lanes:
        half = vector.type.count // 2
        kind = ir.VectorType(ir.IntType(32), half)
        lower, upper = (ir.Constant(kind, [*range(at, at + half)]) for at in (0, half))
        vector = builder.fadd(
            builder.shuffle_vector(vector, vector, lower), builder.shuffle_vector(vector, vector, upper)
        )
    return vector


def fold_each(builder, vectors):
    """Vectors of 8 lanes, each folded in halves to one lane: one of them, or four side by side.

    Four are folded two by two, which adds the same numbers in the same order.
    """
    if len(vectors) == 1:
        return fold(builder, vectors[0], 1)
    a, b, c, d = (fold(builder, vector, 4) for vector in vectors)
    two, other = (_added(builder, *pair, (0, 1, 4, 5), (2, 3, 6, 7)) for pair in ((a, b), (c, d)))
    return _added(builder, two, other, (0, 2, 4, 6), (1, 3, 5, 7))


def _added(builder, one, other, lanes, more):
    """The sum of `lanes` and `more` of two vectors, numbered through both."""
    picked = [ir.Constant(ir.VectorType(ir.IntType(32), len(each)), [*each]) for each in (lanes, more)]
    return builder.fadd(*(builder.shuffle_vector(one, other, each) for each in picked))
