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
    return builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(_INT32, form.count), [0] * form.count))


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
def count_wires(typingctx, lines, wires, first, last, start, out, into):
    """Which of 512 slides give one A-unit its threshold: 8 words, written to row `into` of `out`.

    Its wires are those of `wires` (int32, a multiple of 8) from `first` to `last` - 1; each names a row
    of `lines` (rows, 8). The count begins at `start` = MOST_WIRES + 1 - threshold, so that the highest
    plane tells. The adders are those of Harley and Seal (Warren, Hacker's Delight, 2nd edition, 5-1).
    """

    def emit(context, builder, signature, values):
        lines, wires, first, last, start, out, into = values
        planes = []
        for bit in range(_PLANES):
            only = builder.and_(builder.lshr(start, ir.Constant(_WORD, bit)), ir.Constant(_WORD, 1))
            begin = _splat(builder, builder.neg(only), _VECTOR)
            planes.append(cgutils.alloca_once_value(builder, begin))
        with cgutils.for_range_slice(builder, first, last, ir.Constant(_WORD, 8), intp=_WORD) as (wire, _):
            eight = []
            for number in range(8):
                at = builder.add(wire, ir.Constant(_WORD, number))
                line = builder.sext(
                    _load(builder, _at(context, builder, signature.args[1], wires, at, _INT32), 4), _WORD
                )
                eight.append(_row(context, builder, signature.args[0], lines, line))
            now = _add_eight(builder, [_load(builder, plane, 64) for plane in planes], eight)
            for plane, value in zip(planes, now, strict=True):
                _store(builder, value, plane, 64)
        told = _load(builder, planes[-1], 64)
        at = _at(context, builder, signature.args[5], out, builder.mul(into, ir.Constant(_WORD, BLOCK)), _VECTOR)
        _store(builder, told, at)
        return context.get_dummy_value()

    return types.void(lines, wires, types.int64, types.int64, types.int64, out, types.int64), emit


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
            picked = _picked(
                context, builder, signature.args[2], active, builder.add(begin, loop.index)
            )
            before = _load(builder, total, 128)
            _store(builder, builder.add(before, builder.select(picked, here, none)), total, 128)
        wide = ir.VectorType(_INT32, LANES)
        lanes = builder.sext(_load(builder, total, 128), wide)
        reduce = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(_INT32, [wide]), "llvm.vector.reduce.add.v64i32"
        )
        return builder.call(reduce, [lanes])

    return types.int32(steps, types.int64, active, types.int64, types.int64), emit


@intrinsic
def step_active(typingctx, steps, most, first, active, begin, words, by):
    """Move those `steps` (int16) whose bit in `active` is set `by` so many, as far as `most` (int16) either way.

    Which of them, see `sum_active`; `most` has the form of `steps`.
    """

    def emit(context, builder, signature, values):
        steps, most, first, active, begin, words, by = values
        none = ir.Constant(_COUNTS, None)
        moved_by = _splat(builder, builder.trunc(by, _INT16), _COUNTS)
        lower, higher = (
            cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(_COUNTS, [_COUNTS, _COUNTS]), f"llvm.{name}.v64i16"
            )
            for name in ("smin", "smax")
        )
        with cgutils.for_range(builder, words) as loop:
            place = builder.add(first, builder.mul(loop.index, ir.Constant(_WORD, LANES)))
            here = _at(context, builder, signature.args[0], steps, place, _COUNTS)
            stop = _load(builder, _at(context, builder, signature.args[1], most, place, _COUNTS), 2)
            picked = _picked(
                context, builder, signature.args[3], active, builder.add(begin, loop.index)
            )
            moved = builder.add(_load(builder, here, 2), builder.select(picked, moved_by, none))
            moved = builder.call(higher, [builder.call(lower, [moved, stop]), builder.sub(none, stop)])
            _store(builder, moved, here, 2)
        return context.get_dummy_value()

    return types.void(steps, most, types.int64, active, types.int64, types.int64, types.int64), emit
