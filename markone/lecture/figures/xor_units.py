"""Which A-units make XOR: the slides, who fires for them, and with what weight."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import CLASSES, COLOURS, LIGHT, bare, new_figure
from markone.kernels.retina import COLUMNS, ROWS
from markone.lecture.xor_units import Groups


def xor_units(slides: np.ndarray, names: Sequence[str], y: np.ndarray, found: Groups) -> Figure:
    """The slides (rows, 400) with names and labels y (rows,) of 0 and 1 above; below, a line for each group.

    A dot says that the group fires for the slide above it; bars say how many A-units it has, and the sum
    of their potentiometers in volts.
    """
    rows, count = len(slides), len(found.units)
    figure = new_figure(12, 5.0)
    grid = figure.add_gridspec(2, rows + 2, width_ratios=[1] * rows + [2.4, 2.4], height_ratios=(1, 1.9))
    for number, (slide, name, label) in enumerate(zip(slides, names, y, strict=True)):
        axes = figure.add_subplot(grid[0, number])
        axes.imshow(slide.reshape(ROWS, COLUMNS), cmap=LIGHT, vmin=0, vmax=1)
        colour, _ = CLASSES[label]
        axes.set_title(f"{name}: {label}\nsum {found.sums[number]:+.1f} V", fontsize=10, color=colour)
        bare(axes)
    dots = figure.add_subplot(grid[1, :rows])
    group, row = np.nonzero(found.fires)
    dots.scatter(row, group, s=60, color=[CLASSES[label][0] for label in y[row]])
    dots.set(xlim=(-0.5, rows - 0.5), ylim=(count - 0.5, -0.5), ylabel="groups of A-units")
    dots.set_title("fires for the slide above", fontsize=10)
    dots.grid(axis="y", alpha=0.3)
    bare(dots)
    _bars(figure.add_subplot(grid[1, rows]), found.units, "A-units", "0.6", "{:.0f}")
    _bars(figure.add_subplot(grid[1, rows + 1]), found.volts, "volts, added up", COLOURS[0], "{:+.1f}")
    return figure


def _bars(axes: Axes, values: np.ndarray, title: str, colour: str, form: str) -> None:
    places = np.arange(len(values))
    bars = axes.barh(places, values, color=colour)
    axes.bar_label(bars, [form.format(value) for value in values], padding=3, fontsize=9)
    axes.margins(x=0.25)
    axes.axvline(0, color="black", lw=0.8)
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.set_title(title, fontsize=10)
    axes.set_yticks([])
