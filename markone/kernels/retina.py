"""The photocells: light falls on cadmium sulphide, and a cell is lit or dark.

Like a shaft, a cell keeps its response at the last change of light and the time of that change;
what it has reached since is a closed form of the two, so that time may be cut anywhere.
"""

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
    """(cells,) float64: the response of each cell when the light last changed; full scale is 1."""
    lit: np.ndarray
    """(cells,) bool: what each cell told the switchboard then."""
    light: np.ndarray
    """(cells,) float64: the light that has fallen since."""
    since_ms: np.ndarray
    """(1,) int64: when the light last changed."""
    key: np.ndarray
    """(cells,) uint64: the name by which a cell draws its spread; fixed when built."""
    gain: np.ndarray
    """(cells,) float64: 1 for a sound cell, less for a dim one, 0 for a dead one."""
    stuck: np.ndarray
    """(cells,) int8: +1 always lit, -1 always dark, 0 free."""


@jit
def level(retina, photocell, cell, now_ms):
    """The response that one cell has reached; full scale is 1."""
    before = retina.level[cell]
    sensitivity = retina.gain[cell] * (1.0 + photocell.spread * uniform(retina.key[cell], 0))
    goal = photocell.dark + (1.0 - photocell.dark) * retina.light[cell] * sensitivity
    lag_ms = photocell.rise_ms if goal > before else photocell.decay_ms
    if lag_ms > 0.0:
        goal += (before - goal) * np.exp(-(now_ms - retina.since_ms[0]) / lag_ms)
    return goal


@jit
def _tells(retina, photocell, cell, reached):
    """Whether a cell that has `reached` a response tells the switchboard that it is lit."""
    if retina.stuck[cell] != 0:
        return retina.stuck[cell] > 0
    below = photocell.hysteresis if retina.lit[cell] else 0.0
    return reached >= photocell.threshold - below


@jit
def look(retina, photocell, now_ms, lit):
    """Write to `lit` (cells, bool) what each cell tells now."""
    for cell in range(lit.size):
        lit[cell] = _tells(retina, photocell, cell, level(retina, photocell, cell, now_ms))


@jit
def expose(retina, photocell, light, now_ms):
    """See what the cells have reached; from now on `light` (cells, float64 in [0, 1]) falls on them."""
    for cell in range(light.size):
        reached = level(retina, photocell, cell, now_ms)
        retina.lit[cell] = _tells(retina, photocell, cell, reached)
        retina.level[cell] = reached
        retina.light[cell] = light[cell]
    retina.since_ms[0] = now_ms
