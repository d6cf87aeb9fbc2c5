"""Confusion matrices."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import COUNTS, new_figure, shortened

LONGEST = 12
"""Most characters of a class's name that are drawn."""


def _draw(axes: Axes, counts: np.ndarray, labels: Sequence[str]) -> None:
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap=COUNTS, vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "black" if shares[row, column] > 0.5 else "white"
            text = axes.text(column, row, f"{count}", ha="center", va="center", color=colour, fontsize=6.5)
            text.set_in_layout(False)  # it lies inside the axes, and four hundred of them take a second
    names = [shortened(label, LONGEST) for label in labels]
    axes.set_xticks(range(len(names)), names, rotation=90 if max(map(len, names)) > 3 else 0)
    axes.set_yticks(range(len(names)), names)


def confusion(matrices: Mapping[str, np.ndarray], labels: Sequence[str], title: str = "") -> Figure:
    """One panel per learner: (classes, classes) counts, a row per true class, coloured by its share."""
    figure = new_figure(3.6 * len(matrices), 4.1)
    grid = figure.subplots(1, len(matrices), squeeze=False)[0]
    for axes, (name, counts) in zip(grid, matrices.items(), strict=True):
        _draw(axes, counts, labels)
        axes.set(title=name, xlabel="predicted class")
    grid[0].set_ylabel("true class")
    if title:
        figure.suptitle(title)
    figure.colorbar(grid[-1].images[0], ax=grid, label="share of the true class", pad=0.01)
    return figure
