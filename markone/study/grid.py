"""A study at many points: its table, and what is kept of it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

from markone import tracking
from markone.draw.sweeps import sweep_lines
from markone.study.experiment import keep
from markone.study.measured import CLOCKED, Measured
from markone.study.parent import Lead
from markone.study.sweep import Point, named

if TYPE_CHECKING:
    from markone.study.perform import Plan
    from markone.study.study import Found

Tried = list[tuple[Point, "Found"]]
"""What each point gave."""


def swept(plan: "Plan", lead: Lead) -> Tried:
    """Every point of the grid; all of its runs are handed out at once."""
    from markone.study.perform import by_case

    works = [plan.works(point) for point in plan.points]
    measured = lead.do([work for group in works for work in group])
    return [(point, by_case(group, measured)) for point, group in zip(plan.points, works, strict=True)]


def rows(tried: Tried) -> list[dict[str, Any]]:
    """One row per point, case and metric; of a curve the last value counts."""
    from markone.study.study import summary

    ended = [
        (point, {case: list(map(_ended, group)) for case, group in found.items()}) for point, found in tried
    ]
    return [{**point, **row} for point, found in ended for row in summary(found)]


def _ended(measured: Measured) -> Measured:
    ends = {name: curve[-1] for name, curve in measured.curves.items() if len(curve)}
    return Measured({**ends, **measured.metrics})


def conclude(plan: "Plan", tried: Tried, parent: tracking.Run, console: Console, folder: Path) -> None:
    """Print the table, draw it, and keep both; what stands out is left to the reader."""
    points: Tried = list({named(point): (point, found) for point, found in tried}.values())
    found = rows(points)
    if not found:
        return
    parent.table("summary", {key: [row[key] for row in found] for key in found[0]})
    said = _said(plan, tried, points)
    parent.note(f"{plan.title}\n\n{said}")
    table, left_out = drawn(plan, found, console.width)
    console.print(table)
    if left_out:
        console.print(f"Also measured, in the store: {', '.join(left_out)}.", highlight=False)
    console.print(said, highlight=False)
    by_clock_last = sorted(found, key=lambda row: row["metric"].startswith(CLOCKED))
    name = "_".join([plan.kind, *plan.axes])
    keep({name: sweep_lines(by_clock_last, list(plan.axes), not plan.how.search)}, folder, parent)
    console.print(f"Figure: {folder / name}.png", soft_wrap=True, highlight=False)


def _said(plan: "Plan", tried: Tried, points: Tried) -> str:
    """How much was done, and what a search has found."""
    runs = sum(len(group) for _, cases in points for group in cases.values())
    number = "1 point" if len(points) == 1 else f"{len(points)} points"
    tries = f"{len(tried)} trials at " if plan.how.search else ""
    return f"{tries}{number}, {runs} runs.{_best(plan, tried)}"


def _best(plan: "Plan", tried: Tried) -> str:
    """What a search was for."""
    from markone.study.search import best, goal

    found = best(plan, tried) if plan.how.search else None
    return f" Best: {named(found[0])}, with {goal(plan)[0]} {found[1]:.4g}." if found else ""


def drawn(plan: "Plan", found: list[dict[str, Any]], width: int) -> tuple[Table, list[str]]:
    """A row per point and case, a column per metric; and the metrics for which there is no room.

    Where there is room for none, the table is to be told row by row, with all.
    """
    from markone.study.study import cell, titled

    lines: dict[tuple[str, ...], dict[str, str]] = {}
    most = max(row["seeds"] for row in found)
    for row in found:
        at = (*(_short(row[key]) for key in plan.axes), row["case"])
        lines.setdefault(at, {})[row["metric"]] = cell(row, most)
    heads = (*plan.axes, "case")
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


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


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
