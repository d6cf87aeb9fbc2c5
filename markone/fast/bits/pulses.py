"""How many pulses each motor was given: at how many slides its bank ran and its A-unit fired."""

from typing import NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.fast.bits.adders import LINES, PLANES, add_lines
from markone.fast.bits.steps import MOST_BANKS
from markone.kernels.jit import inlined
from markone.kernels.vector.bits import BITS, BLOCK, INT16, INT32, VECTOR, WORD, as_lanes, at
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere

_MOST = 2**PLANES - 1
"""As many slides can be counted at once."""


class Ran(NamedTuple):
    """In which slides the motors of each bank ran."""

    slides: np.ndarray
    """(8, n) int32: of each bank those of 0 to n - 1, in their order."""
    times: np.ndarray
    """(8,) int64: how many they are."""


@inlined
def note(slides, times, runs, slide, count):
    """Write to a `Ran` which banks' motors ran at `count` slides from `slide` on: bit 8 i + r of `runs`."""
    for bank in range(MOST_BANKS):
        before = times[bank]
        for number in range(count):
            slides[bank, before] = slide + number
            before += runs >> MOST_BANKS * number + bank & 1
        times[bank] = before


def _number(builder, planes, word):
    """The counts of one word of bits: 64 int16."""
    lanes, total = ir.VectorType(INT16, BITS), None
    for digit, plane in enumerate(planes):
        bits = as_lanes(builder, builder.extract_element(plane, ir.Constant(WORD, word)), INT16.width)
        worth = builder.and_(
            builder.sext(bits, lanes), everywhere(builder, ir.Constant(INT16, 2**digit), BITS)
        )
        total = worth if total is None else builder.or_(total, worth)
    return total


@intrinsic
def count_firing(typingctx, active, rows, slides, first, last, wide, block, counts, into):
    """Add to 512 `counts` (int64), from `into` on, in how many slides each A-unit of a block fires.

    The slides are those of `slides` (int32) from `first` to `last` - 1, 511 at most; `rows` (int64) says
    which row of `active` (uint64), of `wide` words, each shows.
    """

    def emit(context, builder, signature, values):
        active, rows, slides, first, last, wide, block, counts, into = values
        kinds = signature.args
        planes = [cgutils.alloca_once(builder, VECTOR) for _ in range(PLANES)]

        def line(number):
            slide = builder.load(at(context, builder, kinds[2], slides, number, INT32), align=4)
            row = builder.load(at(context, builder, kinds[1], rows, builder.zext(slide, WORD), WORD), align=8)
            word = builder.add(builder.mul(row, wide), builder.mul(block, ir.Constant(WORD, BLOCK)))
            return builder.load(at(context, builder, kinds[0], active, word, VECTOR), align=8)

        for plane in planes:
            builder.store(ir.Constant(VECTOR, None), plane, align=64)
        whole = builder.sub(last, builder.urem(builder.sub(last, first), ir.Constant(WORD, LINES)))
        for begin, end, together in ((first, whole, LINES), (whole, last, 1)):
            step = ir.Constant(WORD, together)
            with cgutils.for_range_slice(builder, begin, end, step, intp=WORD) as (place, _):
                lines = [line(builder.add(place, ir.Constant(WORD, number))) for number in range(together)]
                now = add_lines(builder, [builder.load(plane, align=64) for plane in planes], lines)
                for plane, value in zip(planes, now, strict=True):
                    builder.store(value, plane, align=64)
        digits = [builder.load(plane, align=64) for plane in planes]
        for word in range(BLOCK):
            place = builder.add(into, ir.Constant(WORD, word * BITS))
            place = at(context, builder, kinds[7], counts, place, ir.VectorType(WORD, BITS))
            number = builder.zext(_number(builder, digits, word), ir.VectorType(WORD, BITS))
            builder.store(builder.add(builder.load(place, align=8), number), place, align=8)
        return context.get_dummy_value()

    return types.void(active, rows, slides, *[types.int64] * 4, counts, types.int64), emit


@inlined
def count_pulses(shown, ran, pulses):
    """Add to `pulses` (responses, units rounded up to 512; int64) those of the motors that ran."""
    active, rows, slides, wide = shown.active, shown.rows, ran.slides, shown.active.shape[1]
    for response in range(len(pulses)):
        begin = response * slides.shape[1]
        end = begin + ran.times[response]
        for block in range(wide // BLOCK):
            into = (response * wide + block * BLOCK) * BITS
            for first in range(begin, end, _MOST):
                last = min(first + _MOST, end)
                count_firing(active, rows, slides, first, last, wide, block, pulses, into)
