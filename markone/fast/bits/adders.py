"""Full adders in each of 512 places: how many of some lines of 512 bits have a bit set there.

A count is held in planes, of which each is one binary digit of all 512. The adders are those of Harley and
Seal (Warren, Hacker's Delight, 2nd edition, 5-1).
"""

from llvmlite import ir

from markone.kernels.vector.bits import INT32, VECTOR, call
from markone.kernels.vector.processor import FEATURES

PLANES = 9
LINES = 8
"""As many are added together."""


def _add(builder, a, b, c, are_dark=False):
    """A full adder in each bit: the sum of three, and what is carried; b and c are turned over if dark.

    Each is one instruction of AVX-512, the second by a table: most of a, b and c, or of a, not b, not c.
    """
    total = builder.xor(builder.xor(a, b), c)
    if "+avx512f" in FEATURES:
        table = ir.Constant(INT32, 0x71 if are_dark else 0xE8)
        return total, call(builder, "llvm.x86.avx512.pternlog.q.512", VECTOR, a, b, c, table)
    b, c = (builder.not_(one) if are_dark else one for one in (b, c))
    return total, builder.or_(builder.and_(a, b), builder.and_(builder.or_(a, b), c))


def _carried_on(builder, planes, carry):
    """The planes to which a bit of the lowest of them is added."""
    made = []
    for plane in planes:
        made.append(builder.xor(plane, carry))
        carry = builder.and_(plane, carry)
    return made


def add_lines(builder, planes, lines, are_dark=False):
    """The planes of a count to which one line is added or eight, or what is not on eight if they are dark."""
    if len(lines) == 1:
        return _carried_on(builder, planes, lines[0])
    ones, twos, fours, *high = planes
    carried = []
    for pair in range(0, LINES, 2):
        ones, two = _add(builder, ones, lines[pair], lines[pair + 1], are_dark)
        carried.append(two)
    twos, one_four = _add(builder, twos, carried[0], carried[1])
    twos, other_four = _add(builder, twos, carried[2], carried[3])
    fours, carry = _add(builder, fours, one_four, other_four)
    return [ones, twos, fours, *_carried_on(builder, high, carry)]
