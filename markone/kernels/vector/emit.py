"""Operations that Numba lacks, emitted as LLVM instructions.

Each takes float32 or float64, one number or lanes of them (`kernels.vector.lanes`), without a branch,
so that loops over them vectorise. A constant or a polynomial has the precision of what it is given.

An operation called outside a kernel, with `Traced` values, emits its instructions at once.
"""

from inspect import signature
from typing import Any, NamedTuple

from llvmlite import ir
from numba import extending

from markone.kernels.jit import PIECE, compiles


def _refuse(*given: Any, **named: Any) -> Any:
    raise RuntimeError(
        "this part of markone exists as machine code only, and NUMBA_DISABLE_JIT is set: unset it"
    )


def intrinsic(*function: Any, **options: Any) -> Any:
    """Numba's `intrinsic`; where nothing is compiled, a function that refuses in a sentence.

    Its declared type is that of its inside, one argument more than a kernel gives.
    """
    if compiles():
        return extending.intrinsic(*function, **options)
    return _refuse if function else lambda inside: _refuse


WHOLE = {"float": (ir.IntType(32), 23, 127), "double": (ir.IntType(64), 52, 1023)}
"""For each precision the integer as wide, the digits after the point, and the exponent of 1."""


class Traced(NamedTuple):
    """An LLVM value while a program is being written: Python's operators write the next instruction."""

    builder: ir.IRBuilder
    value: ir.Value

    def __add__(self, other: Any) -> "Traced":
        return Traced(self.builder, self.builder.fadd(self.value, other.value))

    def __sub__(self, other: Any) -> "Traced":
        return Traced(self.builder, self.builder.fsub(self.value, other.value))

    def __mul__(self, other: Any) -> "Traced":
        return Traced(self.builder, self.builder.fmul(self.value, other.value))

    def __neg__(self) -> "Traced":
        return Traced(self.builder, self.builder.fneg(self.value))

    def __truediv__(self, other: Any) -> "Traced":
        return Traced(self.builder, self.builder.fdiv(self.value, other.value))


def constant(kind, value):
    """`value` as an LLVM constant of type `kind`: in every lane, if there are lanes."""
    if not isinstance(kind, ir.VectorType):
        return ir.Constant(kind, value)
    return ir.Constant(kind, [ir.Constant(kind.element, value)] * kind.count)


def _element(kind):
    return kind.element if isinstance(kind, ir.VectorType) else kind


def _integers(kind):
    """The type of the bits of `kind`, the digits after the point, the exponent of 1."""
    whole, digits, one = WHOLE[str(_element(kind))]
    return ir.VectorType(whole, kind.count) if isinstance(kind, ir.VectorType) else whole, digits, one


def _call(builder, name, *arguments):
    """LLVM's own function llvm.`name` of arguments of one type."""
    kind = arguments[0].type
    lanes = f"v{kind.count}" if isinstance(kind, ir.VectorType) else ""
    full = f"llvm.{name}.{lanes}f{WHOLE[str(_element(kind))][0].width}"
    form = ir.FunctionType(kind, [kind] * len(arguments))
    known = builder.module.globals.get(full)
    return builder.call(known or ir.Function(builder.module, form, full), arguments)


def traced(emit, *arguments):
    """Write what `emit` gives for arguments of type `Traced`."""
    builder = arguments[0].builder
    return Traced(builder, emit(builder, *(one.value for one in arguments)))


def compiled(emit, *kinds):
    """What an intrinsic gives to Numba: `emit` as code, arguments and result all of one type."""

    def code(context, builder, signature, values):
        return emit(builder, *values)

    return kinds[0](*[kinds[0]] * len(kinds)), code


def meaning(function):
    """Decorate what gives Numba its own form of `function`, which Python calls with traced values."""
    return extending.overload(function, jit_options=PIECE)


def _of_one(emit):
    inside = intrinsic(lambda typingctx, a: compiled(emit, a))

    def act(a):
        return traced(emit, a)

    meaning(act)(lambda a: lambda a: inside(a))
    return act


def _of_two(emit):
    inside = intrinsic(lambda typingctx, a, b: compiled(emit, a, b))

    def act(a, b):
        return traced(emit, a, b)

    meaning(act)(lambda a, b: lambda a, b: inside(a, b))
    return act


def _of_three(emit):
    inside = intrinsic(lambda typingctx, a, b, c: compiled(emit, a, b, c))

    def act(a, b, c):
        return traced(emit, a, b, c)

    meaning(act)(lambda a, b, c: lambda a, b, c: inside(a, b, c))
    return act


def operation(emit) -> Any:
    """What kernels call for `emit(builder, value, ...)`, with one to three values."""
    act = (_of_one, _of_two, _of_three)[len(signature(emit).parameters) - 2](emit)
    act.__doc__ = emit.__doc__
    return act


def number(single, double):
    """A constant: called with x, it is `single` in the type of a float32 x, or `double`."""

    def emit(builder, x):
        return constant(x.type, single if str(_element(x.type)) == "float" else double)

    return operation(emit)


def polynomial(single, double):
    """A polynomial of x by Horner's rule, from the constant coefficient up."""

    def emit(builder, x):
        *rest, total = single if str(_element(x.type)) == "float" else double
        total = constant(x.type, total)
        for coefficient in reversed(rest):
            total = _call(builder, "fmuladd", total, x, constant(x.type, coefficient))
        return total

    return operation(emit)


def _muladd(builder, a, b, c):
    """a b + c, rounded once where the processor can."""
    return _call(builder, "fmuladd", a, b, c)


def _rounded_twice(a, b, c):
    return a * b + c


muladd = operation(_muladd) if compiles() else _rounded_twice


@operation
def magnitude(builder, x):
    """|x|."""
    return _call(builder, "fabs", x)


@operation
def signed(builder, x, like):
    """|x| with the sign of `like`."""
    return _call(builder, "copysign", x, like)


@operation
def at_least(builder, x, low):
    """The greater of the two; x if it is not a number."""
    return builder.select(builder.fcmp_ordered("<", x, low), low, x)


@operation
def at_most(builder, x, high):
    """The smaller of the two; x if it is not a number."""
    return builder.select(builder.fcmp_ordered(">", x, high), high, x)


@operation
def only_above(builder, x, y):
    """x where y is greater than 0, and 0 elsewhere."""
    zero = constant(x.type, 0.0)
    return builder.select(builder.fcmp_ordered(">", y, zero), x, zero)


@operation
def by_sign(builder, y, above, below):
    """`above` where y is greater than 0, `below` elsewhere."""
    return builder.select(builder.fcmp_ordered(">", y, constant(y.type, 0.0)), above, below)


@operation
def power_of_two(builder, shifted):
    """2^n for shifted = n + 1.5 * 2^digits, whose last bits are n; inf for the n one past the greatest."""
    whole, digits, one = _integers(shifted.type)
    bits = builder.shl(builder.bitcast(shifted, whole), constant(whole, digits))
    return builder.bitcast(builder.add(bits, constant(whole, one << digits)), shifted.type)


@operation
def scaled(builder, x, shifted):
    """x 2^n for shifted = n + 1.5 * 2^digits, where that is a normal number."""
    whole, digits, _ = _integers(x.type)
    bits = builder.shl(builder.bitcast(shifted, whole), constant(whole, digits))
    return builder.bitcast(builder.add(builder.bitcast(x, whole), bits), x.type)


@operation
def binade(builder, x):
    """n, for a normal x = 2^n m above 0 with sqrt(1/2) <= m < sqrt 2."""
    whole, digits, _ = _integers(x.type)
    below = constant(x.type, 0.5**0.5)
    apart = builder.sub(builder.bitcast(x, whole), builder.bitcast(below, whole))
    shift = constant(x.type, 1.5 * 2**digits)
    shifted = builder.add(builder.bitcast(shift, whole), builder.ashr(apart, constant(whole, digits)))
    return builder.fsub(builder.bitcast(shifted, x.type), shift)
