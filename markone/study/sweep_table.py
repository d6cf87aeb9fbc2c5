"""The table of a sweep, as wide as the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table

from markone.study.results import cell, titled
from markone.text import short


def drawn(axes: Sequence[str], found: list[dict[str, Any]], width: int) -> tuple[Table, list[str]]:
    """A row per point and case, a column per metric; and the metrics for which there is no room.

    Where there is room for none, the table is to be told row by row, with all.
    """
    lines: dict[tuple[str, ...], dict[str, str]] = {}
    most = max(row["seeds"] for row in found)
    for row in found:
        at = (*(short(row[key]) for key in axes), row["case"])
        lines.setdefault(at, {})[row["metric"]] = cell(row, most)
    heads = (*axes, "case")
    room = width - sum(
        _widest([head, *column]) for head, column in zip(heads, zip(*lines, strict=True), strict=True)
    )
    shown, left_out = _fitting(lines, room)
    if not shown:
        shown, left_out = left_out, []
    title = titled(row["seeds"] for row in found)
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in heads:
        table.add_column(heading, no_wrap=True)
    for name in shown:
        table.add_column(name, justify="right", no_wrap=True)
    for at, cells in lines.items():
        table.add_row(*at, *(cells.get(name, "–") for name in shown))
    return table, left_out


def _widest(texts: Iterable[str]) -> int:
    return max(map(len, texts)) + 2


def _fitting(lines: Mapping[Any, Mapping[str, str]], room: int) -> tuple[list[str], list[str]]:
    """The metrics that fit beside each other, the first ones first, and the others."""
    shown: list[str] = []
    left_out: list[str] = []
    for name in dict.fromkeys(name for cells in lines.values() for name in cells):
        room -= _widest([name, *(cells.get(name, "") for cells in lines.values())])
        (shown if room >= 0 else left_out).append(name)
    return shown, left_out
