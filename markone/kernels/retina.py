"""The photocells: light falls on cadmium sulphide, and a cell is lit or dark.

Like a shaft, a cell keeps its response at the last change of light and the time of that change;
what it has reached since is a closed form of the two, so that time may be cut anywhere.
"""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import inlined, jit
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
    """Greatest relative difference of a cell's sensitivity from the nominal, drawn uniformly when built."""


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


@inlined
def _goal(photocell, light, gain, key):
    """What a cell of this gain and key answers to lasting light; full scale is 1."""
    sensitivity = gain
    if photocell.spread > 0.0:
        sensitivity *= 1.0 + photocell.spread * uniform(key, 0)
    return photocell.dark + (1.0 - photocell.dark) * light * sensitivity


@inlined
def _levels(retina, photocell, now_ms, level):
    """Write to `level` (cells, float64) the response that each cell has reached."""
    before, light, gain, key = retina.level, retina.light, retina.gain, retina.key
    ms = now_ms - retina.since_ms[0]
    lags = photocell.rise_ms > 0.0 or photocell.decay_ms > 0.0
    if not lags and photocell.spread == 0.0:
        for cell in range(
            level.size
        ):  # the same, with nothing in it that cannot be done to many cells at once
            level[cell] = photocell.dark + (1.0 - photocell.dark) * light[cell] * gain[cell]
        return
    for cell in range(level.size):
        goal = _goal(photocell, light[cell], gain[cell], key[cell])
        if lags:
            lag_ms = photocell.rise_ms if goal > before[cell] else photocell.decay_ms
            if lag_ms > 0.0:
                goal += (before[cell] - goal) * np.exp(-ms / lag_ms)
        level[cell] = goal


@inlined
def _tell(retina, photocell, level, lit):
    """Write to `lit` (cells, bool) what cells at some `level` tell the switchboard."""
    was_lit, stuck = retina.lit, retina.stuck
    for cell in range(lit.size):
        bound = photocell.threshold - (photocell.hysteresis if was_lit[cell] else 0.0)
        lit[cell] = (stuck[cell] > 0) | ((stuck[cell] == 0) & (level[cell] >= bound))


@jit
def look(retina, photocell, now_ms, lit):
    """Write to `lit` (cells, bool) what each cell tells now."""
    level = np.empty(lit.size)
    _levels(retina, photocell, now_ms, level)
    _tell(retina, photocell, level, lit)


@inlined
def expose(retina, photocell, light, now_ms):
    """See what the cells have reached; from now on `light` (cells, float64 in [0, 1]) falls on them."""
    _levels(retina, photocell, now_ms, retina.level)
    _tell(retina, photocell, retina.level, retina.lit)
    for cell in range(light.size):  # an assignment of whole arrays compiles a text for arrays that do not fit
        retina.light[cell] = light[cell]
    retina.since_ms[0] = now_ms
