"""Four slides together: their weights are read once, and written once.

All four are summed before the first of them is answered. Motors that it starts change the sums of those that
follow by as many steps as A-units fire at both; so that is counted, and the sums are put right. It holds as
long as no pot comes to an end stop meanwhile.
"""

from itertools import combinations

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.fast.bits.steps import MOST_BANKS, lanes_of, loaded, picked_lanes, sum_of_each, whole, zeros
from markone.kernels.vector.bits import BITS, BLOCK, BYTE, INT32, VECTOR, WORD, at, call, picked
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere
from markone.kernels.vector.processor import FEATURES

TOGETHER = 4
PAIRS = TOGETHER * (TOGETHER - 1) // 2
_TABLE = 2**TOGETHER
"""At which of the slides an A-unit fires."""
_SHUFFLES = {"+avx512bw": (64, "llvm.x86.avx512.pshuf.b.512"), "+avx2": (32, "llvm.x86.avx2.pshuf.b")}
_SHUFFLE = next((_SHUFFLES[feature] for feature in _SHUFFLES if feature in FEATURES), None)
"""The instruction that looks up so many bytes in a table of 16."""
LANE_BYTES = 1 if _SHUFFLE else 0
"""How wide steps are that go four slides together: others would take twice as long as one by one. 0: none."""


def _counting(typingctx, active, plugged, lines, blocks, by, changes, banks):
    """The type and the code of `overlap_banks` that looks at the first so many `banks`."""

    def emit(context, builder, signature, values):
        *_, lines, blocks, by, changes = values
        lines = cgutils.unpack_tuple(builder, lines)
        pairs = [*combinations(range(len(lines)), 2)]
        counts = [zeros(builder, VECTOR, banks) for _ in pairs]
        by_each = everywhere(builder, builder.trunc(by, INT32), MOST_BANKS)

        def block_of(argument, word):
            array = at(context, builder, signature.args[argument], values[argument], word, VECTOR)
            return builder.load(array, align=8)

        with cgutils.for_range(builder, blocks) as outer:
            words = builder.mul(outer.index, whole(BLOCK))
            fires = [block_of(0, builder.add(line, words)) for line in lines]
            both = [builder.and_(fires[one], fires[other]) for one, other in pairs]
            for bank in range(banks):
                block = builder.add(builder.mul(whole(bank), blocks), outer.index)
                here = block_of(1, builder.mul(block, whole(BLOCK)))
                for each, count in zip(both, counts, strict=True):
                    many = call(builder, f"llvm.ctpop.v{BLOCK}i64", VECTOR, builder.and_(each, here))
                    place = builder.gep(count, [whole(bank)])
                    builder.store(builder.add(builder.load(place), many), place)
        for row, count in enumerate(counts):
            total = _totals(builder, loaded(builder, count, banks))
            place = at(context, builder, signature.args[5], changes, whole(row * MOST_BANKS), total.type)
            builder.store(builder.mul(total, by_each), place, align=4)
        return context.get_dummy_value()

    return types.void(active, plugged, lines, *[types.int64] * 2, changes), emit


def _totals(builder, counts):
    """Eight int32: the sum of each count, or of the only one."""
    if len(counts) == 1:
        total = call(builder, f"llvm.vector.reduce.add.v{BLOCK}i64", WORD, counts[0])
        return everywhere(builder, builder.trunc(total, INT32), MOST_BANKS)
    halves = ir.VectorType(INT32, 2 * BLOCK)
    return sum_of_each(builder, [builder.bitcast(count, halves) for count in counts])


@intrinsic
def overlap_banks(typingctx, active, plugged, lines, blocks, by, changes):
    """Write to `changes` (pairs, 8; int32) `by` times as many A-units of each bank as fire at both slides.

    So many steps a pulse at one adds to the sum of the other. Bits of `active` (uint64) say which fire, from
    word `lines`[i] on, those of `plugged` (8, 8 blocks) which have a pot of the bank. Pairs of slides are 0
    and 1, 0 and 2, and so on, then 1 and 2.
    """
    return _counting(typingctx, active, plugged, lines, blocks, by, changes, MOST_BANKS)


@intrinsic
def overlap_alike(typingctx, active, plugged, lines, blocks, by, changes):
    """`overlap_banks` where all banks have pots of the same A-units: those of the first are counted."""
    return _counting(typingctx, active, plugged, lines, blocks, by, changes, 1)


def _moves(builder, ways, lane):
    """How far each bank's pots are moved, by which of the slides their A-unit fires at: (8, 16) on the stack.

    `ways` are those of each slide, eight lanes.
    """
    kind = ir.VectorType(lane, MOST_BANKS * _TABLE)
    spread = ir.Constant(ir.VectorType(INT32, kind.count), [n // _TABLE for n in range(kind.count)])
    total = ir.Constant(kind, None)
    for number, way in enumerate(ways):
        fires = ir.Constant(kind, [-(n >> number & 1) for n in range(_TABLE)] * MOST_BANKS)
        total = builder.add(total, builder.and_(fires, builder.shuffle_vector(way, way, spread)))
    return cgutils.alloca_once_value(builder, total)


def _stepping(typingctx, steps, ends, active, lines, blocks, ways, slide, by, banks, is_alike):
    """The type and the code of `step_together`; where it `is_alike`, the ends of the first bank are asked."""

    def emit(context, builder, signature, values):
        steps, ends, active, lines, blocks, ways, slide, by, banks = values
        kind, lines = lanes_of(signature.args[0]), cgutils.unpack_tuple(builder, lines)
        none, eight = ir.Constant(kind, None), ir.VectorType(BYTE, MOST_BANKS)

        def ways_of(row):
            place = builder.mul(builder.add(slide, whole(row)), whole(MOST_BANKS))
            way = builder.load(at(context, builder, signature.args[5], ways, place, eight), align=1)
            lanes = ir.VectorType(kind.element, MOST_BANKS)
            way = way if kind.element == BYTE else builder.sext(way, lanes)
            return builder.mul(way, everywhere(builder, builder.trunc(by, kind.element), MOST_BANKS))

        def slides_of(word):
            """At which slides each of 64 A-units fires."""
            told = none
            width = kind.element.width
            for number, line in enumerate(lines):
                bits = picked(context, builder, signature.args[2], active, builder.add(line, word), width)
                told = builder.or_(told, builder.select(bits, ir.Constant(kind, [1 << number] * BITS), none))
            return told

        def lanes_at(argument, array, word):
            return at(context, builder, signature.args[argument], array, builder.mul(word, whole(BITS)), kind)

        def where_plugged(word, moves):
            end = builder.load(lanes_at(1, ends, word), align=1)
            return builder.select(builder.icmp_signed("!=", end, none), moves, none)

        moves = _moves(builder, [ways_of(row) for row in range(len(lines))], kind.element)
        with cgutils.for_range(builder, blocks) as outer:
            words = [builder.add(builder.mul(outer.index, whole(BLOCK)), whole(n)) for n in range(BLOCK)]
            fired = [slides_of(word) for word in words]
            if is_alike:
                fired = [where_plugged(*each) for each in zip(words, fired, strict=True)]
            with cgutils.for_range(builder, banks) as inner:
                row = builder.gep(
                    builder.bitcast(moves, kind.element.as_pointer()),
                    [builder.mul(inner.index, whole(_TABLE))],
                )
                first = builder.mul(builder.mul(inner.index, blocks), whole(BLOCK))
                for word, index in zip(words, fired, strict=True):
                    here, moved = builder.add(first, word), _looked_up(builder, row, index)
                    moved = moved if is_alike else where_plugged(here, moved)
                    place = lanes_at(0, steps, here)
                    builder.store(builder.add(builder.load(place, align=1), moved), place, align=1)
        return context.get_dummy_value()

    kinds = [steps, ends, active, lines, types.int64, ways, *[types.int64] * 3]
    return types.void(*kinds), emit


@intrinsic
def step_together(typingctx, steps, ends, active, lines, blocks, ways, slide, by, banks):
    """Move the steps of the first so many `banks` at all slides, whatever their end stops.

    `steps` (8, 512 blocks; int8 or int16) are moved `by` so many, the way that row `slide` + i of `ways`
    (any, 8; int8) says, where A-units fire, as bits of `active` (uint64) say from word `lines`[i] on. Where
    `ends` are 0 there is no pot.
    """
    return _stepping(typingctx, steps, ends, active, lines, blocks, ways, slide, by, banks, False)


@intrinsic
def step_alike(typingctx, steps, ends, active, lines, blocks, ways, slide, by, banks):
    """`step_together` where all banks have pots of the same A-units."""
    return _stepping(typingctx, steps, ends, active, lines, blocks, ways, slide, by, banks, True)


def _looked_up(builder, row, index):
    """The element of a row of `_moves` for each lane of `index`.

    The plain way is for what `LANE_BYTES` leaves to one by one: it is compiled with the rest, and tested.
    """
    kind = index.type
    if kind.element == BYTE and _SHUFFLE:
        width, name = _SHUFFLE
        table = builder.load(builder.bitcast(row, ir.VectorType(BYTE, _TABLE).as_pointer()), align=_TABLE)
        table = picked_lanes(builder, table, table, [*range(_TABLE)] * (width // _TABLE))
        parts = [
            picked_lanes(builder, index, index, [*range(first, first + width)])
            for first in range(0, BITS, width)
        ]
        found = [call(builder, name, table.type, table, part) for part in parts]
        return found[0] if len(found) == 1 else picked_lanes(builder, *found, [*range(BITS)])
    total = ir.Constant(kind, None)
    for number in range(TOGETHER):
        bit = everywhere(builder, ir.Constant(kind.element, 1 << number), BITS)
        move = builder.load(builder.gep(row, [whole(1 << number)]))
        fires = builder.icmp_signed("==", builder.and_(index, bit), bit)
        here = builder.select(fires, everywhere(builder, move, BITS), ir.Constant(kind, None))
        total = builder.add(total, here)
    return total
