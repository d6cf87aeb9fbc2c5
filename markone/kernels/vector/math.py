"""exp, log, tanh and the logistic function, for float32 and float64, without a branch.

Numba from the registry has no vector versions of them: it calls the C library for each number. These are a
few dozen instructions that vectorise in a loop. For e^x, x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite,
Software Manual for the Elementary Functions, 1980, chapter 6), e^r - 1 is a polynomial, 2^n is put
together from bits; for ln x, x = 2^n (1 + f) is taken apart again, and ln(1 + f) is a polynomial too
(chapter 5). NaN stays NaN; what is beyond the range is 0 or infinity.
"""

import numpy as np

from markone.kernels.jit import compiles
from markone.kernels.vector.emit import (
    Traced,
    at_least,
    at_most,
    binade,
    magnitude,
    muladd,
    number,
    operation,
    polynomial,
    power_of_two,
    scaled,
    signed,
)

_LOG2_E = number(1.4426950408889634, 1.4426950408889634)
_SHIFT = number(1.5 * 2**23, 1.5 * 2**52)
"""Added to a number it leaves no digits after the point: what is added is rounded to the nearest whole."""
_LN2_HIGH = number(-0.693359375, -0.6931471803691238)
_LN2_LOW = number(2.12194440e-4, -1.9082149292705877e-10)
"""-ln 2 in two parts; the first has so few digits that n times it is exact."""
_TAIL = polynomial(
    (0.5, 0.16666576845993976, 0.041666554437685938, 0.0083632029715758550, 0.0013926213466332443),
    (
        0.5000000000000001,
        0.16666666666666667,
        0.041666666666623992,
        0.0083333333333300513,
        0.0013888888917281793,
        0.00019841269863105969,
        2.4801521190217728e-05,
        2.7557268378684193e-06,
        2.7620138719733996e-07,
        2.5100424157005067e-08,
    ),
)
"""(e^r - 1 - r) / r^2 at Chebyshev's points: e^r - 1 to 2.3e-8 and 3.7e-17 of itself."""
_ARTANH = polynomial(
    (0.66666666554497092, 0.40000121839806127, 0.28550820815960663, 0.23330467216303836),
    (
        0.66666666666666697,
        0.39999999999899504,
        0.28571428625975485,
        0.2222221113479508,
        0.18182889125261722,
        0.15331721600556041,
        0.14616449685043406,
    ),
)
"""(2 artanh s - 2 s) / s^3 of s^2, at Chebyshev's points up to where 1 + f is sqrt 2."""
_LEAST, _MOST = number(-104.0, -746.0), number(89.0, 710.0)
"""Where e^x is 0 and infinity."""
_FLAT = number(-20.0, -40.0)
"""tanh(x) is 1 to the last digit where -2 x is less."""
_HALF, _ONE, _MINUS_TWO = number(0.5, 0.5), number(1.0, 1.0), number(-2.0, -2.0)


def _written(function):
    """`function` of traced values as one operation, whose instructions are written at once."""

    def emit(builder, x):
        return function(Traced(builder, x)).value

    emit.__doc__ = function.__doc__
    return operation(emit)


def _reduced(x):
    """(n + the shift, e^r - 1) for x = n ln 2 + r."""
    shifted = muladd(x, _LOG2_E(x), _SHIFT(x))
    n = shifted - _SHIFT(x)
    r = muladd(n, _LN2_LOW(x), muladd(n, _LN2_HIGH(x), x))
    return shifted, muladd(_TAIL(r), r * r, r)


def _exp(x):
    shifted, grown = _reduced(at_most(at_least(x, _LEAST(x)), _MOST(x)))
    halved = muladd(shifted - _SHIFT(x), _HALF(x), _SHIFT(x))
    half, rest = power_of_two(halved), power_of_two(shifted - (halved - _SHIFT(x)))
    return muladd(grown, half, half) * rest


@_written
def exp(x):
    """e^x, 0 and infinity beyond the range, and what is less than normal too."""
    return _exp(x)


@_written
def log(x):
    """ln x of a normal number above 0; NaN of infinity. ln(1 + f) = 2 artanh s for s = f / (2 + f)."""
    n = binade(x)
    f = scaled(x, _SHIFT(x) - n) - _ONE(x)
    s, half = f / (f - _MINUS_TWO(x)), _HALF(x) * f * f
    curved = s * muladd(s * s, _ARTANH(s * s), half)  # ln(1 + f) = f - half + curved
    return (curved - muladd(n, _LN2_LOW(x), half)) + muladd(-n, _LN2_HIGH(x), f) + (x - x)


@_written
def tanh(x):
    """tanh x = -t / (t + 2) with the sign of x, for t = e^(-2 |x|) - 1."""
    shifted, grown = _reduced(at_least(_MINUS_TWO(x) * magnitude(x), _FLAT(x)))
    scale = power_of_two(shifted)
    t = muladd(grown, scale, scale - _ONE(x))
    return signed(t / (t - _MINUS_TWO(x)), x)


@_written
def logistic(x):
    """1 / (1 + e^-x)."""
    return _ONE(x) / (_ONE(x) + _exp(-x))


if not compiles():  # what is put together from bits exists in compiled code only
    exp, log, tanh, logistic = np.exp, np.log, np.tanh, lambda x: 1.0 / (1.0 + np.exp(-x))
