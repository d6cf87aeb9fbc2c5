"""The cycle of the machine under its clock. It knows neither the panel nor the past."""

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

import numpy as np
import simpy

from markone import spec
from markone.faults import Fault, with_fault
from markone.kernels.clock import REST
from markone.kernels.fault import lose_power
from markone.kernels.lesson import drive, drive_on, elapse_to, respond, see, show, wipers
from markone.kernels.machine import Parts
from markone.kernels.retina import look
from markone.kernels.rule import rule_of
from markone.machine.clock import Clocked
from markone.machine.settings import Settings
from markone.machine.tracer import Tracer
from markone.structure import check_structure
from markone.switches import CONSTANTS, with_constant
from markone.trace import Sink
from markone.validation import shown


class ClockedMachine(Clocked):
    """The parts of a machine under a clock in whole milliseconds; see `MarkOne` for what it is given."""

    def __init__(self, parts: Parts, trace: Sink | None = None, speed: float | None = None) -> None:
        if not isinstance(parts, Parts):
            raise ValueError(
                f"the parts are {type(parts).__name__}; give a machine, such as markone.build makes"
            )
        check_structure(parts)
        if trace is not None and not callable(trace):
            raise ValueError(f"trace is {shown(trace)}; give a function of an Event, or None")
        self.parts, self.tracer = parts, Tracer(parts, trace)
        super().__init__(int(parts.clock.now_ms[0]), speed)
        self.moments = 0
        """How many moments of its cycles it has gone through."""
        self.is_broken_off = False
        """Whether an error broke off the last slide."""
        self.showing: simpy.Event | None = None
        """The end of the last slide."""
        self.in_force: Settings | None = None
        """How the panel stood when that slide was begun, by which its cycle goes; None before the first."""

    @property
    def trace(self) -> Sink | None:
        """Who is told what happens."""
        return self.tracer.sink

    @trace.setter
    def trace(self, sink: Sink | None) -> None:
        self.tracer.sink = sink

    def settle(self) -> None:
        """Bring the parts to the present; what should have broken since has broken at its time."""
        if self.parts.faults.ms.size:
            elapse_to(self.parts, self.now_ms)
            self.tracer.tell_faults(self.parts, answered=False)
        else:
            self.parts.clock.now_ms[0] = self.now_ms  # all that `elapse_to` would do

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

    def change(self, change: Callable[[Parts], object]) -> None:
        """Let a hand change the state of the parts as they are now; the trace is told what that made dark."""
        self.settle()
        shining = self.parts.shown.copy()
        change(self.parts)
        self.tracer.tell_motors(self.now_ms, self.parts)
        if not np.array_equal(self.parts.shown, shining):
            self.tracer.tell(self.now_ms, "lamps", self.parts.shown)

    def strike(self, fault: Fault) -> None:
        """Break something at this very moment."""
        self.settle()
        self.parts = with_fault(self.parts, fault)
        self.settle()

    def set_constant(self, name: str, value: object) -> None:
        """Give a constant, such as `spec.theta`, another value; ValueError for one that cannot be."""
        constants = {part: getattr(self.parts, part) for part in CONSTANTS}
        changed = with_constant(name, value, constants)
        self.settle()
        self.parts = replace(self.parts, **{part: spec.uniform(new) for part, new in changed.items()})

    def _let(self, moment: Callable[..., Any], *given: Any) -> Any:
        """Let what is due at this moment of the cycle happen."""
        self.moments += 1
        done = moment(self.parts, self.now_ms, *given)
        if self.parts.faults.ms.size:
            self.tracer.tell_faults(self.parts, answered=moment is respond)
        return done

    def start(self, settings: Settings) -> simpy.Event:
        """Show the slide of `settings` as they say; the event is the end of its cycle."""
        self.in_force = settings
        self.showing = self.env.process(self._show_slide(settings))
        return self.showing

    def is_showing(self) -> bool:
        """Whether a slide is being shown."""
        return self.showing is not None and not self.showing.triggered

    def _show_slide(self, settings: Settings) -> Generator[simpy.Event, None, None]:
        """One cycle; whatever error breaks it off, no motor is left running."""
        try:
            yield from self._cycle(settings)
        except GeneratorExit:  # the machine is given up, perhaps because Python ends: nobody runs it on
            raise
        except BaseException:
            self.is_broken_off = True
            lose_power(self.parts)
            raise

    def _cycle(self, settings: Settings) -> Generator[simpy.Event, None, None]:
        spec, wait, end_ms = self.parts.spec, self.env.timeout, self.now_ms + self.parts.spec.cycle_ms
        self._show(settings.slide)
        yield wait(spec.expose_ms)
        self._see()
        yield wait(spec.settle_ms)
        if self._respond(settings):
            yield wait(spec.operate_ms)
            ms = self._drive(drive, settings)
            while ms != REST:
                yield wait(ms)
                ms = self._drive(drive_on, settings)
        yield wait(end_ms - self.now_ms)
        self._come_to_rest()

    def _show(self, slide: np.ndarray) -> None:
        """Open the shutter."""
        self.tracer.motors_told = 0
        self._let(show, slide)
        if self.tracer.sink is not None:
            self.tracer.tell(self.now_ms, "slide", slide)

    def _see(self) -> None:
        """See what the cells have reached, and close the shutter."""
        self._let(see)
        if self.tracer.sink is not None:
            self.tracer.tell(self.now_ms, "cells", self.parts.retina.lit)
            self.tracer.tell(self.now_ms, "units", self.parts.active)

    def _respond(self, settings: Settings) -> bool:
        """Sample the lamps of the R-units, and order the motors; whether any has to run."""
        ordered = self._let(respond, settings.target, settings.mode, rule_of(settings.rule))
        if self.tracer.sink is not None:
            self.tracer.tell(self.now_ms, "currents", self.parts.current)
            self.tracer.tell(self.now_ms, "lamps", self.parts.shown)
        return ordered

    def _drive(self, moment: Callable[..., int], settings: Settings) -> int:
        """Close relays, or open them; how long until the next, or `REST`."""
        ms = self._let(moment, settings.target, settings.mode)
        if self.tracer.sink is not None:
            self.tracer.tell_motors(self.now_ms, self.parts)
        return ms

    def _come_to_rest(self) -> None:
        """The end of the cycle."""
        self.moments += 1
        self.settle()
        if self.tracer.wants("volts"):
            self.tracer.tell(self.now_ms, "volts", wipers(self.parts))
