"""What a procedure consists of: slides, and the steps of its operator."""

from typing import NamedTuple

import numpy as np

from markone.fields import explained


@explained
class Slide(NamedTuple):
    """One slide and what the operator calls it."""

    name: str
    light: np.ndarray
    """(400,) float64 in [0, 1]."""


@explained
class Step(NamedTuple):
    """One act of the operator."""

    line: int
    act: str
    """One of `set` (a switch), `hand`, `pause` and `show`."""
    given: tuple


@explained
class Show(NamedTuple):
    """Which slides are shown, and how often."""

    rows: tuple[int, ...]
    """Those of one pass, in the order in which they were named."""
    shuffled: bool
    passes: int
    until_right: bool
    """End after the first pass without a wrong lamp."""
