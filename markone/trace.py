"""What happened, and when."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Event(NamedTuple):
    """One change of one part of the machine."""

    ms: int
    """Machine time."""
    part: str
    """A name of `PARTS`."""
    value: np.ndarray
    """The state after the change, a copy."""


PARTS = {
    "slide": "the light that falls on the photocells from now on: (400,) float64",
    "cells": "which photocells are lit when the shutter closes: (400,) bool",
    "units": "which A-units fire: (units,) bool",
    "currents": "what the R-units receive, in volts: (responses,) float64",
    "lamps": "which lamps shine (+1) or are dark (-1): (responses,) int8",
    "relays": "which way each motor is driven through its closed relay: (pots,) float64 in [-1, 1]",
    "volts": "where the wipers stand at the end of a slide: (pots,) float64",
    "fault": "the number of the fault that has struck: () int64",
}

Sink = Callable[[Event], None]
"""Whoever wants to know: called with each event as it happens."""
