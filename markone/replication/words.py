"""Numbers of replications as they are printed."""

import math


def number(value: float) -> str:
    """A number of four figures; infinity is what never came, and NaN a dash."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "never"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def between(low: float, high: float) -> str:
    """From where to where, or one number; an end that is open is named in words."""
    if low == high or math.isnan(low):
        return number(low)
    if math.isinf(low):
        return f"{number(high)} or less"
    return f"{number(low)} to {number(high)}"


def at_least(low: float, high: float) -> str:
    """The same of a published figure, whose upper end may be open too."""
    return f"{number(low)} or more" if math.isinf(high) else between(low, high)
