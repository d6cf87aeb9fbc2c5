"""A panel for a wall: every potentiometer of a machine as a dial, card by card."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.figure import Figure

from markone.addresses import CARD
from markone.draw.diagram import A1, MARGIN, squares, wall
from markone.draw.sources import who_says
from markone.draw.style import COLOURS
from markone.kernels.lesson import read, wipers
from markone.kernels.machine import Parts
from markone.spec import copy

CARDS_ACROSS, TOP, BOTTOM = 2, A1[1] - 4.4, 0.9
GAP, RADIUS = 0.5, 0.29
"""Between cards, and of a dial, in inches."""
FIRES = "#F7DFA6"
"""Behind the dials of A-units that fire."""
SWEEP_DEGREES = 130
"""From the middle to a stop."""


def _places(count: int) -> tuple[np.ndarray, float]:
    """The middles of dials (count, 2), and the height of a row."""
    across = CARDS_ACROSS * CARD
    down, right = np.divmod(np.arange(count), across)
    pitch = (A1[0] - 2 * MARGIN - 0.6 - GAP * (CARDS_ACROSS - 1)) / across
    row = (TOP - BOTTOM) / (-(-count // across))
    x = MARGIN + 0.6 + (right + 0.5) * pitch + right // CARD * GAP
    return np.stack([x, TOP - (down + 0.5) * row], axis=-1), row


def panel_racks(parts: Parts, light: np.ndarray, slide: str) -> Figure:
    """Potentiometers of a machine that reads `light` (400,), called `slide`; one for each A-unit.

    Raises ValueError for a board that has more or fewer.
    """
    wiring = parts.wiring
    if not np.array_equal(wiring.unit, np.arange(len(wiring.excitatory))):
        raise ValueError(
            "the racks are drawn with one potentiometer for each A-unit; plug with patching='shares'"
        )
    parts = copy(parts)
    sums = read(parts, light[None])[0]
    figure, axes = wall(f"{wiring.unit.size} potentiometers", _told(parts, sums, slide), _sources(parts))
    places, row = _places(wiring.unit.size)
    _firing(axes, places[parts.active], row)
    _dials(axes, places, wipers(parts), float(parts.pot.stop_v))
    _labels(axes, parts, places, row)
    return figure


def _sources(parts: Parts) -> str:
    shown = {
        "UNITS": f"{len(parts.wiring.excitatory)} A-units",
        "patching": "each feeds one R-unit",
        "Pot.stop_v": f"±{parts.pot.stop_v:g} V",
    }
    return who_says(shown)


def _told(parts: Parts, sums: np.ndarray, slide: str) -> str:
    read_as = ", ".join(f"R{number} {volts:+.1f} V" for number, volts in enumerate(sums, 1))
    return (
        f"Each is a weight: a motor turns its wiper between -{parts.pot.stop_v:g} V (left) and "
        f"+{parts.pot.stop_v:g} V (right). The alphabet is what they know.\n"
        f"On yellow: the {parts.active.sum()} whose A-units fire before the slide {slide}.\n"
        f"Added up bank by bank they say {read_as}."
    )


def _firing(axes: Axes, places: np.ndarray, row: float) -> None:
    size = (1.2, row * 0.96)
    squares(axes, places - np.array(size) / 2, size, facecolors=FIRES, edgecolors="none", zorder=0)


def _dials(axes: Axes, places: np.ndarray, volts: np.ndarray, stop_v: float) -> None:
    middles = places + np.array([0, 0.1])
    wide = np.full(len(places), 2 * RADIUS)
    axes.add_collection(
        EllipseCollection(
            wide, wide, np.zeros(len(places)), units="xy", offsets=middles, offset_transform=axes.transData,
            facecolors="white", edgecolors="0.3", linewidths=1.4,
        ),
        autolim=False,
    )  # fmt: skip
    turned = np.radians(90 - SWEEP_DEGREES * volts / stop_v)
    tips = middles + RADIUS * 0.88 * np.stack([np.cos(turned), np.sin(turned)], axis=-1)
    colours = np.where(volts > 0, COLOURS[1], np.where(volts < 0, "#5E3C99", "0.6"))
    axes.add_collection(
        LineCollection(
            list(np.stack([middles, tips], axis=1)), colors=colours, linewidths=3.5, capstyle="round"
        ),
        autolim=False,
    )


def _labels(axes: Axes, parts: Parts, places: np.ndarray, row: float) -> None:
    volts = wipers(parts)
    for response, (first, last) in enumerate(pairwise(parts.wiring.bank), 1):
        for pot in range(first, last):
            x, y = places[pot]
            said = f"P{pot + 1} R{response} {volts[pot]:+.1f}"
            axes.text(x, y - row / 2 + 0.04, said, ha="center", fontsize=10)
    for card, (x, y) in enumerate(places[::CARD], 1):
        axes.text(x - 0.75, y, f"C{card}", ha="center", va="center", fontsize=13, weight="bold", rotation=90)
