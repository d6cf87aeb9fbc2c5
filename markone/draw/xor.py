"""XOR: the four rows, and what a net answers on and between them."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from markone.draw.square import square
from markone.draw.style import SIGNED, new_figure

LOW, HIGH = -0.35, 1.35


def grid_points(points: int = 121) -> np.ndarray:
    """Where a net is asked for `answers`: a grid over the axes, (points^2, 2), x1 running first."""
    return square(LOW, HIGH, points)


def _rows(axes: Axes, X: np.ndarray, y: np.ndarray) -> None:
    axes.scatter(X[:, 0], X[:, 1], c=y, cmap="gray_r", vmin=0, vmax=1, s=110, edgecolors="black", zorder=3)
    axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xlabel="x1", ylabel="x2")
    axes.set_xticks([0, 1])
    axes.set_yticks([0, 1])


def verdict(said: ArrayLike, y: np.ndarray) -> str:
    """Whether the answers to the four rows, taken as 1 above one half, are XOR."""
    right = int(((np.asarray(said) > 0.5) == y).sum())
    return "computes XOR" if right == len(y) else f"does not compute XOR: {right} of {len(y)} right"


def answers(
    X: np.ndarray, y: np.ndarray, nets: Mapping[str, tuple[np.ndarray, np.ndarray]], first: str = "XOR"
) -> Figure:
    """The data (X (4, 2), y (4,), 1 black), and for each net (answers to `grid_points()`, to the four rows).

    Orange is an answer above one half, purple below, and the line is one half; the title says whether
    the net computes XOR.
    """
    figure = new_figure(3.2 * (len(nets) + 1) + 0.6, 3.7)
    grid = figure.subplots(1, len(nets) + 1)
    _rows(grid[0], X, y)
    grid[0].set_title(f"{first}\nblack: 1, white: 0", fontsize=10)
    for axes, (title, (field, said)) in zip(grid[1:], nets.items(), strict=True):
        side = round(len(field) ** 0.5)
        picture, ticks = field.reshape(side, side), np.linspace(LOW, HIGH, side)
        image = axes.imshow(
            picture, cmap=SIGNED, vmin=0, vmax=1, origin="lower", extent=(LOW, HIGH, LOW, HIGH), alpha=0.8
        )
        if picture.min() < 0.5 < picture.max():
            axes.contour(ticks, ticks, picture, levels=[0.5], colors="black", linewidths=1)
        _rows(axes, X, y)
        for (x1, x2), value in zip(X, said, strict=True):
            text = axes.annotate(f"{value:.3f}", (x1, x2), (0, 11), textcoords="offset points", ha="center")
            text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0})
        axes.set_title(f"{title}\n{verdict(said, y)}", fontsize=10)
    figure.colorbar(image, ax=list(grid), label="answer", shrink=0.85, pad=0.01)
    return figure
