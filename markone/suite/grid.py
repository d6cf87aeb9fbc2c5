"""A study at many points: its table, and what is kept of it."""

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

from markone import tracking
from markone.experiment import accuracy_text
from markone.suite.lead import Lead
from markone.suite.sweep import Point, named

if TYPE_CHECKING:
    from markone.study import Found
    from markone.suite.perform import Plan

Tried = list[tuple[Point, "Found"]]
"""What each point gave."""


def swept(plan: "Plan", lead: Lead) -> Tried:
    """Every point of the grid; all of its runs are handed out at once."""
    from markone.suite.perform import by_case

    works = [plan.works(point) for point in plan.points]
    measured = lead.do([work for group in works for work in group])
    return [(point, by_case(group, measured)) for point, group in zip(plan.points, works, strict=True)]


def rows(tried: Tried) -> list[dict[str, Any]]:
    """One row per point, case and metric."""
    from markone.study import summary

    return [{**point, **row} for point, found in tried for row in summary(found)]


def conclude(plan: "Plan", tried: Tried, parent: tracking.Run, console: Console) -> None:
    """Print the table and keep it; what stands out is left to the reader."""
    found = rows(tried)
    if not found:
        return
    parent.table("summary", {key: [row[key] for row in found] for key in found[0]})
    runs = sum(len(group) for _, cases in tried for group in cases.values())
    points = "1 point" if len(tried) == 1 else f"{len(tried)} points"
    said = f"{points}, {runs} runs.{_best(plan, tried)}"
    parent.note(f"{plan.title}\n\n{said}")
    console.print(drawn(plan, tried))
    console.print(said, highlight=False)


def _best(plan: "Plan", tried: Tried) -> str:
    """What a search was for."""
    from markone.suite.search import best, goal

    found = best(plan, tried) if plan.how.search else None
    return f" Best: {named(found[0])}, with {goal(plan)[0]} {found[1]:.4g}." if found else ""


def drawn(plan: "Plan", tried: Tried) -> Table:
    """A row per point and case, a column per metric."""
    found = rows(tried)
    names = list(dict.fromkeys(row["metric"] for row in found))
    seeds = len(plan.how.seed or range(plan.config.seeds))
    title = f"Mean of {seeds} seed{'s' * (seeds != 1)}" + (" ± half its 95 % interval" if seeds > 2 else "")
    table = Table(title=title, min_width=len(title), box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in (*plan.axes, "case"):
        table.add_column(heading)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    cells = {(*(row[key] for key in plan.axes), row["case"], row["metric"]): row for row in found}
    for point, cases in tried:
        for case in cases:
            at = (*point.values(), case)
            ours = (cells.get((*at, name)) for name in names)
            table.add_row(
                *(f"{value:g}" if isinstance(value, float) else str(value) for value in point.values()),
                case,
                *(accuracy_text(cell["mean"], cell["half"]) if cell else "–" for cell in ours),
            )
    return table
