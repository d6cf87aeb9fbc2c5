"""The Mark I under its clock."""

from collections.abc import Callable, Generator
from numbers import Real
from typing import Any

import numpy as np
import simpy
from simpy.rt import RealtimeEnvironment

from markone import spec
from markone.kernels.clock import LONGEST_MS, REST
from markone.kernels.fault import KINDS, lose_power
from markone.kernels.lesson import drive, drive_on, elapse_to, respond, see, show, wipers
from markone.kernels.machine import Parts
from markone.kernels.retina import look
from markone.kernels.rule import as_laid
from markone.machine.history import PAST_SLIDES, History, Move
from markone.machine.panel import Panel, Settings
from markone.trace import Event, Sink, wishes
from markone.validation import shown


class MarkOne:
    """A machine built from `parts` (`spec.build`), with a panel and a clock in whole milliseconds.

    It is the same physics as `kernels.lesson.lesson`, called when the clock says so. Whatever is
    done to it is done at its `panel`. `trace` is called with every `Event`. `speed` is None to run
    as fast as possible, or how many seconds of the machine pass in one of ours. `settings` are those
    of a panel that is to stand as another did. `past_slides` is how many of the last slides `at` and
    `why` reach back to at least: half a kilobyte each, and 3 kB more for each that is not shown again;
    None for all of them. Raises ValueError for a speed that is not above 0, and less than one slide.
    """

    def __init__(
        self,
        parts: Parts,
        trace: Sink | None = None,
        speed: float | None = None,
        settings: Settings | None = None,
        past_slides: int | None = PAST_SLIDES,
    ) -> None:
        if not isinstance(parts, Parts):
            raise ValueError(
                f"the parts are {type(parts).__name__}; give a machine, such as markone.build makes"
            )
        if trace is not None and not callable(trace):
            raise ValueError(f"trace is {shown(trace)}; give a function of an Event, or None")
        self.parts, self.trace = parts, trace
        start_ms = int(parts.clock.now_ms[0])
        self.env = simpy.Environment(start_ms) if speed is None else _in_real_time(start_ms, speed)
        self.told_faults = int(parts.clock.struck[0])
        self.moments, self.told_running = 0, 0
        self.is_broken_off = False
        self.panel = Panel(self, settings)
        self.asked = self.panel.settings()
        self.history = History(self, past_slides)
        self.showing: simpy.Event | None = None

    @property
    def now_ms(self) -> int:
        """The machine's time."""
        return int(self.env.now)

    def settle(self) -> None:
        """Bring the parts to the present; what should have broken since has broken at its time."""
        self._let(elapse_to)

    def volts(self) -> np.ndarray:
        """Where every wiper stands now, in volts: (pots,)."""
        self.settle()
        return wipers(self.parts)

    def lit_cells(self) -> np.ndarray:
        """What each photocell tells at this moment: (400,) bool."""
        self.settle()
        lit = np.empty_like(self.parts.retina.lit)
        look(self.parts.retina, self.parts.photocell, self.now_ms, lit)
        return lit

    def snapshot(self) -> Parts:
        """The parts as they are now, in arrays of their own."""
        self.settle()
        return spec.copy(self.parts)

    def step(self) -> None:
        """Let the next event happen, whenever it is due; nothing if there is none."""
        if self.env.peek() < float("inf"):
            self.resume()
            self.env.step()

    def run(self, until_ms: int) -> None:
        """Let time pass until `until_ms`; ValueError if that is past."""
        if not isinstance(until_ms, Real) or not self.now_ms <= until_ms <= LONGEST_MS:
            raise ValueError(
                f"it is {self.now_ms} ms, and time does not run back to {shown(until_ms)}; "
                f"at() gives the machine as it was, and it ends at {LONGEST_MS}"
            )
        if until_ms > self.now_ms:
            self.resume()
            self.env.run(until_ms)

    def run_to(self, event: simpy.Event) -> None:
        """Let time pass until `event` has happened, such as the end of a slide."""
        if not isinstance(event, simpy.Event):
            raise ValueError(f"{shown(event)} is no event; give one, such as panel.start()")
        self.resume()
        self.env.run(event)

    def resume(self) -> None:
        """After a pause in our time, go on at the same speed and not faster to catch up."""
        if isinstance(self.env, RealtimeEnvironment):
            self.env.env_start = self.env.now  # sync() sets its fellow, the start in our time
            self.env.sync()

    def at(self, ms: int) -> "MarkOne":
        """The machine as it stood when `ms` was over, bit for bit; run on, it does again what it did.

        What was done and what happened at that very millisecond is done, as far as this machine has
        come: `at(now_ms)` is its double. Raises ValueError for a time after the present one, and for
        one before `history.since_ms`, which is too long ago.
        """
        return self.history.at(ms)

    def why(self, pot: str) -> list[Move]:
        """Every time that a potentiometer, P1 on, was moved, in order, and for what reason.

        Where the past begins later than at 0 ms (`history.since_ms`), the first says so.
        """
        return self.history.why(pot)

    def start(self) -> simpy.Event:
        """Show the slide that is in the holder; the event is the end of its cycle. For the panel."""
        self.asked = self.panel.settings()
        self.showing = self.env.process(self._show_slide())
        return self.showing

    def is_showing(self) -> bool:
        """Whether a slide is being shown."""
        return self.showing is not None and not self.showing.triggered

    def _tell(self, part: str, value: np.ndarray, ms: int | None = None) -> None:
        if self.trace is not None and part in wishes(self.trace):
            self.trace(Event(self.now_ms if ms is None else ms, part, value.copy()))

    def tell_relays(self) -> None:
        """Tell the trace which relays are closed, and which lamps shine, after the mains were switched."""
        self._tell("relays", self.parts.shafts.way)
        self._tell("lamps", self.parts.shown)

    def _tell_faults(self, answered: bool = False) -> None:
        """Tell the trace what has struck by now, and which lamps that made dark.

        Lamps that were `answered` since are told by their own event.
        """
        if self.parts.clock.struck[0] == self.told_faults:
            return
        first, self.told_faults = self.told_faults, int(self.parts.clock.struck[0])
        faults = self.parts.faults
        darkening = {kind.code for kind in KINDS.values() if kind.darkens}
        for number in range(first, self.told_faults):
            self._tell("fault", np.array(number), int(faults.ms[number]))
            if faults.kind[number] in darkening and not answered:
                self._tell("lamps", self.parts.shown, int(faults.ms[number]))

    def _let(self, moment: Callable[..., Any], *given: Any) -> Any:
        """Let what is due at this moment of the cycle happen."""
        done = moment(self.parts, self.now_ms, *given)
        if self.parts.faults.ms.size:
            self._tell_faults(answered=moment is respond)
        return done

    def _show_slide(self) -> Generator[simpy.Event, None, None]:
        """One cycle; whatever error breaks it off, no motor is left running."""
        try:
            yield from self._cycle(self.asked)
        except GeneratorExit:  # the machine is given up, perhaps because Python ends: nobody runs it on
            raise
        except BaseException:
            self.is_broken_off = True
            lose_power(self.parts)
            raise

    def _cycle(self, asked: Settings) -> Generator[simpy.Event, None, None]:
        """One slide, from the panel as it was set when the button was pressed."""
        spec, wait, end_ms = self.parts.spec, self.env.timeout, self.now_ms + self.parts.spec.cycle_ms
        self._show(asked.slide)
        yield wait(spec.expose_ms)
        self._see()
        yield wait(spec.settle_ms)
        if self._respond(asked):
            yield wait(spec.operate_ms)
            ms = self._drive(drive, asked)
            while ms != REST:
                yield wait(ms)
                ms = self._drive(drive_on, asked)
        yield wait(end_ms - self.now_ms)
        self._come_to_rest()

    def _show(self, slide: np.ndarray) -> None:
        """Open the shutter."""
        self.moments += 1
        self.told_running = 0
        self._let(show, slide)
        if self.trace is not None:
            self._tell("slide", slide)

    def _see(self) -> None:
        """See what the cells have reached, and close the shutter."""
        self.moments += 1
        self._let(see)
        if self.trace is not None:
            self._tell("cells", self.parts.retina.lit)
            self._tell("units", self.parts.active)

    def _respond(self, asked: Settings) -> bool:
        """Sample the lamps of the R-units, and order the motors; whether any has to run."""
        self.moments += 1
        ordered = self._let(respond, asked.target, asked.mode, as_laid(asked.law))
        if self.trace is not None:
            self._tell("currents", self.parts.current)
            self._tell("lamps", self.parts.shown)
        return ordered

    def _drive(self, moment: Callable[..., int], asked: Settings) -> int:
        """Close relays, or open them; how long until the next, or `REST`."""
        self.moments += 1
        ms = self._let(moment, asked.target, asked.mode)
        if self.trace is not None:
            running = int(np.count_nonzero(self.parts.shafts.way))
            if running != self.told_running:
                self.told_running = running
                self._tell("relays", self.parts.shafts.way)
        return ms

    def _come_to_rest(self) -> None:
        """The end of the cycle."""
        self.moments += 1
        self.settle()
        if self.trace is not None and "volts" in wishes(self.trace):
            self._tell("volts", wipers(self.parts))


def _in_real_time(start_ms: int, speed: float) -> RealtimeEnvironment:
    if not isinstance(speed, Real) or not 1e-3 <= speed <= 1e6:
        raise ValueError(
            f"speed is {shown(speed)}; give how many seconds pass there in one of ours, "
            "from 0.001 to a million"
        )
    return RealtimeEnvironment(start_ms, factor=0.001 / speed, strict=False)
