"""Truth tables: a Boolean function as the column of its answers."""

from collections.abc import Callable
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

MOST_INPUTS = 12


def rows(inputs: int, most: int = MOST_INPUTS) -> np.ndarray:
    """All rows of a truth table in counting order, the first input the highest bit: (2^n, n) bool."""
    if not isinstance(inputs, Integral) or isinstance(inputs, bool) or not 1 <= inputs <= most:
        raise ValueError(f"{inputs!r} inputs; give a whole number from 1 to {most}")
    places = np.arange(inputs - 1, -1, -1)
    return (np.arange(2**inputs)[:, None] >> places & 1).astype(bool)


def truth_table(function: Callable[..., object], inputs: int) -> np.ndarray:
    """The truth table of a Python function of `inputs` truth values: (2^n,) bool."""
    return np.array([bool(function(*row)) for row in rows(inputs).tolist()])


def check_table(answers: ArrayLike) -> np.ndarray:
    """`answers` as a truth table (2^n,) bool, n from 1 to 12; or a ValueError."""
    values = np.asarray(answers)
    size = values.size
    if values.ndim != 1 or size < 2 or size & (size - 1) or size > 2**MOST_INPUTS:
        raise ValueError(
            f"a truth table of shape {values.shape} came; it needs one answer for each row of n inputs: "
            f"2, 4, 8, ... (a power of two, up to {2**MOST_INPUTS}) in one line"
        )
    if values.dtype.kind not in "biuf" or not np.isin(values, (0, 1)).all():
        other = [value for value in values.tolist() if value not in (0, 1)] or values.tolist()
        raise ValueError(f"a truth table holds {other[0]!r}; every answer must be 0 or 1")
    return values.astype(bool)
