"""What happened, and when."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Event(NamedTuple):
    """One change of one part of the machine."""

    ms: int
    """Machine time."""
    part: str
    """"slide", "cells", "units", "currents", "lamps", "relays" or "volts"."""
    address: int
    """The bank whose relays changed; 0 where the part is one vector."""
    value: np.ndarray
    """The state after the change, a copy."""


Sink = Callable[[Event], None]
"""Whoever wants to know: called with each event as it happens."""
