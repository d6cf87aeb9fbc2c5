"""The machine's potentiometers where they stand on its racks."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from markone.draw.style import SIGNED, bare, new_figure
from markone.switchboard import Wiring

CARD, CARDS_PER_ROW = 8, 4
"""Eight A-units to a card is reported; four cards to a row is assumed."""


def _place(wiring: Wiring, volts: np.ndarray, shafts: slice) -> np.ndarray:
    """Volts on the rack, (rows, 32); NaN where the A-unit has no pot among `shafts`."""
    columns = CARD * CARDS_PER_ROW
    rows = -(-len(wiring.excitatory) // columns)
    rack = np.full(rows * columns, np.nan)
    rack[wiring.unit[shafts]] = volts[shafts]
    return rack.reshape(rows, columns)


def _draw(axes: Axes, rack: np.ndarray, limit: float) -> AxesImage:
    axes.set_facecolor("0.8")
    image = axes.imshow(rack, cmap=SIGNED, vmin=-limit, vmax=limit)
    for column in range(CARD, rack.shape[1], CARD):
        axes.axvline(column - 0.5, color="0.3", lw=0.8)
    bare(axes)
    return image


def _panels(wiring: Wiring) -> dict[str, slice]:
    """What to draw: every bank on its own, or all at once where each A-unit has one pot."""
    banks = zip(wiring.bank, wiring.bank[1:], strict=False)
    named = {f"R{number}": slice(first, last) for number, (first, last) in enumerate(banks, 1)}
    alone = len(np.unique(wiring.unit)) == len(wiring.unit)
    return {"R1 (top) to R%d, in shares" % len(named): slice(0, len(wiring.unit))} if alone else named


def racks(machines: Mapping[str, tuple[Wiring, np.ndarray]], limit: float) -> Figure:
    """One row per machine (wiring, volts (pots,)); colours from minus to plus `limit` volts."""
    figure = new_figure(10.5, 2.3 * len(machines))
    parts = figure.subfigures(len(machines), 1, squeeze=False)[:, 0]
    for part, (name, (wiring, volts)) in zip(parts, machines.items(), strict=True):
        panels = _panels(wiring)
        grid = part.subplots(1, len(panels), squeeze=False)[0]
        for axes, (title, shafts) in zip(grid, panels.items(), strict=True):
            image = _draw(axes, _place(wiring, volts, shafts), limit)
            axes.set_title(title, fontsize=9)
        _separate(grid, wiring)
        part.suptitle(name)
        part.colorbar(image, ax=grid, label="wiper (V)", shrink=0.9, pad=0.01)
    return figure


def _separate(grid: np.ndarray, wiring: Wiring) -> None:
    """Lines between the shares of the R-units, where they stand on one rack."""
    columns = CARD * CARDS_PER_ROW
    if len(grid) == 1:
        for first in wiring.bank[1:-1]:
            row, column = divmod(first, columns)
            across = [-0.5, column - 0.5, column - 0.5, columns - 0.5]
            grid[0].plot(across, [row + 0.5, row + 0.5, row - 0.5, row - 0.5], color="black", lw=1.6)
