"""The log of a console in keys and numbers, for which each language has its words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from markone.console import tray
from markone.faults import told as fault_told
from markone.trace import Event

if TYPE_CHECKING:
    from markone.console.session import Session

NAMED = 3
"""Potentiometers of one R-unit that a line names."""


def told(session: "Session", event: Event) -> dict[str, Any] | None:
    """What a line of the log says of an event; None where it says nothing."""
    say = _SAID.get(event.part)
    return say(session, event) if say else None


def signs(values: Any) -> str:
    """Lamps or targets as signs, R1 first: + on, - off, 0 no target."""
    return "".join("+" if value > 0 else "-" if value < 0 else "0" for value in values)


def answer(session: "Session") -> dict[str, Any]:
    """The machine's answer to the last slide, judged where a target was set."""
    lamps, wanted = session.machine.parts.shown, session.panel.target
    told = wanted != 0
    right = bool((lamps[told] == wanted[told]).all()) if told.any() else None
    spelt = tray.words_of(session.panel.responses)
    return {
        "lamps": signs(lamps),
        "letter": spelt.get(tuple(map(int, lamps)), ""),
        "wanted": spelt.get(tuple(map(int, wanted)), "") if told.all() else "",
        "targets": signs(wanted),
        "right": right,
        "slide": session.panel.slide_name,
    }


def _slide(session: "Session", event: Event) -> dict[str, Any]:
    return {"key": "shown", "number": session.panel.slides_shown, "slide": session.panel.slide_name}


def _units(session: "Session", event: Event) -> dict[str, Any]:
    cells = int(session.machine.parts.retina.lit.sum())
    return {"key": "latched", "cells": cells, "units": int(event.value.sum())}


def _lamps(session: "Session", event: Event) -> dict[str, Any]:
    return {"key": "answered", "by_hand": not session.follows, **answer(session)}


def _relays(session: "Session", event: Event) -> dict[str, Any] | None:
    moved = list(_orders(session, event.value))
    return {"key": "driven", "orders": moved} if moved else None


def _orders(session: "Session", way: np.ndarray) -> Iterator[dict[str, Any]]:
    """For each R-unit whose motors run: how many, which way, and why."""
    parts, panel = session.machine.parts, session.panel
    for response, (first, last) in enumerate(pairwise(parts.wiring.bank.tolist())):
        running = np.flatnonzero(way[first:last])
        if running.size:
            yield {
                "response": response + 1,
                "was": int(parts.lamp[response]),
                "wanted": int(panel.target[response]),
                "count": int(running.size),
                "up": bool(way[first + running[0]] > 0),
                "pots": [f"P{first + int(pot) + 1}" for pot in running[:NAMED]],
            }


def _fault(session: "Session", event: Event) -> dict[str, Any]:
    parts = session.machine.parts
    return {"key": "struck", "what": fault_told(parts.faults, int(event.value), parts.wiring)}


_SAID = {"slide": _slide, "units": _units, "lamps": _lamps, "relays": _relays, "fault": _fault}
