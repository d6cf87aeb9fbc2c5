"""A panel for a wall: both switchboards of a machine, every wire a mark."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.addresses import CARD, socket
from markone.draw.diagram import A1, squares, wall
from markone.draw.sources import who_says
from markone.draw.style import COLOURS
from markone.kernels.association import Wiring
from markone.kernels.retina import CELLS, COLUMNS
from markone.switchboard import FAN_OUT

LEFT, TOP, BOTTOM, RIGHT = 2.1, A1[1] - 5.6, 1.3, A1[0] - 2.0
"""Of the board: photocells across, A-units down."""
EXCITES, INHIBITS = COLOURS[0], COLOURS[4]


def panel_switchboard(wiring: Wiring) -> Figure:
    """Which photocell feeds which A-unit, and which R-unit that one feeds."""
    figure, axes = wall("The switchboard", _told(wiring), _sources(wiring))
    _cards(axes, wiring)
    for plugs, colour, sign in ((wiring.excitatory, EXCITES, "o"), (wiring.inhibitory, INHIBITS, "s")):
        units = np.repeat(np.arange(len(plugs)), plugs.shape[1])
        fill = colour if sign == "o" else "none"
        x, y = _across(plugs.ravel()), _down(units, wiring)
        axes.plot(x, y, sign, ms=2.7, mfc=fill, mec=colour, mew=0.8, ls="")
    _sockets(axes, wiring)
    _responses(axes, wiring)
    return figure


def _sources(wiring: Wiring) -> str:
    shown = {
        "CELLS": f"{CELLS} photocells",
        "UNITS": f"{len(wiring.excitatory)} A-units",
        "FAN_OUT": f"{FAN_OUT} wires a photocell",
        "patching": "each A-unit feeds one R-unit",
        "CARD": f"{CARD} to a card",
        "wires": f"{wiring.excitatory.shape[1]} and {wiring.inhibitory.shape[1]} wires",
    }
    return who_says(shown)


def _told(wiring: Wiring) -> str:
    wires = wiring.excitatory.size + wiring.inhibitory.size
    return (
        f"Across: {CELLS} photocells, row after row of the retina. Down: {len(wiring.excitatory)} A-units, "
        f"{CARD} to a card.\nEach of the {wires:,} marks is a wire drawn by lot: blue dots excite, orange "
        f"squares inhibit, {wiring.excitatory.shape[1]} and {wiring.inhibitory.shape[1]} to each A-unit.\n"
        f"Above: how many wires a photocell feeds, {FAN_OUT} at most."
    )


def _across(cells: np.ndarray) -> np.ndarray:
    return LEFT + (cells + 0.5) * (RIGHT - LEFT) / CELLS


def _down(units: np.ndarray, wiring: Wiring) -> np.ndarray:
    return TOP - (units + 0.5) * (TOP - BOTTOM) / len(wiring.excitatory)


def _cards(axes: Axes, wiring: Wiring) -> None:
    """A band behind every other card, and the cards' names."""
    units = len(wiring.excitatory)
    firsts = np.arange(0, units, CARD)
    height = (TOP - BOTTOM) * CARD / units
    lower = TOP - (firsts[::2] + CARD) * (TOP - BOTTOM) / units
    corners = np.stack([np.full(len(lower), LEFT), lower], axis=-1)
    squares(axes, corners, (RIGHT - LEFT, height), facecolors="0.94", edgecolors="none", zorder=0)
    for card, middle in enumerate(TOP - (firsts + CARD / 2) * (TOP - BOTTOM) / units, 1):
        axes.text(LEFT - 0.1, middle, f"C{card}", ha="right", va="center", fontsize=15)


def _sockets(axes: Axes, wiring: Wiring) -> None:
    """Lines between rows of the retina, and above each photocell the number of its wires."""
    fed = np.bincount(np.concatenate([wiring.excitatory.ravel(), wiring.inhibitory.ravel()]), minlength=CELLS)
    base, tall = TOP + 0.12, 1.0
    x = _across(np.arange(CELLS))
    axes.vlines(x, base, base + tall * fed / FAN_OUT, color="0.35", lw=2.4)
    axes.plot([LEFT, RIGHT], [base + tall] * 2, color="0.35", lw=1, ls="--")
    axes.text(RIGHT + 0.1, base + tall, f"{FAN_OUT}", va="center", fontsize=15)
    step = (RIGHT - LEFT) / CELLS * COLUMNS
    for row, cell in enumerate(range(0, CELLS, COLUMNS)):
        edge = LEFT + row * step
        axes.plot([edge, edge], [BOTTOM, base + tall], color="0.6", lw=0.7, zorder=0)
        axes.text(edge + step / 2, BOTTOM - 0.12, socket(cell), ha="center", va="top", fontsize=15)
    axes.text(
        (LEFT + RIGHT) / 2, BOTTOM - 0.5, "first photocell of each row", ha="center", va="top", fontsize=18
    )


def _responses(axes: Axes, wiring: Wiring) -> None:
    """The second board: which A-units each R-unit has."""
    used = wiring.bank.size - 1
    for number, (first, last) in enumerate(pairwise(wiring.bank)):
        fed = np.unique(wiring.unit[first:last])
        x = RIGHT + 0.15 + number * min(0.12, 0.6 / used)
        axes.plot(np.full(fed.size, x), _down(fed, wiring), "s", ms=2.6, color=COLOURS[number % len(COLOURS)])
        middle = float(_down(fed, wiring).mean()) if fed.size < len(wiring.excitatory) else TOP - number - 1
        axes.text(RIGHT + 0.85, middle, f"R{number + 1}\n{fed.size}", va="center", fontsize=20, weight="bold")
