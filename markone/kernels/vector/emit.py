"""Operations that Numba lacks, emitted as LLVM instructions.

Each takes float32 or float64, one number or lanes of them (`kernels.vector.lanes`), without a branch,
so that loops over them vectorise. A constant or a polynomial has the precision of what it is given.
"""

from typing import Any

from llvmlite import ir
from numba import extending

intrinsic: Any = extending.intrinsic
"""Its declared type is that of its inside, one argument more than a kernel gives."""

WHOLE = {"float": (ir.IntType(32), 23, 127), "double": (ir.IntType(64), 52, 1023)}
"""For each precision the integer as wide, the digits after the point, and the exponent of 1."""


def constant(kind, value):
    """`value` as an LLVM constant of type `kind`: in every lane, if there are lanes."""
    if not isinstance(kind, ir.VectorType):
        return ir.Constant(kind, value)
    return ir.Constant(kind, [ir.Constant(kind.element, value)] * kind.count)


def call(builder, name, *arguments):
    """LLVM's own function llvm.`name` of arguments of one type."""
    kind = arguments[0].type
    lanes = f"v{kind.count}" if isinstance(kind, ir.VectorType) else ""
    width = WHOLE[str(_element(kind))][0].width
    form = ir.FunctionType(kind, [kind] * len(arguments))
    name = f"llvm.{name}.{lanes}f{width}"
    return builder.call(
        builder.module.globals.get(name) or ir.Function(builder.module, form, name), arguments
    )


def _element(kind):
    return kind.element if isinstance(kind, ir.VectorType) else kind


def _by_precision(kind, single, double):
    return single if str(_element(kind)) == "float" else double


def _integers(kind):
    """The type of the bits of `kind`, the digits after the point, the exponent of 1."""
    whole, digits, one = WHOLE[str(_element(kind))]
    return ir.VectorType(whole, kind.count) if isinstance(kind, ir.VectorType) else whole, digits, one


def number(single, double):
    """A constant: called with x, it is `single` in the type of a float32 x, or `double`."""

    @intrinsic
    def value(typingctx, x):
        def code(context, builder, signature, arguments):
            kind = arguments[0].type
            return constant(kind, _by_precision(kind, single, double))

        return x(x), code

    return value


def polynomial(single, double):
    """A polynomial of x by Horner's rule, from the constant coefficient up."""

    @intrinsic
    def value(typingctx, x):
        def code(context, builder, signature, arguments):
            kind = arguments[0].type
            *rest, total = _by_precision(kind, single, double)
            total = constant(kind, total)
            for coefficient in reversed(rest):
                total = call(builder, "fmuladd", total, arguments[0], constant(kind, coefficient))
            return total

        return x(x), code

    return value


@intrinsic
def muladd(typingctx, a, b, c):
    """a b + c, all of one type; rounded once where the processor can."""

    def code(context, builder, signature, arguments):
        return call(builder, "fmuladd", *arguments)

    return a(a, a, a), code


@intrinsic
def magnitude(typingctx, x):
    """|x|."""

    def code(context, builder, signature, arguments):
        return call(builder, "fabs", *arguments)

    return x(x), code


@intrinsic
def signed(typingctx, x, like):
    """|x| with the sign of `like`."""

    def code(context, builder, signature, arguments):
        return call(builder, "copysign", *arguments)

    return x(x, x), code


@intrinsic
def at_least(typingctx, x, low):
    """The greater of the two; x if it is not a number."""

    def code(context, builder, signature, arguments):
        x, low = arguments
        return builder.select(builder.fcmp_ordered("<", x, low), low, x)

    return x(x, x), code


@intrinsic
def at_most(typingctx, x, high):
    """The smaller of the two; x if it is not a number."""

    def code(context, builder, signature, arguments):
        x, high = arguments
        return builder.select(builder.fcmp_ordered(">", x, high), high, x)

    return x(x, x), code


@intrinsic
def power_of_two(typingctx, shifted):
    """2^n for shifted = n + 1.5 * 2^digits, whose last bits are n; inf for the n one past the greatest."""

    def code(context, builder, signature, arguments):
        kind = arguments[0].type
        whole, digits, one = _integers(kind)
        bits = builder.shl(builder.bitcast(arguments[0], whole), constant(whole, digits))
        return builder.bitcast(builder.add(bits, constant(whole, one << digits)), kind)

    return shifted(shifted), code
