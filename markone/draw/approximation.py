"""How well a net of one hidden layer approximates a curve, by its width."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.curves import band
from markone.draw.style import COLOURS, LINES, legend_below, new_figure, plain_log


def error_by_width(errors: Mapping[str, tuple[Sequence[int], np.ndarray]]) -> Figure:
    """For each way to get a net (widths, errors (seeds, widths)): mean and range, on log axes."""
    figure = new_figure(7.6, 4.6)
    axes = figure.subplots()
    for number, (way, (widths, values)) in enumerate(errors.items()):
        band(axes, widths, values, number, way, marker="o", ms=4)
    axes.set(xscale="log", yscale="log", xlabel="hidden units", ylabel="root mean square error")
    ticks = sorted({width for widths, _ in errors.values() for width in widths})
    axes.set_xticks(ticks, [f"{width:g}" for width in ticks])
    axes.xaxis.minorticks_off()
    plain_log(axes.yaxis)
    axes.grid(alpha=0.3)
    figure.legend(loc="outside right center", title="line: mean of the seeds\nband: minimum to maximum")
    return figure


def fits(x: np.ndarray, curve: np.ndarray, panels: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """The curve, and what nets make of it: a panel per way, a line for each of its widths by name."""
    figure = new_figure(3.5 * len(panels), 3.6)
    grid = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, (title, lines) in zip(grid, panels.items(), strict=True):
        axes.plot(x, curve, color="0.7", lw=5, label="the curve")
        for number, (name, y) in enumerate(lines.items()):
            axes.plot(x, y, LINES[number % len(LINES)], color=COLOURS[number], lw=1.5, label=name)
        axes.set(title=title, xlabel="x")
        axes.grid(alpha=0.3)
    grid[0].set_ylabel("y")
    legend_below(figure, grid[:1])
    return figure
