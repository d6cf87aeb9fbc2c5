"""Training and validation loss, and the epoch of early stopping."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.curves import band, extend
from markone.draw.style import COLOURS, legend_below, new_figure, plain_log

Losses = tuple[Sequence[Sequence[float]], Sequence[Sequence[float]]]
"""Of training and of validation, a curve for each seed."""


def loss_curves(panels: Mapping[str, Losses], stops: Mapping[str, Sequence[int]]) -> Figure:
    """A panel per way to train: both losses by epoch, and a mark at each epoch whose weights were kept."""
    figure = new_figure(4.2 * len(panels), 4.2)
    grid = figure.subplots(1, len(panels), squeeze=False, sharey=True, sharex=True)[0]
    for axes, (title, losses) in zip(grid, panels.items(), strict=True):
        for number, (name, curves) in enumerate(zip(("training", "validation"), losses, strict=True)):
            values = extend(curves)
            band(axes, np.arange(1, values.shape[1] + 1), values, number, name)
        for seed, stop in enumerate(stops[title]):
            axes.axvline(stop, color=COLOURS[4], lw=1, alpha=0.7, label="_" if seed else "weights kept")
        axes.set(title=title, xlabel="epoch", xscale="log", yscale="log")
        plain_log(axes.xaxis, axes.yaxis)
        axes.grid(alpha=0.3)
    grid[0].set_ylabel("mean loss")
    legend_below(figure, grid[:1], "line: mean of the seeds; band: minimum to maximum")
    return figure
