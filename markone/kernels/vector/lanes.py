"""Thirty-two float32, or eight float64, side by side as one value that kernels can reckon with.

A kernel written for lanes reads as one written for a number: `a * b + c` means it in every lane. What
processors have no register for, the compiler splits. Lanes live in kernels only; arrays (rows, 32) of
float32 and (rows, 8) of float64 keep them.
"""

import operator

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.extending import overload, register_model

from markone.kernels.vector.emit import intrinsic, meaning, traced
from markone.kernels.vector.masked import everywhere

LANES = 32
"""Of float32: twice what the widest registers hold, so that one half is reckoned while the other waits."""
EIGHT = 8
"""Lanes of float64: what the widest registers hold."""


class Lanes(types.Type):
    """Numba's name for the type."""

    def __init__(self, number, vector):
        self.number, self.vector = number, vector
        super().__init__(name=f"{number}x{vector.count}")


_SINGLE = Lanes(types.float32, ir.VectorType(ir.FloatType(), LANES))
_DOUBLE = Lanes(types.float64, ir.VectorType(ir.DoubleType(), EIGHT))


def _lanes_of(number):
    """The lanes whose every one is a `number`, a type of Numba."""
    return _DOUBLE if number == types.float64 else _SINGLE


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, kind.vector)


def _between(name):
    """The LLVM instruction `name` of two lanes."""

    @intrinsic
    def value(typingctx, a, b):
        def code(context, builder, signature, arguments):
            return getattr(builder, name)(*arguments)

        return a(a, a), code

    return value


def _define(act, instruction):
    """Let `act`, an operator, mean `instruction` where both sides are lanes."""

    @overload(act, inline="always")
    def _chosen(a, b):
        if isinstance(a, Lanes) and isinstance(b, Lanes):
            return lambda a, b: instruction(a, b)
        return None


for _act, _name in (("add", "fadd"), ("sub", "fsub"), ("mul", "fmul"), ("truediv", "fdiv")):
    _define(getattr(operator, _act), _between(_name))


@intrinsic
def _minus(typingctx, a):
    def code(context, builder, signature, arguments):
        return builder.fneg(arguments[0])

    return a(a), code


@overload(operator.neg, inline="always")
def _negative(a):
    return (lambda a: _minus(a)) if isinstance(a, Lanes) else None


def _spread(builder, x, like):
    return everywhere(builder, x, like.type.count)


@intrinsic
def _everywhere(typingctx, x, like):
    def code(context, builder, signature, arguments):
        return _spread(builder, *arguments)

    return like(like.number, like), code


def spread(x, like):
    """`x` in every lane there is in `like`."""
    return traced(_spread, x, like)


@meaning(spread)
def _spread_meaning(x, like):
    return lambda x, like: _everywhere(x, like)


def place(context, builder, kind, array, row, lanes=None):
    """Where row number `row`, an int or an LLVM value, of an array (rows, lanes) of type `kind` stands."""
    data = cgutils.create_struct_proxy(kind)(context, builder, array).data
    at = ir.Constant(ir.IntType(64), row) if isinstance(row, int) else row
    vector = ir.VectorType(ir.FloatType(), lanes) if lanes else _lanes_of(kind.dtype).vector
    return builder.gep(builder.bitcast(data, vector.as_pointer()), [at])


def load_row(context, builder, kind, array, row, lanes=None):
    """The lanes that stand there."""
    at = place(context, builder, kind, array, row, lanes)
    return builder.load(at, align=kind.dtype.bitwidth // 8)


@intrinsic
def _load(typingctx, rows, row):
    def code(context, builder, signature, arguments):
        return load_row(context, builder, rows, *arguments)

    return _lanes_of(rows.dtype)(rows, types.intp), code


def load(rows, row):
    """Row number `row` of `rows` (any, lanes), contiguous; or of a list of traced lanes."""
    return rows[row]


@meaning(load)
def _load_meaning(rows, row):
    return lambda rows, row: _load(rows, row)


@intrinsic
def _store(typingctx, rows, row, lanes):
    def code(context, builder, signature, arguments):
        at = place(context, builder, rows, *arguments[:2])
        builder.store(arguments[2], at, align=rows.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.none(rows, types.intp, _lanes_of(rows.dtype)), code


def store(rows, row, lanes):
    """Put `lanes` into row number `row` of `rows`, an array as of `load`, or a list."""
    rows[row] = lanes


@meaning(store)
def _store_meaning(rows, row, lanes):
    return lambda rows, row, lanes: _store(rows, row, lanes)
