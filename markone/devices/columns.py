"""The columns of a CSV of pulses: their names, from its first line or from who reads it, and their unit."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from markone.fields import explained

LAYOUTS = (
    ("pulse", "value"),
    ("ms", "value"),
    ("up", "down"),
    ("pulse", "up", "down"),
    ("ms", "up", "down"),
    ("pulse", "direction", "value"),
    ("ms", "direction", "value"),
    ("device", "pulse", "direction", "value"),
    ("device", "ms", "direction", "value"),
)
"""What columns there may be together, in any order."""
KNOWN = {name for layout in LAYOUTS for name in layout}
SHOWN = "pulse,value or up,down or device,pulse,direction,value (ms in place of pulse where time counts)"
_NAME = re.compile(r"\s*(\w+)\s*(?:[(\[]([^)\]]{1,20})[)\]])?\s*")
_STARTS_AS_NUMBER = re.compile(r"\s*[+-]?\.?\d")


@explained
class Header(NamedTuple):
    """The names of the columns, and the unit of what is read."""

    names: tuple[str, ...]
    unit: str

    @property
    def in_time(self) -> bool:
        """Whether readings are ordered by time."""
        return "ms" in self.names


def header_of(records: list, columns: Sequence[str] | None) -> tuple[Header, list]:
    """The header of these records, and those that are readings; ValueError where it is none."""
    line, first = records[0]
    named = not all(_STARTS_AS_NUMBER.match(field) for field in first if field)
    if columns is None and not named:
        raise ValueError(
            f"line {line} holds numbers and not names; write {SHOWN} above them, or give --columns up,down"
        )
    if columns is not None and len(columns) != len(first):
        raise ValueError(f"line {line} has {len(first)} fields and --columns names {len(columns)}")
    is_header = columns is None or (named and _knows(first))
    header = _header(list(first) if columns is None else list(columns), line if columns is None else 0)
    return header, records[1:] if is_header else records


def _knows(fields: list[str]) -> bool:
    return any((found := _NAME.fullmatch(field)) and found[1].lower() in KNOWN for field in fields)


def _header(fields: list[str], line: int) -> Header:
    where = f"line {line}" if line else "--columns"
    found = [_NAME.fullmatch(field) for field in fields]
    names = tuple(each[1].lower() if each else "" for each in found)
    if sorted(names) not in [sorted(layout) for layout in LAYOUTS]:
        raise ValueError(f"{where} names the columns {','.join(fields)[:80]}; there are {SHOWN}")
    units = {
        each[2].strip() for each in found if each and each[2] and each[1].lower() in ("value", "up", "down")
    }
    if len(units) > 1:
        raise ValueError(
            f"{where} names several units, {' and '.join(sorted(units))}; give all values in one"
        )
    return Header(names, units.pop() if units else "")
