"""Up to 16 slides at up to 8 R-units at once, while no pot can come to its stop.

What the R-units would receive at all of these slides is summed first, and how many A-units fire at both
of two.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.vector.bits import (
    BLOCK,
    BYTE,
    INT32,
    LANES,
    VECTOR,
    WORD,
    at,
    call,
    fold,
    load,
    picked,
    row_at,
    store,
    sum_each,
)
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.processor import FEATURES

BATCH = 16
"""Slides that are taken at once."""
_BYTES, _TOTALS = ir.VectorType(BYTE, LANES), ir.VectorType(INT32, BLOCK)
_SUMS = ir.VectorType(INT32, LANES // 4)


def _add_picked(builder, total, fires, steps):
    """The lanes of `total` (16 int32) and 64 `steps` (int8), of those that fire, added in groups of four."""
    if {"+avx512vnni", "+avx512bw"} <= FEATURES:
        bytes_ = builder.zext(fires, _BYTES)
        return call(builder, "llvm.x86.avx512.vpdpbusd.512", _SUMS, total, bytes_, steps)
    shown = builder.select(fires, steps, ir.Constant(_BYTES, None))
    return builder.add(total, fold(builder, fold(builder, builder.sext(shown, ir.VectorType(INT32, LANES)))))


@intrinsic
def sum_both(typingctx, steps, full, active, row, words, totals):
    """What eight R-units receive at two slides: to rows `row` and `row` + 1 of `totals` (n, 8; int32).

    steps: (8, full) int8; active: (n, words) uint64.
    """

    def emit(context, builder, signature, values):
        steps, full, active, row, words, totals = values
        rows, none = [row, builder.add(row, ir.Constant(WORD, 1))], ir.Constant(_SUMS, None)
        sums = [[cgutils.alloca_once_value(builder, none) for _ in range(8)] for _ in rows]
        with cgutils.for_range(builder, words) as loop:
            fires = [
                picked(
                    context,
                    builder,
                    signature.args[2],
                    active,
                    builder.add(builder.mul(one, words), loop.index),
                )
                for one in rows
            ]
            place = builder.mul(loop.index, ir.Constant(WORD, LANES))
            for response in range(8):
                here = load(builder, at(context, builder, signature.args[0], steps, place, _BYTES), 1)
                for fire, total in zip(fires, sums, strict=True):
                    now = _add_picked(builder, load(builder, total[response], 64), fire, here)
                    store(builder, now, total[response], 64)
                place = builder.add(place, full)
        for one, total in zip(rows, sums, strict=True):
            told = sum_each(builder, [load(builder, each, 64) for each in total])
            into = builder.mul(one, ir.Constant(WORD, 8))
            store(builder, told, at(context, builder, signature.args[5], totals, into, _TOTALS), 4)
        return context.get_dummy_value()

    return types.void(steps, types.int64, active, types.int64, types.int64, totals), emit


@intrinsic
def overlap_eight(typingctx, active, words, row, others, overlaps, place):
    """How many A-units fire at slide `row` and at each of eight others, from `others` on.

    active: (n, words) uint64, words a multiple of 8; eight numbers from `place` on of `overlaps` (int32).
    """

    def emit(context, builder, signature, values):
        active, words, row, others, overlaps, place = values
        counts = [cgutils.alloca_once_value(builder, ir.Constant(VECTOR, None)) for _ in range(8)]
        groups = builder.udiv(words, ir.Constant(WORD, BLOCK))

        def fires(slide, group):
            line = builder.add(builder.mul(slide, groups), group)
            return load(builder, row_at(context, builder, signature.args[0], active, line))

        with cgutils.for_range(builder, groups) as loop:
            mine = fires(row, loop.index)
            for number, count in enumerate(counts):
                theirs = fires(builder.add(others, ir.Constant(WORD, number)), loop.index)
                common = call(builder, "llvm.ctpop.v8i64", mine.type, builder.and_(mine, theirs))
                store(builder, builder.add(load(builder, count, 64), common), count, 64)
        told = builder.trunc(sum_each(builder, [load(builder, count, 64) for count in counts]), _TOTALS)
        store(builder, told, at(context, builder, signature.args[4], overlaps, place, _TOTALS), 4)
        return context.get_dummy_value()

    return types.void(active, *[types.int64] * 3, overlaps, types.int64), emit


@intrinsic
def farthest(typingctx, steps, count):
    """How far the first `count` times 64 `steps` (int8 or int16) stand from the middle at most: int64.

    None may be the least that there is.
    """
    form = ir.VectorType(ir.IntType(steps.dtype.bitwidth), LANES)

    def emit(context, builder, signature, values):
        steps, count = values
        none, kind = ir.Constant(form, None), f"v{form.count}{form.element}"
        far = cgutils.alloca_once_value(builder, none)
        with cgutils.for_range(builder, count) as loop:
            place = builder.mul(loop.index, ir.Constant(WORD, LANES))
            here = load(builder, at(context, builder, signature.args[0], steps, place, form), 1)
            for way in (here, builder.sub(none, here)):
                further = call(builder, f"llvm.smax.{kind}", form, load(builder, far, LANES), way)
                store(builder, further, far, LANES)
        told = call(builder, f"llvm.vector.reduce.smax.{kind}", form.element, load(builder, far, LANES))
        return builder.sext(told, WORD)

    return types.int64(steps, types.int64), emit
