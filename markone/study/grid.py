"""A study at many points: its table, and what is kept of it."""

from pathlib import Path
from typing import Any

from rich.console import Console

from markone import tracking
from markone.study.answer import say_if_short
from markone.study.measured import CLOCKED, Measured
from markone.study.plan import Plan
from markone.study.recording import keep
from markone.study.results import Tried, summary
from markone.study.search import best
from markone.study.sweep import named
from markone.study.sweep_table import drawn


def rows(tried: Tried) -> list[dict[str, Any]]:
    """One row per point, case and metric; of a curve the last value counts."""
    ended = [
        (point, {case: list(map(_ended, group)) for case, group in found.items()}) for point, found in tried
    ]
    return [{**point, **row} for point, found in ended for row in summary(found)]


def _ended(measured: Measured) -> Measured:
    ends = {name: curve[-1] for name, curve in measured.curves.items() if len(curve)}
    return Measured({**ends, **measured.metrics})


def conclude(plan: Plan, tried: Tried, parent: tracking.Run, console: Console, folder: Path) -> None:
    """Print the table, draw it, and keep both; what stands out is left to the reader."""
    from markone.draw.sweeps import sweep_lines

    points: Tried = list({named(point): (point, found) for point, found in tried}.values())
    found = rows(points)
    if not found:
        return
    parent.table("summary", {key: [row[key] for row in found] for key in found[0]})
    said = _said(plan, tried, points)
    parent.note(f"{plan.title}\n\n{said}")
    table, left_out = drawn(list(plan.axes), found, console.width)
    console.print(table)
    if left_out:
        console.print(f"Also measured, in the store: {', '.join(left_out)}.", highlight=False)
    console.print(said, highlight=False)
    say_if_short(plan, console)
    by_clock_last = sorted(found, key=lambda row: row["metric"].startswith(CLOCKED))
    name = "_".join([plan.kind, *plan.axes])
    keep({name: sweep_lines(by_clock_last, list(plan.axes), not plan.how.search)}, folder, parent)
    console.print(f"Figure: {folder / name}.png", soft_wrap=True, highlight=False)


def _said(plan: Plan, tried: Tried, points: Tried) -> str:
    """How much was done, and what a search has found."""
    runs = sum(len(group) for _, cases in points for group in cases.values())
    number = "1 point" if len(points) == 1 else f"{len(points)} points"
    tries = f"{len(tried)} trials at " if plan.how.search else ""
    return f"{tries}{number}, {runs} runs.{_best(plan, tried)}"


def _best(plan: Plan, tried: Tried) -> str:
    """What a search was for."""
    found = best(plan.goal, tried) if plan.goal else None
    return f" Best: {named(found[0])}, with {plan.goal.metric} {found[1]:.4g}." if plan.goal and found else ""
