"""The front panel: what the operator sets, and what the machine shows.

Of the real panel only photographs are known: a field of lamps for the retina, lamps and meters for
the responses. Which switches and dials it had is assumed.
"""

from collections.abc import Callable
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import simpy
from numpy.typing import ArrayLike

from markone import faults
from markone.addresses import number
from markone.devices import reach_v
from markone.faults import Fault
from markone.fields import explained
from markone.kernels.lesson import set_weight
from markone.machine.cycle import ClockedMachine
from markone.machine.display import Display
from markone.machine.settings import Settings, as_delivered
from markone.machine.slides import KnownSlides
from markone.switches import SETTINGS, Switch, dials, find
from markone.validation import array, shown


@explained
class Act(NamedTuple):
    """One thing that was done at the panel."""

    ms: int
    name: str
    """The method of `Panel`."""
    given: tuple
    """Its arguments."""
    moments: int
    """How many moments of its cycles the machine had gone through by then."""


class Panel(Display):
    """Slide holder, switches, dials, start button; lamps, meters, counters. The only way in.

    Each of them raises ValueError for what it does not have. What is done is listed in `acts`, as far
    back as the machine's past goes.

    Examples
    --------
    >>> from markone import MarkOne, build, plug
    >>> panel = MarkOne(build(plug())).panel
    >>> panel.set("theta", 3)
    >>> panel.acts
    [Act(ms=0, name='set', given=('theta', 3), moments=0)]
    """

    def __init__(self, machine: ClockedMachine, settings: Settings | None = None) -> None:
        if not isinstance(machine, ClockedMachine):
            raise ValueError(f"{shown(machine)} is no machine; give a MarkOne")
        if not isinstance(settings, Settings | None):
            raise ValueError(f"settings is {shown(settings)}; give those of another panel, or None")
        super().__init__(machine)
        self.responses: int = machine.parts.lamp.size
        self.acts: list[Act] = []
        self.before_slide: Callable[[], object] = lambda: None
        """Told before each slide is shown."""
        stood = settings or as_delivered(self.responses)
        self.slide, self.slide_name, self.target, self.mode, self.rule, self.slides_shown = stood
        self.known_slides = KnownSlides()

    def _done(self, name: str, *given: Any) -> None:
        self.acts.append(Act(self.machine.now_ms, name, given, self.machine.moments))

    def insert(self, slide: ArrayLike, name: str = "") -> None:
        """Put one slide, 400 cells of light in [0, 1], into the holder; `name` is what the log calls it."""
        if not isinstance(name, str):
            raise ValueError(f"a slide is called {shown(name)}; give a str")
        self._hold(self.known_slides.one(slide), name)

    def _hold(self, slide: np.ndarray, name: str = "") -> None:
        """Put in a slide that is among the known ones."""
        self.slide, self.slide_name = slide, name
        self._done("insert", slide, name)

    def start(self) -> simpy.Event:
        """Press the button: the slide in the holder is shown. The event is the end of its cycle."""
        self._at_rest("show the next slide")
        if self.machine.is_broken_off:
            raise ValueError("an error broke off the last slide; go on from machine.at() of an earlier time")
        if not self.machine.parts.clock.mains[0]:
            raise ValueError("the mains are switched off; switch them on before a slide is shown")
        self.before_slide()
        self._done("start")
        self.slides_shown += 1
        return self.machine.start(self.settings())

    def set_targets(self, target: ArrayLike) -> None:
        """Set one switch per R-unit to +1, -1, or 0 for no target."""
        self._aim(self._positions(target))

    def _aim(self, positions: np.ndarray) -> None:
        """Set the target switches to what `self.target` was before."""
        self.target = positions
        self._done("set_targets", positions)

    def _positions(self, target: ArrayLike) -> np.ndarray:
        """Those of the target switches, (responses,) int8; ValueError for what they cannot be set to."""
        wanted = array("target", target)
        if wanted.shape == (self.responses,):
            values = wanted.tolist()
            if sum(map(values.count, (-1, 0, 1))) == len(values):
                return wanted.astype(np.int8)
        raise ValueError(f"targets are {shown(target)}; set {self.responses} switches to +1, -1 or 0")

    def set(self, name: str, *given: Any) -> None:
        """Set a row of `switches.SWITCHES`: ("theta", 3), ("mode", "test"), ("unit", "A17", "off").

        `given` is the mark, and before it the address where each part has a switch.
        """
        switch = find(name)
        if switch.at_rest:
            self._at_rest(f"set {name}")
        if len(given) != 1 + bool(switch.part):
            raise ValueError(f"{name} is set to {shown(given)}; give: {switch.usage()}")
        *address, mark = given
        index = [number(one, switch.part, self.machine.parts.wiring) for one in address]
        self._turn(switch, index, switch.value(mark))
        self._done("set", name, *given)

    def _turn(self, switch: Switch, index: list[int], value: Any) -> None:
        sets = switch.sets
        if not isinstance(sets, str):
            self.machine.change(lambda parts: sets(parts, *index, value))
        elif sets in SETTINGS:
            setattr(self, sets.removeprefix("panel."), value)
        else:
            self.machine.set_constant(sets, value)

    def set_mode(self, name: str) -> None:
        """Choose the training procedure, a name of `kernels.rule.MODES`."""
        self.set("mode", name)

    def set_rule(self, name: str) -> None:
        """Choose the rule of reinforcement, a name of `kernels.rule.RULES`."""
        self.set("rule", name)

    def set_dial(self, name: str, value: float) -> None:
        """Turn a dial of `switches.dials()`, such as the A-units' threshold, the dead zone, or a timer."""
        find(name, dials(), "dial")
        self.set(name, value)

    def set_light_threshold(self, threshold: float) -> None:
        """How much light makes a photocell lit: a share of full scale."""
        self.set("light_threshold", threshold)

    def set_hold(self, on: bool) -> None:
        """Whether a lamp inside the dead zone stays as it was, instead of going dark."""
        self.set("hold", on)

    def switch_unit(self, name: str, on: bool) -> None:
        """Take an A-unit, A1 on, out of the machine, or put it back; one that is broken stays so."""
        self.set("unit", name, on)

    def switch_mains(self, on: bool) -> None:
        """Switch the mains off, whatever runs, or on; a power cut lasts as long as it does."""
        self.set("mains", on)

    def turn_by_hand(self, name: str, volts: float) -> None:
        """Set a potentiometer, P1 on, to some volts with its motor at rest."""
        self._at_rest("turn a potentiometer by hand")
        parts = self.machine.parts
        shaft = number(name, "P", parts.wiring)
        if not isinstance(volts, Real) or not abs(volts) <= reach_v(parts.pot):
            raise ValueError(f"{name} is set to {shown(volts)} V; its stops are at ±{reach_v(parts.pot)} V")
        self.machine.settle()
        set_weight(parts, shaft, float(volts))
        self._done("turn_by_hand", name, volts)

    def strike(self, kind: str, at: str = "mains", amount: float | None = None) -> None:
        """Break a part now, as `faults.kinds()` says: ("jammed motor", "P217")."""
        fault = Fault(kind, at, self.machine.now_ms, amount)
        self.machine.strike(fault)
        self._done("strike", kind, at, amount)

    def repair(self, at: str) -> None:
        """Put a part in order again that is broken: S1.1, A1, P1 (with motor and relay), R1 (its lamp)."""
        self._at_rest("repair a part")
        self.machine.change(lambda parts: faults.repair(parts, at))
        self._done("repair", at)

    def replug(self, plug: str, socket: str) -> None:
        """Put a plug, such as A1+1, into the socket of a photocell, such as S1.1."""
        self._at_rest("put a plug elsewhere")
        self.machine.change(lambda parts: faults.replug(parts, plug, socket))
        self._done("replug", plug, socket)

    def _at_rest(self, what: str) -> None:
        if self.machine.is_showing():
            raise ValueError(f"a slide is being shown; wait for its end to {what}")

    def settings(self) -> Settings:
        """How all of it stands, to be given to another machine."""
        slide = np.ascontiguousarray(self.slide, np.float64)
        target = np.ascontiguousarray(self.target, np.int8)
        return Settings(slide, self.slide_name, target, self.mode, self.rule, self.slides_shown)
