"""Machines of which parts break at once, after they were taught or before."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from markone.addresses import names
from markone.faults import Fault, kinds, schedule
from markone.kernels.association import Wiring
from markone.kernels.lesson import elapse_to, wipers
from markone.kernels.machine import Parts
from markone.spec import copy


def at_share(kind: str, share: float, wiring: Wiring, rng: np.random.Generator) -> list[Fault]:
    """Faults of one kind at a share of the parts that they strike, drawn at random; plugs go in pairs."""
    addresses = names(kinds()[kind], wiring)
    at = [addresses[place] for place in rng.permutation(len(addresses))[: round(share * len(addresses))]]
    if kinds()[kind] == "two plugs":
        at = [" ".join(pair) for pair in zip(at[::2], at[1::2], strict=False)]
    return [Fault(kind, where) for where in at]


def struck(parts: Parts, faults: Iterable[Fault]) -> Parts:
    """A copy of the machine in which these faults, whatever their times, have struck and no others will."""
    broken = copy(parts)
    now_ms = int(broken.clock.now_ms[0])
    broken = replace(broken, faults=schedule([each._replace(ms=now_ms) for each in faults], broken.wiring))
    broken.clock.struck[0] = 0
    elapse_to(broken, now_ms)
    broken.clock.struck[0] = 0
    return replace(broken, faults=schedule((), broken.wiring))


def activity(parts: Parts, slides: np.ndarray) -> np.ndarray:
    """Which A-units of a sound machine fire for which slide, (n, 400) of light: (slides, units) bool."""
    wiring, lit = parts.wiring, slides >= parts.photocell.threshold
    net = lit[:, wiring.excitatory].sum(axis=2) - lit[:, wiring.inhibitory].sum(axis=2)
    return net >= parts.spec.theta


def contributions(parts: Parts, slides: np.ndarray) -> np.ndarray:
    """What each A-unit of a sound machine gives to each R-unit, in volts: (slides, responses, units).

    Its sums over the units are the currents.
    """
    wiring = parts.wiring
    responses, units = wiring.bank.size - 1, len(wiring.excitatory)
    weights = np.zeros((responses, units))
    weights[np.repeat(np.arange(responses), np.diff(wiring.bank)), wiring.unit] = wipers(parts)
    return activity(parts, slides)[:, None, :] * weights


def without(given: np.ndarray, removed: np.ndarray) -> np.ndarray:
    """Currents with these A-units removed, (k, units) bool, from `contributions`: (k, slides, responses)."""
    return given.sum(axis=2) - np.tensordot(removed.astype(float), given, (1, 2))
