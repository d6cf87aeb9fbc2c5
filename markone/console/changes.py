"""What else changes at a machine that is recorded: its answer, faults, dials, lit cells and plugs."""

from typing import Any

import numpy as np

from markone.addresses import number
from markone.console.log import answer
from markone.console.machine_told import stands
from markone.console.passes import Passes
from markone.console.session import Session
from markone.console.watch import REST
from markone.switches import SWITCHES


class Changes:
    """Compares what is so now with what was so when it was asked last."""

    def __init__(self, session: Session, passes: Passes) -> None:
        self.session, self.passes = session, passes
        self.delivered = _plugs(session)
        self.before: dict[str, Any] = {}
        self.dials: dict[str, Any] = {}
        self.rows: list[dict[str, Any]] = []
        self.acts = len(session.panel.acts)
        self.judged = session.panel.slides_shown

    def since_last(self) -> dict[str, Any]:
        """What has changed, by name: of the dials those that have, of the curve `rows` with their numbers.

        `turned` are the potentiometers, from 0, that a hand has turned.
        """
        turned = self._follow_acts()
        now = self._now()
        changed = {name: value for name, value in now.items() if self.before.get(name) != value}
        self.before = now
        more = {"dials": self._dials(), "rows": self._rows(), "turned": turned}
        return changed | {name: value for name, value in more.items() if value}

    def _follow_acts(self) -> list[int]:
        """What was done at the panel says what is out of order, and which potentiometers a hand turned."""
        wiring, turned = self.session.machine.parts.wiring, []
        for act in self.session.panel.acts[self.acts :]:
            self.session.notice(act)
            if act.name == "turn_by_hand":
                turned.append(number(act.given[0], "P", wiring))
        self.acts = len(self.session.panel.acts)
        return turned

    def _now(self) -> dict[str, Any]:
        session = self.session
        lit = np.packbits(session.machine.parts.retina.lit).tobytes().hex()
        moved = np.flatnonzero(_plugs(session) != self.delivered)
        plugs = [[int(plug), int(_plugs(session)[plug])] for plug in moved]
        told = {"answer": answer(session), "teach": session.teaches, "broken": dict(session.broken)}
        return {**told, "slide": session.panel.slide_name, "lit": lit, "plugs": plugs}

    def _dials(self) -> dict[str, Any]:
        now = {name: stands(self.session, switch) for name, switch in SWITCHES.items() if not switch.part}
        changed = {name: value for name, value in now.items() if self.dials.get(name) != value}
        self.dials = now
        return changed

    def _rows(self) -> list[list[Any]]:
        """The rows of the curve that are new or have grown, each with its number from 0."""
        session = self.session
        if session.watch.phase == REST and session.panel.slides_shown > self.judged:
            self.judged = session.panel.slides_shown
            self.passes.answered(answer(session)["right"])
        now = self.passes.so_far()
        old, self.rows = self.rows, now
        return [[place, row] for place, row in enumerate(now) if row not in old[place : place + 1]]


def _plugs(session: Session) -> np.ndarray:
    """The cells of all plugs: the excitatory ones of all A-units, then the inhibitory ones."""
    wiring = session.machine.parts.wiring
    return np.concatenate([wiring.excitatory.ravel(), wiring.inhibitory.ravel()])
