"""The photocells: light falls on cadmium sulphide, and a cell is lit or dark."""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import jit
from markone.kernels.noise import uniform

ROWS, COLUMNS = 20, 20
"""The retina's photocells in the image plane of a camera."""
CELLS = ROWS * COLUMNS


class Photocell(NamedTuple):
    """One kind of photocell. A time or a hysteresis of zero means ideal."""

    threshold: float = 0.5
    """Light level, as a share of full scale, at which a dark cell becomes lit."""
    hysteresis: float = 0.0
    """A lit cell goes dark this far below the threshold."""
    rise_ms: float = 0.0
    """Time constant of the response to more light."""
    decay_ms: float = 0.0
    """Time constant of the response to less light."""
    dark: float = 0.0
    """What a cell answers to no light, as a share of full scale (its dark current)."""
    spread: float = 0.0
    """Greatest relative difference of a cell's sensitivity from the nominal one, fixed when built."""


class Retina(NamedTuple):
    """The state of all photocells."""

    level: np.ndarray
    """(cells,) float64: the response each cell has reached; full scale is 1."""
    lit: np.ndarray
    """(cells,) bool: what each cell tells the switchboard."""
    key: np.ndarray
    """(cells,) uint64: the name by which a cell draws its spread; fixed when built."""


@jit
def expose(retina, photocell, light, ms):
    """Let `light` (cells, float64 in [0, 1]) fall on the retina for `ms`; changes it in place."""
    for cell in range(light.size):
        level = retina.level[cell]
        sensitivity = 1.0 + photocell.spread * uniform(retina.key[cell], 0)
        goal = photocell.dark + (1.0 - photocell.dark) * light[cell] * sensitivity
        lag_ms = photocell.rise_ms if goal > level else photocell.decay_ms
        if lag_ms > 0.0:
            goal += (level - goal) * np.exp(-ms / lag_ms)
        retina.level[cell] = goal
        below = photocell.hysteresis if retina.lit[cell] else 0.0
        retina.lit[cell] = goal >= photocell.threshold - below
