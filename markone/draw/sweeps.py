"""What a parameter does: each metric against it, over the points of a sweep."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, LINES, new_figure

Rows = Sequence[Mapping[str, Any]]
"""One for each point, case and metric: the point's values, `case`, `metric`, `mean` and `half`."""
MOST = 6
"""Panels that one picture has room for."""


def across(rows: Rows, axes: Sequence[str]) -> str:
    """The parameter that is drawn from left to right: of the numbers the one with most values."""
    numbers = [key for key in axes if isinstance(rows[0][key], Real)] or list(axes)
    return max(numbers, key=lambda key: len({row[key] for row in rows}))


def _lines(rows: Rows, x: str, axes: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of each line, from left to right, by its name: the case, and what else was varied."""
    lines: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row[x]):
        others = [f"{key}={row[key]:g}" if isinstance(row[key], float) else f"{key}={row[key]}"
                  for key in axes if key != x]  # fmt: skip
        lines.setdefault(", ".join([row["case"], *others]), []).append(row)
    return lines


def _draw(panel: Axes, lines: Mapping[str, Rows], names: Sequence[str], x: str, joined: bool) -> None:
    for name, rows in lines.items():
        number = names.index(name)
        where = [row[x] for row in rows]
        mean, half = (np.array([row[key] for row in rows]) for key in ("mean", "half"))
        line = LINES[number % len(LINES)] if joined else ""
        known = np.where(np.isfinite(half), half, 0.0)
        panel.errorbar(
            where, mean, known, ls=line, marker="o", ms=4, capsize=3, lw=1.6,
            color=COLOURS[number % len(COLOURS)], label=name,
        )  # fmt: skip
    panel.grid(alpha=0.3)


def sweep_lines(rows: Rows, axes: Sequence[str], joined: bool = True) -> Figure:
    """One panel per metric: its mean over the seeds, and its 95 % interval, against what was varied.

    Of several parameters the one with most values goes from left to right, each value of the others
    has a line of its own. Points that were chosen one by one are not `joined`. The first six metrics
    are drawn.
    """
    x, metrics = across(rows, axes), list(dict.fromkeys(row["metric"] for row in rows))[:MOST]
    names = list(_lines(rows, x, axes))
    columns = min(3, len(metrics))
    lines = -(-len(metrics) // columns)
    figure = new_figure(max(5.0, 3.8 * columns), 2.9 * lines + 0.6 + 0.2 * len(names) / columns)
    panels = figure.subplots(lines, columns, squeeze=False).flat
    for metric, panel in zip(metrics, panels, strict=False):
        _draw(panel, _lines([row for row in rows if row["metric"] == metric], x, axes), names, x, joined)
        panel.set(xlabel=x, ylabel=metric)
    for panel in panels:  # what is left of the grid
        panel.set_visible(False)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    title = "mean of the seeds, and its 95 % interval"
    figure.legend(handles, labels, loc="outside lower center", ncols=columns, title=title)
    return figure
