"""What is out of order in a machine, and how."""

import numpy as np

from markone.addresses import names
from markone.faults import kinds
from markone.kernels.association import Wiring
from markone.kernels.fault import KINDS
from markone.kernels.machine import Parts


def broken(parts: Parts, delivered: Wiring) -> dict[str, str]:
    """By address the kind of the last fault that struck there, unless it was put in order since.

    `delivered` is where the plugs were at first.
    """
    found: dict[str, str] = {}
    addresses = {at: names(at, parts.wiring) for at in {*kinds().values()} & {"S", "A", "P", "R", "plug"}}
    for row in range(int(parts.clock.struck[0])):
        code, address, other = (int(parts.faults[column][row]) for column in (1, 2, 3))
        name, at = next((name, kind.at) for name, kind in KINDS.items() if kind.code == code)
        if at == "mains":
            continue
        part = "plug" if at == "two plugs" else at
        for index in (address, other) if at == "two plugs" else (address,):
            if _out_of_order(parts, part, index, delivered):
                found[addresses[part][index]] = name
    return found


def is_plug(kind: str) -> bool:
    """Whether a kind of fault strikes plugs."""
    return kinds()[kind] in ("plug", "two plugs")


def plugs(wiring: Wiring) -> np.ndarray:
    """The cells of all plugs, counted A-unit by A-unit, the excitatory ones first."""
    return np.concatenate([wiring.excitatory, wiring.inhibitory], axis=1).ravel()


def _out_of_order(parts: Parts, part: str, index: int, delivered: Wiring) -> bool:
    if part == "plug":
        return bool(plugs(parts.wiring)[index] != plugs(delivered)[index])
    shafts = parts.shafts
    states = {
        "S": lambda: parts.retina.gain[index] != 1.0 or parts.retina.stuck[index] != 0,
        "A": lambda: parts.stuck[index] != 0,
        "P": lambda: parts.relay[index] != 0 or not shafts.wiper[index] or shafts.gear[index] != 1.0,
        "R": lambda: not parts.bulb[index],
    }
    return bool(states[part]()) if part in states else True
