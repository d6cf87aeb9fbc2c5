"""What else changes at a machine that is recorded: its answer, faults, dials, lit cells and plugs."""

from typing import Any

import numpy as np

from markone.addresses import number
from markone.console.here import set_here
from markone.console.log import answer, in_force
from markone.console.machine_told import marks_of
from markone.console.passes import Passes
from markone.console.session import Session
from markone.console.watch import REST


class Changes:
    """Compares what is so now with what was so when it was asked last."""

    def __init__(self, session: Session, passes: Passes) -> None:
        self.session, self.passes = session, passes
        self.delivered = _plugs(session)
        self.before: dict[str, Any] = {}
        self.dials: dict[str, Any] = {}
        self.rows: list[dict[str, Any]] = []
        self.panel, self.acts = session.panel, len(session.panel.acts)
        self.judged = session.panel.slides_shown

    def since_last(self) -> dict[str, Any]:
        """What has changed, by name: of the dials those that have, of the curve `rows` with their numbers.

        `turned` are the potentiometers, from 0, that a hand has turned.
        """
        turned = self._turned()
        now = self._now()
        changed = {name: value for name, value in now.items() if self.before.get(name) != value}
        self.before = now
        more = {"dials": self._dials(), "rows": self._rows(), "turned": turned}
        return changed | {name: value for name, value in more.items() if value}

    def _turned(self) -> list[int]:
        """Which potentiometers a hand has turned."""
        panel, wiring = self.session.panel, self.session.machine.parts.wiring
        if panel is not self.panel:  # another machine, which begins where that one ended
            self.panel, self.acts = panel, 0
        acts, self.acts = panel.acts[self.acts :], len(panel.acts)
        return [number(act.given[0], "P", wiring) for act in acts if act.name == "turn_by_hand"]

    def _now(self) -> dict[str, Any]:
        session = self.session
        lit = np.packbits(session.machine.parts.retina.lit).tobytes().hex()
        now = _plugs(session)
        plugs = [[int(plug), int(now[plug])] for plug in np.flatnonzero(now != self.delivered)]
        told = {
            "answer": answer(session.machine, session.panel.settings()),
            "teach": session.teaches,
            "broken": session.broken,
        }
        told["here"] = set_here(session.machine)
        return {**told, "slide": session.panel.slide_name, "lit": lit, "plugs": plugs}

    def _dials(self) -> dict[str, Any]:
        now = marks_of(self.session)
        changed = {name: value for name, value in now.items() if self.dials.get(name) != value}
        self.dials = now
        return changed

    def _rows(self) -> list[list[Any]]:
        """The rows of the curve that are new or have grown, each with its number from 0."""
        session = self.session
        if session.watch.phase == REST and session.panel.slides_shown > self.judged:
            self.judged = session.panel.slides_shown
            self.passes.answered(answer(session.machine, in_force(session.machine))["right"])
        now = self.passes.so_far()
        old, self.rows = self.rows, now
        return [[place, row] for place, row in enumerate(now) if row not in old[place : place + 1]]


def _plugs(session: Session) -> np.ndarray:
    """The cells of all plugs: the excitatory ones of all A-units, then the inhibitory ones."""
    wiring = session.machine.parts.wiring
    return np.concatenate([wiring.excitatory.ravel(), wiring.inhibitory.ravel()])
