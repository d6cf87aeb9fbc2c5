"""Maps of what became of very many nets: a point each, solved, stuck or diverged."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from markone.draw.style import new_figure
from markone.fields import explained

KINDS = {
    "solved": ("#002B4F", "#6CB8E6"),
    "stuck": ("#FFD27A", "#B65A00"),
    "diverged": ("#1A1A1A", "#1A1A1A"),
}
"""In the order of the outcomes 0, 1, 2: the colour of the smallest loss and that of the greatest. They
differ for every eye: solved is blue, stuck orange, diverged black."""
SHADES = {"solved": (1e-5, 0.03), "stuck": (0.03, 0.2), "diverged": (0.1, 1.0)}
"""The losses that have these colours; between them the colour goes with the loss's logarithm."""


@explained
class Land(NamedTuple):
    """One map, and what its axes are."""

    loss: np.ndarray
    """(rows, columns), the first row at the bottom."""
    outcome: np.ndarray
    """(rows, columns): 0 solved, 1 stuck, 2 diverged."""
    x: tuple[float, float]
    y: tuple[float, float]
    """First and last value along an axis; exponents of ten where `powers` says so."""
    xlabel: str
    ylabel: str
    powers: bool = False
    """Whether both axes go by powers of ten."""


def coloured(loss: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """The colour of each net, (..., 3) from 0 to 1."""
    picture = np.zeros((*outcome.shape, 3))
    for number, (name, ends) in enumerate(KINDS.items()):
        here, (low, high) = outcome == number, np.log(SHADES[name])
        share = (np.log(np.clip(np.nan_to_num(loss[here], nan=1.0), *SHADES[name])) - low) / (high - low)
        first, last = (np.array(to_rgb(end)) for end in ends)
        picture[here] = first + share[:, None] * (last - first)
    return picture


def _power_ticks(axes: Axes, land: Land) -> None:
    for axis, (low, high) in ((axes.xaxis, land.x), (axes.yaxis, land.y)):
        whole = range(int(np.ceil(low)), int(np.floor(high)) + 1)
        axis.set_ticks(list(whole), [f"{10.0**power:g}" for power in whole])


def outcomes(lands: Mapping[str, Land]) -> Figure:
    """A map for each title, side by side, and what the colours mean."""
    figure = new_figure(6.2 * len(lands), 6.9)
    figure.set_dpi(180)
    grid = figure.subplots(1, len(lands), squeeze=False)[0]
    for axes, (title, land) in zip(grid, lands.items(), strict=True):
        axes.imshow(
            coloured(land.loss, land.outcome), origin="lower", extent=(*land.x, *land.y), aspect="auto"
        )
        axes.set(xlabel=land.xlabel, ylabel=land.ylabel)
        axes.set_title(title, fontsize=11)
        axes.set_box_aspect(1)
        if land.powers:
            _power_ticks(axes, land)
    patches = [
        Patch(facecolor=colour, label=f"{name}, {size} loss" if len(set(ends)) > 1 else name)
        for name, ends in KINDS.items()
        for colour, size in zip(ends, ("small", "great"), strict=True)
        if size == "small" or ends[0] != ends[1]
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=len(patches), frameon=False)
    return figure
