"""Up to eight R-units answer several slides one after the other, and their pots are turned.

Two slides have so many active A-units in common: by so much a pulse at the one changes what comes in at
the other.
"""

from contextlib import contextmanager

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.fast.bits.batch import BATCH
from markone.kernels.vector.bits import (
    BIT,
    BLOCK,
    BYTE,
    INT32,
    LANES,
    WORD,
    at,
    load,
    many,
    picked,
    splat,
    store,
)
from markone.kernels.vector.emit import intrinsic

_BYTES, _TOTALS = ir.VectorType(BYTE, LANES), ir.VectorType(INT32, BLOCK)


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
    steps that their pots go; lamps (n, 8; int8). policy (2, 3) int8: which way pots go if a lamp is dark, for
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
                place = builder.add(builder.mul(loop.index, ir.Constant(WORD, BATCH)), earlier.index)
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
def move_batch(typingctx, steps, place, active, row, words, runs, ways, response):
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
