"""The machine's time: whole milliseconds since it was first switched on."""

from typing import NamedTuple

import numpy as np

LONGEST_MS = 2**53
"""A machine runs for less than 285,000 years."""
NEVER_MS = 2**62
"""When the next fault strikes, if there is none."""
REST = -1
"""The due time of a bank whose motors do not run."""


class Clock(NamedTuple):
    """What time it is, in whole milliseconds since the machine was first switched on."""

    now_ms: np.ndarray
    """(1,) int64."""
    power_from_ms: np.ndarray
    """(1,) int64: until then the power is cut."""
    mains: np.ndarray
    """(1,) int64: 1 for the mains switched on, 0 for off."""
    struck: np.ndarray
    """(1,) int64: how many faults have struck."""
    pulse_end_ms: np.ndarray
    """(1,) int64: when the timer ends the present pulse."""
