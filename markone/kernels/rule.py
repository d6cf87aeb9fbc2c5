"""Reinforcement: which way each motor must run.

Source: Rosenblatt, Psychological Review 65, 1958 (laws); the procedures are named in the press
release of 1960 and, as quoted, in the Operators' Manual.
"""

import zlib
from collections import namedtuple
from collections.abc import Callable
from typing import Any

from markone.kernels.jit import inlined, jit
from markone.kernels.kinds import by_kind
from markone.kernels.listed import fed_pots

TEST, FORCED, ERROR_CORRECTION, SPONTANEOUS, UNTIL_RIGHT = 0, 1, 2, 3, 4
MODES = {
    "test": TEST,
    "forced": FORCED,
    "error correction": ERROR_CORRECTION,
    "spontaneous": SPONTANEOUS,
    "error correction until right": UNTIL_RIGHT,
}
"""Training procedures by name. The last corrects only until the lamp flips, a pulse at most."""

BIPOLAR, ALPHA, BETA, GAMMA = 0, 1, 2, 3
LAWS = {"bipolar": BIPOLAR, "alpha": ALPHA, "beta": BETA, "gamma": GAMMA}
"""Rules of reinforcement by name. A user's own is added by `add`."""
OWN = 2**32
"""Codes of rules that users add begin here: each is a hash of the name, the same in every process."""

drives = by_kind("say which way motors must run")
"""drives(law, wanted, firing, size): the orders, in [-1, 1], for a motor whose A-unit fires and for one whose
does not, where a response of +1 or -1 is `wanted` and `firing` A-units of `size` fire."""
_check_law = by_kind("be a rule of reinforcement", otherwise=lambda law: None)
_own: dict[int, Any] = {}


@_check_law.of(int)
def _check_code(law):
    if not BIPOLAR <= law <= GAMMA:
        raise ValueError("law is none of the codes of kernels.rule.LAWS")


@jit
def check_codes(mode, law):
    """Raise ValueError for a code that is none of `MODES`, and a law that is none of `LAWS`."""
    if not TEST <= mode <= UNTIL_RIGHT:
        raise ValueError("mode is none of the codes of kernels.rule.MODES")
    _check_law(law)


def add(name: str, orders: Callable) -> None:
    """Add a rule of reinforcement under a `name` of its own: `orders(wanted, firing, size)`, as in `drives`.

    What is compiled for it is not kept for other processes. Raises ValueError for a name that is taken.
    """
    if not isinstance(name, str) or not name or not callable(orders):
        kinds = f"{type(name).__name__} and {type(orders).__name__}"
        raise ValueError(f"a rule is {kinds}; give a name and a function of (wanted, firing, size)")
    code = OWN + zlib.crc32(name.encode())
    if name in LAWS or code in LAWS.values():
        raise ValueError(f"there is a rule called {name!r}; give it another name")
    OwnRule: Any = namedtuple("OwnRule", ["code"], module="users")
    orders = inlined(orders)
    drives.of(OwnRule)(lambda law, wanted, firing, size: orders(wanted, firing, size))
    LAWS[name], _own[code] = code, OwnRule(code)


def as_laid(law: int) -> Any:
    """A code of `LAWS` as kernels know the rule: those of 1958 by the code, a user's own by its kind."""
    return _own.get(law, law)


@inlined
def wanted_response(mode, lamp, target):
    """+1, -1 or 0: the response to be strengthened; a target of 0 means that none is wanted."""
    if mode == FORCED:
        return target
    if mode == SPONTANEOUS:
        return lamp
    if mode == TEST:
        return 0
    if mode in (ERROR_CORRECTION, UNTIL_RIGHT):
        return target if lamp != target else 0
    raise ValueError("mode is none of the codes of kernels.rule.MODES")


@drives.of(int)
def _drives(law, wanted, firing, size):
    if law == GAMMA:
        return wanted * (1.0 - firing / size), wanted * (0.0 - firing / size)
    if law == BIPOLAR or wanted == 0:
        return wanted * 1.0, 0.0
    if law == ALPHA:
        return (1.0 if wanted > 0 else 0.0), 0.0
    if law == BETA:
        return (1.0 / max(firing, 1), 0.0) if wanted > 0 else (1.0 / size, 1.0 / size)
    raise ValueError("law is none of the codes of kernels.rule.LAWS")


@inlined
def correct(wiring, active, lamp, target, mode, law, relay, way):
    """Write to `way` (pots, float64 in [-1, 1]) how each motor must run.

    `relay` (pots, int8) is 0 for a sound relay; one stuck closed (+1) drives its motor as if its
    A-unit fired, one stuck open (-1) never does.

    Bipolar drives the active pots towards the wanted response, up or down. Alpha only gains: the
    active pots of a response that is wanted on. Beta feeds every source-set the same in all: shared
    by the active pots of a response wanted on, by all pots of one wanted off. Gamma takes the
    active share of the source-set from each pot's drive, so that the sum of the set stays; this is
    (1 - share) times the increment of 1958.
    """
    for response in range(lamp.size):
        wanted = wanted_response(mode, lamp[response], target[response])
        first, last = wiring.bank[response], wiring.bank[response + 1]
        if wanted == 0:
            way[first:last] = 0.0
            continue
        fed, firing = fed_pots(wiring, active, response), 0
        for pot in fed:
            firing += pot
        if_firing, if_not = drives(law, wanted, firing, last - first)
        orders, of_bank = way[first:last], relay[first:last]
        for pot in range(orders.size):
            order = if_firing if (fed[pot] != 0) | (of_bank[pot] > 0) else if_not
            orders[pot] = order if of_bank[pot] >= 0 else 0.0
