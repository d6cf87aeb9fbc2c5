"""Time travel: because all that is done to a machine is done at its panel, it can be done again."""

from __future__ import annotations

from collections.abc import Generator
from numbers import Integral, Real
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import simpy
from simpy.events import URGENT

from markone import spec
from markone.addresses import number
from markone.fields import explained
from markone.kernels.machine import Parts
from markone.kernels.rule import LAWS, MODES
from markone.machine.panel import Act, Settings
from markone.trace import Event
from markone.validation import shown

if TYPE_CHECKING:
    from markone.machine.mark_one import MarkOne

EVERY_SLIDES, MOST_KEPT = 64, 64
"""A snapshot is kept every so many slides; when there are too many, every other one goes."""
PAST_SLIDES = 20_000
"""So many slides are remembered unless another number is given: 28 hours of the machine's time."""


@explained
class Instant(NamedTuple):
    """A point of a machine's past; several may lie in one millisecond."""

    ms: int
    moments: int
    """How many moments of its cycles the machine had gone through."""
    acts: int
    """How many acts at the panel had been done."""


@explained
class Kept(NamedTuple):
    """The machine at one time, between two slides."""

    when: Instant
    parts: Parts
    settings: Settings


@explained
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
    """Of `kernels.rule.MODES`, or "by hand", or "not kept" for all that moved it before the past begins."""
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
        if self.mode == "not kept":
            return (
                f"{self.ms / 1000:.3f} s: it stands at {self.to_v:+.3f} V; what moved it before is not kept"
            )
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
                self.moves.append(self._begun(float(event.value[self.shaft])))
            else:
                self.moves[-1] = self.moves[-1]._replace(ran_ms=event.ms - self.moves[-1].ms)
        elif event.part == "volts":
            self.look()

    def act(self, act: Act) -> None:
        """Before something is done at the panel."""
        assert self.machine is not None
        if act.name == "turn_by_hand" and number(act.given[0], "P", self.machine.parts.wiring) == self.shaft:
            self.moves.append(self._moved("by hand", float(act.given[1])))

    def begin(self) -> None:
        """Where the past does not begin with the machine, say so."""
        assert self.machine is not None
        if self.machine.now_ms:
            self.moves.append(self._moved("not kept", self._at()))

    def look(self) -> None:
        """See where the wiper of the present slide's move has come to."""
        assert self.machine is not None
        if self.moves and self.moves[-1].law and self.moves[-1].slide == self.machine.panel.slides_shown:
            ran_ms = self.machine.now_ms - self.moves[-1].ms if self.runs else self.moves[-1].ran_ms
            self.moves[-1] = self.moves[-1]._replace(ran_ms=ran_ms, to_v=self._at())

    def _at(self) -> float:
        assert self.machine is not None
        return float(self.machine.volts()[self.shaft])

    def _moved(self, mode: str, to_v: float) -> Move:
        """A move without a motor."""
        machine = self.machine
        assert machine is not None
        response, from_v = self._response(), self._at()
        return Move(
            machine.now_ms, machine.panel.slides_shown, "", response, 0, 0, mode, "", 0.0, 0, from_v, to_v
        )

    def _response(self) -> int:
        assert self.machine is not None
        return int(np.searchsorted(self.machine.parts.wiring.bank, self.shaft, "right")) - 1

    def _begun(self, way: float) -> Move:
        machine = self.machine
        assert machine is not None
        response, at = self._response(), self._at()
        return Move(
            ms=machine.now_ms,
            slide=machine.asked.slides_shown,
            name=machine.asked.slide_name,
            response=response,
            lamp=int(machine.parts.lamp[response]),
            wanted=int(machine.asked.target[response]),
            mode=_name(machine.asked.mode, MODES),
            law=_name(machine.asked.law, LAWS),
            way=way,
            ran_ms=0,
            from_v=at,
            to_v=at,
        )


def _name(code: int, codes: dict[str, int]) -> str:
    return next(name for name, number in codes.items() if number == code)


class History:
    """What was done to a machine, with snapshots on the way; the last `past_slides`, or all if None."""

    def __init__(self, machine: MarkOne, past_slides: int | None) -> None:
        if past_slides is not None and (not isinstance(past_slides, Integral) or past_slides < 1):
            raise ValueError(
                f"past_slides is {shown(past_slides)}; give how many are remembered, or None for all"
            )
        self.machine, self.past_slides = machine, past_slides
        self.every = EVERY_SLIDES if past_slides is None else min(EVERY_SLIDES, int(past_slides))
        self.forgotten = 0
        """So many of the first acts at the panel are no longer in its list."""
        self.kept = [self._keep()]

    @property
    def since_ms(self) -> int:
        """Where the past begins: 0, or when this machine came from a file, or the last time that is kept."""
        return self.kept[0].when.ms

    def now(self) -> Instant:
        """The present."""
        machine = self.machine
        return Instant(machine.now_ms, machine.moments, self.forgotten + len(machine.panel.acts))

    def keep(self) -> None:
        """Before a slide is shown: keep a snapshot if it is time for one."""
        if self.machine.panel.slides_shown % self.every == self.every - 1:
            self.kept.append(self._keep())
            self._forget()
        if len(self.kept) > MOST_KEPT:
            self.kept, self.every = self.kept[::2], 2 * self.every

    def _keep(self) -> Kept:
        return Kept(self.now(), self.machine.snapshot(), self.machine.panel.settings())

    def _forget(self) -> None:
        """Let go what is longer ago than `past_slides`."""
        shown = self.machine.panel.slides_shown
        while (
            self.past_slides is not None
            and len(self.kept) > 1
            and shown - self.kept[1].settings.slides_shown >= self.past_slides
        ):
            del self.kept[0]
        first = self.kept[0].when.acts
        del self.machine.panel.acts[: first - self.forgotten]
        self.forgotten = first

    def _again(self, kept: Kept, until: int | None = None, watch: _Watch | None = None) -> MarkOne:
        """A machine that stands where the snapshot was taken, and will do again what was done then."""
        then = type(self.machine)(
            spec.copy(kept.parts), watch, settings=kept.settings, past_slides=self.past_slides
        )
        then.moments = kept.when.moments
        first, end = kept.when.acts - self.forgotten, None if until is None else until - self.forgotten
        then.env.process(_repeat(then, self.machine.panel.acts[first:end], watch))
        return then

    def at(self, ms: int) -> MarkOne:
        """The machine as it stood when `ms` was over, or as it stands if that is now."""
        if not isinstance(ms, Real) or not self.since_ms <= ms <= self.machine.now_ms:
            kept = f"; older slides than past_slides={self.past_slides} are not kept"
            raise ValueError(
                f"{shown(ms)} ms is asked for; this machine has run from {self.since_ms} ms "
                f"to {self.machine.now_ms} ms{kept * bool(self.forgotten)}"
            )
        if ms == self.machine.now_ms:
            return self.back_to(self.now())
        then = self._again(self._before(ms))
        while then.env.peek() <= ms:
            then.env.step()
        then.run(ms)
        then.settle()
        return then

    def back_to(self, when: Instant) -> MarkOne:
        """The machine as it stood at one instant, at which it stays."""
        kept = next(kept for kept in reversed(self.kept) if kept.when.acts <= when.acts)
        then = self._again(kept, when.acts)
        _go(then, when, when.acts - kept.when.acts)
        then.settle()
        return then

    def _before(self, ms: int) -> Kept:
        return next(kept for kept in reversed(self.kept) if kept.when.ms <= ms)

    def why(self, pot: str) -> list[Move]:
        """Every move of one potentiometer since `since_ms`, found by doing all again under watch."""
        watch, first, now = _Watch(number(pot, "P", self.machine.parts.wiring)), self.kept[0], self.now()
        watch.machine = then = self._again(first, watch=watch)
        watch.begin()
        _go(then, now, now.acts - first.when.acts)
        watch.look()
        return watch.moves


def _go(machine: MarkOne, when: Instant, acts: int) -> None:
    """Run a machine that does again what was done, until it stands at `when`, after so many acts."""
    env = machine.env
    while env.peek() <= when.ms and (machine.moments < when.moments or len(machine.panel.acts) < acts):
        env.step()
    machine.run(when.ms)


def _first_at(env: simpy.Environment, ms: int) -> simpy.Event:
    """An event that comes before all others of its millisecond, as SimPy's own end of a run does."""
    event = env.event()
    event._ok, event._value = True, None
    env.schedule(event, URGENT, ms - env.now)
    return event


def _repeat(machine: MarkOne, acts: list[Act], watch: _Watch | None) -> Generator[simpy.Event, None, None]:
    """Do at the panel what was done, at the same times."""
    for act in acts:
        if act.ms > machine.now_ms:
            yield _first_at(machine.env, act.ms)
        while machine.moments < act.moments:
            yield machine.env.timeout(0)
        if watch is not None:
            watch.act(act)
        getattr(machine.panel, act.name)(*act.given)
