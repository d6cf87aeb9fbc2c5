"""What is to be seen of a machine: the last state of each part that has changed."""

from collections.abc import Callable

import numpy as np

from markone.kernels.retina import CELLS
from markone.procedure import Procedure
from markone.trace import Event

PHASES = {
    "slide": "shutter open",
    "units": "cells latched",
    "lamps": "lamps sampled",
    "relays": "relays switched",
    "volts": "rest",
    "fault": "something has broken",
}
"""What is shown of the machine's events, and in which words."""


class Watcher:
    """Listens to the machine, keeps what its panel shows, and says when that changes."""

    def __init__(self, procedure: Procedure, changed: Callable[[], None]) -> None:
        self.changed = changed
        self.ms, self.part = 0, "volts"
        self.answered = False
        """Whether the lamps have been sampled since the shutter opened."""
        units, pots = len(procedure.wiring.excitatory), procedure.wiring.unit.size
        self.seen: dict[str, np.ndarray] = {
            "cells": np.zeros(CELLS, bool),
            "units": np.zeros(units, bool),
            "currents": np.zeros(procedure.responses),
            "lamps": np.full(procedure.responses, -1),
            "relays": np.zeros(pots),
            "volts": np.zeros(pots),
        }

    def __call__(self, event: Event) -> None:
        self.ms, self.part, self.seen[event.part] = event.ms, event.part, event.value
        if event.part == "slide":  # what the last one left on the lamps is no answer to this one
            for part in ("units", "currents", "lamps"):
                self.seen[part] = np.full_like(self.seen[part], -1 if part == "lamps" else 0)
        self.answered = event.part == "currents" or (self.answered and event.part != "slide")
        if event.part in PHASES:
            self.changed()
