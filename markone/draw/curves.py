"""Learning curves with bands over seeds."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, LINES, legend_below, new_figure, plain_log
from markone.statistics import band_of

Curves = Mapping[str, Sequence[Sequence[float]]]
"""For each learner by name, one curve per seed: a number after each epoch."""


def extend(curves: Sequence[Sequence[float]]) -> np.ndarray:
    """Curves of unequal length as (seeds, epochs): one that ended keeps its last value."""
    longest = max(map(len, curves))
    return np.array([[*curve, *[curve[-1]] * (longest - len(curve))] for curve in curves])


def band(
    axes: Axes,
    x: np.ndarray | Sequence[float],
    values: np.ndarray,
    number: int,
    label: str,
    *,
    geometric: bool = False,
    **line: Any,
) -> None:
    """The mean of `values` (seeds, x) as a line in the style of that `number`, their range as a band.

    geometric: whether the mean is that of the logarithms.
    """
    mean = 10 ** band_of(np.log10(values))[0] if geometric else band_of(values)[0]
    look = {"color": COLOURS[number % len(COLOURS)], "ls": LINES[number % len(LINES)], "lw": 1.8, **line}
    axes.plot(x, mean, label=label, **look)
    axes.fill_between(x, values.min(axis=0), values.max(axis=0), color=look["color"], alpha=0.15, lw=0)


def _draw(axes: Axes, curves: Curves, names: Sequence[str]) -> None:
    for name, runs in curves.items():
        values = extend(runs)
        epochs = np.arange(1, values.shape[1] + 1)
        band(axes, epochs, values, names.index(name), name, marker="o" if len(epochs) == 1 else None)
    axes.set_xscale("log")
    plain_log(axes.xaxis)
    axes.set_ylim(0, 1.03)
    axes.grid(alpha=0.3)


def learning_curves(panels: Mapping[str, Curves], ylabel: str = "test accuracy") -> Figure:
    """One panel per data set: the mean over seeds as a line, minimum to maximum as a band."""
    figure = new_figure(max(5.2, 4.2 * len(panels)), 3.8)
    names = list(dict.fromkeys(name for curves in panels.values() for name in curves))
    grid = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, (title, curves) in zip(grid, panels.items(), strict=True):
        _draw(axes, curves, names)
        axes.set(title=title, xlabel="epoch")
    grid[0].set_ylabel(ylabel)
    legend_below(figure, grid, "line: mean of the seeds; band: minimum to maximum")
    return figure
