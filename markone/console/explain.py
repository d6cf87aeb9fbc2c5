"""Every element in one sentence: a key of the words, with its numbers; and who says that it is so."""

from typing import Any

import numpy as np

from markone.addresses import CARD
from markone.console import tray
from markone.console.addressed import index_of
from markone.console.log import signs
from markone.console.refusal import Refusal
from markone.console.session import Session
from markone.kernels.association import OPEN
from markone.kernels.pot import Pot
from markone.spec import PROVENANCE
from markone.validation import shown

SOURCES = {
    "S": ("CELLS", "Photocell.threshold"),
    "A": ("UNITS", "wires", "Spec.theta"),
    "P": ("patching", "Pot.stop_v", "Pot.speed_v_per_s", "Spec.pulse_ms"),
    "R": ("MOST_RESPONSES", "Spec.dead_zone_v"),
}
"""The constants that a part's sentence rests on, by the kind of its address."""


def explained(session: Session, at: str) -> dict[str, Any]:
    """What a part is and does now: `key` and numbers; ValueError for an address of nothing."""
    kind = at[:1] if isinstance(at, str) else ""
    if kind not in _PARTS:
        raise Refusal("address", at=shown(at))
    index = index_of(at, kind, session.machine.parts.wiring)
    return {"at": at, **_PARTS[kind](session, index), "lit_cells": _lit(session, kind, index)}


def _lit(session: Session, kind: str, index: int) -> list[int]:
    """Which of the cells at the other ends of a part's wires are lit, from 0; of a cell, itself."""
    wiring, lit = session.machine.parts.wiring, session.machine.parts.retina.lit
    if kind == "R":
        return []
    unit = int(wiring.unit[index]) if kind == "P" else index
    cells = [index] if kind == "S" else [*wiring.excitatory[unit], *wiring.inhibitory[unit]]
    return sorted({int(cell) for cell in cells if cell != OPEN and lit[cell]})


def sources_of(session: Session, kind: str) -> list[dict[str, str]]:
    """Who says what the sentence of such a part rests on, if it stands as delivered (`here.set_here`)."""
    named = SOURCES[kind]
    if not isinstance(session.machine.parts.pot, Pot):  # another device, whose card says where it is from
        named = tuple(name for name in named if not name.startswith("Pot."))
    return [source_of(name) for name in named]


def source_of(constant: str) -> dict[str, str]:
    """Who says that a constant has its value; `of` is its name."""
    return {"of": constant, **PROVENANCE[constant]._asdict()}


def _cell(session: Session, cell: int) -> dict[str, Any]:
    wiring = session.machine.parts.wiring
    return {
        "key": "explain.cell",
        "light": round(float(session.panel.slide[cell]), 2),
        "lit": bool(session.machine.parts.retina.lit[cell]),
        "threshold": float(session.machine.parts.photocell.threshold),
        "excites": int((wiring.excitatory == cell).sum()),
        "inhibits": int((wiring.inhibitory == cell).sum()),
    }


def _unit(session: Session, unit: int) -> dict[str, Any]:
    parts = session.machine.parts
    plus, minus = (side[unit] for side in (parts.wiring.excitatory, parts.wiring.inhibitory))
    lit = [int(parts.retina.lit[side[side != OPEN]].sum()) for side in (plus, minus)]
    return {
        "key": "explain.unit.fires" if parts.active[unit] else "explain.unit.quiet",
        "plus": lit[0],
        "of_plus": int((plus != OPEN).sum()),
        "minus": lit[1],
        "of_minus": int((minus != OPEN).sum()),
        "net": lit[0] - lit[1],
        "theta": int(parts.spec.theta),
        "adds": _adds(session, unit),
        "card": unit // CARD + 1,
    }


def _adds(session: Session, unit: int) -> list[dict[str, Any]]:
    """What its potentiometers give to which R-units when it fires."""
    parts, volts = session.machine.parts, session.machine.volts()
    pots = np.flatnonzero(parts.wiring.unit == unit)
    responses = np.searchsorted(parts.wiring.bank, pots, "right")
    return [
        {"pot": f"P{pot + 1}", "response": int(response), "volts": round(float(volts[pot]), 3)}
        for pot, response in zip(pots.tolist(), responses.tolist(), strict=True)
    ]


def _pot(session: Session, pot: int) -> dict[str, Any]:
    parts = session.machine.parts
    return {
        "key": "explain.pot",
        "volts": round(float(session.machine.volts()[pot]), 3),
        "unit": int(parts.wiring.unit[pot]) + 1,
        "response": int(np.searchsorted(parts.wiring.bank, pot, "right")),
        "way": float(parts.shafts.way[pot]),
        "reach": session.reach_v,
        "pulse_ms": int(parts.spec.pulse_ms),
    }


def _response(session: Session, response: int) -> dict[str, Any]:
    parts = session.machine.parts
    first, last = parts.wiring.bank[response], parts.wiring.bank[response + 1]
    return {
        "key": "explain.response",
        "volts": round(float(parts.current[response]), 3),
        "on": bool(parts.lamp[response] > 0),
        "wanted": int(session.panel.target[response]),
        "fed": int(parts.active[parts.wiring.unit[first:last]].sum()),
        "size": int(last - first),
        "word": signs(parts.shown),
        "letter": tray.words_of(parts.lamp.size).get(tuple(map(int, parts.shown)), ""),
    }


_PARTS = {"S": _cell, "A": _unit, "P": _pot, "R": _response}


def wires_of(session: Session, at: str) -> dict[str, Any]:
    """What a photocell or an A-unit is wired to, by numbers from 0; ValueError for any other part."""
    wiring = session.machine.parts.wiring
    if at[:1] == "A":
        unit = index_of(at, "A", wiring)
        sides = (wiring.excitatory[unit], wiring.inhibitory[unit])
        pots = np.flatnonzero(wiring.unit == unit).tolist()
        return {"at": at, "plus": _list(sides[0]), "minus": _list(sides[1]), "pots": pots}
    if at[:1] == "S":
        cell = index_of(at, "S", wiring)
        plus, minus = ((side == cell).any(axis=1) for side in (wiring.excitatory, wiring.inhibitory))
        return {
            "at": at,
            "plus": _list(np.flatnonzero(plus)),
            "minus": _list(np.flatnonzero(minus)),
            "pots": [],
        }
    raise Refusal("wires", at=shown(at))


def _list(cells: np.ndarray) -> list[int]:
    return [int(cell) for cell in cells if cell != OPEN]
