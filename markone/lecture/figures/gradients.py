"""How right a numerical derivative is, by the size of its step."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure

FLOOR = 1e-17
"""Where an error of zero is drawn."""


def step_errors(
    steps: Sequence[float] | np.ndarray, central: Sequence[float] | np.ndarray, complex_step: float
) -> Figure:
    """Error of the central difference for each step, and that of the complex step as a line."""
    figure = new_figure(6.4, 4)
    axes = figure.subplots()
    axes.loglog(steps, np.maximum(central, FLOOR), "o-", color=COLOURS[0], label="central difference")
    axes.axhline(
        max(complex_step, FLOOR), color=COLOURS[4], ls="--", label="complex step, however small its step"
    )
    best = int(np.argmin(central))
    axes.annotate(
        f"best near {steps[best]:.0e}:\nrounding to the left,\ncurvature to the right",
        (steps[best], central[best]),
        xytext=(steps[best], float(np.max(central)) / 3),
        ha="center",
        va="top",
        arrowprops={"arrowstyle": "->"},
    )
    axes.set(xlabel="step", ylabel="share by which it is off")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 0.06))
    return figure
