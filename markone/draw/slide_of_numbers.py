"""How numbers become a slide: each is a bar of light, and beside it what the bar leaves."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.diagram import arrow, sheet, squares
from markone.draw.style import COLOURS
from markone.kernels.retina import CELLS, COLUMNS
from markone.stimuli import on_retina

SIDE, LEFT, BOTTOM = 3.0, 3.6, 0.45
"""Of the retina, in inches."""


def slide_of_numbers(numbers: Sequence[float]) -> Figure:
    """Two numbers from 0 to 1 as rulers, and the slide that `stimuli.on_retina` makes of them."""
    values = np.asarray(numbers, float)
    light = on_retina(values[None], np.zeros(values.size), np.ones(values.size))[0]
    figure, axes = sheet(9, 4.1)
    axes.text(0.3, 3.8, "Two numbers become one slide", fontsize=13, weight="bold", va="center")
    step = SIDE / COLUMNS
    down, right = np.divmod(np.arange(CELLS), COLUMNS)
    corners = np.stack([LEFT + right * step, BOTTOM + SIDE - (down + 1) * step], axis=-1)
    look = ["white" if lit else "0.12" for lit in light]
    squares(axes, corners, (step, step), facecolors=look, edgecolors="0.45", lw=0.4)
    for number, (value, cells) in enumerate(zip(values, light.reshape(values.size, 2, -1), strict=True)):
        _one(axes, number, float(value), cells, SIDE / values.size)
    lit = f"{light.sum():.0f} of {CELLS} photocells are lit, whatever the numbers"
    axes.text(LEFT + SIDE / 2, BOTTOM - 0.12, lit, ha="center", va="top", fontsize=10)
    return figure


def _one(axes: Axes, number: int, value: float, bars: np.ndarray, share: float) -> None:
    """One number on its ruler, and beside the retina what its two bars mean."""
    top, colour, name = BOTTOM + SIDE - number * share, COLOURS[number], f"x{number + 1}"
    middle, start, end = top - share / 2, 0.5, 2.7
    axes.plot([start, end], [middle, middle], color="0.4", lw=1.5)
    axes.plot([start, start + value * (end - start)], [middle, middle], color=colour, lw=6)
    axes.text(start, middle - 0.12, "0", ha="center", va="top", fontsize=10)
    axes.text(end, middle - 0.12, "1", ha="center", va="top", fontsize=10)
    axes.text(
        (start + end) / 2, middle + 0.14, f"{name} = {value:g}", ha="center", fontsize=11.5, weight="bold"
    )
    arrow(axes, (end + 0.2, middle), (LEFT - 0.1, middle), colour)
    lit = bars.sum(axis=1)
    for half, said in enumerate(
        (f"{name}: {lit[0]:.0f} of {bars.shape[1]} cells", f"what it leaves: {lit[1]:.0f}")
    ):
        place = top - (half + 0.5) * share / 2
        edges = np.array([0.42, 0.42, -0.42, -0.42]) * share / 2 + place
        inner, outer = LEFT + SIDE + 0.06, LEFT + SIDE + 0.16
        axes.plot([inner, outer, outer, inner], edges, color=colour, lw=1.6, ls=("-", "--")[half])
        axes.text(outer + 0.12, place, said, va="center", fontsize=10.5)
