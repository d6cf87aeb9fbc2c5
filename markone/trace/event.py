"""What happened, and when, and who wants to know."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from markone.fields import explained


@explained
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
"""Whoever wants to know: called with each event as it happens, in the order of time.

A sink may say what it wants with an attribute `wants`, a set of names of `PARTS`: the machine then
does not even look at the rest. A sink without it, such as a plain function, is told everything.
"""

LAST_MS = 2**63 - 1


def wanted_parts(sink: Sink) -> frozenset[str]:
    """The parts of which a sink is told."""
    return getattr(sink, "wants", _EVERYTHING)


_EVERYTHING = frozenset(PARTS)


@explained
class Window(NamedTuple):
    """A stretch of the machine's time, both ends included."""

    from_ms: int = 0
    to_ms: int = LAST_MS

    def holds(self, ms: int) -> bool:
        """Whether `ms` is inside."""
        return self.from_ms <= ms <= self.to_ms

    @classmethod
    def parse(cls, text: str) -> Window:
        """`FROM:TO` in whole milliseconds; either may be left out. ValueError for anything else."""
        first, colon, last = text.partition(":")
        if not colon or not all(end.isdecimal() or not end for end in (first, last)):
            raise ValueError(f"the window is {text!r}; give FROM:TO in whole milliseconds, such as 0:60000")
        window = cls(int(first or 0), int(last or LAST_MS))
        if window.from_ms > window.to_ms:
            raise ValueError(f"the window {text} ends before it begins; time does not run back")
        return window


ALWAYS = Window()
