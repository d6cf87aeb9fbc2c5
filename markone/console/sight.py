"""What is to be seen of a session's machine at this moment."""

from typing import TYPE_CHECKING

import numpy as np

from markone.addresses import number, size
from markone.console import frames
from markone.console.watch import DECIDE, EXPOSE, REINFORCE, REST, SETTLE
from markone.faults import kinds
from markone.kernels.association import Wiring
from markone.machine import MarkOne

if TYPE_CHECKING:
    from markone.console.session import Session

SLOW = 20.0
"""Up to this speed photocells are shown as they are at the moment, and not as a share of the frame."""
PLACES = {"broken_units": "A", "broken_pots": "P", "broken_cells": "S", "broken_lamps": "R"}


def codes() -> dict[str, int]:
    """What stands for a kind of fault in a frame."""
    return {name: code for code, name in enumerate(kinds(), 1)}


def view_of(session: "Session") -> frames.View:
    """What is to be seen now: lamps as bright as they were on the mean since the last frame."""
    ms, shines = session.machine.now_ms, session.watch.shines
    means = {name: shines[name].mean(ms) for name in ("cells", "units", "lamps", "relays")}
    if session.speed <= SLOW:
        means["cells"] = session.machine.lit_cells()
    return _view(session, means)


def moment_of(session: "Session") -> frames.View:
    """What is to be seen at this very moment: every lamp is on or off."""
    machine, parts = session.machine, session.machine.parts
    machine.settle()
    lamps = {"cells": machine.lit_cells(), "units": parts.active, "lamps": parts.shown > 0}
    return _view(session, {**lamps, "relays": parts.shafts.way})


def _view(session: "Session", shine: dict[str, np.ndarray]) -> frames.View:
    machine, panel = session.machine, session.panel
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
        **_broken(session),
    }
    return frames.View(machine.now_ms, flags, session.watch.phase, panel.slides_shown, arrays)


def _broken(session: "Session") -> dict[str, np.ndarray]:
    """For each kind of part which are out of order, and how."""
    broken = session.broken
    if session.broken_seen[0] is not broken:
        session.broken_seen = (broken, _places(broken, session.machine.parts.wiring))
    return session.broken_seen[1]


def _places(broken: dict[str, str], wiring: Wiring) -> dict[str, np.ndarray]:
    """The same as an array for each kind of part; those of plugs are left out."""
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


def phase_of(machine: MarkOne) -> int:
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
