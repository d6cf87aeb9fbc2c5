"""The machine's weights: its potentiometers where they stand on its racks."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from markone.addresses import CARD
from markone.draw.style import SIGNED, bare, new_figure
from markone.kernels.association import Wiring

RACK_COLUMNS = 32
"""Four cards to a row: assumed."""


def on_rack(each: np.ndarray) -> np.ndarray:
    """A value of each A-unit (units,) at its place, (rows, 32); NaN where the last row is not full."""
    rows = -(-each.size // RACK_COLUMNS)
    rack = np.full(rows * RACK_COLUMNS, np.nan)
    rack[: each.size] = each
    return rack.reshape(rows, RACK_COLUMNS)


def _place(wiring: Wiring, volts: np.ndarray, shafts: slice) -> np.ndarray:
    """Volts on the rack, (rows, 32); NaN where the A-unit has no pot among `shafts`."""
    each = np.full(len(wiring.excitatory), np.nan)
    each[wiring.unit[shafts]] = volts[shafts]
    return on_rack(each)


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
    whole = f"R1 (top) to R{len(named)}" if len(named) > 1 else "R1"
    return {whole: slice(0, len(wiring.unit))} if alone else named


def potentiometers(machines: Mapping[str, tuple[Wiring, np.ndarray]], limit: float) -> Figure:
    """One row per machine (wiring, volts (pots,)); colours from minus to plus `limit` volts."""
    figure = new_figure(10.5, 2.6 * len(machines))
    rows = {name: _panels(wiring) for name, (wiring, _) in machines.items()}
    width = max(map(len, rows.values()))
    places = figure.add_gridspec(len(rows), width)
    for row, (name, panels) in enumerate(rows.items()):
        wiring, volts = machines[name]
        for column, (title, shafts) in enumerate(panels.items()):
            alone = len(panels) == 1
            axes = figure.add_subplot(places[row, :] if alone else places[row, column])
            image = _draw(axes, _place(wiring, volts, shafts), limit)
            axes.set_title(f"{name}: {title}", fontsize=9)
            if alone:
                axes.set_aspect("auto")
                _separate(axes, wiring)
    figure.supxlabel("between thin lines, each row of eight A-units is one card", fontsize=8)
    figure.colorbar(image, ax=figure.axes, label="wiper (V)", shrink=0.8, pad=0.02)
    return figure


def _separate(axes: Axes, wiring: Wiring) -> None:
    """Lines between the shares of the R-units."""
    columns = RACK_COLUMNS
    for first in wiring.bank[1:-1]:
        row, column = divmod(first, columns)
        across = [-0.5, column - 0.5, column - 0.5, columns - 0.5]
        axes.plot(across, [row + 0.5, row + 0.5, row - 0.5, row - 0.5], color="black", lw=1.6)
