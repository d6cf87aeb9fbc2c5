"""The neuron of all later networks: y = f(w.x + b)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from markone.draw.style import COLOURS, FORMULA, new_figure

SUM_AT, BOX_AT, HALF = 3.0, 5.0, 0.55
"""Where the sum and the activation stand, and half the breadth of each."""


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], label: str = "") -> None:
    arrow = FancyArrowPatch(
        start, end, color="black", arrowstyle="-|>", mutation_scale=12, shrinkA=0, shrinkB=0
    )
    axes.add_patch(arrow)
    x, y = 0.55 * np.array(start) + 0.45 * np.array(end)
    if label:
        axes.text(x, y + 0.08, label, color=COLOURS[4], ha="center", va="bottom")


def _draw_inputs(axes: Axes, inputs: Sequence[str], weights: Sequence[str], bias: str) -> None:
    """The inputs and the constant 1 whose weight is the bias, all leading into the one sum."""
    names, labels = [*inputs, "1"], [*weights, bias]
    heights = (len(names) - 1) / 2 - np.arange(len(names))
    for name, label, y in zip(names, labels, heights.tolist(), strict=True):
        away = np.array([SUM_AT, -y]) / np.hypot(SUM_AT, y)
        axes.text(-0.1, y, name, ha="right", va="center", color="0.45" if name == "1" else "black")
        _arrow(axes, (0.0, y), tuple(np.array([SUM_AT, 0.0]) - HALF * away), label)


def neuron(
    inputs: Sequence[str],
    weights: Sequence[str],
    bias: str,
    curve: tuple[np.ndarray, np.ndarray],
    name: str = "f",
) -> Figure:
    """Inputs with their weights, the bias inside the sum, the activation `name` and the output y.

    `curve` is the activation: net inputs (n,) and outputs (n,), drawn small in its box.
    """
    high = max(len(inputs) + 1, 3) / 2 + 0.2
    figure = new_figure(7.2, 1.55 * high)
    axes = figure.subplots()
    _draw_inputs(axes, inputs, weights, bias)
    axes.add_patch(Circle((SUM_AT, 0), HALF, facecolor="white", edgecolor="black"))
    axes.text(SUM_AT, 0, r"$\Sigma$", ha="center", va="center", fontsize=18, gid=FORMULA)
    axes.text(SUM_AT, -HALF - 0.12, r"$\mathbf{w}\cdot\mathbf{x} + b$", ha="center", va="top", gid=FORMULA)
    _arrow(axes, (SUM_AT + HALF, 0), (BOX_AT - HALF, 0))
    axes.text((SUM_AT + BOX_AT) / 2, 0.1, "net", ha="center", va="bottom", fontsize=9)
    box = Rectangle((BOX_AT - HALF, -HALF), 2 * HALF, 2 * HALF, facecolor="white", edgecolor="black")
    axes.add_patch(box)
    net, y = (np.interp(part, (part.min(), part.max()), (-0.4, 0.4)) for part in curve)
    axes.plot(BOX_AT + net, y, color=COLOURS[0], lw=1.8)
    axes.text(BOX_AT, HALF + 0.08, name, ha="center", va="bottom")
    _arrow(axes, (BOX_AT + HALF, 0), (BOX_AT + HALF + 0.9, 0))
    axes.text(BOX_AT + HALF + 1.0, 0, r"$y = f(\mathbf{w}\cdot\mathbf{x} + b)$", va="center", gid=FORMULA)
    axes.set(xlim=(-0.7, 8.6), ylim=(-high, high), aspect="equal")
    axes.set_axis_off()
    return figure
