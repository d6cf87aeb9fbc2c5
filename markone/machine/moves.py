"""Why a potentiometer stands where it does: the moves of its motor, each with its reason."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from markone.addresses import number
from markone.fields import explained
from markone.kernels.lesson import wipers
from markone.kernels.machine import Parts
from markone.kernels.rule import MODES, RULES
from markone.machine.panel import Act, Panel
from markone.spec import copy
from markone.trace import Event


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
    rule: str
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
            f"{state[self.wanted]}; {self.mode}, {self.rule} rule: driven {self.way:+.2g} for "
            f"{self.ran_ms} ms from {self.from_v:+.3f} V to {self.to_v:+.3f} V"
        )


class MoveRecorder:
    """Lists the moves of one motor while a machine does again what it did: a sink of events."""

    wants = frozenset({"lamps", "relays", "volts"})

    def __init__(self, panel: Panel, shaft: int) -> None:
        self.panel, self.machine, self.shaft = panel, panel.machine, shaft
        self.moves: list[Move] = []
        self.runs = False
        self.undriven: Parts = self.machine.parts
        """The machine with its weights as before the relays closed, as a pulse may move one at once."""
        self.started_with = (0, "", panel.target, panel.mode, panel.rule)
        """The present slide's number and name, its targets, mode and rule, as they stood at its start."""
        if self.machine.now_ms:  # the past does not begin with the machine
            self.moves.append(self._without_motor("not kept", self._volts()))

    def __call__(self, event: Event) -> None:
        if event.part == "lamps":
            parts = self.machine.parts
            self.undriven = replace(parts, shafts=copy(parts.shafts))
        elif event.part == "relays" and (event.value[self.shaft] != 0) != self.runs:
            self.runs = not self.runs
            if self.runs:
                self.moves.append(self._begun(float(event.value[self.shaft])))
            else:
                self.moves[-1] = self.moves[-1]._replace(ran_ms=event.ms - self.moves[-1].ms)
        elif event.part == "volts":
            self.measure()

    def before(self, act: Act) -> None:
        """See what is about to be done at the panel."""
        if act.name == "start":
            panel = self.panel
            slide = panel.slides_shown + 1
            self.started_with = slide, panel.slide_name, panel.target, panel.mode, panel.rule
        elif act.name == "turn_by_hand":
            name, volts = act.given
            if number(name, "P", self.machine.parts.wiring) == self.shaft:
                self.moves.append(self._without_motor("by hand", float(volts)))

    def measure(self) -> None:
        """See where the wiper of the present slide's move has come to."""
        if self.moves and self.moves[-1].rule and self.moves[-1].slide == self.panel.slides_shown:
            ran_ms = self.machine.now_ms - self.moves[-1].ms if self.runs else self.moves[-1].ran_ms
            self.moves[-1] = self.moves[-1]._replace(ran_ms=ran_ms, to_v=self._volts())

    def _volts(self) -> float:
        return float(self.machine.volts()[self.shaft])

    def _response(self) -> int:
        return int(np.searchsorted(self.machine.parts.wiring.bank, self.shaft, "right")) - 1

    def _without_motor(self, mode: str, to_v: float) -> Move:
        ms, slide, response = self.machine.now_ms, self.panel.slides_shown, self._response()
        return Move(ms, slide, "", response, 0, 0, mode, "", 0.0, 0, self._volts(), to_v)

    def _begun(self, way: float) -> Move:
        slide, name, target, mode, rule = self.started_with
        response, volts = self._response(), float(wipers(self.undriven)[self.shaft])
        return Move(
            ms=self.machine.now_ms,
            slide=slide,
            name=name,
            response=response,
            lamp=int(self.machine.parts.lamp[response]),
            wanted=int(target[response]),
            mode=_name(mode, MODES),
            rule=_name(rule, RULES),
            way=way,
            ran_ms=0,
            from_v=volts,
            to_v=volts,
        )


def _name(code: int, codes: dict[str, int]) -> str:
    return next(name for name, known in codes.items() if known == code)
