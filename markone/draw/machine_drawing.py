"""The machine explained in one drawing: from the retina to the lamps, and back to the motors.

Every wire, lit unit, wiper, sum and lamp is that of the machine that is given.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, Rectangle

from markone.addresses import CARD
from markone.draw.diagram import arrow, sheet, squares
from markone.draw.panel import DARK, FIRES, SHINES
from markone.draw.potentiometers import RACK_COLUMNS
from markone.draw.style import COLOURS, SIGNED
from markone.kernels.lesson import read, wipers
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.spec import copy
from markone.switchboard import FAN_OUT, MOST_RESPONSES

WIDTH, HEIGHT = 11.0, 6.1
"""Of the drawing, in inches."""
TOP, BOTTOM = 4.75, 2.65
"""Between which the parts stand."""
RETINA, BOARD, UNITS, POTS, SUMS, LAMPS = 0.2, 2.65, 4.0, 6.7, 8.95, 10.35
"""Left edges of the parts, and the middle of the lamps."""
SIDE = TOP - BOTTOM
BANK_COLUMNS, BANKS_WIDTH = 26, 1.75
"""Potentiometers in a row of a bank, and how wide it is drawn."""
DIAL, MOTOR = (4.75, 1.15), (6.0, 1.15)
"""The middles of the one that is enlarged, and of its motor."""
EXCITES, INHIBITS, BACK = COLOURS[0], COLOURS[4], COLOURS[2]


def captions(parts: Parts) -> dict[str, str]:
    """The numbers under each part, in the order of the drawing."""
    wiring = parts.wiring
    units, pots, used = len(wiring.excitatory), wiring.unit.size, wiring.bank.size - 1
    wires = f"{wiring.excitatory.shape[1]} + {wiring.inhibitory.shape[1]}"
    plugs = wiring.excitatory.size + wiring.inhibitory.size
    each = f"{pots}, one for each A-unit" if pots == units else f"{pots:,} for {units} A-units"
    return {
        "retina": f"{CELLS} photocells,\n{ROWS} x {COLUMNS}; {parts.retina.lit.sum()} lit",
        "switchboard": (
            f"{wires} wires\nto each A-unit,\n{plugs:,} in all;\na photocell feeds\n{FAN_OUT} at most"
        ),
        "A-units": f"{units} on {-(-units // CARD)} cards of {CARD};\n{parts.active.sum()} fire",
        "potentiometers": f"{each},\neach with its motor",
        "R-units": f"{used} of {MOST_RESPONSES}\nare plugged",
        "lamps": "one for each\nR-unit",
    }


def machine_drawing(parts: Parts, light: np.ndarray, slide: str, spelt: str) -> Figure:
    """The machine while it reads `light` (400,), called `slide`; what its lamps say is `spelt`.

    Its board has more than 32 A-units, and its weights are potentiometers with stops. It is left as it is.
    """
    parts = copy(parts)
    sums = read(parts, light[None])[0]
    figure, axes = sheet(WIDTH, HEIGHT)
    _name_parts(axes, captions(parts))
    _retina(axes, parts, slide)
    _units(axes, parts)
    _board(axes, parts)
    _banks(axes, parts)
    _responses(axes, parts, sums, spelt)
    _back(axes, parts)
    return figure


def _name_parts(axes: Axes, said: dict[str, str]) -> None:
    middles = {
        "retina": RETINA + SIDE / 2,
        "switchboard": BOARD + 0.45,
        "A-units": UNITS + SIDE / 2,
        "potentiometers": POTS + BANKS_WIDTH / 2,
        "R-units": SUMS + 0.35,
        "lamps": LAMPS,
    }
    for number, (name, middle) in enumerate(middles.items(), 1):
        axes.text(middle, TOP + 0.5, f"{number}", ha="center", fontsize=10, color="0.4")
        axes.text(middle, TOP + 0.22, name, ha="center", fontsize=11.5, weight="bold")
        axes.text(middle, BOTTOM - 0.14, said[name], ha="center", va="top", fontsize=9.5)


def cell_middles(cells: np.ndarray) -> np.ndarray:
    """Where photocells stand in the drawing: (n, 2)."""
    down, right = np.divmod(cells, COLUMNS)
    return np.stack([RETINA + (right + 0.5) * SIDE / COLUMNS, TOP - (down + 0.5) * SIDE / ROWS], axis=-1)


def _retina(axes: Axes, parts: Parts, slide: str) -> None:
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


def _units(axes: Axes, parts: Parts) -> None:
    corners, size = _unit_corners(parts)
    squares(axes, corners, size, facecolors=FIRES(parts.active.astype(float)), edgecolors="white", lw=0.3)


def _shown_units(parts: Parts) -> tuple[int, int]:
    """Two A-units at the left edge whose wires are drawn: one that fires, one at rest, if there are."""
    upper, lower = np.array_split(np.arange(0, parts.active.size, RACK_COLUMNS), 2)
    firing, resting = upper[np.argmax(parts.active[upper])], lower[::-1][np.argmin(parts.active[lower[::-1]])]
    return int(firing), int(resting)


def _board(axes: Axes, parts: Parts) -> None:
    axes.add_patch(Rectangle((BOARD, BOTTOM), 0.9, SIDE, facecolor="0.93", edgecolor="0.4", lw=1, zorder=0))
    corners, (_, height) = _unit_corners(parts)
    for unit in _shown_units(parts):
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
    one, other = (f"A{unit + 1} ({does[int(parts.active[unit])]})" for unit in _shown_units(parts))
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


def _bank_tops(parts: Parts) -> np.ndarray:
    """The upper edge of each bank's place."""
    used = parts.wiring.bank.size - 1
    return TOP - np.arange(used) * SIDE / used


def _banks(axes: Axes, parts: Parts) -> None:
    wiring, volts = parts.wiring, wipers(parts)
    tops, place = _bank_tops(parts), SIDE / (wiring.bank.size - 1) * 0.82
    most = np.abs(volts).max() or 1.0
    colours = Normalize(-most, most)
    for number, top in enumerate(tops):
        first, last = wiring.bank[number : number + 2]
        down, right = np.divmod(np.arange(last - first), BANK_COLUMNS)
        width, height = BANKS_WIDTH / BANK_COLUMNS, place / (down.max() + 1)
        corners = np.stack([POTS + right * width, top - (down + 1) * height], axis=-1)
        fires = parts.active[wiring.unit[first:last]]
        cells = squares(axes, corners, (width, height), cmap=SIGNED, norm=colours, lw=0)
        cells.set_array(volts[first:last])
        squares(axes, corners[fires], (width, height), facecolors="none", edgecolors="black", lw=0.7)
        axes.text(POTS - 0.07, top - place / 2, f"P{first + 1}", ha="right", va="center", fontsize=8.5)
        arrow(axes, (POTS + BANKS_WIDTH + 0.06, top - place / 2), (SUMS - 0.06, top - place / 2))
    arrow(axes, (UNITS + SIDE + 0.06, (TOP + BOTTOM) / 2), (POTS - 0.42, (TOP + BOTTOM) / 2))
    axes.text(
        POTS + BANKS_WIDTH / 2, BOTTOM - 0.55,
        f"{volts.min():+.1f} V (purple) to {volts.max():+.1f} V (orange);\nframed: its A-unit fires",
        ha="center", va="top", fontsize=9.5,
    )  # fmt: skip


def _responses(axes: Axes, parts: Parts, sums: np.ndarray, spelt: str) -> None:
    tops, place = _bank_tops(parts), SIDE / sums.size * 0.82
    between = "\n" if place > 0.3 else " "
    for number, (top, volts, lamp) in enumerate(zip(tops, sums, parts.lamp, strict=True), 1):
        middle = top - place / 2
        axes.add_patch(Rectangle((SUMS, top - place), 0.75, place, facecolor="0.93", edgecolor="0.4", lw=1))
        axes.text(
            SUMS + 0.375, middle, f"R{number}{between}{volts:+.1f} V", ha="center", va="center", fontsize=9
        )
        arrow(axes, (SUMS + 0.79, middle), (LAMPS - 0.2, middle))
        bulb = SHINES if lamp > 0 else DARK
        axes.add_patch(Circle((LAMPS, middle), min(0.14, place / 2), facecolor=bulb, edgecolor="black"))
        axes.text(LAMPS + 0.22, middle, "1" if lamp > 0 else "0", va="center", fontsize=10)
    values = 2 ** np.flatnonzero(parts.lamp > 0)
    summed = f"{' + '.join(map(str, values)) or 0} = {values.sum()}"
    axes.text(LAMPS, BOTTOM - 0.58, summed, ha="center", va="top", fontsize=10)
    axes.text(LAMPS, BOTTOM - 0.76, spelt, ha="center", va="top", fontsize=17, weight="bold")


def _dial(axes: Axes, parts: Parts, pot: int) -> None:
    """One potentiometer with its motor, enlarged."""
    x, y = DIAL
    volts, most = float(wipers(parts)[pot]), float(parts.pot.stop_v)
    turned = np.radians(90 - 130 * volts / most)
    axes.add_patch(Arc(DIAL, 0.9, 0.9, theta1=-40, theta2=220, lw=3, color="0.55"))
    arrow(axes, DIAL, (x + 0.4 * np.cos(turned), y + 0.4 * np.sin(turned)), "black")
    axes.text(x - 0.48, y - 0.36, f"-{most:g} V", ha="right", va="center", fontsize=9)
    axes.text(x + 0.48, y - 0.36, f"+{most:g} V", ha="left", va="center", fontsize=9)
    axes.plot([x, MOTOR[0] - 0.2], [y, y], color="0.4", lw=2.2, zorder=0)
    axes.add_patch(Circle(MOTOR, 0.2, facecolor="white", edgecolor=BACK, lw=2.2))
    axes.text(*MOTOR, "M", ha="center", va="center", fontsize=11, weight="bold", color=BACK)
    axes.text(
        x + 0.4, y - 0.62,
        f"P{pot + 1} enlarged: its wiper stands at {volts:+.1f} V,\nand its motor M turns it",
        ha="center", va="top", fontsize=9.5,
    )  # fmt: skip


def _back(axes: Axes, parts: Parts) -> None:
    """The way back: a wrong lamp makes motors turn."""
    pot = int(np.flatnonzero(parts.wiring.unit == _shown_units(parts)[0])[0])
    _dial(axes, parts, pot)
    low = MOTOR[1]
    axes.plot([LAMPS, LAMPS], [1.5, low], color=BACK, lw=2.2)
    arrow(axes, (LAMPS, low), (MOTOR[0] + 0.22, low), BACK, width=2.2)
    axes.text(
        (LAMPS + MOTOR[0]) / 2, low - 0.12,
        f"a lamp is wrong: its motors turn for {parts.spec.pulse_ms} ms,\n"
        "where the A-unit fires, towards the wanted answer",
        ha="center", va="top", fontsize=9.5, color=BACK,
    )  # fmt: skip
