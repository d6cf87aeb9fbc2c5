"""The log of a console in keys and numbers, for which each language has its words."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from markone.console import tray
from markone.faults import told as fault_told
from markone.machine import MarkOne
from markone.machine.settings import Settings
from markone.trace import Event

NAMED = 3
"""Potentiometers of one R-unit that a line names."""


def told(machine: MarkOne, follows: Callable[[], bool], event: Event) -> dict[str, Any] | None:
    """What a line of the log says of an event; None where it says nothing.

    `follows` says whether an operator follows a procedure at the machine, or its slides are shown by hand.
    """
    if event.part == "lamps":
        return {"key": "answered", "by_hand": not follows(), **answer(machine, in_force(machine))}
    say = _SAID.get(event.part)
    return say(machine, event) if say else None


def signs(values: Any) -> str:
    """Lamps or targets as signs, R1 first: + on, - off, 0 no target."""
    return "".join("+" if value > 0 else "-" if value < 0 else "0" for value in values)


def in_force(machine: MarkOne) -> Settings:
    """What the last slide goes by, whatever was set since; before the first how the panel stands."""
    return machine.in_force or machine.panel.settings()


def answer(machine: MarkOne, stood: Settings) -> dict[str, Any]:
    """What the lamps say, judged by how the panel stood where a target was set."""
    lamps, wanted = machine.parts.shown, stood.target
    told = wanted != 0
    right = bool((lamps[told] == wanted[told]).all()) if told.any() else None
    spelt = tray.words_of(machine.panel.responses)
    return {
        "lamps": signs(lamps),
        "letter": spelt.get(tuple(map(int, lamps)), ""),
        "wanted": spelt.get(tuple(map(int, wanted)), "") if told.all() else "",
        "targets": signs(wanted),
        "right": right,
        "slide": stood.slide_name,
    }


def _slide(machine: MarkOne, event: Event) -> dict[str, Any]:
    return {"key": "shown", "number": machine.panel.slides_shown, "slide": machine.panel.slide_name}


def _units(machine: MarkOne, event: Event) -> dict[str, Any]:
    cells = int(machine.parts.retina.lit.sum())
    return {"key": "latched", "cells": cells, "units": int(event.value.sum())}


def _relays(machine: MarkOne, event: Event) -> dict[str, Any] | None:
    moved = list(_orders(machine, event.value))
    return {"key": "driven", "orders": moved} if moved else None


def _orders(machine: MarkOne, way: np.ndarray) -> Iterator[dict[str, Any]]:
    """For each R-unit whose motors run: how many, which way, and why."""
    parts, target = machine.parts, in_force(machine).target
    for response, (first, last) in enumerate(pairwise(parts.wiring.bank.tolist())):
        running = np.flatnonzero(way[first:last])
        if running.size:
            yield {
                "response": response + 1,
                "was": int(parts.lamp[response]),
                "wanted": int(target[response]),
                "count": int(running.size),
                "up": bool(way[first + running[0]] > 0),
                "pots": [f"P{first + int(pot) + 1}" for pot in running[:NAMED]],
            }


def _fault(machine: MarkOne, event: Event) -> dict[str, Any]:
    parts = machine.parts
    return {"key": "struck", "what": fault_told(parts.faults, int(event.value), parts.wiring)}


_SAID = {"slide": _slide, "units": _units, "relays": _relays, "fault": _fault}
