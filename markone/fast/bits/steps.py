"""The steps of the pots under active A-units, slide by slide: summed, and moved as far as their stops.

The law of `kernels.weight.weigh` and `kernels.even_pot` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.vector.bits import BITS, INT16, INT32, WORD, at, call, load, picked, splat, store
from markone.kernels.vector.emit import intrinsic

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
            here = load(builder, at(context, builder, signature.args[0], steps, place, _COUNTS), 2)
            fires = picked(context, builder, signature.args[2], active, builder.add(begin, loop.index))
            before = load(builder, total, 128)
            store(builder, builder.add(before, builder.select(fires, here, none)), total, 128)
        lanes = builder.sext(load(builder, total, 128), ir.VectorType(INT32, BITS))
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
        moved_by, stop = (splat(builder, builder.trunc(steps, INT16), _COUNTS) for steps in (by, most))
        with cgutils.for_range(builder, words) as loop:
            to = builder.add(first, builder.mul(loop.index, ir.Constant(WORD, BITS)))
            here = at(context, builder, signature.args[0], steps, to, _COUNTS)
            fires = picked(context, builder, signature.args[2], active, builder.add(begin, loop.index))
            feeds = picked(context, builder, signature.args[4], plugged, builder.add(place, loop.index))
            by_each = builder.select(builder.and_(fires, feeds), moved_by, none)
            moved = builder.add(load(builder, here, 2), by_each)
            moved = call(builder, "llvm.smin.v64i16", _COUNTS, moved, stop)
            moved = call(builder, "llvm.smax.v64i16", _COUNTS, moved, builder.sub(none, stop))
            store(builder, moved, here, 2)
        return context.get_dummy_value()

    kinds = [steps, types.int64, active, types.int64, plugged, *[types.int64] * 4]
    return types.void(*kinds), emit
