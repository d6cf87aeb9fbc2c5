"""64 yes-or-no answers in a word, eight words in a vector: what plain loops cannot tell the compiler.

Each function emits LLVM's own vector code, which is right on every processor and quick on those with
wide vectors.
"""

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 64
"""Bits in a word."""
BLOCK = 8
"""Words in a vector: 512 slides."""
_PLANES = 7
MOST_WIRES = 2 ** (_PLANES - 1) - 1
"""As many lit wires can be counted in bits."""
_BIT, _BYTE, _INT16, _INT32, _WORD = (ir.IntType(width) for width in (1, 8, 16, 32, 64))
_VECTOR = ir.VectorType(_WORD, BLOCK)


def _at(context, builder, kind, array, index, form):
    """A pointer to the element of a contiguous array that stands `index` from its begin, seen as a `form`."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), form.as_pointer())


def _load(builder, pointer, align=8):
    value = builder.load(pointer)
    value.align = align
    return value


def _store(builder, value, pointer, align=8):
    builder.store(value, pointer).align = align


def _splat(builder, value, form):
    """The same number in all lanes of a vector."""
    first = builder.insert_element(ir.Constant(form, ir.Undefined), value, ir.Constant(_INT32, 0))
    return builder.shuffle_vector(
        first, first, ir.Constant(ir.VectorType(_INT32, form.count), [0] * form.count)
    )


@intrinsic
def popcount(typingctx, word):
    """How many bits of a uint64 are set."""
    return types.uint64(types.uint64), lambda context, builder, signature, values: builder.ctpop(values[0])


@intrinsic
def pack_bytes(typingctx, array, start):
    """The 64 bytes of `array` (uint8) from `start` on as bits: 1 where a byte is not 0."""
    form = ir.VectorType(_BYTE, LANES)

    def emit(context, builder, signature, values):
        given = _load(builder, _at(context, builder, signature.args[0], *values, form), 1)
        return builder.bitcast(builder.icmp_unsigned("!=", given, ir.Constant(form, None)), _WORD)

    return types.uint64(array, types.int64), emit


@intrinsic
def pack_light(typingctx, array, start, threshold):
    """The 64 numbers of `array` (float64) from `start` on as bits: 1 where a number reaches `threshold`."""
    form = ir.VectorType(ir.DoubleType(), LANES)

    def emit(context, builder, signature, values):
        given = _load(builder, _at(context, builder, signature.args[0], *values[:2], form))
        return builder.bitcast(builder.fcmp_ordered(">=", given, _splat(builder, values[2], form)), _WORD)

    return types.uint64(array, types.int64, types.float64), emit


def _call(builder, name, result, *given):
    """Call an intrinsic of LLVM."""
    form = ir.FunctionType(result, [value.type for value in given])
    return builder.call(cgutils.get_or_insert_function(builder.module, form, name), given)


def _add(builder, a, b, c):
    """A full adder in each bit: the sum of three and what is carried."""
    half = builder.xor(a, b)
    carry = builder.or_(builder.and_(a, b), builder.and_(half, c))
    return builder.xor(half, c), carry


def _add_eight(builder, planes, lines):
    """The planes of a count to which eight lines are added."""
    ones, twos, fours, *high = planes
    carried = []
    for pair in range(0, 8, 2):
        ones, two = _add(builder, ones, lines[pair], lines[pair + 1])
        carried.append(two)
    twos, one_four = _add(builder, twos, carried[0], carried[1])
    twos, other_four = _add(builder, twos, carried[2], carried[3])
    fours, carry = _add(builder, fours, one_four, other_four)
    for number, plane in enumerate(high):
        high[number] = builder.xor(plane, carry)
        carry = builder.and_(plane, carry)
    return [ones, twos, fours, *high]


def _row(context, builder, kind, array, row):
    """Row `row` of an array of uint64 with 8 columns, as a vector."""
    at = builder.mul(row, ir.Constant(_WORD, BLOCK))
    return _load(builder, _at(context, builder, kind, array, at, _VECTOR))


@intrinsic
def swap_rows(typingctx, rows, upper, lower, shift, keeps):
    """Exchange bits between two of `rows` (n, 8; uint64).

    Those of `keeps` in row `lower`, and those that stand `shift` further up in row `upper`.
    """

    def emit(context, builder, signature, values):
        rows, upper, lower, shift, keeps = values
        eight = ir.Constant(_WORD, BLOCK)
        above, below = (
            _at(context, builder, signature.args[0], rows, builder.mul(row, eight), _VECTOR)
            for row in (upper, lower)
        )
        up, low, by = _load(builder, above), _load(builder, below), _splat(builder, shift, _VECTOR)
        differs = builder.and_(builder.xor(builder.lshr(up, by), low), _splat(builder, keeps, _VECTOR))
        _store(builder, builder.xor(low, differs), below)
        _store(builder, builder.xor(up, builder.shl(differs, by)), above)
        return context.get_dummy_value()

    return types.void(rows, *[types.int64] * 3, types.uint64), emit


@intrinsic
def count_wires(typingctx, lines, wires, first, flipped, last, start, out, into):
    """Which of 512 slides give one A-unit its threshold: 8 words, written to row `into` of `out`.

    Its wires are those of `wires` (int32) from `first` to `last` - 1; each names a row of `lines` (n, 8).
    From `flipped` on a wire counts where its line is dark. All three are multiples of 8. The count
    begins at `start` = MOST_WIRES + 1 - threshold, so that the highest plane tells. The adders are
    those of Harley and Seal (Warren, Hacker's Delight, 2nd edition, 5-1).
    """

    def emit(context, builder, signature, values):
        lines, wires, first, flipped, last, start, out, into = values
        planes = []
        for bit in range(_PLANES):
            only = builder.and_(builder.lshr(start, ir.Constant(_WORD, bit)), ir.Constant(_WORD, 1))
            planes.append(cgutils.alloca_once_value(builder, _splat(builder, builder.neg(only), _VECTOR)))
        for begin, end, flips in ((first, flipped, False), (flipped, last, True)):
            eight = ir.Constant(_WORD, 8)
            with cgutils.for_range_slice(builder, begin, end, eight, intp=_WORD) as (wire, _):
                lit = []
                for number in range(8):
                    at = builder.add(wire, ir.Constant(_WORD, number))
                    line = _load(builder, _at(context, builder, signature.args[1], wires, at, _INT32), 4)
                    row = _row(context, builder, signature.args[0], lines, builder.sext(line, _WORD))
                    lit.append(builder.not_(row) if flips else row)
                now = _add_eight(builder, [_load(builder, plane, 64) for plane in planes], lit)
                for plane, value in zip(planes, now, strict=True):
                    _store(builder, value, plane, 64)
        into = builder.mul(into, ir.Constant(_WORD, BLOCK))
        told = _load(builder, planes[-1], 64)
        _store(builder, told, _at(context, builder, signature.args[6], out, into, _VECTOR))
        return context.get_dummy_value()

    return types.void(lines, wires, *[types.int64] * 4, out, types.int64), emit


@intrinsic
def count_cells(typingctx, lit, row, words, plugged, flips, bound, unit):
    """Which of 64 A-units, from `unit` on, fire at the slide in row `row` of `lit` (n, 8; uint64): a word.

    A plugged cell counts where it is lit, or where it is dark if it is flipped; a unit fires if so many
    count as its `bound` (units, int64) says. plugged, flips: (8, units) uint64, of which the first
    `words` rows are read.
    """

    def emit(context, builder, signature, values):
        lit, row, words, plugged, flips, bound, unit = values
        _, units = cgutils.unpack_tuple(
            builder, context.make_array(signature.args[3])(context, builder, plugged).shape, 2
        )
        form = ir.VectorType(_WORD, LANES)
        total = cgutils.alloca_once_value(builder, ir.Constant(form, None))
        with cgutils.for_range(builder, words) as loop:
            place = builder.add(builder.mul(row, ir.Constant(_WORD, BLOCK)), loop.index)
            word = _load(builder, _at(context, builder, signature.args[0], lit, place, _WORD))
            place = builder.add(builder.mul(loop.index, units), unit)
            flip, plug = (
                _load(builder, _at(context, builder, signature.args[number], values[number], place, form))
                for number in (4, 3)
            )
            counts = builder.and_(builder.xor(_splat(builder, word, form), flip), plug)
            before = _load(builder, total, 512)
            _store(
                builder, builder.add(before, _call(builder, "llvm.ctpop.v64i64", form, counts)), total, 512
            )
        least = _load(builder, _at(context, builder, signature.args[5], bound, unit, form))
        fires = builder.icmp_signed(">=", _load(builder, total, 512), least)
        return builder.bitcast(fires, _WORD)

    kinds = [lit, types.int64, types.int64, plugged, flips, bound, types.int64]
    return types.uint64(*kinds), emit


_COUNTS = ir.VectorType(_INT16, LANES)


def _picked(context, builder, kind, active, word):
    """Word `word` of `active` (uint64) as 64 lanes of yes or no."""
    bits = _load(builder, _at(context, builder, kind, active, word, _WORD))
    return builder.bitcast(bits, ir.VectorType(_BIT, LANES))


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
            place = builder.add(first, builder.mul(loop.index, ir.Constant(_WORD, LANES)))
            here = _load(builder, _at(context, builder, signature.args[0], steps, place, _COUNTS), 2)
            picked = _picked(context, builder, signature.args[2], active, builder.add(begin, loop.index))
            before = _load(builder, total, 128)
            _store(builder, builder.add(before, builder.select(picked, here, none)), total, 128)
        wide = ir.VectorType(_INT32, LANES)
        lanes = builder.sext(_load(builder, total, 128), wide)
        return _call(builder, "llvm.vector.reduce.add.v64i32", _INT32, lanes)

    return types.int32(steps, types.int64, active, types.int64, types.int64), emit


@intrinsic
def sum_eight(typingctx, steps, row, active, begin, words, totals):
    """`sum_active` of eight rows of `steps` (int16), which begin `row` places apart, to `totals` (8, int32).

    Each bit is looked up once for all eight. Each 16 steps apart they are added in 16 bits, so that 4 times
    words times the largest step must fit.
    """

    def emit(context, builder, signature, values):
        steps, row, active, begin, words, totals = values
        none = ir.Constant(_COUNTS, None)
        sums = [cgutils.alloca_once_value(builder, none) for _ in range(8)]
        with cgutils.for_range(builder, words) as loop:
            picked = _picked(context, builder, signature.args[2], active, builder.add(begin, loop.index))
            place = builder.mul(loop.index, ir.Constant(_WORD, LANES))
            for total in sums:
                here = _load(builder, _at(context, builder, signature.args[0], steps, place, _COUNTS), 2)
                before = _load(builder, total, 128)
                _store(builder, builder.add(before, builder.select(picked, here, none)), total, 128)
                place = builder.add(place, row)
        lanes = [_fold(builder, _fold(builder, _load(builder, total, 128))) for total in sums]
        lanes = [builder.sext(lane, ir.VectorType(_INT32, 16)) for lane in lanes]
        while len(lanes) > 1:
            lanes = [_pairs(builder, *two) for two in zip(lanes[::2], lanes[1::2], strict=True)]
        told = _pairs(builder, lanes[0], lanes[0])
        told = builder.shuffle_vector(told, told, ir.Constant(ir.VectorType(_INT32, 8), list(range(8))))
        zero = ir.Constant(_WORD, 0)
        _store(builder, told, _at(context, builder, signature.args[5], totals, zero, told.type), 4)
        return context.get_dummy_value()

    kinds = [steps, types.int64, active, types.int64, types.int64, totals]
    return types.void(*kinds), emit


def _part(builder, one, other, places):
    """The lanes at some places of two vectors, one behind the other."""
    form = ir.VectorType(_INT32, len(places))
    return builder.shuffle_vector(one, other, ir.Constant(form, list(places)))


def _fold(builder, vector):
    """The lower half of a vector's lanes plus the upper."""
    lanes = vector.type.count
    low, high = (
        _part(builder, vector, vector, part) for part in (range(lanes // 2), range(lanes // 2, lanes))
    )
    return builder.add(low, high)


def _pairs(builder, one, other):
    """The sums of neighbours: of the first vector's lanes, then of the second's."""
    lanes = one.type.count
    even, odd = (_part(builder, one, other, range(first, 2 * lanes, 2)) for first in (0, 1))
    return builder.add(even, odd)


@intrinsic
def step_active(typingctx, steps, first, active, begin, plugged, place, words, by, most):
    """Move those `steps` (int16) whose bits in `active` and `plugged` (uint64) are set `by` so many.

    They go as far as `most` either way. Which of them, see `sum_active`; `place` is the first word of
    `plugged`.
    """

    def emit(context, builder, signature, values):
        steps, first, active, begin, plugged, place, words, by, most = values
        none = ir.Constant(_COUNTS, None)
        moved_by, stop = (_splat(builder, builder.trunc(many, _INT16), _COUNTS) for many in (by, most))
        with cgutils.for_range(builder, words) as loop:
            at = builder.add(first, builder.mul(loop.index, ir.Constant(_WORD, LANES)))
            here = _at(context, builder, signature.args[0], steps, at, _COUNTS)
            bits, plugs = (
                _load(
                    builder,
                    _at(
                        context,
                        builder,
                        signature.args[number],
                        values[number],
                        builder.add(word, loop.index),
                        _WORD,
                    ),
                )
                for number, word in ((2, begin), (4, place))
            )
            picked = builder.bitcast(builder.and_(bits, plugs), ir.VectorType(_BIT, LANES))
            moved = builder.add(_load(builder, here, 2), builder.select(picked, moved_by, none))
            moved = _call(builder, "llvm.smin.v64i16", _COUNTS, moved, stop)
            moved = _call(builder, "llvm.smax.v64i16", _COUNTS, moved, builder.sub(none, stop))
            _store(builder, moved, here, 2)
        return context.get_dummy_value()

    kinds = [steps, types.int64, active, types.int64, plugged, *[types.int64] * 4]
    return types.void(*kinds), emit
