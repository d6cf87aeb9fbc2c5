"""What speaks for an answer: which A-units fire, and where on the retina their votes come from."""

from itertools import pairwise

import numpy as np

from markone import spec
from markone.kernels.lesson import read, read_weight
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS


def shown(parts: Parts, slide: np.ndarray) -> Parts:
    """A copy of a machine to which a slide (400,) has been shown."""
    after = spec.copy(parts)
    read(after, slide[None])
    return after


def votes(parts: Parts, slide: np.ndarray) -> np.ndarray:
    """(responses, 400) volts: the reading of each active A-unit's pot, shared out among its lit excitatory
    photocells."""
    after = shown(parts, slide)
    wiring, seen = after.wiring, after.retina.lit[after.wiring.excitatory]
    sampled_ms = after.clock.now_ms[0] + after.spec.expose_ms + after.spec.settle_ms
    cast = np.zeros((wiring.bank.size - 1, CELLS))
    for response, (first, last) in enumerate(pairwise(wiring.bank)):
        for shaft in range(first, last):
            unit = wiring.unit[shaft]
            if after.active[unit] and seen[unit].any():
                vote = read_weight(after, shaft, sampled_ms) / seen[unit].sum()
                cast[response, wiring.excitatory[unit][seen[unit]]] += vote
    return cast
