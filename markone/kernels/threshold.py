"""Threshold logic units: all-or-none, one step of delay, and two kinds of inhibition."""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import jit


class Wires(NamedTuple):
    """Who is connected to whom. A line is an input, or (from the number of inputs on) a unit."""

    first: np.ndarray
    """(units + 1,) int64: the wires of unit u are those from first[u] to first[u + 1]."""
    source: np.ndarray
    """(wires,) int64: the line a wire comes from; a line that comes twice counts twice."""
    inhibits: np.ndarray
    """(wires,) bool."""
    threshold: np.ndarray
    """(units,) int64: so many excitations fire the unit."""
    absolute: bool
    """Whether one inhibition forbids the unit to fire; otherwise it takes one excitation away."""


@jit
def step(wires, lines, after):
    """Write to `after` (units, bool) which units fire one step after `lines` (inputs + units, bool).

    All units look at the same moment and answer together (McCulloch and Pitts 1943; which page says
    what stands in `markone.logic.net`).
    """
    for unit in range(after.size):
        excited, inhibited = 0, 0
        for wire in range(wires.first[unit], wires.first[unit + 1]):
            if lines[wires.source[wire]]:
                if wires.inhibits[wire]:
                    inhibited += 1
                else:
                    excited += 1
        if wires.absolute:
            after[unit] = inhibited == 0 and excited >= wires.threshold[unit]
        else:
            after[unit] = excited - inhibited >= wires.threshold[unit]


@jit
def run(wires, inputs, start):
    """The states (steps + 1, units) of a net that begins with `start` (units,) and is fed `inputs`.

    Row t + 1 is what row t of `inputs` (steps, inputs) and row t of the states lead to; all bool.
    """
    steps, width = inputs.shape
    states = np.empty((steps + 1, start.size), np.bool_)
    lines = np.empty(width + start.size, np.bool_)
    states[0] = start
    for t in range(steps):
        lines[:width] = inputs[t]
        lines[width:] = states[t]
        step(wires, lines, states[t + 1])
    return states
