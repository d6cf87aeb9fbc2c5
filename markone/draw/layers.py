"""Vanishing gradients: the norm of the delta at each layer of a deep net."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from markone.draw.curves import band
from markone.draw.style import legend_below, new_figure, plain_log

Profiles = Mapping[str, Mapping[int, np.ndarray]]
"""By initialiser and hidden layers: the norm of each layer's delta, (seeds, layers), the output last."""


def delta_norms(panels: Mapping[str, Profiles]) -> Figure:
    """A panel per activation: the norm of each layer's delta as a share of the last layer's.

    Nets of several depths lie in one panel; the layers are counted from the output, so that what
    is lost on the way back is read from left to right.
    """
    figure = new_figure(3.6 * len(panels), 4.4)
    grid = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, (title, profiles) in zip(grid, panels.items(), strict=True):
        for number, (initialiser, depths) in enumerate(profiles.items()):
            for depth, norms in depths.items():
                back = norms[:, ::-1] / norms[:, -1:]
                label = initialiser if depth == max(depths) else "_"
                look = {"markevery": [-1], "marker": "o", "ms": 5}
                band(axes, np.arange(back.shape[1]), back, number, label, geometric=True, **look)
        axes.set(title=title, xlabel="layers back from the output", yscale="log")
        plain_log(axes.yaxis)
        axes.grid(alpha=0.3)
    grid[0].set_ylabel("norm of the delta\n(that of the output layer = 1)")
    title = "line: geometric mean of the seeds; band: minimum to maximum; dot: first layer of each net"
    legend_below(figure, grid[:1], title)
    return figure
