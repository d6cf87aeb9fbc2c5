"""The receptive field of an R-unit: its volts carried back through the signed wires onto the retina."""

import numpy as np

from markone.kernels.association import OPEN
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS


def receptive_field(parts: Parts, volts: np.ndarray, response: int) -> np.ndarray:
    """For each photocell the volts of this R-unit's potentiometers whose A-units it excites, less those of
    whom it inhibits: (400,) float64. `volts` are those of all wipers.
    """
    first, last = parts.wiring.bank[response], parts.wiring.bank[response + 1]
    of_unit = np.bincount(parts.wiring.unit[first:last], volts[first:last], len(parts.wiring.excitatory))
    return _carried(parts.wiring.excitatory, of_unit) - _carried(parts.wiring.inhibitory, of_unit)


def _carried(plugs: np.ndarray, of_unit: np.ndarray) -> np.ndarray:
    weights = np.repeat(of_unit, plugs.shape[1])
    cells = plugs.ravel()
    plugged = cells != OPEN
    return np.bincount(cells[plugged], weights[plugged], CELLS)
