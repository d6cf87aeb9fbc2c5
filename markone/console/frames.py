"""Frames: what a page is told of the machine, only what has changed. docs/console.md has the layout."""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from markone.fields import explained

VERSION = 1
PLAYING, SHOWING, FOLLOWING, FULL = 1, 2, 4, 8
"""Flags of a frame."""
HEAD, SECTION = struct.Struct("<BBBBdIH"), struct.Struct("<BBI")
FULL_SCALE = 32767
"""Of volts: a whole number of 16 bits for the range from minus to plus the reach."""
DENSE = {"u1": 0, "i2": 1, "f4": 4, "i1": 5}
SPARSE = {"u1": 2, "i2": 3, "i1": 6}
"""Codes of a section's form, by the type of its values."""
KINDS = {
    "light": (1, "u1"),
    "cells": (2, "u1"),
    "units": (3, "u1"),
    "volts": (4, "i2"),
    "motors": (5, "i1"),
    "lamps": (6, "u1"),
    "currents": (7, "f4"),
    "targets": (8, "i1"),
    "broken_units": (9, "i1"),
    "broken_pots": (10, "i1"),
    "broken_cells": (11, "i1"),
    "broken_lamps": (12, "i1"),
}
"""Sections by name: their code, and the type of their values, little-endian."""


@explained
class View(NamedTuple):
    """What is to be seen of a machine in one frame."""

    ms: int
    flags: int
    phase: int
    slides: int
    arrays: dict[str, np.ndarray]
    """By the names of `KINDS`, of their types."""


def volts16(volts: np.ndarray, reach_v: float) -> np.ndarray:
    """Volts as they are sent, int16."""
    return np.rint(np.clip(volts / reach_v, -1.0, 1.0) * FULL_SCALE).astype("<i2")


def encode(view: View, before: View | None) -> bytes:
    """A frame: all that differs from the one before, or everything if there is none."""
    changed = list(_changed(view, before))
    flags = view.flags | (FULL if before is None else 0)
    head = HEAD.pack(VERSION, flags, view.phase, 0, float(view.ms), view.slides, len(changed))
    return head + b"".join(changed)


def _changed(view: View, before: View | None) -> Iterator[bytes]:
    for name, (code, kind) in KINDS.items():
        now = view.arrays[name]
        if before is None:
            yield SECTION.pack(code, DENSE[kind], now.size) + now.tobytes()
            continue
        places = np.flatnonzero(now != before.arrays[name])
        if places.size:
            yield _section(code, kind, now, places)


def _section(code: int, kind: str, now: np.ndarray, places: np.ndarray) -> bytes:
    """A sparse section where that is smaller."""
    if kind not in SPARSE or places.size * (2 + now.itemsize) >= now.nbytes:
        return SECTION.pack(code, DENSE[kind], now.size) + now.tobytes()
    pairs = np.empty(places.size, [("place", "<u2"), ("value", f"<{kind}")])
    pairs["place"], pairs["value"] = places, now[places]
    return SECTION.pack(code, SPARSE[kind], places.size) + pairs.tobytes()


def decode(frame: bytes, before: View | None) -> View:
    """The view that a frame makes of the one before."""
    _, flags, phase, _, ms, slides, count = HEAD.unpack_from(frame)
    place = HEAD.size
    arrays = {} if before is None else {name: array.copy() for name, array in before.arrays.items()}
    named = {code: (name, kind) for name, (code, kind) in KINDS.items()}
    for _ in range(count):
        code, form, size = SECTION.unpack_from(frame, place)
        name, kind = named[code]
        read = _reader(form, kind)
        arrays[name], used = read(frame, place + SECTION.size, size, arrays.get(name))
        place += SECTION.size + used
    return View(int(ms), flags & ~FULL, phase, slides, arrays)


def _reader(form: int, kind: str) -> Callable:
    return _dense(kind) if form == DENSE[kind] else _sparse(kind)


def _dense(kind: str) -> Callable:
    def read(frame: bytes, place: int, size: int, old: np.ndarray | None) -> tuple[np.ndarray, int]:
        values = np.frombuffer(frame, f"<{kind}", size, place).copy()
        return values, values.nbytes

    return read


def _sparse(kind: str) -> Callable:
    def read(frame: bytes, place: int, size: int, old: np.ndarray) -> tuple[np.ndarray, int]:
        pairs = np.frombuffer(frame, [("place", "<u2"), ("value", f"<{kind}")], size, place)
        old[pairs["place"]] = pairs["value"]
        return old, pairs.nbytes

    return read
