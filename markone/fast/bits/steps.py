"""The steps of the pots under active A-units, slide by slide: summed, and moved as far as their stops.

The law of `kernels.weight.weigh` and `kernels.even_pot` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.vector.bits import BITS, INT16, INT32, WORD, at, call, picked
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere

_COUNTS = ir.VectorType(INT16, BITS)


@intrinsic
def sum_active(typingctx, steps, first, active, begin, words):
    """The sum of those `steps` (int16) whose bit in `active` (uint64) is set.

    There are `words` times 64 of them, from place `first` of `steps` and word `begin` of `active` on.
    Each 64 steps apart they are added in 16 bits, so that words times the largest step must fit.
    """

    def emit(context, builder, signature, values):
        steps, first, active, begin, words = values
        none = ir.Constant(_COUNTS, None)
        total = cgutils.alloca_once_value(builder, none)
        with cgutils.for_range(builder, words) as loop:
            place = builder.add(first, builder.mul(loop.index, ir.Constant(WORD, BITS)))
            here = builder.load(at(context, builder, signature.args[0], steps, place, _COUNTS), align=2)
            fires = picked(context, builder, signature.args[2], active, builder.add(begin, loop.index))
            before = builder.load(total, align=128)
            builder.store(builder.add(before, builder.select(fires, here, none)), total, align=128)
        lanes = builder.sext(builder.load(total, align=128), ir.VectorType(INT32, BITS))
        return call(builder, "llvm.vector.reduce.add.v64i32", INT32, lanes)

    return types.int32(steps, types.int64, active, types.int64, types.int64), emit


@intrinsic
def step_active(typingctx, steps, first, active, begin, plugged, place, words, by, most):
    """Move those `steps` (int16) whose bits in `active` and `plugged` (uint64) are set `by` so many.

    They go as far as `most` either way. Which of them, see `sum_active`; `place` is the first word of
    `plugged`.
    """

    def emit(context, builder, signature, values):
        steps, first, active, begin, plugged, place, words, by, most = values
        none = ir.Constant(_COUNTS, None)
        moved_by, stop = (everywhere(builder, builder.trunc(each, INT16), BITS) for each in (by, most))
        with cgutils.for_range(builder, words) as loop:
            to = builder.add(first, builder.mul(loop.index, ir.Constant(WORD, BITS)))
            here = at(context, builder, signature.args[0], steps, to, _COUNTS)
            fires = picked(context, builder, signature.args[2], active, builder.add(begin, loop.index))
            feeds = picked(context, builder, signature.args[4], plugged, builder.add(place, loop.index))
            by_each = builder.select(builder.and_(fires, feeds), moved_by, none)
            moved = builder.add(builder.load(here, align=2), by_each)
            moved = call(builder, "llvm.smin.v64i16", _COUNTS, moved, stop)
            moved = call(builder, "llvm.smax.v64i16", _COUNTS, moved, builder.sub(none, stop))
            builder.store(moved, here, align=2)
        return context.get_dummy_value()

    kinds = [steps, types.int64, active, types.int64, plugged, *[types.int64] * 4]
    return types.void(*kinds), emit
