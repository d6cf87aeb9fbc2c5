"""The steps of the pots under active A-units: summed, and moved as far as their stops.

The law of `kernels.weight.weigh` and `kernels.even_pot` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits. Steps are int8 or int16: half the width is
half the work.
"""

from functools import reduce

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.vector.bits import BITS, BLOCK, BYTE, INT16, INT32, WORD, at, call, picked
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere
from markone.kernels.vector.processor import FEATURES

MOST_BANKS = 8
"""As many R-units are summed together."""
_VNNI = "+avx512vnni" in FEATURES
_PRODUCTS = {
    "+avx512bw": (64, "llvm.x86.avx512.pmaddubs.w.512", "llvm.x86.avx512.pmaddw.d.512"),
    "+avx2": (32, "llvm.x86.avx2.pmadd.ub.sw", "llvm.x86.avx2.pmadd.wd"),
}
_WIDTH, _OF_BYTES, _OF_WORDS = next(
    (_PRODUCTS[feature] for feature in _PRODUCTS if feature in FEATURES), (0, "", "")
)
"""The instructions that add products of neighbours: of so many bytes, and of 16 bits. 0: none."""
_LANES = _WIDTH // 4 or 16
"""Sums of a bank side by side, before they become one."""
_ABREAST = 2 if _VNNI else 4
"""Slides that are summed in one go over the steps."""
_BANKS = 2
"""Banks that are summed in one go over the slides."""
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
        lanes = range(one.type.count if one is other else 2 * one.type.count)
        parts = [[n for n in lanes if n // (width // 2) % 2 == half] for half in (0, 1)]
        made.append(builder.add(*(picked_lanes(builder, one, other, part) for part in parts)))
    return made


def sum_of_each(builder, vectors):
    """Eight vectors of as many sums, eight or more: the total of each, as one vector."""
    width = vectors[0].type.count
    while width > 1:
        vectors, width = _halves(builder, vectors, width), width // 2
    return vectors[0]


def _parts(builder, lanes, width):
    """64 lanes in vectors of `width`."""
    return [picked_lanes(builder, lanes, lanes, [*range(at, at + width)]) for at in range(0, BITS, width)]


def _add_by_dot(builder, steps, masks):
    """`_sums_of_block` where an instruction adds four products of bytes to a sum."""
    totals = [[ir.Constant(_SUMS, None) for _ in masks] for _ in steps]
    for total, bank in zip(totals, steps, strict=True):
        for slide, mask in enumerate(masks):
            for step, fires in zip(bank, mask, strict=True):
                given = [builder.bitcast(each, _SUMS) for each in (fires, step)]
                total[slide] = call(builder, "llvm.x86.avx512.vpdpbusd.512", _SUMS, total[slide], *given)
    return totals


def _add_by_pairs(builder, steps, masks):
    """`_sums_of_block` where instructions add products of neighbours, of bytes and of 16 bits."""
    words = ir.VectorType(INT16, _WIDTH // 2)
    totals = [[ir.Constant(words, None) for _ in masks] for _ in steps]
    for word in range(BLOCK):
        ones = [_parts(builder, mask[word], _WIDTH) for mask in masks]
        parts = [_parts(builder, bank[word], _WIDTH) for bank in steps]
        for part in range(BITS // _WIDTH):
            for total, bank in zip(totals, parts, strict=True):
                for slide, one in enumerate(ones):
                    here = call(builder, _OF_BYTES, words, one[part], bank[part])
                    total[slide] = builder.add(total[slide], here)
    each = ir.Constant(words, [1] * words.count)
    return [[call(builder, _OF_WORDS, _SUMS, one, each) for one in total] for total in totals]


def _add_plainly(builder, steps, masks):
    """`_sums_of_block` for any processor and any steps."""
    wide = ir.VectorType(INT16, BITS)

    def total(bank, mask):
        block = None
        for step, fires in zip(bank, mask, strict=True):
            here = builder.and_(step, builder.sub(ir.Constant(fires.type, None), fires))
            here = here if here.type == wide else builder.sext(here, wide)
            block = here if block is None else builder.add(block, here)
        parts = _parts(builder, builder.sext(block, ir.VectorType(INT32, BITS)), _LANES)
        return reduce(builder.add, parts)

    return [[total(bank, mask) for mask in masks] for bank in steps]


def _sums_of_block(builder, steps, masks):
    """For each bank and slide the sums, side by side, of those of 512 steps whose mask is 1, and not 0."""
    if steps[0][0].type.element == BYTE and (_VNNI or _WIDTH):
        return (_add_by_dot if _VNNI else _add_by_pairs)(builder, steps, masks)
    return _add_plainly(builder, steps, masks)


def zeros(builder, kind, count):
    """Places for so many vectors."""
    places = cgutils.alloca_once(builder, kind, whole(count))
    for n in range(count):
        builder.store(ir.Constant(kind, None), builder.gep(places, [whole(n)]))
    return places


def loaded(builder, places, count):
    """What stands there."""
    return [builder.load(builder.gep(places, [whole(n)])) for n in range(count)]


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
            bits = picked(context, builder, signature.args[1], active, word, kind.element.width)
            return builder.zext(bits, kind)

        def steps_of(block):
            first = builder.mul(block, whole(BLOCK * BITS))
            places = [builder.add(first, whole(n * BITS)) for n in range(BLOCK)]
            rows = [at(context, builder, signature.args[0], steps, place, kind) for place in places]
            return [builder.load(row, align=1) for row in rows]

        def add_block(block, lines, sums):
            begins = [builder.add(line, builder.mul(block, whole(BLOCK))) for line in lines]
            masks = [[firing(builder.add(begin, whole(n))) for n in range(BLOCK)] for begin in begins]
            with cgutils.for_range(builder, whole(MOST_BANKS // _BANKS)) as loop:
                first = builder.mul(loop.index, whole(_BANKS))
                banks = [builder.add(first, whole(n)) for n in range(_BANKS)]
                here = [steps_of(builder.add(builder.mul(bank, blocks), block)) for bank in banks]
                for bank, made in zip(banks, _sums_of_block(builder, here, masks), strict=True):
                    for each, total in zip(sums, made, strict=True):
                        place = builder.gep(each, [bank])
                        builder.store(builder.add(builder.load(place), total), place)

        for first in range(0, len(lines), _ABREAST):
            some = lines[first : first + _ABREAST]
            sums = [zeros(builder, _SUMS, MOST_BANKS) for _ in some]
            with cgutils.for_range(builder, blocks) as loop:
                add_block(loop.index, some, sums)
            for row, each in enumerate(sums, first):
                total = sum_of_each(builder, loaded(builder, each, MOST_BANKS))
                place = at(context, builder, signature.args[4], totals, whole(row * MOST_BANKS), total.type)
                builder.store(total, place, align=4)
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
                at_word, width = builder.add(word, whole(n)), kind.element.width
                mask = picked(context, builder, signature.args[2], active, at_word, width)
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
