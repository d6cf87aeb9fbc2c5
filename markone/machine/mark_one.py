"""The Mark I under its clock."""

from collections.abc import Generator

import numpy as np
import simpy

from markone.kernels.lesson import Parts, answer
from markone.kernels.pot import all_volts
from markone.kernels.retina import expose
from markone.kernels.rule import correct
from markone.machine.bank import Bank
from markone.machine.panel import Panel
from markone.trace import Event, Sink


class MarkOne:
    """A machine built from `parts` (`spec.build`), with a panel and a clock in whole milliseconds.

    It is the same physics as `kernels.lesson.lesson`, called when the clock says so. `trace` is
    called with every `Event`; nothing is recorded without it.
    """

    def __init__(self, parts: Parts, trace: Sink | None = None) -> None:
        self.parts, self.trace = parts, trace
        self.env = simpy.Environment()
        self.panel = Panel(parts.lamp.size)
        self.banks = [Bank(self.env, parts, index) for index in range(parts.lamp.size)]

    def volts(self) -> np.ndarray:
        """Where every wiper stands now, in volts: (pots,)."""
        for bank in self.banks:
            bank.settle()
        return all_volts(self.parts.pot, self.parts.shafts)

    def _tell(self, part: str, value: np.ndarray, address: int = 0) -> None:
        if self.trace:
            self.trace(Event(int(self.env.now), part, address, np.array(value)))

    def cycle(self) -> Generator[simpy.Event, None, None]:
        """One slide, from the panel as it is set: expose, settle, decide, reinforce, rest."""
        start, spec = self.env.now, self.parts.spec
        yield from self._expose()
        yield from self._decide()
        yield from self._reinforce()
        yield self.env.timeout(start + spec.cycle_ms - self.env.now)
        dark = np.zeros_like(self.panel.slide)
        expose(self.parts.retina, self.parts.photocell, dark, spec.cycle_ms - spec.expose_ms)
        if self.trace:
            self._tell("volts", self.volts())

    def _expose(self) -> Generator[simpy.Event, None, None]:
        """Open the shutter and see what the cells have reached when it closes."""
        parts, slide = self.parts, self.panel.slide
        self._tell("slide", slide)
        yield self.env.timeout(parts.spec.expose_ms)
        expose(parts.retina, parts.photocell, slide, parts.spec.expose_ms)
        self._tell("cells", parts.retina.lit)

    def _decide(self) -> Generator[simpy.Event, None, None]:
        """Let the R-units settle and sample their lamps."""
        parts = self.parts
        yield self.env.timeout(parts.spec.settle_ms)
        for bank in self.banks:
            bank.settle()
        answer(parts)
        self.panel.meters[:], self.panel.lamps[:] = parts.current, parts.lamp
        self._tell("units", parts.active)
        self._tell("currents", parts.current)
        self._tell("lamps", parts.lamp)

    def _reinforce(self) -> Generator[simpy.Event, None, None]:
        """Order the motors and wait until every bank has done its pulse."""
        parts, panel = self.parts, self.panel
        correct(parts.wiring, parts.active, parts.lamp, panel.target, panel.mode, panel.law, parts.way)
        ordered = [index for index, bank in enumerate(self.banks) if bank.is_ordered(parts.way)]
        yield self.env.all_of([self.env.process(self._pulse(index)) for index in ordered])

    def _pulse(self, index: int) -> Generator[simpy.Event, None, None]:
        """Let one bank run; the timer lets the coils go early, so that the contacts keep the pulse."""
        bank, spec = self.banks[index], self.parts.spec
        way = self.parts.way[bank.first : bank.last]
        self._tell("relays", way, index)
        yield from bank.close(self.parts.way)
        run_ms = bank.run_ms(self.panel.target[index], self.panel.mode)
        release_ms = min(spec.release_ms, run_ms)
        yield self.env.timeout(run_ms - release_ms)
        self._tell("relays", np.zeros_like(way), index)
        yield from bank.open(release_ms)
