"""The lamps of all R-units at once, and which way their motors are to run.

The law of `kernels.response.lamp_beyond` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits. That of `kernels.rule.wanted_response` is asked
before: what it says of each slide, for a lamp that is lit and for one that is dark, stands in `Shown.wanted`.
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.fast.bits.steps import MOST_BANKS
from markone.kernels.jit import jit
from markone.kernels.rule import wanted_response
from markone.kernels.vector.bits import BIT, BYTE, INT32, WORD, at
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere

_YES, _BYTES, _TOTALS = (ir.VectorType(kind, MOST_BANKS) for kind in (BIT, BYTE, INT32))
TARGET, IF_DARK, IF_LIT, ROWS = 0, 1, 2, 4
"""Rows of a slide in `wanted`; as many as make a whole part of a line of the processor's cache."""


@jit
def wanted_ways(targets, mode):
    """(n, 4, 8) int8: the targets, and which way motors run where the lamp is dark and where it is lit."""
    wanted = np.zeros((len(targets), ROWS, MOST_BANKS), np.int8)
    for row in range(len(targets)):
        for response in range(targets.shape[1]):
            target = targets[row, response]
            wanted[row, TARGET, response] = target
            wanted[row, IF_DARK, response] = wanted_response(mode, -1, target)
            wanted[row, IF_LIT, response] = wanted_response(mode, 1, target)
    return wanted


@intrinsic
def light(typingctx, totals, changes, zone, hold, before, wanted, rows, lamps, ways, slide):
    """Write lamps and ways of n slides to `lamps` and `ways` (any, 8; int8), from row `slide` on.

    From `totals` (n, 8; int32), the dead `zone`, and lamps `before` of which bit r is set if R-unit r was
    lit. `rows` (n) are theirs in `wanted`. `changes` (`together.overlap_banks`; None for one slide) say how
    much motors that run upwards add to the totals of those that follow. Gives three numbers: bit r of the
    first says that it is lit, bit 8 i + r of the second that its motors are to run at slide i; the third is
    how many have a lamp that is wrong.
    """

    def emit(context, builder, signature, values):
        totals, changes, zone, hold, before, wanted, rows, lamps, ways, slide = values
        rows = cgutils.unpack_tuple(builder, rows)
        none, count = ir.Constant(_BYTES, None), len(rows)

        def eight(argument, array, index, kind=_BYTES):
            place = builder.mul(index, ir.Constant(WORD, MOST_BANKS))
            return at(context, builder, signature.args[argument], array, place, kind)

        def of_row(row, which):
            place = builder.add(builder.mul(row, ir.Constant(WORD, ROWS)), ir.Constant(WORD, which))
            return builder.load(eight(5, wanted, place), align=1)

        def as_byte(yes):
            return builder.zext(builder.bitcast(yes, BYTE), WORD)

        def known(argument, array, row):
            return builder.load(eight(argument, array, ir.Constant(WORD, row), _TOTALS), align=4)

        above, below = (
            everywhere(builder, builder.trunc(end, INT32), MOST_BANKS) for end in (zone, builder.neg(zone))
        )
        hold = everywhere(builder, builder.trunc(hold, BIT), MOST_BANKS)
        was = builder.bitcast(builder.trunc(before, BYTE), _YES)
        total = [known(0, totals, n) for n in range(count)]
        pair, run, mistakes = 0, ir.Constant(WORD, 0), ir.Constant(WORD, 0)
        for n, row in enumerate(rows):
            held = builder.and_(builder.and_(was, hold), builder.icmp_signed(">=", total[n], below))
            lit = was = builder.or_(builder.icmp_signed(">", total[n], above), held)
            lamp = builder.select(
                lit, ir.Constant(_BYTES, [1] * MOST_BANKS), ir.Constant(_BYTES, [-1] * MOST_BANKS)
            )
            if_lit, if_dark = of_row(row, IF_LIT), of_row(row, IF_DARK)
            for later in range(n + 1, count):
                change = known(1, changes, pair)
                either = [builder.mul(builder.sext(way, _TOTALS), change) for way in (if_lit, if_dark)]
                total[later] = builder.add(total[later], builder.select(lit, *either))
                pair += 1
            way = builder.select(lit, if_lit, if_dark)
            place = builder.add(slide, ir.Constant(WORD, n))
            builder.store(lamp, eight(7, lamps, place), align=1)
            builder.store(way, eight(8, ways, place), align=1)
            runs = as_byte(builder.icmp_signed("!=", way, none))
            run = builder.or_(run, builder.shl(runs, ir.Constant(WORD, MOST_BANKS * n)))
            wrong = as_byte(builder.icmp_signed("==", builder.add(lamp, of_row(row, TARGET)), none))
            is_wrong = builder.icmp_signed("!=", wrong, ir.Constant(WORD, 0))
            mistakes = builder.add(mistakes, builder.zext(is_wrong, WORD))
        return context.make_tuple(builder, signature.return_type, (as_byte(was), run, mistakes))

    kinds = [totals, changes, types.int64, types.boolean, types.int64, wanted, rows, lamps, ways, types.int64]
    return types.UniTuple(types.int64, 3)(*kinds), emit
