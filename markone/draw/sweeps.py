"""What a parameter does: each metric against it, over the points of a sweep."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import COUNTS, CURVES, legend_below, new_figure
from markone.text import short

Rows = Sequence[Mapping[str, Any]]
"""One for each point, case and metric: the point's values, `case`, `metric`, `mean` and `half`."""
MOST = 6
"""Panels that one picture has room for."""
LABELLED = 40
"""Rows of a map that have room for their names."""


def across(rows: Rows, axes: Sequence[str]) -> str:
    """The parameter that is drawn from left to right: of the numbers the one with most values."""
    numbers = [key for key in axes if isinstance(rows[0][key], Real)] or list(axes)
    return max(numbers, key=lambda key: len({row[key] for row in rows}))


def _lines(rows: Rows, x: str, axes: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of each line, from left to right, by its name: the case, and what else was varied."""
    lines: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row[x]):
        others = [f"{key}={short(row[key])}" for key in axes if key != x]
        lines.setdefault(", ".join([row["case"], *others]), []).append(row)
    return lines


def _limits(metric: str, rows: Rows) -> tuple[float | None, float | None]:
    """From 0 to 1 for what is a share by its name or its values; what has no limits is left open."""
    means = np.array([row["mean"] for row in rows])
    means = means[np.isfinite(means)]
    if not len(means) or means.min() < 0 or means.max() > 1:
        return None, None
    return (0.0, 1.0) if "accuracy" in metric or means.max() >= 0.5 else (0.0, None)


def _draw(panel: Axes, lines: Mapping[str, Rows], names: Sequence[str], x: str, joined: bool) -> None:
    for name, rows in lines.items():
        colour, line, marker = CURVES[names.index(name)]
        where = [row[x] for row in rows]
        mean, half = (np.array([row[key] for row in rows]) for key in ("mean", "half"))
        known = np.where(np.isfinite(half), half, 0.0)
        panel.errorbar(
            where, mean, known, ls=line if joined else "", marker=marker, ms=5, capsize=3, lw=1.6,
            color=colour, label=name,
        )  # fmt: skip
    metric = next(iter(lines.values()))[0]["metric"]
    low, high = _limits(metric, [row for rows in lines.values() for row in rows])
    panel.set_ylim(low if low is None else -0.02, high if high is None else 1.02)
    panel.set(xlabel=x, ylabel=metric)
    panel.grid(alpha=0.3)


def _map(panel: Axes, lines: Mapping[str, Rows], names: Sequence[str], x: str, values: list[Any]) -> None:
    """A row for each line, a column for each value, the mean as a colour; what was not tried stays blank."""
    means = np.full((len(names), len(values)), np.nan)
    for name, rows in lines.items():
        for row in rows:
            means[names.index(name), values.index(row[x])] = row["mean"]
    metric = next(iter(lines.values()))[0]["metric"]
    low, high = _limits(metric, [row for rows in lines.values() for row in rows])
    image = panel.imshow(means, cmap=COUNTS, vmin=low, vmax=high, aspect="auto", interpolation="nearest")
    panel.figure.colorbar(image, ax=panel, label=metric)
    step = -(-len(values) // 8)
    panel.set_xticks(range(0, len(values), step), [short(value) for value in values[::step]])
    step = -(-len(names) // LABELLED)
    panel.set_yticks(range(0, len(names), step), names[::step], fontsize=7)
    panel.label_outer(remove_inner_ticks=False)
    panel.set(xlabel=x, title=metric)


def sweep_lines(rows: Rows, axes: Sequence[str], joined: bool = True) -> Figure:
    """One panel per metric: its mean over the seeds, with the 95 % confidence interval, by parameter.

    Of several parameters the one with most values goes from left to right, each value of the others
    has a line of its own; more lines than can be told apart become the rows of a map. Points that
    were chosen one by one are not `joined`. The first six metrics are drawn.
    """
    x, metrics = across(rows, axes), list(dict.fromkeys(row["metric"] for row in rows))[:MOST]
    names, values = list(_lines(rows, x, axes)), sorted({row[x] for row in rows})
    mapped = len(names) > len(CURVES)
    columns = min(3, len(metrics))
    lines = -(-len(metrics) // columns)
    high = 1.2 + 0.16 * min(len(names), LABELLED) if mapped else 2.9
    figure = new_figure(
        max(5.0, 3.8 * columns) + 1.5 * mapped, high * lines + 0.6 + 0.2 * (not mapped) * len(names) / columns
    )
    panels = figure.subplots(lines, columns, squeeze=False).flat
    for metric, panel in zip(metrics, panels, strict=False):
        drawn = _lines([row for row in rows if row["metric"] == metric], x, axes)
        if mapped:
            _map(panel, drawn, names, x, values)
        else:
            _draw(panel, drawn, names, x, joined)
    for panel in panels:  # what is left of the grid
        panel.set_visible(False)
    if mapped:
        figure.suptitle("mean of the seeds", fontsize=9)
        return figure
    legend_below(figure, figure.axes[:1], "mean of the seeds, and its 95 % confidence interval", columns)
    return figure
