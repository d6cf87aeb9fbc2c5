"""A bank of motors: the potentiometers of one R-unit, which run together."""

from collections.abc import Generator

import numpy as np
import simpy

from markone.kernels.lesson import Parts, run_ms
from markone.kernels.pot import energise, stop, turn


class Bank:
    """The shafts of R-unit `index`.

    Between events a shaft moves by a law, so nothing steps it: `settle` lets the time since the
    last look pass at once, before anything is read or changed.
    """

    def __init__(self, env: simpy.Environment, parts: Parts, index: int) -> None:
        self.env, self.parts = env, parts
        self.index = index
        self.first, self.last = parts.wiring.bank[index : index + 2]
        self.settled_ms = env.now

    def settle(self) -> None:
        """Bring the shafts to the present."""
        turn(self.parts.shafts, self.first, self.last, self.env.now - self.settled_ms)
        self.settled_ms = self.env.now

    def is_ordered(self, way: np.ndarray) -> bool:
        """Whether any motor of this bank has an order in `way` (pots,)."""
        return bool(way[self.first : self.last].any())

    def close(self, way: np.ndarray) -> Generator[simpy.Event, None, None]:
        """The coils are energised; when their contacts have closed, the motors run."""
        yield self.env.timeout(self.parts.spec.operate_ms)
        self.settle()
        energise(self.parts.pot, self.parts.shafts, self.first, self.last, way)

    def run_ms(self, target: int, mode: int) -> int:
        """How long the motors will run from now on: for the pulse, or until the lamp is right."""
        return run_ms(self.parts, self.index, target, mode)

    def open(self, release_ms: int) -> Generator[simpy.Event, None, None]:
        """The coils are let go; when their contacts have opened, the motors stop."""
        yield self.env.timeout(release_ms)
        self.settle()
        stop(self.parts.pot, self.parts.shafts, self.first, self.last)
