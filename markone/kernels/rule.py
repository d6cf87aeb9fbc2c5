"""Reinforcement: which way each motor must run.

Source: Rosenblatt, Psychological Review 65, 1958 (the rules); the procedures are named in the press
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
RULES = {"bipolar": BIPOLAR, "alpha": ALPHA, "beta": BETA, "gamma": GAMMA}
"""Rules of reinforcement by name. A user's own is added by `add`."""
OWN = 2**32
"""Codes of rules that users add begin here: each is a hash of the name, the same in every process."""

drives = by_kind("say which way motors must run")
"""drives(rule, wanted, firing, size): the orders, in [-1, 1], for a motor whose A-unit fires and for one
whose does not, where a response of +1 or -1 is `wanted` and `firing` A-units of `size` fire."""
_check_rule = by_kind("be a rule of reinforcement", otherwise=lambda rule: None)
_own: dict[int, Any] = {}


@_check_rule.of(int)
def _check_code(rule):
    if not BIPOLAR <= rule <= GAMMA:
        raise ValueError("rule is none of the codes of kernels.rule.RULES")


@jit
def check_codes(mode, rule):
    """Raise ValueError for a code that is none of `MODES`, and a rule that is none of `RULES`."""
    if not TEST <= mode <= UNTIL_RIGHT:
        raise ValueError("mode is none of the codes of kernels.rule.MODES")
    _check_rule(rule)


def add(name: str, orders: Callable) -> None:
    """Add a rule of reinforcement under a `name` of its own: `orders(wanted, firing, size)`, as in `drives`.

    What is compiled for it is not kept for other processes. Raises ValueError for a name that is taken.
    """
    if not isinstance(name, str) or not name or not callable(orders):
        kinds = f"{type(name).__name__} and {type(orders).__name__}"
        raise ValueError(f"a rule is {kinds}; give a name and a function of (wanted, firing, size)")
    code = OWN + zlib.crc32(name.encode())
    if name in RULES or code in RULES.values():
        raise ValueError(f"there is a rule called {name!r}; give it another name")
    OwnRule: Any = namedtuple("OwnRule", ["code"], module="users")
    orders = inlined(orders)
    drives.of(OwnRule)(lambda rule, wanted, firing, size: orders(wanted, firing, size))
    RULES[name], _own[code] = code, OwnRule(code)


def rule_of(rule: int) -> Any:
    """A code of `RULES` as kernels know the rule: those of 1958 by the code, a user's own by its kind."""
    return _own.get(rule, rule)


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
def _drives(rule, wanted, firing, size):
    if rule == GAMMA:
        return wanted * (1.0 - firing / size), wanted * (0.0 - firing / size)
    if rule == BIPOLAR or wanted == 0:
        return wanted * 1.0, 0.0
    if rule == ALPHA:
        return (1.0 if wanted > 0 else 0.0), 0.0
    if rule == BETA:
        return (1.0 / max(firing, 1), 0.0) if wanted > 0 else (1.0 / size, 1.0 / size)
    raise ValueError("rule is none of the codes of kernels.rule.RULES")


@inlined
def correct(wiring, active, lamp, target, mode, rule, relay, way):
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
        if_firing, if_not = drives(rule, wanted, firing, last - first)
        orders, of_bank = way[first:last], relay[first:last]
        for pot in range(orders.size):
            order = if_firing if (fed[pot] != 0) | (of_bank[pot] > 0) else if_not
            orders[pot] = order if of_bank[pot] >= 0 else 0.0
