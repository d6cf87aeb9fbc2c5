"""The machine explained in one drawing: from the retina to the lamps, and back to the motors.

Every wire, lit unit, wiper, sum and lamp is that of the machine that is given.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.addresses import CARD
from markone.draw.diagram import sheet
from markone.draw.machine_answering import BANKS_WIDTH, draw_back, draw_banks, draw_responses
from markone.draw.machine_seeing import (
    BOARD,
    BOTTOM,
    HEIGHT,
    LAMPS,
    POTS,
    RETINA,
    SIDE,
    SUMS,
    TOP,
    UNITS,
    WIDTH,
    draw_board,
    draw_retina,
    draw_units,
)
from markone.draw.sources import who_says
from markone.kernels.lesson import read
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.spec import copy
from markone.switchboard import FAN_OUT, MOST_RESPONSES


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
    draw_retina(axes, parts, slide)
    draw_units(axes, parts)
    draw_board(axes, parts)
    draw_banks(axes, parts)
    draw_responses(axes, parts, sums, spelt)
    draw_back(axes, parts)
    axes.text(0.2, 0.09, _sources(parts), fontsize=7.5, va="center", color="0.3")
    return figure


def _sources(parts: Parts) -> str:
    wiring = parts.wiring
    shown = {
        "CELLS": f"{CELLS} photocells",
        "UNITS": f"{len(wiring.excitatory)} A-units",
        "FAN_OUT": f"{FAN_OUT} wires a photocell",
        "MOST_RESPONSES": f"{MOST_RESPONSES} R-units",
        "CARD": f"cards of {CARD}",
        "Pot.stop_v": f"±{parts.pot.stop_v:g} V",
        "wires": f"{wiring.excitatory.shape[1]} + {wiring.inhibitory.shape[1]} wires",
        "Spec.pulse_ms": f"{parts.spec.pulse_ms} ms",
    }
    return who_says(shown)


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
