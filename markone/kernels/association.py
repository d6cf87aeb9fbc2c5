"""The association units: each counts its lit plugs and fires at its threshold."""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import inlined, jit

OPEN = -1
"""What stands in the wiring for a plug that has come loose."""


class Wiring(NamedTuple):
    """Both patch boards.

    Examples
    --------
    >>> from markone import plug
    >>> wiring = plug(2, seed=3)
    >>> wiring.excitatory.shape, wiring.bank
    ((512, 10), array([  0, 256, 512]))
    >>> wiring.excitatory[0]  # the photocells that A1 is wired to
    array([318, 292, 196,  82, 387, 393, 321, 230, 287, 312], dtype=int32)
    """

    excitatory: np.ndarray
    """(units, x) int32: the photocells on each A-unit's excitatory plugs."""
    inhibitory: np.ndarray
    """(units, y) int32: the photocells on each A-unit's inhibitory plugs."""
    unit: np.ndarray
    """(pots,) int32: the A-unit that feeds each potentiometer, bank after bank."""
    bank: np.ndarray
    """(responses + 1,) int64: bank r is the pots from bank[r] to bank[r + 1] - 1."""


class Fan(NamedTuple):
    """The S-A board seen from the photocells: the plugs that each of them feeds."""

    first: np.ndarray
    """(cells + 1,) int64: cell c feeds the plugs from first[c] to first[c + 1] - 1."""
    unit: np.ndarray
    """(plugs,) int32: the A-unit u of an excitatory plug; -1 - u for an inhibitory one."""


@inlined
def _put(plugs, excites, fan, filled):
    """Enter the plugs (units, x) of one sign; `filled` (cells, int64) is where each cell's next one goes."""
    for unit in range(plugs.shape[0]):
        for plug in range(plugs.shape[1]):
            cell = plugs[unit, plug]
            if cell != OPEN:
                fan.unit[filled[cell]] = unit if excites else -1 - unit
                filled[cell] += 1


@jit
def trace_wires(wiring, fan):
    """Write to `fan` what the board says; to be done again whenever a plug has changed."""
    fan.first[:] = 0
    for plugs in (wiring.excitatory, wiring.inhibitory):
        for cell in plugs.flat:
            if cell != OPEN:
                fan.first[cell + 1] += 1
    for cell in range(fan.first.size - 1):
        fan.first[cell + 1] += fan.first[cell]
    plugged = fan.first[fan.first.size - 1]
    fan.unit[plugged:] = 0
    filled = fan.first.copy()
    _put(wiring.excitatory, True, fan, filled)
    _put(wiring.inhibitory, False, fan, filled)


@inlined
def fire(fan, theta, lit, stuck, active):
    """Write to `active` (units, bool) which A-units fire when `lit` (cells, bool) is seen.

    A unit fires when its lit excitatory plugs less its lit inhibitory plugs reach `theta`
    (Rosenblatt, Psychological Review 65, 1958); `stuck` (units, int8) is +1 for one that always
    fires, -1 for one that never does.
    """
    net, first, unit = np.zeros(active.size, np.int32), fan.first, fan.unit
    for cell in range(lit.size):
        if lit[cell]:
            for plug in range(first[cell], first[cell + 1]):
                down = unit[plug] >> 31  # 0, or -1 for an inhibitory plug
                net[np.uint32(unit[plug] ^ down)] += 1 + 2 * down
    for number in range(active.size):
        fires = net[number] >= theta
        active[number] = (stuck[number] > 0) | ((stuck[number] == 0) & fires)
