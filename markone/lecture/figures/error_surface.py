"""The error of a small net: a surface over two weights, and slices through it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, LINES, legend_below, new_figure
from markone.fields import explained


def surface_plot(ticks: np.ndarray, error: np.ndarray, i: int, j: int) -> Figure:
    """E (ticks, ticks), a row for each value of w_j, over a pair of weights in three dimensions."""
    figure = new_figure(6.2, 5.2)
    axes = figure.add_subplot(projection="3d")
    axes.plot_surface(*np.meshgrid(ticks, ticks), error, cmap="viridis", rstride=1, cstride=1, linewidth=0)
    row, column = np.unravel_index(error.argmin(), error.shape)
    least = f"least E {error.min():.4f} at w{i} = {ticks[column]:g}, w{j} = {ticks[row]:g}"
    axes.set(xlabel=f"w{i}", ylabel=f"w{j}", zlabel="E, sum over the rows")
    axes.set_title(least, y=0.97, fontsize=11)
    axes.locator_params(axis="both", nbins=5)
    axes.tick_params("z", pad=8)  # long numbers keep off the axis
    axes.zaxis.labelpad = 16
    axes.set_box_aspect(None, zoom=0.84)  # or the label of the height is cut off
    return figure


@explained
class Slice(NamedTuple):
    """A line through the weights."""

    along: np.ndarray
    """(ticks,)."""
    errors: np.ndarray
    """(rows, ticks): the squared error of each row of data."""
    xlabel: str
    minima: np.ndarray
    """Indices of the interior minima of the sum."""


def slices(lines: Mapping[str, Slice]) -> Figure:
    """A panel for each line through the weights: the error of each row, their sum and its minima."""
    figure = new_figure(4.6 * len(lines), 3.9)
    grid = figure.subplots(1, len(lines), squeeze=False)[0]
    for axes, (title, line) in zip(grid, lines.items(), strict=True):
        for number, one in enumerate(line.errors, 1):
            colour, dashes = COLOURS[number - 1], LINES[(number - 1) % len(LINES)]
            axes.plot(line.along, one, dashes, color=colour, lw=1.3, label=f"E({number})")
        total = line.errors.sum(axis=0)
        axes.plot(line.along, total, color="black", lw=2.2, label="their sum E")
        axes.plot(line.along[line.minima], total[line.minima], "v", color="black", ms=8, label="minimum of E")
        count = len(line.minima)
        axes.set(xlabel=line.xlabel, title=f"{title}\n{count} interior minim{'um' if count == 1 else 'a'}")
        axes.set_ylim(-0.08, None)
        axes.grid(alpha=0.3)
    grid[0].set_ylabel("squared error, no 1/2")
    legend_below(figure, grid[:1], columns=6)
    return figure
