"""Why an output activation and a loss should match: what is left of the error at the output."""

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.kernels.activation import LOGISTIC, activate, pull_back
from markone.kernels.loss import binary_cross_entropy_gradient, sse_gradient


def matched_pair(reach: float = 8.0) -> Figure:
    """dE/dnet of a logistic output whose target is 1, with its own cross-entropy and with squares."""
    net = np.linspace(-reach, reach, 801)[:, None]
    Y = net.copy()
    activate(LOGISTIC, Y)
    T, ones = np.ones_like(Y), np.ones(len(Y))
    own = pull_back(LOGISTIC, Y, binary_cross_entropy_gradient(Y, T, ones))
    squares = pull_back(LOGISTIC, Y, sse_gradient(Y, T, ones))
    figure = new_figure(6.4, 4)
    axes = figure.subplots()
    axes.plot(net, own, color=COLOURS[0], lw=2, label="with its cross-entropy: y - t")
    axes.plot(net, squares, "--", color=COLOURS[4], lw=2, label="with squared errors: (y - t) y (1 - y)")
    axes.annotate(
        "as wrong as can be,\nand no slope to mend it",
        (-6.5, float(np.interp(-6.5, net[:, 0], squares[:, 0]))),
        xytext=(-7.6, -0.45),
        arrowprops={"arrowstyle": "->"},
    )
    axes.set(
        xlabel="net input of the output unit (target t = 1)",
        ylabel="delta = dE/dnet",
        xlim=(-reach, reach),
        ylim=(-1.05, 0.05),
    )
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    return figure
