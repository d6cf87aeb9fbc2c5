"""The decision boundary of a perceptron among its points: one picture, twelve epochs, an animation."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from markone.draw.square import square
from markone.draw.style import CLASSES, legend_below, new_figure

LOW, HIGH = -0.1, 1.1
"""The lecture's axes."""


def line_ends(w: Sequence[float] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the line w1 x1 + w2 x2 + b = 0 enters and leaves the strip of the axes: (2,) x1 and (2,) x2.

    It is x2 = -(w1 x1 + b) / w2, or where it is steep x1 = -(w2 x2 + b) / w1, so w2 = 0 does no harm.
    Both are empty where w1 = w2 = 0, for then there is no line.
    """
    w1, w2, b = (float(value) for value in w)
    run = np.array([LOW, HIGH])
    if w1 == w2 == 0:
        return np.array([]), np.array([])
    if abs(w2) >= abs(w1):
        return run, -(w1 * run + b) / w2
    return -(w2 * run + b) / w1, run


def scatter(
    axes: Axes, X: np.ndarray, y: np.ndarray, w: Sequence[float] | np.ndarray | None = None, size: float = 16
) -> None:
    """Points X (n, 2) with labels y of 0 and 1; with weights, their boundary, and answer 1 shaded."""
    if w is not None:
        corner = np.array([LOW, HIGH])
        net = w[0] * corner + w[1] * corner[:, None] + w[2]
        if net.max() > 0:
            axes.contourf(corner, corner, net, levels=[0, 2 * net.max()], colors=[CLASSES[1][0]], alpha=0.12)
        axes.plot(*line_ends(w), color="black", lw=1.5)
    for label, (colour, marker) in enumerate(CLASSES):
        axes.scatter(
            X[y == label, 0], X[y == label, 1], s=size, color=colour, marker=marker, label=f"y = {label}"
        )
    axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xlabel="x1", ylabel="x2")


def epoch_panels(
    X: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
    mistakes: Sequence[int],
    title: str = "",
    columns: int = 4,
) -> Figure:
    """A panel for each epoch: the decision boundary before the epoch, and the mistakes made in it.

    X (n, 2), y (n,) of 0 and 1, weights (epochs, 3), mistakes (epochs,). So many `columns` of panels are as
    wide as a page.
    """
    side, narrow = 10 / columns, columns > 4
    columns = min(columns, len(weights))
    rows = -(-len(weights) // columns)
    high = side + (0.5 if narrow else 0.3)
    figure = new_figure(side * columns + 0.4, high * rows + 0.6 + 0.4 * bool(title))
    figure.suptitle(title)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for number, (axes, w, wrong) in enumerate(zip(grid, weights, mistakes, strict=False), 1):
        scatter(axes, X, y, w)
        made = f"{wrong} mistake{'' if wrong == 1 else 's'} in it"
        axes.set_title(f"before epoch {number}:{chr(10) if narrow else ' '}{made}", fontsize=9)
        axes.label_outer()
    for axes in grid[len(weights) :]:
        axes.set_axis_off()
    legend_below(figure, grid[:1])
    return figure


def animation(X: np.ndarray, y: np.ndarray, weights: np.ndarray) -> FuncAnimation:
    """Frame 0 the data alone, then a frame for each row of weights (epochs, 3)."""
    figure = new_figure(4.4, 4.6)
    FigureCanvasAgg(figure)
    axes = figure.subplots()

    def draw(frame: int) -> list[Axes]:
        axes.clear()
        scatter(axes, X, y, weights[frame - 1] if frame else None)
        axes.set_title(f"before epoch {frame}" if frame else "the data")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2)
        return [axes]

    draw(0)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # arranged once: no frame may shift, and it takes time
    return FuncAnimation(figure, draw, frames=len(weights) + 1)


def grid_points(points: int = 301) -> np.ndarray:
    """Where `decision_regions` asks a learner: a grid over the axes, (points^2, 2), x1 running first."""
    return square(LOW, HIGH, points)


def decision_regions(shown: Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]]) -> Figure:
    """A panel for each learner (X (n, 2), y (n,), its answers to `grid_points()`): answer 1 shaded."""
    figure = new_figure(2.7 * len(shown) + 0.4, 3.9)
    grid = figure.subplots(1, len(shown), sharex=True, sharey=True, squeeze=False)[0]
    for axes, (title, (X, y, said)) in zip(grid, shown.items(), strict=True):
        side = round(len(said) ** 0.5)
        ticks = np.linspace(LOW, HIGH, side)
        if said.any():
            field = said.reshape(side, side)
            axes.contourf(ticks, ticks, field, levels=[0.5, 1.5], colors=[CLASSES[1][0]], alpha=0.2)
        scatter(axes, X, y)
        axes.set_title(title)
        axes.label_outer()
    legend_below(figure, grid[:1])
    return figure
