"""Up to 16 slides at up to 8 R-units at once, while no pot can come to its stop.

What the R-units would receive at all of these slides is summed first. Two slides have so many active
A-units in common: by so much each pulse at the one changes what comes in at the other.
"""

from contextlib import contextmanager

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.bits.emit import (
    BIT,
    BLOCK,
    BYTE,
    INT32,
    LANES,
    WORD,
    at,
    call,
    fold,
    load,
    many,
    picked,
    row_at,
    splat,
    store,
    sum_each,
)
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.processor import FEATURES

SEVERAL = 16
_BYTES, _TOTALS = ir.VectorType(BYTE, LANES), ir.VectorType(INT32, BLOCK)
_SUMS = ir.VectorType(INT32, LANES // 4)


def _add_picked(builder, total, fires, steps):
    """The lanes of `total` (16 int32) and 64 `steps` (int8), of those that fire, added in groups of four."""
    if {"+avx512vnni", "+avx512bw"} <= FEATURES:
        bytes_ = builder.zext(fires, _BYTES)
        return call(builder, "llvm.x86.avx512.vpdpbusd.512", _SUMS, total, bytes_, steps)
    shown = builder.select(fires, steps, ir.Constant(_BYTES, None))
    return builder.add(total, fold(builder, fold(builder, builder.sext(shown, ir.VectorType(INT32, LANES)))))


@contextmanager
def _while_any(builder, left):
    """Repeat what is written inside as long as the word in `left` has bits."""
    test, body, end = (builder.append_basic_block(name) for name in ("test", "body", "end"))
    builder.branch(test)
    builder.position_at_end(test)
    word = load(builder, left)
    builder.cbranch(builder.icmp_unsigned("!=", word, ir.Constant(WORD, 0)), body, end)
    builder.position_at_end(body)
    yield word
    builder.branch(test)
    builder.position_at_end(end)


@intrinsic
def sum_both(typingctx, steps, full, active, row, words, totals):
    """What eight R-units receive at two slides: to rows `row` and `row` + 1 of `totals` (n, 8; int32).

    steps: (8, full) int8; active: (n, words) uint64.
    """

    def emit(context, builder, signature, values):
        steps, full, active, row, words, totals = values
        sums = [
            [cgutils.alloca_once_value(builder, ir.Constant(_SUMS, None)) for _ in range(8)] for _ in "ab"
        ]
        rows = [row, builder.add(row, ir.Constant(WORD, 1))]
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
        counts = [
            cgutils.alloca_once_value(builder, ir.Constant(ir.VectorType(WORD, BLOCK), None))
            for _ in range(8)
        ]
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


def _wished(builder, target, if_up, if_none, if_down):
    """For each of eight targets (int8) the way that belongs to it."""
    none = ir.Constant(target.type, None)
    way = builder.select(builder.icmp_signed("<", target, none), if_down, if_none)
    return builder.select(builder.icmp_signed(">", target, none), if_up, way)


@intrinsic
def answer(typingctx, rows, row, count, lit_from, totals, overlaps, targets, policy, by, ways, lamps, driven):
    """Light the lamps at `count` slides from number `row` on, one after the other; say which pots to turn.

    Eight R-units stand side by side in: totals (n, 8; int32), which reach `lit_from` steps where a lamp is
    lit; targets (m, 8; int8), of which `rows` (int64) names those of each slide; ways (16, 8; int32), the
    steps that their pots go; lamps (n, 8; int8). policy (6,) int8: which way pots go if a lamp is dark, for
    targets of -1, 0 and +1, and if it is lit. overlaps (16, 16) int32; driven (n,) uint8: bits for R-units.
    """

    def emit(context, builder, signature, values):
        rows, row, count, lit_from, totals, overlaps, targets, policy, by, ways, lamps, driven = values
        kinds, eight, form = signature.args, ir.Constant(WORD, BLOCK), ir.VectorType(BYTE, BLOCK)
        bound, step = (splat(builder, builder.trunc(value, INT32), _TOTALS) for value in (lit_from, by))
        policies = []
        for number in range(6):
            one = at(context, builder, kinds[7], policy, ir.Constant(WORD, number), BYTE)
            policies.append(splat(builder, load(builder, one, 1), form))
        if_dark, if_lit = policies[:3], policies[3:]

        def eight_of(kind, array, slide, form):
            return at(context, builder, kind, array, builder.mul(slide, eight), form)

        with cgutils.for_range(builder, count) as loop:
            slide = builder.add(row, loop.index)
            shown = load(builder, at(context, builder, kinds[0], rows, slide, WORD))
            target = load(builder, eight_of(kinds[6], targets, shown, form), 1)
            start = load(builder, eight_of(kinds[4], totals, slide, _TOTALS), 4)
            total = cgutils.alloca_once_value(builder, start)
            with cgutils.for_range(builder, loop.index) as earlier:
                place = builder.add(builder.mul(loop.index, ir.Constant(WORD, SEVERAL)), earlier.index)
                common = load(builder, at(context, builder, kinds[5], overlaps, place, INT32), 4)
                gone = load(builder, eight_of(kinds[9], ways, earlier.index, _TOTALS), 4)
                changed = builder.mul(splat(builder, common, _TOTALS), gone)
                store(builder, builder.add(load(builder, total, 32), changed), total, 32)
            is_lit = builder.icmp_signed(">=", load(builder, total, 32), bound)
            lit, dark = (_wished(builder, target, *reversed(each)) for each in (if_lit, if_dark))
            way = builder.select(is_lit, lit, dark)
            moved = builder.mul(builder.sext(way, _TOTALS), step)
            store(builder, moved, eight_of(kinds[9], ways, loop.index, _TOTALS), 4)
            lamp = builder.select(is_lit, many(form, 1), many(form, -1))
            store(builder, lamp, eight_of(kinds[10], lamps, slide, form), 1)
            runs = builder.icmp_signed("!=", way, ir.Constant(form, None))
            store(
                builder, builder.bitcast(runs, BYTE), at(context, builder, kinds[11], driven, slide, BYTE), 1
            )
        return context.get_dummy_value()

    kinds = [rows, *[types.int64] * 3, totals, overlaps, targets, policy, types.int64, ways, lamps, driven]
    return types.void(*kinds), emit


@intrinsic
def move_several(typingctx, steps, place, active, row, words, runs, ways, response):
    """Move the steps (int8) of one R-unit, from `place` on, at those slides from `row` on that `runs` names.

    runs: bits; active: (n, words) uint64, words a multiple of 8; ways: (16, 8) int32, column `response`.
    """

    def emit(context, builder, signature, values):
        steps, place, active, row, words, runs, ways, response = values
        one, eight = ir.Constant(WORD, 1), ir.Constant(WORD, BLOCK)
        left = cgutils.alloca_once(builder, WORD)
        here = [cgutils.alloca_once(builder, _BYTES) for _ in range(BLOCK)]
        with cgutils.for_range_slice(builder, ir.Constant(WORD, 0), words, eight, intp=WORD) as (group, _):
            first = builder.add(place, builder.mul(group, ir.Constant(WORD, LANES)))
            places = [
                at(
                    context,
                    builder,
                    signature.args[0],
                    steps,
                    builder.add(first, ir.Constant(WORD, number * LANES)),
                    _BYTES,
                )
                for number in range(BLOCK)
            ]
            for held, to in zip(here, places, strict=True):
                store(builder, load(builder, to, 1), held, 64)
            store(builder, runs, left)
            with _while_any(builder, left) as mask:
                slide = builder.cttz(mask, ir.Constant(BIT, 1))
                store(builder, builder.and_(mask, builder.sub(mask, one)), left)
                way_at = builder.add(builder.mul(slide, eight), response)
                way = load(builder, at(context, builder, signature.args[6], ways, way_at, INT32), 4)
                by = splat(builder, builder.trunc(way, BYTE), _BYTES)
                word = builder.add(builder.mul(builder.add(row, slide), words), group)
                for number, held in enumerate(here):
                    fires = picked(
                        context,
                        builder,
                        signature.args[2],
                        active,
                        builder.add(word, ir.Constant(WORD, number)),
                    )
                    before = load(builder, held, 64)
                    store(builder, builder.select(fires, builder.add(before, by), before), held, 64)
            for held, to in zip(here, places, strict=True):
                store(builder, load(builder, held, 64), to, 1)
        return context.get_dummy_value()

    kinds = [steps, types.int64, active, types.int64, types.int64, types.int64, ways, types.int64]
    return types.void(*kinds), emit
