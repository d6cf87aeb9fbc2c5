"""The steps of the pots under active A-units: summed, and moved as far as their stops.

The law of `kernels.weight.weigh` and `kernels.even_pot` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits. Steps are int8 or int16: half the width is
half the work.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.vector.bits import BITS, BLOCK, BYTE, INT16, INT32, WORD, at, call, picked
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere
from markone.kernels.vector.processor import FEATURES

MOST_BANKS = 8
"""As many R-units are summed together."""
_LANES = 16
"""Sums of a bank side by side, before they become one."""
_ABREAST = 2
"""Slides whose sums are held in registers."""
_SUMS = ir.VectorType(INT32, _LANES)


def whole(value):
    """A number that is known now."""
    return ir.Constant(WORD, value)


def lanes_of(kind):
    """64 steps, or whatever else an array holds."""
    return ir.VectorType(ir.IntType(kind.dtype.bitwidth), BITS)


def picked_lanes(builder, one, other, lanes):
    """These lanes of two vectors, numbered through both."""
    return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(INT32, len(lanes)), lanes))


def _halves(builder, vectors, width):
    """Sums of `width` lanes each become sums of half as many: two vectors one, the last one shorter."""
    made = []
    for one, other in zip(vectors[::2], vectors[1::2] or vectors, strict=True):
        lanes = range(_LANES if one is other else 2 * _LANES)
        parts = [[n for n in lanes if n // (width // 2) % 2 == half] for half in (0, 1)]
        made.append(builder.add(*(picked_lanes(builder, one, other, part) for part in parts)))
    return made


def sum_of_each(builder, vectors):
    """Eight vectors of 16 sums: the total of each, as one vector."""
    width = _LANES
    while width > 1:
        vectors, width = _halves(builder, vectors, width), width // 2
    return vectors[0]


def _add_block(builder, total, steps, masks):
    """`total` (16 int32) and those of 512 steps whose mask is all ones."""
    if steps[0].type.element == BYTE and "+avx512vnni" in FEATURES:
        for step, mask in zip(steps, masks, strict=True):
            ones = builder.lshr(mask, everywhere(builder, ir.Constant(BYTE, 7), BITS))
            given = [builder.bitcast(each, _SUMS) for each in (ones, step)]
            total = call(builder, "llvm.x86.avx512.vpdpbusd.512", _SUMS, total, *given)
        return total
    wide = ir.VectorType(INT16, BITS)
    block = None
    for step, mask in zip(steps, masks, strict=True):
        here = builder.and_(step, mask)
        here = here if here.type == wide else builder.sext(here, wide)
        block = here if block is None else builder.add(block, here)
    lanes = builder.sext(block, ir.VectorType(INT32, BITS))
    for first in range(0, BITS, _LANES):
        total = builder.add(total, picked_lanes(builder, lanes, lanes, [*range(first, first + _LANES)]))
    return total


def zeros(builder, kind, count):
    """Places for so many vectors."""
    return [cgutils.alloca_once_value(builder, ir.Constant(kind, None)) for _ in range(count)]


@intrinsic
def sum_banks(typingctx, steps, active, lines, blocks, totals):
    """Write to row i of `totals` (n, 8; int32) the sum of those `steps` of each bank that fire at slide i.

    `steps` (8, 512 blocks; int8 or int16). Bits of `active` (uint64) say which fire, from word `lines`[i] on.
    Each 64 steps apart eight are added in 16 bits, so that eight times the largest step must fit.
    """

    def emit(context, builder, signature, values):
        steps, active, lines, blocks, totals = values
        kind, lines = lanes_of(signature.args[0]), cgutils.unpack_tuple(builder, lines)

        def firing(word):
            bits = picked(context, builder, signature.args[1], active, word)
            return builder.sext(bits, kind)

        def standing(place):
            return builder.load(at(context, builder, signature.args[0], steps, place, kind), align=1)

        def sum_abreast(lines, first_row):
            sums = [zeros(builder, _SUMS, MOST_BANKS) for _ in lines]
            with cgutils.for_range(builder, blocks) as outer:
                words = builder.mul(outer.index, whole(BLOCK))
                begins = [builder.add(line, words) for line in lines]
                masks = [[firing(builder.add(begin, whole(n))) for n in range(BLOCK)] for begin in begins]
                for bank in range(MOST_BANKS):
                    block = builder.add(builder.mul(whole(bank), blocks), outer.index)
                    first = builder.mul(block, whole(BLOCK * BITS))
                    here = [standing(builder.add(first, whole(n * BITS))) for n in range(BLOCK)]
                    for each, mask in zip(sums, masks, strict=True):
                        builder.store(_add_block(builder, builder.load(each[bank]), here, mask), each[bank])
            for row, each in enumerate(sums, first_row):
                total = sum_of_each(builder, [builder.load(bank) for bank in each])
                place = at(context, builder, signature.args[4], totals, whole(row * MOST_BANKS), total.type)
                builder.store(total, place, align=4)

        for first in range(0, len(lines), _ABREAST):
            sum_abreast(lines[first : first + _ABREAST], first)
        return context.get_dummy_value()

    kinds = [steps, active, lines, types.int64, totals]
    return types.void(*kinds), emit


@intrinsic
def step_banks(typingctx, steps, ends, active, line, blocks, runs, ways, slide, by):
    """Move the steps of those banks whose bit in `runs` is set, where the bit in `active` is set.

    They are moved `by` so many, the way that row `slide` of `ways` (n, 8; int8) says, and as far as `ends`
    (8, 512 blocks; as the steps) either way.
    """

    def emit(context, builder, signature, values):
        steps, ends, active, line, blocks, runs, ways, slide, by = values
        kind = lanes_of(signature.args[0])
        none, name = ir.Constant(kind, None), f"v{BITS}i{kind.element.width}"

        left = cgutils.alloca_once(builder, WORD)
        with cgutils.for_range(builder, blocks) as outer:
            word = builder.add(line, builder.mul(outer.index, whole(BLOCK)))
            moved = []
            for n in range(BLOCK):
                mask = picked(context, builder, signature.args[2], active, builder.add(word, whole(n)))
                moved.append(builder.sext(mask, kind))
            builder.store(runs, left)
            with cgutils.for_range(builder, builder.ctpop(runs)):
                rest = builder.load(left)
                bank = builder.cttz(rest, ir.Constant(ir.IntType(1), 1))
                builder.store(builder.and_(rest, builder.sub(rest, whole(1))), left)
                way = builder.add(builder.mul(slide, whole(MOST_BANKS)), bank)
                way = builder.load(at(context, builder, signature.args[6], ways, way, BYTE))
                by_way = builder.mul(builder.sext(way, WORD), by)
                by_each = everywhere(builder, builder.trunc(by_way, kind.element), BITS)
                block = builder.add(builder.mul(bank, blocks), outer.index)
                for n in range(BLOCK):
                    first = builder.add(builder.mul(block, whole(BLOCK * BITS)), whole(n * BITS))
                    here, end = (
                        at(context, builder, array_kind, array, first, kind)
                        for array_kind, array in zip(signature.args, (steps, ends), strict=False)
                    )
                    end = builder.load(end, align=1)
                    now = builder.add(builder.load(here, align=1), builder.and_(moved[n], by_each))
                    now = call(builder, f"llvm.smin.{name}", kind, now, end)
                    now = call(builder, f"llvm.smax.{name}", kind, now, builder.sub(none, end))
                    builder.store(now, here, align=1)
        return context.get_dummy_value()

    return types.void(steps, ends, active, *[types.int64] * 3, ways, *[types.int64] * 2), emit


@intrinsic
def farthest_step(typingctx, steps):
    """How far the farthest of `steps` (8, 512 blocks; int8 or int16) stands from the middle."""

    def emit(context, builder, signature, values):
        kind = lanes_of(signature.args[0])
        none, name = ir.Constant(kind, None), f"v{BITS}i{kind.element.width}"
        most = cgutils.alloca_once_value(builder, none)
        steps = context.make_array(signature.args[0])(context, builder, values[0])
        with cgutils.for_range_slice(builder, whole(0), steps.nitems, whole(BITS), intp=WORD) as (first, _):
            place = at(context, builder, signature.args[0], values[0], first, kind)
            here = builder.load(place, align=1)
            away = call(builder, f"llvm.smax.{name}", kind, here, builder.sub(none, here))
            builder.store(call(builder, f"llvm.smax.{name}", kind, away, builder.load(most)), most)
        reduced = call(builder, f"llvm.vector.reduce.smax.{name}", kind.element, builder.load(most))
        return builder.sext(reduced, WORD)

    return types.int64(steps), emit
