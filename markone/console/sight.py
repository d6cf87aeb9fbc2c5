"""What is to be seen of a session's machine at this moment."""

import numpy as np

from markone.addresses import number, size
from markone.console import frames
from markone.console.session import Session
from markone.faults import kinds
from markone.kernels.association import Wiring

SLOW = 20.0
"""Up to this speed photocells are shown as they are at the moment, and not as a share of the frame."""
PLACES = {"broken_units": "A", "broken_pots": "P", "broken_cells": "S", "broken_lamps": "R"}


def codes() -> dict[str, int]:
    """What stands for a kind of fault in a frame."""
    return {name: code for code, name in enumerate(kinds(), 1)}


class Sight:
    """What somebody sees of a session's machine, and what of it is new to him."""

    def __init__(self, session: Session) -> None:
        self.session, self.machine = session, session.machine
        self.seen: frames.View | None = None
        """At the last frame; None for nothing."""
        self._broken: dict[str, str] = {}
        self._places = _places({}, self.machine.parts.wiring)

    def frame(self) -> bytes | None:
        """What has changed since the last frame, or all if there is none; None if nothing has."""
        before = self.seen if self.machine is self.session.machine else None
        self.seen = self._mean()
        return None if before and same(before, self.seen) else frames.encode(self.seen, before)

    def whole(self) -> bytes:
        """All that there was to be seen at the last frame."""
        return frames.encode(self.seen, None) if self.seen else b""

    def moment(self) -> frames.View:
        """What is to be seen at this very moment: every lamp is on or off."""
        machine, parts = self.session.machine, self.session.machine.parts
        machine.settle()
        lamps = {"cells": machine.lit_cells(), "units": parts.active, "lamps": parts.shown > 0}
        return self._view({**lamps, "relays": parts.shafts.way})

    def _mean(self) -> frames.View:
        """What is to be seen now: lamps as bright as they were on the mean since the last frame."""
        ms, shines = self.session.machine.now_ms, self.session.watch.shines
        means = {name: shines[name].mean(ms) for name in ("cells", "units", "lamps", "relays")}
        if self.session.speed <= SLOW:
            means["cells"] = self.session.machine.lit_cells()
        return self._view(means)

    def _view(self, shine: dict[str, np.ndarray]) -> frames.View:
        session, machine, panel = self.session, self.session.machine, self.session.panel
        flags = frames.PLAYING * session.playing + frames.SHOWING * machine.is_showing()
        flags += frames.FOLLOWING * session.follows
        arrays = {
            "light": _bytes(panel.slide),
            "cells": _bytes(shine["cells"]),
            "units": _bytes(shine["units"]),
            "volts": frames.volts16(machine.volts(), session.reach_v),
            "motors": np.rint(127 * np.clip(shine["relays"], -1, 1)).astype("i1"),
            "lamps": _bytes(shine["lamps"]),
            "currents": machine.parts.current.astype("<f4"),
            "targets": panel.target.astype("i1"),
            **self._out_of_order(),
        }
        return frames.View(machine.now_ms, flags, session.watch.phase, panel.slides_shown, arrays)

    def _out_of_order(self) -> dict[str, np.ndarray]:
        """For each kind of part which are out of order, and how."""
        machine, broken = self.session.machine, self.session.broken
        if machine is not self.machine or broken != self._broken:
            self.machine, self._broken = machine, broken
            self._places = _places(broken, machine.parts.wiring)
        return self._places


def _places(broken: dict[str, str], wiring: Wiring) -> dict[str, np.ndarray]:
    """What is out of order as an array for each kind of part; plugs are left out."""
    code = codes()
    found = {name: np.zeros(size(kind, wiring), "i1") for name, kind in PLACES.items()}
    home = {kind: name for name, kind in PLACES.items()}
    for at, fault in broken.items():
        if "+" not in at and "-" not in at:
            found[home[at[0]]][number(at, at[0], wiring)] = code[fault]
    return found


def same(one: frames.View, other: frames.View) -> bool:
    """Whether two views show the same."""
    return one[:4] == other[:4] and all(np.array_equal(one.arrays[k], other.arrays[k]) for k in one.arrays)


def _bytes(shares: np.ndarray) -> np.ndarray:
    return np.rint(255 * np.clip(shares, 0, 1)).astype("u1")
