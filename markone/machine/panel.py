"""The front panel: what the operator sets, and what the machine shows.

Of the real panel only photographs are known: a field of lamps for the retina, lamps and meters for
the responses. Which switches and dials it had is assumed.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from numbers import Real
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
import simpy
from numpy.typing import ArrayLike

from markone import spec
from markone.addresses import number
from markone.fields import explained
from markone.kernels.fault import switch_mains
from markone.kernels.lesson import set_weight
from markone.kernels.retina import CELLS
from markone.kernels.rule import LAWS, MODES
from markone.machine.cycle import ClockedMachine
from markone.machine.settings import Settings, as_delivered
from markone.stimuli import check_light
from markone.validation import array, shown

SWITCHED_OFF = -2
"""In `Parts.stuck`: an A-unit that its switch has taken out."""


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


class Panel:
    """Slide holder, switches, dials, start button; lamps, meters, counters. The only way in.

    Each of them raises ValueError for what it does not have. What is done is listed in `acts`, as far
    back as the machine's past goes.
    """

    def __init__(self, machine: ClockedMachine, settings: Settings | None = None) -> None:
        if not isinstance(machine, ClockedMachine):
            raise ValueError(f"{shown(machine)} is no machine; give a MarkOne")
        if not isinstance(settings, Settings | None):
            raise ValueError(f"settings is {shown(settings)}; give those of another panel, or None")
        self.machine = machine
        self.responses: int = machine.parts.lamp.size
        self.acts: list[Act] = []
        self.before_slide: Callable[[], object] = lambda: None
        """Told before each slide is shown."""
        stood = settings or as_delivered(self.responses)
        self.slide, self.slide_name, self.target, self.mode, self.law, self.slides_shown = stood
        self._known: WeakValueDictionary[bytes, np.ndarray] = WeakValueDictionary()

    def _done(self, name: str, *given: Any) -> None:
        self.acts.append(Act(self.machine.now_ms, name, given, self.machine.moments))

    # --- the slide ---------------------------------------------------------------------------

    def insert(self, slide: ArrayLike, name: str = "") -> None:
        """Put one slide, 400 cells of light in [0, 1], into the holder; `name` is what the log calls it."""
        if not isinstance(name, str):
            raise ValueError(f"a slide is called {shown(name)}; give a str")
        self.slide, self.slide_name = self._slide(slide), name
        self._done("insert", self.slide, name)

    def _slide(self, given: ArrayLike) -> np.ndarray:
        """One array for each slide, however often it comes; checked when it comes first."""
        if isinstance(given, np.ndarray) and given.dtype == np.float64 and given.shape == (CELLS,):
            known = self._known.get(_digest(given))
            if known is not None:
                return known
        slides = check_light(given)
        if len(slides) != 1:
            raise ValueError(f"{len(slides)} slides given; the holder takes 1")
        slide = slides[0].copy()
        return self._known.setdefault(_digest(slide), slide)

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

    # --- switches and dials ------------------------------------------------------------------

    def set_targets(self, target: ArrayLike) -> None:
        """Set one switch per R-unit to +1, -1, or 0 for no wish."""
        wanted = array("target", target)
        if wanted.shape != (self.responses,) or not all(switch in (-1, 0, 1) for switch in wanted.tolist()):
            raise ValueError(f"targets are {shown(target)}; set {self.responses} switches to +1, -1 or 0")
        self.target = wanted.astype(np.int8)
        self._done("set_targets", self.target)

    def set_mode(self, name: str) -> None:
        """Choose the training procedure, a name of `kernels.rule.MODES`."""
        self.mode = _code("mode", name, MODES)
        self._done("set_mode", name)

    def set_law(self, name: str) -> None:
        """Choose the law of reinforcement, a name of `kernels.rule.LAWS`."""
        self.law = _code("law", name, LAWS)
        self._done("set_law", name)

    def set_dial(self, name: str, value: float) -> None:
        """Turn a dial of `spec.DIALS`: the A-units' threshold, the dead zone, or one of the timers."""
        self._at_rest("turn a dial")
        if not isinstance(name, str) or name not in spec.DIALS:
            raise ValueError(f"there is no dial {shown(name)}; the dials are {', '.join(spec.DIALS)}")
        low, high = spec.DIALS[name]
        if not isinstance(value, Real) or not low <= value <= high:
            raise ValueError(f"{name} is set to {shown(value)}; the dial goes from {low} to {high}")
        parts = self.machine.parts
        turned = parts.spec._replace(**{name: value})
        spec.check(turned, parts.pot, parts.photocell)
        self.machine.parts = replace(parts, spec=spec.uniform(turned))
        self._done("set_dial", name, value)

    def set_light_threshold(self, threshold: float) -> None:
        """How much light makes a photocell lit: a share of full scale."""
        self._at_rest("turn a dial")
        parts = self.machine.parts
        turned = parts.photocell._replace(threshold=threshold)
        spec.check(parts.spec, parts.pot, turned)
        self.machine.settle()
        self.machine.parts = replace(parts, photocell=spec.uniform(turned))
        self._done("set_light_threshold", threshold)

    def set_hold(self, on: bool) -> None:
        """Whether a lamp inside the dead zone stays as it was, instead of going dark."""
        self._at_rest("turn a switch")
        parts = self.machine.parts
        turned = parts.spec._replace(hold=on)
        spec.check(turned, parts.pot, parts.photocell)
        self.machine.parts = replace(parts, spec=turned)
        self._done("set_hold", on)

    def switch_unit(self, name: str, on: bool) -> None:
        """Take an A-unit, A1 on, out of the machine, or put it back; one that is broken stays so."""
        self._at_rest("switch an A-unit")
        if not isinstance(on, bool | np.bool_):
            raise ValueError(f"{shown(name)} is switched {shown(on)}; a switch is True (on) or False (off)")
        stuck = self.machine.parts.stuck
        unit = number(name, "A", self.machine.parts.wiring)
        if stuck[unit] in (0, SWITCHED_OFF):
            stuck[unit] = 0 if on else SWITCHED_OFF
        self._done("switch_unit", name, on)

    def switch_mains(self, on: bool) -> None:
        """Switch the mains off, whatever runs, or on; a power cut lasts as long as it does."""
        if not isinstance(on, bool | np.bool_):
            raise ValueError(f"the mains are switched {shown(on)}; a switch is True (on) or False (off)")
        self.machine.settle()
        switch_mains(self.machine.parts, int(on))
        if not on:
            self.machine.tell_relays()
        self._done("switch_mains", on)

    def turn_by_hand(self, name: str, volts: float) -> None:
        """Set a potentiometer, P1 on, to some volts with its motor at rest."""
        self._at_rest("turn a potentiometer by hand")
        parts = self.machine.parts
        shaft = number(name, "P", parts.wiring)
        if not isinstance(volts, Real) or not abs(volts) <= parts.pot.stop_v:
            raise ValueError(f"{name} is set to {shown(volts)} V; its stops are at ±{parts.pot.stop_v} V")
        self.machine.settle()
        set_weight(parts, shaft, float(volts))
        self._done("turn_by_hand", name, volts)

    def _at_rest(self, what: str) -> None:
        if self.machine.is_showing():
            raise ValueError(f"a slide is being shown; wait for its end to {what}")

    # --- lamps, meters, counters -------------------------------------------------------------

    @property
    def lamps(self) -> np.ndarray:
        """The response lamps: (responses,) int8, +1 shining, -1 dark."""
        self.machine.settle()
        return self.machine.parts.shown.copy()

    @property
    def meters(self) -> np.ndarray:
        """What the R-units received when their lamps were sampled, in volts: (responses,)."""
        return self.machine.parts.current.copy()

    @property
    def cells(self) -> np.ndarray:
        """The field of lamps behind the photocells, as they are at this moment: (400,) bool."""
        self.machine.settle()
        return self.machine.lit_cells()

    @property
    def units(self) -> np.ndarray:
        """The lamps of the A-units, as latched: (units,) bool."""
        return self.machine.parts.active.copy()

    def volts(self, name: str) -> float:
        """The meter put to one potentiometer, P1 on: where its wiper stands, in volts."""
        return float(self.machine.volts()[number(name, "P", self.machine.parts.wiring)])

    def settings(self) -> Settings:
        """How all of it stands, to be given to another machine."""
        slide, target = (
            np.ascontiguousarray(self.slide, np.float64),
            np.ascontiguousarray(self.target, np.int8),
        )
        return Settings(slide, self.slide_name, target, self.mode, self.law, self.slides_shown)


def _digest(slide: np.ndarray) -> bytes:
    return blake2b(slide.tobytes(), digest_size=16).digest()


def _code(dial: str, name: str, codes: dict[str, int]) -> int:
    if not isinstance(name, str) or name not in codes:
        raise ValueError(f"{dial} is {shown(name)}; the dial has {', '.join(map(repr, codes))}")
    return codes[name]
