"""The lamps of all R-units at once, and which way their motors are to run.

The law of `kernels.response.lamp_beyond` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits. That of `kernels.rule.wanted_response` is asked
before: what it says of each slide, for a lamp that is lit and for one that is dark, stands in `Shown.wanted`.
"""

import numpy as np
from llvmlite import ir
from numba import types

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
def light(typingctx, totals, zone, hold, before, wanted, row, lamps, ways, slide):
    """Write lamps and ways of one slide to row `slide` of `lamps` and `ways` (n, 8; int8).

    From `totals` (8, int32), the dead `zone`, and lamps `before` of which bit r is set if R-unit r was lit.
    Gives three numbers: bit r of the first says that it is lit, of the second that its motors are to run; the
    third is 1 if some lamp is wrong.
    """

    def emit(context, builder, signature, values):
        totals, zone, hold, before, wanted, row, lamps, ways, slide = values

        def eight(argument, array, index, kind=_BYTES):
            place = builder.mul(index, ir.Constant(WORD, MOST_BANKS))
            return at(context, builder, signature.args[argument], array, place, kind)

        def of_row(which):
            place = builder.add(builder.mul(row, ir.Constant(WORD, ROWS)), ir.Constant(WORD, which))
            return builder.load(eight(4, wanted, place), align=1)

        def as_byte(yes):
            return builder.zext(builder.bitcast(yes, BYTE), WORD)

        none = ir.Constant(_BYTES, None)
        total = builder.load(eight(0, totals, ir.Constant(WORD, 0), _TOTALS), align=4)
        above, below = (
            everywhere(builder, builder.trunc(end, INT32), MOST_BANKS) for end in (zone, builder.neg(zone))
        )
        held = builder.bitcast(builder.trunc(builder.and_(before, builder.sext(hold, WORD)), BYTE), _YES)
        held = builder.and_(held, builder.icmp_signed(">=", total, below))
        lit = builder.or_(builder.icmp_signed(">", total, above), held)
        lamp = builder.select(
            lit, ir.Constant(_BYTES, [1] * MOST_BANKS), ir.Constant(_BYTES, [-1] * MOST_BANKS)
        )
        way = builder.select(lit, of_row(IF_LIT), of_row(IF_DARK))
        builder.store(lamp, eight(6, lamps, slide), align=1)
        builder.store(way, eight(7, ways, slide), align=1)
        runs = as_byte(builder.icmp_signed("!=", way, none))
        wrong = as_byte(builder.icmp_signed("==", builder.add(lamp, of_row(TARGET)), none))
        told = as_byte(lit), runs, builder.zext(builder.icmp_signed("!=", wrong, ir.Constant(WORD, 0)), WORD)
        return context.make_tuple(builder, signature.return_type, told)

    kinds = [totals, types.int64, types.boolean, types.int64, wanted, types.int64, lamps, ways, types.int64]
    return types.UniTuple(types.int64, 3)(*kinds), emit
