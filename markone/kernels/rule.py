"""Reinforcement: which way each motor must run.

Source: Rosenblatt, Psychological Review 65, 1958 (laws); the procedures are named in the press
release of 1960 and, as quoted, in the Operators' Manual.
"""

from markone.kernels.jit import jit

TEST, FORCED, ERROR_CORRECTION, SPONTANEOUS = 0, 1, 2, 3
MODES = {
    "test": TEST,
    "forced": FORCED,
    "error correction": ERROR_CORRECTION,
    "spontaneous": SPONTANEOUS,
}
"""Training procedures by name."""

ALPHA, GAMMA = 0, 1
LAWS = {"alpha": ALPHA, "gamma": GAMMA}
"""Laws of reinforcement by name."""


@jit
def _reinforcement(mode, lamp, target):
    """+1, -1 or 0: the response to be strengthened; a target of 0 means that none is wanted."""
    if mode == FORCED or (mode == ERROR_CORRECTION and lamp != target):
        return target
    return lamp if mode == SPONTANEOUS else 0


@jit
def _share_active(wiring, active, response):
    """The active share of the A-units of one R-unit's source-set."""
    count = 0
    first, last = wiring.bank[response], wiring.bank[response + 1]
    for shaft in range(first, last):
        count += active[wiring.unit[shaft]]
    return count / (last - first)


@jit
def correct(wiring, active, lamp, target, mode, law, way):
    """Write to `way` (pots, float64 in [-1, 1]) how each motor must run.

    Alpha moves the active pots towards the wanted response. Gamma takes the active share of the
    source-set from every pot's drive, so that the sum of a source-set stays as it is.
    """
    for response in range(lamp.size):
        wanted = float(_reinforcement(mode, lamp[response], target[response]))
        mean = _share_active(wiring, active, response) if law == GAMMA else 0.0
        for shaft in range(wiring.bank[response], wiring.bank[response + 1]):
            way[shaft] = wanted * (active[wiring.unit[shaft]] - mean)
