"""Learning curves of repetitions: their mean, its interval as a band, and each run as a light line."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, LINES, legend_below, new_figure, plain_log
from markone.statistics import band_of

Runs = Sequence[Mapping[int, float]]
"""Of each run the value at each step."""
MANY = 20_000
"""From so many points on, the single runs are drawn as a picture, which keeps files small."""


def filled(runs: Runs) -> tuple[np.ndarray, np.ndarray]:
    """All steps, and the values (runs, steps): a run keeps its last value, and is NaN before its first."""
    steps = np.array(sorted({step for run in runs for step in run}))
    values = np.full((len(runs), len(steps)), np.nan)
    for row, run in zip(values, runs, strict=True):
        own = np.array(sorted(run))
        last = np.searchsorted(own, steps, side="right") - 1
        known = np.array([run[step] for step in own])
        row[last >= 0] = known[last[last >= 0]]
    return steps, values


def _draw(axes: Axes, contenders: Mapping[str, Runs], names: Sequence[str], fine: bool) -> None:
    for name, runs in contenders.items():
        number = names.index(name)
        colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
        steps, values = filled(runs)
        for row in values:
            axes.plot(steps, row, color=colour, lw=0.7, alpha=0.45, rasterized=not fine)
        mean, half = band_of(values)
        marker = "o" if len(steps) == 1 else None
        axes.plot(steps, mean, line, color=colour, label=name, lw=1.8, marker=marker)
        axes.fill_between(steps, mean - half, mean + half, color=colour, alpha=0.18, lw=0)
    _show_all_of(axes, [value for runs in contenders.values() for run in runs for value in run.values()])
    if min(step for runs in contenders.values() for run in runs for step in run) > 0:
        axes.set_xscale("log")
        plain_log(axes.xaxis)
    axes.grid(alpha=0.3)


def _show_all_of(axes: Axes, values: Sequence[float]) -> None:
    """Limits that show every run; a band may leave them."""
    known = [value for value in values if np.isfinite(value)] or [0.0]
    margin = 0.06 * (max(known) - min(known)) or 0.06 * (abs(max(known)) or 1.0)
    axes.set_ylim(min(known) - margin, max(known) + margin)


def bands(panels: Mapping[str, Mapping[str, Runs]], ylabel: str) -> Figure:
    """One panel per task: each contender's mean with its 95 % confidence interval, and the single runs."""
    names = list(dict.fromkeys(name for contenders in panels.values() for name in contenders))
    columns = min(3, len(panels))
    lines = -(-len(panels) // columns)
    figure = new_figure(max(6.0, 4.2 * columns), 3.2 * lines + 0.8 + 0.2 * (len(names) // 4))
    grid = figure.subplots(lines, columns, squeeze=False).flat
    points = sum(len(run) for panel in panels.values() for runs in panel.values() for run in runs)
    for (title, contenders), axes in zip(panels.items(), grid, strict=False):
        _draw(axes, contenders, names, fine=points < MANY)
        axes.set(title=title, xlabel="step", ylabel=ylabel)
    for axes in grid:  # what is left of it
        axes.set_visible(False)
    fit = max(1, int(11 * figure.get_figwidth() / (max(map(len, names)) + 9)))
    title = "line: mean; band: its 95 % confidence interval; light lines: the single runs"
    legend_below(figure, figure.axes, title, columns=fit)
    return figure
