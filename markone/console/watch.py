"""What a console keeps of a machine's events: how bright its lamps were, its phase, and a log."""

from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from markone.machine import MarkOne
from markone.trace import Event

REST, EXPOSE, SETTLE, DECIDE, REINFORCE = range(5)
PHASES = ("rest", "expose", "settle", "decide", "reinforce")
"""Of a cycle, by their codes in a frame."""
MOST_LOGGED, MOST_STRIP = 400, 2000
PHASE_OF = {"slide": EXPOSE, "units": SETTLE, "lamps": DECIDE, "relays": REINFORCE, "volts": REST}


class Shine:
    """The mean of something over the machine's time since the last frame."""

    def __init__(self, now: np.ndarray, ms: int) -> None:
        self.now, self.since_ms, self.begun_ms = now.astype(float), ms, ms
        self.sum = np.zeros(now.shape)

    def set(self, value: np.ndarray, ms: int) -> None:
        """From now on it is this."""
        self._pass(ms)
        self.now = value.astype(float)

    def mean(self, ms: int) -> np.ndarray:
        """Since it was asked last; what it is where no time has passed."""
        self._pass(ms)
        passed, total = ms - self.begun_ms, self.sum
        self.begun_ms, self.sum = ms, np.zeros(self.now.shape)
        return total / passed if passed > 0 else self.now

    def _pass(self, ms: int) -> None:
        self.sum = self.sum + self.now * (ms - self.since_ms)
        self.since_ms = ms


class Watch:
    """A sink of a machine's events. `told` is what a log says of each, or None."""

    wants = frozenset({"slide", "cells", "units", "currents", "lamps", "relays", "volts", "fault"})

    def __init__(self, machine: MarkOne, told: Callable[[Event], dict[str, Any] | None]) -> None:
        self.told, parts, ms = told, machine.parts, machine.now_ms
        self.shines = {
            "cells": Shine(parts.retina.lit, ms),
            "units": Shine(parts.active, ms),
            "lamps": Shine(parts.shown > 0, ms),
            "relays": Shine(parts.shafts.way, ms),
        }
        self.phase = _phase_of(machine)
        self.log: deque[dict[str, Any]] = deque(maxlen=MOST_LOGGED)
        """Not sent yet."""
        self.strip: deque[tuple[int, str]] = deque(maxlen=MOST_STRIP)
        """(ms, part) of the last events, for a strip of timing."""

    def __call__(self, event: Event) -> None:
        if event.part in self.shines:
            self.shines[event.part].set(_level(event), event.ms)
        self.phase = PHASE_OF.get(event.part, self.phase)
        self.strip.append((event.ms, event.part))
        said = self.told(event)
        if said is not None:
            self.log.append({"ms": event.ms, **said})


def _level(event: Event) -> np.ndarray:
    return event.value > 0 if event.part == "lamps" else event.value


def _phase_of(machine: MarkOne) -> int:
    """In which phase of its cycle a machine is, that nobody watched until now."""
    if not machine.is_showing():
        return REST
    parts = machine.parts
    began_ms = next(act.ms for act in reversed(machine.panel.acts) if act.name == "start")
    passed_ms = machine.now_ms - began_ms
    if passed_ms < parts.spec.expose_ms:
        return EXPOSE
    if passed_ms < parts.spec.expose_ms + parts.spec.settle_ms:
        return SETTLE
    return REINFORCE if parts.shafts.way.any() else DECIDE
