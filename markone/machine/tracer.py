"""What a machine tells of itself: each change of its parts, as an event, to a sink that is passed in."""

import numpy as np

from markone.kernels.fault import KINDS
from markone.kernels.machine import Parts
from markone.trace import Event, Sink, wanted_parts


class Tracer:
    """Tells `sink` what it wants to know of the machine that `parts` are."""

    def __init__(self, parts: Parts, sink: Sink | None) -> None:
        self.sink = sink
        self.faults_told = int(parts.clock.struck[0])
        self.motors_told = 0
        """How many ran when the relays were told last."""

    def wants(self, part: str) -> bool:
        """Whether somebody wants to know of `part`, a name of `trace.PARTS`."""
        return self.sink is not None and part in wanted_parts(self.sink)

    def tell(self, ms: int, part: str, value: np.ndarray) -> None:
        """That `part` stands at `value` since `ms`."""
        if self.sink is not None and part in wanted_parts(self.sink):
            self.sink(Event(ms, part, value.copy()))

    def tell_motors(self, ms: int, parts: Parts) -> None:
        """Which relays are closed, if that are others than were told last."""
        running = int(np.count_nonzero(parts.shafts.way))
        if running != self.motors_told:
            self.motors_told = running
            self.tell(ms, "relays", parts.shafts.way)

    def tell_faults(self, parts: Parts, answered: bool) -> None:
        """What has struck by now, and which lamps that made dark.

        Lamps that were `answered` since are told by their own event.
        """
        first, self.faults_told = self.faults_told, int(parts.clock.struck[0])
        faults = parts.faults
        for number in range(first, self.faults_told):
            ms = int(faults.ms[number])
            self.tell(ms, "fault", np.array(number))
            if not answered and _darkens(int(faults.kind[number])):
                self.tell(ms, "lamps", parts.shown)


def _darkens(code: int) -> bool:
    return any(kind.darkens for kind in KINDS.values() if kind.code == code)
