"""Measured pulses from a CSV: what was read after each, device by device."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from os import PathLike
from typing import NamedTuple

import numpy as np

from markone.bounded import contents
from markone.devices.columns import Header, header_of
from markone.fields import explained
from markone.validation import place

MOST_BYTES = 1 << 24
MOST_PULSES = 200_000
FEWEST = 8
"""Readings of a device below which nothing is fitted."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
_WITH_UNIT = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\W\d]+)")
_WAYS = {"up": 1, "down": -1}
Record = tuple[int, list[str]]
"""The number of its line, from 1, and its fields."""


@explained
class Run(NamedTuple):
    """One device, pulsed without a break."""

    device: str
    values: np.ndarray
    """(readings,) what was read, in the device's own unit."""
    ways: np.ndarray
    """(readings - 1,) +1 or -1: which way the pulses between two readings go."""
    counts: np.ndarray
    """(readings - 1,) how many pulses lie between."""
    seconds: np.ndarray
    """(readings - 1,) for how long current flowed between; 0 where the file says nothing of time."""


@explained
class Pulses(NamedTuple):
    """All that was measured."""

    runs: tuple[Run, ...]
    unit: str
    in_time: bool
    """Whether the readings are ordered by time, and not by pulses."""
    turned: int | None
    """Which reading was taken for the last before the pulses turned; None where the file says so itself."""

    @property
    def devices(self) -> list[str]:
        """Names of the devices."""
        return list(dict.fromkeys(run.device for run in self.runs))


def read(path: str | PathLike, columns: Sequence[str] | None = None, unit: str | None = None) -> Pulses:
    """The pulses in a CSV; ValueError in one sentence with file, line and cure.

    Columns, named in the first line or by `columns`: `pulse,value` (up to a turn and then down, or one way
    only), `up,down` (read after n pulses up, and after n down), `device,pulse,direction,value`;
    `ms`, when it was read, in place of `pulse` for a device that moves while current flows. A unit stands
    in parentheses behind a name: `value (uS)`.
    """
    file = place(path)
    try:
        return _read(contents(file, MOST_BYTES), columns, unit)
    except (OSError, ValueError) as error:
        raise ValueError(f"{file}: {getattr(error, 'strerror', None) or error}") from None


def _read(data: bytes, columns: Sequence[str] | None, unit: str | None) -> Pulses:
    records = list(_records(data))
    if not records:
        raise ValueError("it is empty; give a line of names and a line for each pulse")
    header, rows = header_of(records, columns)
    if not rows:
        raise ValueError("it has no line of readings; give one for each pulse")
    table = [_row(record, header) for record in rows]
    runs, turned = _runs(table, header)
    for run in runs:
        _refuse_poor(run, [one.values.size for one in runs if one.device == run.device], header)
    if sum(int(run.counts.sum()) for run in runs) > MOST_PULSES:
        raise ValueError(f"it has more than {MOST_PULSES:,} pulses; give fewer of them")
    return Pulses(runs, unit or header.unit, header.in_time, turned)


def _records(data: bytes) -> Iterator[Record]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8; export it as CSV in UTF-8") from None
    empty, lines = 0, text.splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip(" ,;\t"):
            empty = empty or number
            continue
        if empty:
            raise ValueError(f"line {empty} is empty; fill it or take it out")
        if ";" in line or "\t" in line:
            what = "semicolons" if ";" in line else "tabs"
            raise ValueError(f"line {number} has {what}; write commas between fields, and points in numbers")
        try:
            yield number, [field.strip() for field in next(csv.reader(io.StringIO(line), strict=True))]
        except (csv.Error, StopIteration) as error:
            raise ValueError(f"line {number} is no CSV ({error}); take out the quotation marks") from None


def _row(record: Record, header: Header) -> dict[str, str | float]:
    """A line by the names of its columns, its numbers as numbers."""
    line, fields = record
    if len(fields) != len(header.names):
        raise ValueError(
            f"line {line} has {len(fields)} fields and not {len(header.names)} ({','.join(header.names)}); "
            "write points in numbers and commas between them only"
        )
    row: dict[str, str | float] = {"line": float(line)}
    for name, field in zip(header.names, fields, strict=True):
        if not field:
            raise ValueError(f"line {line} has a gap under {name}; fill it or take the line out")
        if name == "direction":
            if field.lower() not in _WAYS:
                raise ValueError(f"line {line}, direction is {_shown(field)}; write up or down")
            row[name] = float(_WAYS[field.lower()])
        else:
            row[name] = field if name == "device" else _number(line, name, field)
    return row


def _number(line: int, name: str, field: str) -> float:
    if _NUMBER.fullmatch(field):
        value = float(field)
        if abs(value) > 1e12:
            raise ValueError(f"line {line}, {name} is {_shown(field)}; give it in a larger unit, below 1e12")
        return value
    if _DECIMAL_COMMA.fullmatch(field):
        raise ValueError(f"line {line}, {name} is {_shown(field)}, a decimal comma; write a point")
    if unit := _WITH_UNIT.fullmatch(field):
        raise ValueError(
            f"line {line}, {name} is {_shown(field)} with a unit; give all values in one unit, named in the "
            f"first line: {name} ({unit[2][:20]})"
        )
    raise ValueError(
        f"line {line}, {name} is {_shown(field)}; write a number such as -1.5 or take the line out"
    )


def _runs(table: list[dict], header: Header) -> tuple[tuple[Run, ...], int | None]:
    place_of = "ms" if header.in_time else "pulse"
    if "up" in header.names:
        return tuple(_column(table, name, place_of) for name in ("up", "down")), None
    if "direction" not in header.names:
        values = np.array([row["value"] for row in table])
        turn, ways = _turn(values)
        for row, way in zip(table, ways, strict=True):
            row["direction"] = way
        return (_run("1", table, place_of),), turn
    devices = dict.fromkeys(str(row.get("device", "1")) for row in table)
    split = {name: [row for row in table if str(row.get("device", "1")) == name] for name in devices}
    return tuple(_run(name, rows, place_of) for name, rows in split.items()), None


def _column(table: list[dict], name: str, place_of: str) -> Run:
    way = float(_WAYS[name])
    rows = [
        {
            "line": row["line"],
            "value": row[name],
            "direction": way,
            place_of: row.get(place_of, float(number)),
        }
        for number, row in enumerate(table)
    ]
    return _run("1", rows, place_of)


def _run(name: str, rows: list[dict], place_of: str) -> Run:
    for before, here in pairwise(rows):
        restarts = place_of == "pulse" and here["direction"] != before["direction"] and here["pulse"] == 1
        if here[place_of] <= before[place_of] and not restarts:
            raise ValueError(
                f"line {here['line']:.0f}, {place_of} is {here[place_of]:g} after {before[place_of]:g}; "
                "sort the lines of each device, and give each once"
            )
    places = np.array([row[place_of] for row in rows])
    if place_of == "pulse" and (places != places.round()).any():
        raise ValueError("pulse has fractions; give whole numbers, or ms where time counts")
    gaps = np.diff(places)
    gaps[gaps <= 0] = 1
    in_time = place_of == "ms"
    return Run(
        name,
        np.array([row["value"] for row in rows]),
        np.array([row["direction"] for row in rows[1:]], np.int64),
        np.ones(gaps.size, np.int64) if in_time else gaps.astype(np.int64),
        gaps / 1000.0 if in_time else np.zeros(gaps.size),
    )


def _turn(values: np.ndarray) -> tuple[int | None, np.ndarray]:
    """Where one curve turns from up to down, if it does, and the way of each reading's pulse."""
    width = max(3, values.size // 20) | 1
    if values.size < FEWEST:
        return None, np.ones(values.size)
    smooth = np.convolve(np.pad(values, width // 2, "edge"), np.ones(width) / width, "valid")
    top, span = int(smooth.argmax()), np.ptp(smooth)
    rises, falls = smooth[top] - smooth[0] > span / 3, smooth[top] - smooth[-1] > span / 3
    if rises and falls and FEWEST // 2 <= top < values.size - FEWEST // 2:
        near = slice(max(top - width, 0), top + width + 1)
        top = near.start + int(values[near].argmax())
        return top, np.where(np.arange(values.size) <= top, 1.0, -1.0)
    return None, np.full(values.size, 1.0 if smooth[-1] >= smooth[0] else -1.0)


def _refuse_poor(run: Run, sizes: list[int], header: Header) -> None:
    of = f"device {_shown(run.device)} has" if "device" in header.names else "it has"
    if sum(sizes) < FEWEST:
        raise ValueError(f"{of} {sum(sizes)} readings; a curve needs at least {FEWEST}")
    if np.ptp(run.values) == 0:
        raise ValueError(f"{of} the same value, {run.values[0]:g}, in every line; give a curve that moves")


def _shown(text: str) -> str:
    return repr(text) if len(text) <= 40 else repr(text[:40]) + "…"
