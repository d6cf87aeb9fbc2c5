"""Catastrophic forgetting: one task after another, and what is left of the first."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.curves import band
from markone.draw.style import legend_below, new_figure


def forgetting_curves(
    panels: Mapping[str, Mapping[str, np.ndarray]],
    taught: Sequence[str],
    columns: int = 2,
    chance: float = 0.5,
) -> Figure:
    """A panel per learner: accuracy on each task, (seeds, epochs), while one after another is taught.

    `taught` names the lessons, which are equally long; a line stands between two of them.
    """
    rows = -(-len(panels) // columns)
    figure = new_figure(4.4 * columns, 2.9 * rows + 0.5)
    grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for axes, (title, tasks) in zip(grid.ravel(), panels.items(), strict=False):
        for number, (task, values) in enumerate(tasks.items()):
            epochs = np.arange(1, values.shape[1] + 1)
            band(axes, epochs, values, number, task)
        length = len(epochs) / len(taught)
        for lesson, name in enumerate(taught):
            axes.axvline(lesson * length + 0.5, color="0.5", lw=1)
            axes.annotate(name, ((lesson + 0.5) * length + 0.5, 1.03), ha="center", va="center", fontsize=9)
        axes.axhline(chance, color="0.6", ls=":", lw=1)
        axes.set(xlim=(0.5, len(epochs) + 0.5), ylim=(chance - 0.05, 1.07))
        axes.set_title(title)
        axes.grid(alpha=0.3, axis="y")
    for axes in grid.ravel()[len(panels) :]:
        axes.set_visible(False)
    for axes in grid[-1]:
        axes.set_xlabel("epoch")
    for axes in grid[:, 0]:
        axes.set_ylabel("test accuracy")
    legend_below(figure, grid[0, :1], "line: mean of the seeds; band: minimum to maximum; dotted: chance")
    return figure
