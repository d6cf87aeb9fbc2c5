"""Value change dump (IEEE 1364): what logic analysers write, and GTKWave opens."""

from itertools import pairwise
from os import PathLike
from typing import Any

import numpy as np
from vcd import VCDWriter

from markone import faults
from markone.kernels.lesson import wipers
from markone.kernels.machine import Parts
from markone.trace.event import ALWAYS, PARTS, Event, Window

_DIGITS = b"01".ljust(256)
_CLOSED, _UP = b"01".ljust(255) + b"1", b"01".ljust(255) + b"0"
"""Digits of a relay's way: 0 where it is open, 1 up, and down -1, which is the byte 255."""


def digits(on: np.ndarray) -> str:
    """A vector of bool as digits, the first element first; half the time of `packbits` and `format`."""
    return _drawn(on.tobytes(), _DIGITS)


def _drawn(values: bytes, signs: bytes) -> str:
    return values.translate(signs).decode("ascii")


def _ways(way: np.ndarray) -> bytes:
    """Which way each relay drives its motor, a byte each."""
    return np.sign(way).astype(np.int8).tobytes()


def trimmed(bits: str) -> str:
    """Without the zeros before it, as VCD allows; most banks of relays are at rest."""
    return bits.lstrip("0") if "1" in bits else "0"


class Vcd:
    """Writes the signals of a machine made of `parts`, in steps of 1 ms, from its present state on.

    Slide number, shutter, photocells, A-units and the last fault; for each R-unit its current, its
    lamp, which of its relays are closed, and which of these drive their motors up. The bits of a
    vector are counted from 1 as the machine's addresses are, so that units[217] is A217.

    With `pots` the wipers' volts are added as reals, to 16 digits, for each pot that has moved by the
    end of a slide: 30 bytes for each move. Learning the letters A-Z with 8 x 512 pots, a slide took .08 ms
    without a trace, .19 with these signals, .76 with the pots too, and .53 before the window opens,
    because it must be known where they stand.
    """

    def __init__(
        self, path: str | PathLike[str], parts: Parts, window: Window = ALWAYS, pots: bool = False
    ) -> None:
        self.parts, self.window = parts, window
        self.slides, self.before = 0, dict[str, Event]()
        self.wants = frozenset(PARTS) if pots else frozenset(PARTS) - {"volts"}
        self.draws = {
            part: getattr(self, f"_{part}") for part in self.wants
        }  # a method for each, by its name
        self.file = open(path, "w", encoding="ascii", newline="\n")  # noqa: SIM115
        start_ms = max(window.from_ms, int(parts.clock.now_ms[0]))
        self.writer = VCDWriter(
            self.file, "1 ms", date="", version="markone", check_values=False, init_timestamp=start_ms
        )
        self.change = self.writer.change
        self._declare_machine()
        self._declare_responses()
        self.pots = self._declare_pots() if pots else []

    def _bus(self, scope: str, name: str, first: int, on: np.ndarray) -> Any:
        """A vector whose bits are counted from `first`."""
        name = f"{name}[{first}:{first + on.size - 1}]"
        return self.writer.register_var(scope, name, "wire", on.size, init=trimmed(digits(on)))

    def _declare_machine(self) -> None:
        register = self.writer.register_var
        self.slide = register("mark1", "slide", "integer", 32, init=0)
        self.shutter = register("mark1", "shutter", "wire", 1, init=0)
        self.cells = self._bus("mark1", "cells", 1, self.parts.retina.lit)
        self.units = self._bus("mark1", "units", 1, self.parts.active)
        self.fault = register("mark1", "fault", "string")

    def _declare_responses(self) -> None:
        register, bank = self.writer.register_var, self.parts.wiring.bank.tolist()
        way = self.parts.shafts.way
        self.current, self.lamp, self.banks = [], [], []
        self.shown, self.way = self.parts.shown.tolist(), _ways(way)
        for index, (first, last) in enumerate(pairwise(bank)):
            scope, bank_way = f"mark1.R{index + 1}", way[first:last]
            self.current.append(register(scope, "current", "real", init=float(self.parts.current[index])))
            self.lamp.append(register(scope, "lamp", "wire", 1, init=int(self.parts.shown[index] > 0)))
            relays = self._bus(scope, "relays", first + 1, bank_way != 0)
            self.banks.append((first, last, (relays, self._bus(scope, "up", first + 1, bank_way > 0))))

    def _declare_pots(self) -> list[Any]:
        self.volts = wipers(self.parts)
        bank, volts = self.parts.wiring.bank, self.volts.tolist()
        responses = np.searchsorted(bank, np.arange(len(volts)), "right")
        return [
            self.writer.register_var(f"mark1.R{response}", f"P{pot}", "real", init=at)
            for pot, (response, at) in enumerate(zip(responses, volts, strict=True), 1)
        ]

    def __call__(self, event: Event) -> None:
        """Draw what happens inside the window; of what happens before it, what is last."""
        ms, part, value = event
        self.slides += part == "slide"
        if ms < self.window.from_ms:
            self.before.pop(part, None)
            self.before[part] = event
        elif ms <= self.window.to_ms:
            if self.before:
                self._open()
            self.draws[part](ms, value)

    def _open(self) -> None:
        """What stands when the window opens."""
        for event in self.before.values():
            self.draws[event.part](self.window.from_ms, event.value)
        self.before.clear()

    def close(self) -> None:
        """Finish the file."""
        with self.file:
            self._open()
            self.writer.close()

    def _slide(self, ms: int, light: np.ndarray) -> None:
        self.change(self.slide, ms, self.slides)
        self.change(self.shutter, ms, 1)

    def _cells(self, ms: int, lit: np.ndarray) -> None:
        self.change(self.shutter, ms, 0)
        self.change(self.cells, ms, digits(lit))

    def _units(self, ms: int, active: np.ndarray) -> None:
        self.change(self.units, ms, digits(active))

    def _currents(self, ms: int, currents: np.ndarray) -> None:
        for signal, current in zip(self.current, currents.tolist(), strict=True):
            self.change(signal, ms, current)

    def _lamps(self, ms: int, lamps: np.ndarray) -> None:
        before, self.shown = self.shown, lamps.tolist()
        for signal, lamp, old in zip(self.lamp, self.shown, before, strict=True):
            if lamp != old:
                self.change(signal, ms, int(lamp > 0))

    def _relays(self, ms: int, way: np.ndarray) -> None:
        before, self.way = self.way, _ways(way)
        for first, last, (relays, up) in self.banks:
            bank = self.way[first:last]
            if bank != before[first:last]:
                self.change(relays, ms, trimmed(_drawn(bank, _CLOSED)))
                self.change(up, ms, trimmed(_drawn(bank, _UP)))

    def _fault(self, ms: int, number: np.ndarray) -> None:
        told = faults.told(self.parts.faults, int(number), self.parts.wiring)
        self.change(self.fault, ms, told.replace(" ", "_"))  # of signs in a string viewers agree on these

    def _volts(self, ms: int, volts: np.ndarray) -> None:
        for pot in np.flatnonzero(volts != self.volts):
            self.change(self.pots[pot], ms, float(volts[pot]))
        self.volts = volts
