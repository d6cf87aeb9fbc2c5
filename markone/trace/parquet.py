"""Tables for pandas, DuckDB or Spark: what happened, and where the potentiometers stood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from markone import faults
from markone.installed import need
from markone.kernels.lesson import wipers
from markone.kernels.machine import Parts
from markone.trace.event import ALWAYS, PARTS, Event, Window

BATCH = 1000
"""So many events are kept back until they are written together."""

Rows = list[tuple[Any, ...]]


class _Table:
    """A Parquet file; `columns` lays out the rows that `add` was given, as arrays of its schema."""

    def __init__(self, path: Path, schema: Any, columns: Callable[[Rows], Iterable[Any]]) -> None:
        from pyarrow.parquet import ParquetWriter

        self.schema, self.columns = schema, columns
        self.rows: Rows = []
        self.writer = ParquetWriter(path, schema)

    def add(self, *row: Any) -> None:
        self.rows.append(row)
        if len(self.rows) >= BATCH:
            self.write()

    def write(self) -> None:
        """Write what is kept back."""
        import pyarrow as pa

        rows, self.rows = self.rows, []
        if rows:
            typed = zip(self.columns(rows), self.schema.types, strict=True)
            arrays = [pa.array(column, kind) for column, kind in typed]
            self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))

    def close(self) -> None:
        """Finish the file."""
        with self.writer:
            self.write()


def _by_event(rows: Rows) -> Iterable[Any]:
    return zip(*rows, strict=True)


def _by_pot(rows: Rows) -> Iterable[Any]:
    """A row for each pot, from rows of (ms, slide, pots, volts) with many pots in each."""
    ms, slides, pots, volts = zip(*rows, strict=True)
    each = [pot.size for pot in pots]
    return np.repeat(ms, each), np.repeat(slides, each), np.concatenate(pots), np.concatenate(volts)


class Parquet:
    """Writes two tables of what a machine made of `parts` does.

    FILE.parquet has a row for each event but the wipers' volts: `ms`, number of the `slide` from 1, `part`
    (a name of `trace.PARTS`), and what has changed in it: lists of the `number` in that part, counted
    from 1, and of the new `value`. What is not listed is as in the row of the same part before, or 0 if
    there is none; what falls on the photocells begins at 0 with each slide. `fault` says what has struck.

    FILE.pots.parquet has a row for each potentiometer that has moved by the end of a slide: `ms`, `slide`,
    `pot` (217 for P217) and `volts`. Its first rows say where those stood that were not at 0 V
    when the window opened.
    """

    wants = frozenset(PARTS)

    def __init__(self, path: str | PathLike[str], parts: Parts, window: Window = ALWAYS) -> None:
        need("pyarrow", "a Parquet file")
        import pyarrow as pa

        self.parts, self.window = parts, window
        self.slides, self.before = 0, dict[str, np.ndarray]()
        self.stood = int(parts.clock.now_ms[0]), 0, wipers(parts)
        self.is_open = False
        number, volts, value = pa.int32(), pa.float64(), pa.list_(pa.float64())
        events = [("ms", pa.int64()), ("slide", pa.int64()), ("part", pa.string())]
        events += [("number", pa.list_(number)), ("value", value), ("fault", pa.string())]
        pots = [("ms", pa.int64()), ("slide", pa.int64()), ("pot", number), ("volts", volts)]
        self.events = _Table(Path(path), pa.schema(events), _by_event)
        self.pots = _Table(Path(path).with_suffix(".pots.parquet"), pa.schema(pots), _by_pot)

    def __call__(self, event: Event) -> None:
        """Keep what has changed, if it is inside the window."""
        self.slides += event.part == "slide"
        if event.part == "volts":
            self._volts(event)
        elif self.window.holds(event.ms):
            self._event(event)

    def close(self) -> None:
        """Finish both files."""
        try:
            self.events.close()
        finally:
            self.pots.close()

    def _event(self, event: Event) -> None:
        value, text = np.atleast_1d(event.value).astype(np.float64), None
        if event.part == "fault":
            text = faults.told(self.parts.faults, int(event.value), self.parts.wiring)
            number, changed = np.array([], np.int32), value[:0]
        else:
            before = None if event.part == "slide" else self.before.get(event.part)
            which = np.flatnonzero(value if before is None else value != before)
            number, changed = which + 1, value[which]
            self.before[event.part] = value
        self.events.add(event.ms, self.slides, event.part, number, changed, text)

    def _volts(self, event: Event) -> None:
        ms, slide, stood = self.stood
        self.stood = event.ms, self.slides, event.value
        if not self.window.holds(event.ms):
            return
        if not self.is_open:
            self.is_open = True
            self._moved(ms, slide, stood, np.flatnonzero(stood))
        self._moved(*self.stood, np.flatnonzero(event.value != stood))

    def _moved(self, ms: int, slide: int, volts: np.ndarray, which: np.ndarray) -> None:
        self.pots.add(ms, slide, which + 1, volts[which])
