"""Line plots of one number against another, over many repetitions: means or medians, with bands."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from markone.draw.style import COLOURS, LINES, legend_below, new_figure, plain_log
from markone.fields import explained
from markone.statistics import mean_of, quartiles_of

MARKERS = "os^Dv"


@explained
class Summary(NamedTuple):
    """What is drawn of repetitions: the same that is printed of them."""

    words: str
    of: Callable[[Sequence[float]], tuple[float, float, float]]
    """(repetitions) -> the lower edge of the band, the line, the upper edge."""


def _mean(values: Sequence[float]) -> tuple[float, float, float]:
    found = mean_of(values)
    return found.low, found.mean, found.high


def _median(values: Sequence[float]) -> tuple[float, float, float]:
    found = quartiles_of(values)
    return found.low, found.median, found.high


MEAN = Summary("line: mean; band: its 95 % confidence interval", _mean)
"""Of fewer than three repetitions there is no band."""
MEDIAN = Summary("line: median; band: interquartile range", _median)


@explained
class Panel(NamedTuple):
    """What one panel shows."""

    title: str
    xlabel: str
    ylabel: str
    curves: Mapping[str, tuple[Sequence[float], Sequence[Sequence[float]]]]
    """For each curve by name: x (n,), and for each x its repetitions, one or many."""
    log: str = ""
    """Which axes are logarithmic: "", "x", "y" or "xy"."""
    levels: Mapping[str, float] = {}
    """Level lines by name."""
    ylim: tuple[float | None, float | None] = (None, None)


def _draw(axes: Axes, panel: Panel, summary: Summary) -> None:
    for number, (name, (x, values)) in enumerate(panel.curves.items()):
        colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
        low, middle, high = np.transpose([summary.of(each) for each in values])
        axes.plot(x, middle, line, color=colour, marker=MARKERS[number % 5], ms=5, lw=1.7, label=name)
        if max(map(np.size, values)) > 1:
            axes.fill_between(x, low, high, color=colour, alpha=0.18, lw=0)
    for name, level in panel.levels.items():
        axes.axhline(level, color="0.35", lw=1, ls=":", label=name)
    for axis, scale, ruler in (("x", axes.set_xscale, axes.xaxis), ("y", axes.set_yscale, axes.yaxis)):
        if axis in panel.log:
            scale("log")
            plain_log(ruler)
    places = np.concatenate([np.asarray(x) for x, _ in panel.curves.values()])
    if "x" not in panel.log and (places == places.round()).all():
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(title=panel.title, xlabel=panel.xlabel, ylabel=panel.ylabel, ylim=panel.ylim)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)


def line_plots(
    panels: Sequence[Panel],
    summary: Summary = MEDIAN,
    of: str = "",
    title: str | None = None,
    shape: tuple[int, int] | None = None,
) -> Figure:
    """The panels side by side: of each curve the line and the band of its `summary`, and `of` what it is.

    `title` stands in the place of these words where there are no repetitions to speak of. With a `shape` of
    rows and columns the panels stand in a grid, and one legend, that of the first, below all.
    """
    rows, columns = shape or (1, len(panels))
    figure = new_figure(4.7 * columns, 4.1 * rows)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, panel in zip(grid, panels, strict=True):
        _draw(axes, panel, summary)
    if shape:
        for axes in grid:
            axes.get_legend().remove()
        legend_below(figure, grid[:1], columns=columns)
    figure.suptitle(f"{summary.words}{of}" if title is None else title, fontsize=9)
    return figure
