"""The boundary of the 2-2-1 net and its loss, at one moment of the training."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import CURVES, SIGNED, new_figure
from markone.lecture.figures.decision_boundary import HIGH, LOW, grid_points, scatter
from markone.lecture.xor_net import outputs
from markone.lecture.xor_training import Training
from markone.stimuli import xor


def moment(runs: Mapping[str, Training], look: int) -> Figure:
    """For each run its answers over the plane at a look, and for all of them E over the steps so far.

    Orange is an answer above one half, purple below, and the line is one half.
    """
    figure = new_figure(2.75 * len(runs) + 3.75, 3.9)
    grid = figure.subplots(1, len(runs) + 1, width_ratios=[1] * len(runs) + [1.35])
    for axes, (name, run) in zip(grid, runs.items(), strict=False):
        at = min(look, len(run.steps) - 1)
        _answers(axes, run.weights[at])
        axes.set_title(f"{name}\nstep {run.steps[at]:,}: E = {run.E[at]:.3f}", fontsize=10)
    _losses(grid[-1], runs, look)
    return figure


def _answers(axes: Axes, weights: np.ndarray) -> None:
    X, y = xor()
    points = grid_points(101)
    field = outputs(weights, points).reshape(101, 101)
    axes.imshow(field, cmap=SIGNED, vmin=0, vmax=1, origin="lower", extent=(LOW, HIGH, LOW, HIGH), alpha=0.8)
    if field.min() < 0.5 < field.max():
        ticks = np.linspace(LOW, HIGH, 101)
        axes.contour(ticks, ticks, field, levels=[0.5], colors="black", linewidths=1.5)
    scatter(axes, X, y, size=70)
    for (x1, x2), value in zip(X, outputs(weights), strict=True):
        place = (0, 10) if x2 < 0.5 else (0, -21)
        text = axes.annotate(f"{value:.2f}", (x1, x2), place, textcoords="offset points", fontsize=9)
        text.set(ha="left" if x1 < 0.5 else "right")
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0})


def _losses(axes: Axes, runs: Mapping[str, Training], look: int) -> None:
    for (name, run), (colour, style, marker) in zip(runs.items(), CURVES, strict=False):
        at = min(look, len(run.steps) - 1)
        axes.plot(run.steps[: at + 1], run.E[: at + 1], color=colour, ls=style, label=name)
        axes.plot(run.steps[at], run.E[at], marker, color=colour, ms=9)
    highest = max(run.E.max() for run in runs.values())
    last = max(run.steps[-1] for run in runs.values())
    axes.set_xscale("symlog", linthresh=1)
    axes.set(xlabel="steps", ylabel="loss E", ylim=(0, 1.05 * highest), xlim=(0, 1.5 * last))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=9)
