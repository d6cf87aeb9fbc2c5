"""The JSON that Chrome's and Perfetto's viewers of traces read: open it at ui.perfetto.dev."""

import json
from itertools import pairwise
from os import PathLike
from typing import Any

import numpy as np

from markone import faults
from markone.kernels.machine import Parts
from markone.trace.event import ALWAYS, PARTS, Event, Window

SLIDES, SHUTTER, SETTLE, FAULTS, FIRST_RESPONSE = 1, 2, 3, 4, 11
"""Numbers of the tracks."""


class Perfetto:
    """Writes what a machine made of `parts` does and for how long.

    Tracks for slides, shutter, settling and the pulses of each R-unit; counters for the currents,
    the A-units that fire and the motors that run; an instant for each fault. What is under way when
    the window opens or closes is cut there.
    """

    wants = frozenset(PARTS)

    def __init__(self, path: str | PathLike[str], parts: Parts, window: Window = ALWAYS) -> None:
        self.parts, self.window = parts, window
        self.banks = list(pairwise(parts.wiring.bank.tolist()))
        self.slides, self.ms = 0, int(parts.clock.now_ms[0])
        self.under_way: dict[int, tuple[str, int, dict[str, Any]]] = {}
        self.tells = {part: getattr(self, f"_{part}") for part in PARTS}  # a method for each, by its name
        self.file = open(path, "w", encoding="utf-8")  # noqa: SIM115
        self.file.write('{"displayTimeUnit": "ms", "traceEvents": [\n')
        self._name("process_name", 0, "Mark I Perceptron", first=True)
        responses = {FIRST_RESPONSE + index: f"R{index + 1} pulses" for index in range(len(self.banks))}
        tracks = {SLIDES: "slides", SHUTTER: "shutter", SETTLE: "settle", FAULTS: "faults"} | responses
        for track, name in tracks.items():
            self._name("thread_name", track, name)

    def _name(self, kind: str, track: int, name: str, first: bool = False) -> None:
        self._write({"ph": "M", "name": kind, "tid": track, "args": {"name": name}}, first)

    def _write(self, entry: dict[str, Any], first: bool = False) -> None:
        """One entry in one piece, so that a stop comes before it or after it."""
        self.file.write(("" if first else ",\n") + json.dumps({"pid": 1, **entry}))

    def _begin(self, track: int, ms: int, name: str, **args: Any) -> None:
        self.under_way[track] = name, ms, args

    def _end(self, track: int, ms: int) -> None:
        """Write what has been under way on a track, as far as it lies in the window."""
        if track not in self.under_way:
            return
        name, since_ms, args = self.under_way.pop(track)
        begin, end = max(since_ms, self.window.from_ms), min(ms, self.window.to_ms)
        if begin < end:
            times = {"ts": 1000 * begin, "dur": 1000 * (end - begin)}
            self._write({"ph": "X", "name": name, "tid": track, **times, "args": args})

    def _count(self, ms: int, name: str, **counts: float) -> None:
        if self.window.holds(ms):
            self._write({"ph": "C", "name": name, "ts": 1000 * ms, "args": counts})

    def __call__(self, event: Event) -> None:
        """Write what ends, and keep what begins."""
        self.ms = event.ms
        self.tells[event.part](event.ms, event.value)

    def close(self) -> None:
        """Cut what is under way, and finish the file."""
        with self.file:
            for track in [*self.under_way]:
                self._end(track, self.ms)
            self.file.write("\n]}\n")

    def _slide(self, ms: int, light: np.ndarray) -> None:
        self.slides += 1
        self._begin(SLIDES, ms, f"slide {self.slides}")
        self._begin(SHUTTER, ms, "open")

    def _cells(self, ms: int, lit: np.ndarray) -> None:
        self._end(SHUTTER, ms)
        self._begin(SETTLE, ms, "settle", lit_cells=int(lit.sum()))

    def _units(self, ms: int, active: np.ndarray) -> None:
        self._count(ms, "A-units that fire", units=int(active.sum()))

    def _currents(self, ms: int, currents: np.ndarray) -> None:
        volts = {f"R{number}": current for number, current in enumerate(currents.tolist(), 1)}
        self._count(ms, "current in volts", **volts)
        self._end(SETTLE, ms)

    def _lamps(self, ms: int, lamps: np.ndarray) -> None:
        if SLIDES in self.under_way:
            self.under_way[SLIDES][2]["lamps"] = "".join("+" if lamp > 0 else "-" for lamp in lamps)

    def _relays(self, ms: int, way: np.ndarray) -> None:
        self._count(ms, "motors that run", motors=int(np.count_nonzero(way)))
        for track, (first, last) in enumerate(self.banks, FIRST_RESPONSE):
            up, down = int((way[first:last] > 0).sum()), int((way[first:last] < 0).sum())
            if up + down == 0:
                self._end(track, ms)
            elif track not in self.under_way:
                self._begin(track, ms, "pulse", up=up, down=down)

    def _volts(self, ms: int, volts: np.ndarray) -> None:
        self._end(SLIDES, ms)

    def _fault(self, ms: int, number: np.ndarray) -> None:
        if self.window.holds(ms):
            name = faults.told(self.parts.faults, int(number), self.parts.wiring)
            self._write({"ph": "i", "s": "p", "name": name, "tid": FAULTS, "ts": 1000 * ms})
