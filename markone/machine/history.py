"""Time travel: because all that is done to a machine is done at its panel, it can be done again."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import simpy
from simpy.events import URGENT

from markone import spec
from markone.faults import number
from markone.kernels.lesson import Parts
from markone.kernels.rule import LAWS, MODES
from markone.machine.panel import Settings
from markone.trace import Event

if TYPE_CHECKING:
    from markone.machine.mark_one import MarkOne

EVERY_SLIDES, MOST_KEPT = 64, 64
"""A snapshot is kept every so many slides; when there are too many, every other one goes."""


class Kept(NamedTuple):
    """The machine at one time, between two slides."""

    ms: int
    parts: Parts
    settings: Settings
    acts: int
    """How many acts at the panel were done before."""
    moments: int
    """How many moments of its cycles the machine had gone through."""


class Move(NamedTuple):
    """One run of one motor, and its reason."""

    ms: int
    """When its relay closed, or when it was turned by hand."""
    slide: int
    """Number of the slide, from 1; 0 for the hand before the first."""
    name: str
    """What the operator called the slide."""
    response: int
    """Which R-unit, from 0."""
    lamp: int
    """The R-unit's answer: +1 or -1."""
    wanted: int
    """What the target switch stood at: +1, -1, or 0."""
    mode: str
    """Of `kernels.rule.MODES`, or "by hand"."""
    law: str
    way: float
    """Which way, and at which share of its speed, the motor was driven."""
    ran_ms: int
    """How long its relay was closed."""
    from_v: float
    to_v: float
    """Where the wiper stood before, and when it had come to rest."""

    def __str__(self) -> str:
        """The reason as a sentence."""
        if self.mode == "by hand":
            return f"{self.ms / 1000:.3f} s: turned by hand from {self.from_v:+.3f} V to {self.to_v:+.3f} V"
        state = {1: "on", -1: "off", 0: "either"}
        slide = f"slide {self.slide}" + (f" ({self.name})" if self.name else "")
        return (
            f"{self.ms / 1000:.3f} s, {slide}: R{self.response + 1} was {state[self.lamp]}, wanted "
            f"{state[self.wanted]}; {self.mode}, {self.law} law: driven {self.way:+.2g} for "
            f"{self.ran_ms} ms from {self.from_v:+.3f} V to {self.to_v:+.3f} V"
        )


class _Watch:
    """Listens to a machine that does again what it did, for the moves of one motor."""

    def __init__(self, shaft: int) -> None:
        self.shaft = shaft
        self.machine: MarkOne | None = None
        self.moves: list[Move] = []
        self.runs = False

    def __call__(self, event: Event) -> None:
        if event.part == "relays" and (event.value[self.shaft] != 0) != self.runs:
            self.runs = not self.runs
            if self.runs:
                self.moves.append(self._begun(event))
            else:
                self.moves[-1] = self.moves[-1]._replace(ran_ms=event.ms - self.moves[-1].ms)
        elif event.part == "volts" and self.moves:
            self._came_to_rest(float(event.value[self.shaft]))

    def _begun(self, event: Event) -> Move:
        machine = self.machine
        assert machine is not None
        response = int(np.searchsorted(machine.parts.wiring.bank, self.shaft, "right")) - 1
        at = float(machine.volts()[self.shaft])
        return Move(
            ms=event.ms,
            slide=machine.asked.slides_shown,
            name=machine.asked.slide_name,
            response=response,
            lamp=int(machine.parts.lamp[response]),
            wanted=int(machine.asked.target[response]),
            mode=_name(machine.asked.mode, MODES),
            law=_name(machine.asked.law, LAWS),
            way=float(event.value[self.shaft]),
            ran_ms=0,
            from_v=at,
            to_v=at,
        )

    def _came_to_rest(self, at: float) -> None:
        """Once for each move: at the end of its slide."""
        assert self.machine is not None
        if self.moves[-1].slide == self.machine.panel.slides_shown:
            self.moves[-1] = self.moves[-1]._replace(to_v=at)


def _name(code: int, codes: dict[str, int]) -> str:
    return next(name for name, number in codes.items() if number == code)


class History:
    """What was done to a machine, with snapshots on the way."""

    def __init__(self, machine: MarkOne) -> None:
        self.machine = machine
        self.every = EVERY_SLIDES
        self.kept = [self._now()]

    @property
    def since_ms(self) -> int:
        """When this machine was made, or taken from a file or from another's past."""
        return self.kept[0].ms

    def keep(self) -> None:
        """Before a slide is shown: keep a snapshot if it is time for one."""
        if self.machine.panel.slides_shown % self.every == self.every - 1:
            self.kept.append(self._now())
        if len(self.kept) > MOST_KEPT:
            self.kept, self.every = self.kept[::2], 2 * self.every

    def _now(self) -> Kept:
        machine = self.machine
        acts = len(machine.panel.acts)
        return Kept(machine.now_ms, machine.snapshot(), machine.panel.settings(), acts, machine.moments)

    def _again(self, kept: Kept, watch: _Watch | None = None) -> MarkOne:
        """A machine that stands where the snapshot was taken, and will do again what was done then."""
        then = type(self.machine)(spec.copy(kept.parts), watch, settings=kept.settings)
        then.moments = kept.moments
        then.env.process(_repeat(then, self.machine.panel.acts[kept.acts :]))
        return then

    def at(self, ms: int) -> MarkOne:
        """The machine as it stood at `ms`, before what was done at that very millisecond."""
        if not self.kept[0].ms <= ms <= self.machine.now_ms:
            raise ValueError(
                f"{ms} ms is asked for; this machine has run from {self.kept[0].ms} ms "
                f"to {self.machine.now_ms} ms"
            )
        kept = next((kept for kept in reversed(self.kept) if kept.ms < ms), self.kept[0])
        then = self._again(kept)
        then.run(ms)
        then.settle()
        return then

    def why(self, pot: str) -> list[Move]:
        """Every move of one potentiometer since `since_ms`, found by doing all again under watch."""
        shaft = number(pot, "P", self.machine.parts.wiring)
        watch = _Watch(shaft)
        watch.machine = then = self._again(self.kept[0], watch)
        while then.env.peek() <= self.machine.now_ms:
            then.env.step()
        hands = [self._by_hand(act.ms, act.given[1], shaft) for act in self._hands(pot)]
        return sorted([*watch.moves, *hands], key=lambda move: move.ms)

    def _hands(self, pot: str) -> list[Any]:
        acts = self.machine.panel.acts
        return [act for act in acts if act.name == "turn_by_hand" and act.given[0] == pot]

    def _by_hand(self, ms: int, to_v: float, shaft: int) -> Move:
        then = self.at(ms)
        from_v, slides = float(then.volts()[shaft]), then.panel.slides_shown
        response = int(np.searchsorted(then.parts.wiring.bank, shaft, "right")) - 1
        return Move(ms, slides, "", response, 0, 0, "by hand", "", 0.0, 0, from_v, float(to_v))


def _first_at(env: simpy.Environment, ms: int) -> simpy.Event:
    """An event that comes before all others of its millisecond, as SimPy's own end of a run does."""
    event = env.event()
    event._ok, event._value = True, None
    env.schedule(event, URGENT, ms - env.now)
    return event


def _repeat(machine: MarkOne, acts: list[Any]) -> Generator[simpy.Event, None, None]:
    """Do at the panel what was done, at the same times."""
    for act in acts:
        yield _first_at(machine.env, act.ms)
        while machine.moments < act.moments:
            yield machine.env.timeout(0)
        getattr(machine.panel, act.name)(*act.given)
