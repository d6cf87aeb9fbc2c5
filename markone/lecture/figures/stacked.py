"""Two hidden units fold the plane, so that a third finds its line."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.lecture.figures.decision_boundary import line_ends, scatter


def stacked(
    X: np.ndarray, y: np.ndarray, hidden: np.ndarray, names: Sequence[str], H: np.ndarray, output: np.ndarray
) -> Figure:
    """Left the inputs X (n, 2) with the lines of two hidden units (2, 3); right the plane of their answers.

    H (n, 2) are what they answer, and `output` (3,) the unit that stands on them; `names` are theirs.
    """
    figure = new_figure(10.5, 4.4)
    left, right = figure.subplots(1, 2)
    scatter(left, X, y, size=70)
    for w, name, colour, style in zip(hidden, names, COLOURS, ("-", "--"), strict=False):
        left.plot(*line_ends(w), color=colour, ls=style, lw=2, label=f"boundary of {name}")
    left.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9)
    left.set_title("the inputs", fontsize=11)
    scatter(right, H, y, output, size=70)
    right.set(xlabel=f"h1: {names[0]}", ylabel=f"h2: {names[1]}")
    right.set_title(f"what the hidden units answer, and {names[2]}", fontsize=11)
    for axes, places in ((left, X), (right, H)):
        _name(axes, places, X)
    return figure


def _name(axes: Axes, places: np.ndarray, X: np.ndarray) -> None:
    """Write at each place the inputs that lie there."""
    for place in np.unique(places, axis=0):
        here = X[(places == place).all(axis=1)]
        text = " and ".join(f"({x1:g}, {x2:g})" for x1, x2 in here)
        inwards = "left" if place[0] < 0.5 else "right"
        up = 9 if place[1] < 0.5 else -9
        axes.annotate(
            text, place, (0, up), textcoords="offset points", ha=inwards, fontsize=9,
            va="bottom" if up > 0 else "top",
        )  # fmt: skip
