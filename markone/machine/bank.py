"""A bank of motors: the potentiometers of one R-unit, which run together."""

from collections.abc import Generator

import numpy as np
import simpy

from markone.kernels.lesson import Parts
from markone.kernels.pot import energise, stop, turn


class Bank:
    """The shafts of R-unit `index`.

    Between events a shaft moves by a law, so nothing steps it: `settle` lets the time since the
    last look pass at once, before anything is read or changed.
    """

    def __init__(self, env: simpy.Environment, parts: Parts, index: int) -> None:
        self.env, self.parts = env, parts
        self.first, self.last = parts.wiring.bank[index : index + 2]
        self.settled_ms = env.now

    def settle(self) -> None:
        """Bring the shafts to the present."""
        turn(self.parts.shafts, self.first, self.last, self.env.now - self.settled_ms)
        self.settled_ms = self.env.now

    def is_ordered(self, way: np.ndarray) -> bool:
        """Whether any motor of this bank has an order in `way` (pots,)."""
        return bool(way[self.first : self.last].any())

    def pulse(self, way: np.ndarray) -> Generator[simpy.Event, None, None]:
        """One reinforcement: the relays close, the motors run for the pulse, the relays open.

        The timer lets the coils go early by their release time, so that the contacts stay closed
        for the pulse exactly.
        """
        spec, parts = self.parts.spec, self.parts
        yield self.env.timeout(spec.operate_ms)
        self.settle()
        energise(parts.pot, parts.shafts, self.first, self.last, way)
        yield self.env.timeout(spec.pulse_ms - spec.release_ms)
        yield self.env.timeout(spec.release_ms)
        self.settle()
        stop(parts.pot, parts.shafts, self.first, self.last)
