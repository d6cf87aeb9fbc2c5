"""The right half of the drawing of the machine: potentiometers, R-units and lamps, and the way back."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Arc, Circle, Rectangle

from markone.draw.diagram import arrow, squares
from markone.draw.machine_seeing import BOTTOM, LAMPS, POTS, SIDE, SUMS, TOP, UNITS, shown_units
from markone.draw.panel import DARK, SHINES
from markone.draw.style import COLOURS, SIGNED
from markone.kernels.lesson import wipers
from markone.kernels.machine import Parts

BANK_COLUMNS, BANKS_WIDTH = 26, 1.75
"""Potentiometers in a row of a bank, and how wide it is drawn."""
DIAL, MOTOR = (4.75, 1.15), (6.0, 1.15)
"""The middles of the one that is enlarged, and of its motor."""
BACK = COLOURS[2]


def _bank_tops(parts: Parts) -> np.ndarray:
    """The upper edge of each bank's place."""
    used = parts.wiring.bank.size - 1
    return TOP - np.arange(used) * SIDE / used


def draw_banks(axes: Axes, parts: Parts) -> None:
    """The potentiometers of each R-unit, coloured by their volts."""
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


def draw_responses(axes: Axes, parts: Parts, sums: np.ndarray, spelt: str) -> None:
    """R-units with their sums, lamps, and what these spell."""
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


def draw_back(axes: Axes, parts: Parts) -> None:
    """The way back: a wrong lamp makes motors turn."""
    pot = int(np.flatnonzero(parts.wiring.unit == shown_units(parts)[0])[0])
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
