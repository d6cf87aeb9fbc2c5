"""Activations and their derivatives, as the kernels compute them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.kernels.activation import ACTIVATIONS, activate, pull_back


def activations(
    names: Sequence[str] = ("identity", "tanh", "logistic", "relu"), reach: float = 5.0
) -> Figure:
    """f(net) above and f'(net) below, a column for each name, for net from -`reach` to `reach`.

    The derivative is the one of training: taken from the output, not from the net input.
    """
    figure = new_figure(2.6 * len(names), 4.8)
    grid = figure.subplots(2, len(names), squeeze=False, sharex=True)
    net = np.linspace(-reach, reach, 1001)
    for (above, below), name in zip(grid.T, names, strict=True):
        Y = net[None].copy()
        activate(ACTIVATIONS[name], Y)
        slope = pull_back(ACTIVATIONS[name], Y, np.ones_like(Y))
        above.plot(net, Y[0], color=COLOURS[0], lw=2)
        below.plot(net, slope[0], color=COLOURS[4], lw=2)
        above.set_title(name)
        below.set(xlabel="net", xlim=(-reach, reach), ylim=(-0.05, 1.1))
    for axes in grid.ravel():
        axes.grid(alpha=0.3)
    grid[0, 0].set_ylabel("y = f(net)")
    grid[1, 0].set_ylabel("f'(net), from y")
    return figure
