"""The left half of the drawing of the machine: retina, switchboard and A-units, and where all parts stand."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from markone.addresses import CARD
from markone.draw.diagram import squares
from markone.draw.panel import FIRES
from markone.draw.potentiometers import RACK_COLUMNS
from markone.draw.style import COLOURS
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS, COLUMNS, ROWS

WIDTH, HEIGHT = 11.0, 6.1
"""Of the drawing, in inches."""
TOP, BOTTOM = 4.75, 2.65
"""Between which the parts stand."""
RETINA, BOARD, UNITS, POTS, SUMS, LAMPS = 0.2, 2.65, 4.0, 6.7, 8.95, 10.35
"""Left edges of the parts, and the middle of the lamps."""
SIDE = TOP - BOTTOM
EXCITES, INHIBITS = COLOURS[0], COLOURS[4]


def cell_middles(cells: np.ndarray) -> np.ndarray:
    """Where photocells stand in the drawing: (n, 2)."""
    down, right = np.divmod(cells, COLUMNS)
    return np.stack([RETINA + (right + 0.5) * SIDE / COLUMNS, TOP - (down + 0.5) * SIDE / ROWS], axis=-1)


def draw_retina(axes: Axes, parts: Parts, slide: str) -> None:
    """The photocells, lit or dark, below the title."""
    step = SIDE / ROWS
    look = ["white" if lit else "0.12" for lit in parts.retina.lit]
    squares(
        axes,
        cell_middles(np.arange(CELLS)) - step / 2,
        (step, step),
        facecolors=look,
        edgecolors="0.45",
        lw=0.4,
    )
    axes.text(
        RETINA, HEIGHT - 0.3, f"The Mark I reads the slide {slide}", fontsize=13, weight="bold", va="center"
    )


def _unit_corners(parts: Parts) -> tuple[np.ndarray, tuple[float, float]]:
    """Where A-units stand (units, 2), with gaps between cards, and the size of each."""
    down, right = np.divmod(np.arange(parts.active.size), RACK_COLUMNS)
    gap, rows = 0.06, int(down.max()) + 1
    width = (SIDE - gap * (RACK_COLUMNS // CARD - 1)) / RACK_COLUMNS
    height = SIDE / rows
    corners = np.stack([UNITS + right * width + right // CARD * gap, TOP - (down + 1) * height], axis=-1)
    return corners, (width, height * 0.8)


def draw_units(axes: Axes, parts: Parts) -> None:
    """A-units card by card, those that fire lit."""
    corners, size = _unit_corners(parts)
    squares(axes, corners, size, facecolors=FIRES(parts.active.astype(float)), edgecolors="white", lw=0.3)


def shown_units(parts: Parts) -> tuple[int, int]:
    """Two A-units at the left edge whose wires are drawn: one that fires, one at rest, if there are."""
    upper, lower = np.array_split(np.arange(0, parts.active.size, RACK_COLUMNS), 2)
    firing, resting = upper[np.argmax(parts.active[upper])], lower[::-1][np.argmin(parts.active[lower[::-1]])]
    return int(firing), int(resting)


def draw_board(axes: Axes, parts: Parts) -> None:
    """The switchboard with the wires of two A-units, and what its lines mean."""
    axes.add_patch(Rectangle((BOARD, BOTTOM), 0.9, SIDE, facecolor="0.93", edgecolor="0.4", lw=1, zorder=0))
    corners, (_, height) = _unit_corners(parts)
    for unit in shown_units(parts):
        end = corners[unit] + (0, height / 2)
        for sign, plugs in ((1, parts.wiring.excitatory[unit]), (-1, parts.wiring.inhibitory[unit])):
            _wires(axes, cell_middles(plugs), end, parts.retina.lit[plugs], sign)
    for y, colour, style, name in (
        (0.62, EXCITES, "-", "excitatory wire"),
        (0.36, INHIBITS, "--", "inhibitory wire"),
    ):
        axes.plot([RETINA, RETINA + 0.5], [y, y], color=colour, ls=style, lw=1.8)
        axes.text(RETINA + 0.6, y, name, va="center", fontsize=9.5)
    does = ("at rest", "firing")
    one, other = (f"A{unit + 1} ({does[int(parts.active[unit])]})" for unit in shown_units(parts))
    axes.text(RETINA, 1.14, f"wires of {one} and {other};", va="center", fontsize=9.5)
    axes.text(RETINA, 0.92, "bold: from a lit photocell", va="center", fontsize=9.5)


def _wires(axes: Axes, starts: np.ndarray, end: np.ndarray, lit: np.ndarray, sign: int) -> None:
    """Wires from photocells over the board to one A-unit."""
    holes = np.stack([np.full(len(starts), BOARD + 0.45 - 0.2 * sign), starts[:, 1]], axis=-1)
    lines = [[start, hole, end] for start, hole in zip(starts, holes, strict=True)]
    widths, clear = np.where(lit, 1.5, 0.7), np.where(lit, 1.0, 0.55)
    look: dict[str, Any] = {
        "colors": EXCITES if sign > 0 else INHIBITS,
        "linestyles": "-" if sign > 0 else (0, (4, 2)),
    }
    axes.add_collection(LineCollection(lines, linewidths=widths, alpha=clear, **look), autolim=False)
    axes.plot(*starts.T, "o", ms=2.4, color=look["colors"])
    axes.plot(*holes.T, "o", ms=2.4, color=look["colors"])
