"""The models as they are fitted: in each, numbers that a curve can tell apart.

Values are scaled to u = (w - middle) / (half the range), so that bounds stand at -1 and +1. What is fitted
is the step at zero each way (its logarithm), and the shape relative to it: the slope of a linear step; of an
exponential one, step (1 - k (exp(b u) - 1) / b), its slope k and bend b at zero, which is the model with
stretch 1 and shift 0, but can be told apart where b is small; of a table the logarithms of the steps at five
values; of a core the logarithm of its read_curve. Of a constant step the stops may be fitted, too. What
readings tell little of, bends and the steps where the device hardly stood, has a weak prior.
"""

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

from markone.fields import explained

NODES = 5
"""Factors of a fitted table, each way."""
ALIKE, STRAIGHT = 2.0, 4.0
"""Known before, as standard deviations: how far the logarithms of two neighbours in a table lie apart; bends,
of which those of aihwkit's presets for ReRAM and PCM are about 2.5."""
Values = Mapping[str, float]
Move = Callable[[float, int, float], tuple[float, float, float]]
"""(u, way, seconds) -> u afterwards, its derivative by u, and the scale of the noise of that move."""


@explained
class Family(NamedTuple):
    """A model with the numbers that are fitted."""

    title: str
    model: str
    """As in `markone.devices.models`."""
    names: tuple[str, ...]
    """What is fitted; a name that ends in up or down is told by pulses of that way alone."""
    starts: tuple[dict[str, float], ...]
    """From where it is sought; `s_up` and `s_down` are factors of the mean step."""
    move: Callable[[Values], Move]
    numbers: Callable[[Values], dict[str, float]]
    """The model's numbers for bounds at -1 and +1; steps as step_up and step_down."""
    prior: tuple[tuple[str, str, float], ...] = ()
    """What is known before: (one, other, sd) says that one is the other, or 0 if there is none, within sd."""


def _steps(v: Values) -> dict[str, float]:
    return {f"step_{side}": math.exp(v[f"s_{side}"]) for side in ("up", "down")}


def _constant(v: Values) -> Move:
    up, down = math.exp(v["s_up"]), -math.exp(v["s_down"])

    def move(u: float, way: int, _: float) -> tuple[float, float, float]:
        return u + (up if way > 0 else down), 1.0, 1.0

    return move


def _linear(v: Values) -> Move:
    up, down, slope_up, slope_down = math.exp(v["s_up"]), math.exp(v["s_down"]), v["k_up"], v["k_down"]

    def move(u: float, way: int, _: float) -> tuple[float, float, float]:
        size = 1.0 - slope_up * u if way > 0 else 1.0 + slope_down * u
        if size <= 0.0:
            return u, 1.0, 1.0
        return (
            (u + up * size, 1.0 - up * slope_up, 1.0)
            if way > 0
            else (u - down * size, 1.0 - down * slope_down, 1.0)
        )

    return move


def _bent(u: float, slope: float, bend: float) -> tuple[float, float]:
    """1 - slope (exp(bend u) - 1) / bend, at least 0, and its derivative."""
    growth = math.exp(min(max(bend * u, -50.0), 50.0))
    size = 1.0 - slope * ((growth - 1.0) / bend if abs(bend) > 1e-6 else u)
    return (size, -slope * growth) if size > 0.0 else (0.0, 0.0)


def _exponential(v: Values) -> Move:
    up, down = math.exp(v["s_up"]), math.exp(v["s_down"])
    slope_up, slope_down, bend_up, bend_down = v["k_up"], v["k_down"], v["b_up"], v["b_down"]

    def move(u: float, way: int, _: float) -> tuple[float, float, float]:
        if way > 0:
            size, by_u = _bent(u, slope_up, bend_up)
            return u + up * size, 1.0 + up * by_u, 1.0
        size, by_u = _bent(-u, slope_down, bend_down)
        return u - down * size, 1.0 + down * by_u, 1.0

    return move


def _table(v: Values) -> Move:
    sides = {
        way: [math.exp(v[f"n{node}_{side}"]) for node in range(NODES)]
        for way, side in ((1, "up"), (-1, "down"))
    }
    per_u = (NODES - 1) / 2.0

    def move(u: float, way: int, _: float) -> tuple[float, float, float]:
        sizes, at = sides[way], min(max((u + 1.0) * per_u, 0.0), NODES - 1.0)
        node = min(int(at), NODES - 2)
        rise = sizes[node + 1] - sizes[node]
        inside = -1.0 < u < 1.0
        size = sizes[node] + (at - node) * rise
        return u + way * size, 1.0 + way * rise * per_u * inside, 1.0

    return move


def _integrator(v: Values) -> Move:
    speed, slopes = math.exp(v["s"]), {1: v.get("k_up", 0.0), -1: v.get("k_down", 0.0)}

    def move(u: float, way: int, seconds: float) -> tuple[float, float, float]:
        travel, slope = speed * seconds, slopes[way]
        if abs(slope) < 1e-9:
            return u + way * travel, 1.0, travel
        stays = math.exp(min(max(-slope * travel, -50.0), 50.0))
        return way / slope + (u - way / slope) * stays, stays, travel

    return move


def _exponential_numbers(v: Values) -> dict[str, float]:
    """Step, curve and bend of `step (1 - curve exp(bend u))` from the step, slope and bend at zero."""
    found: dict[str, float] = {}
    for side in ("up", "down"):
        curve = v[f"k_{side}"] / (v[f"k_{side}"] + v[f"b_{side}"])
        found |= {f"curve_{side}": curve, f"bend_{side}": v[f"b_{side}"]}
        found[f"step_{side}"] = math.exp(v[f"s_{side}"]) / (1.0 - curve)
    return found


def _table_numbers(v: Values) -> dict[str, float]:
    return {
        f"{side}[{node}]": math.exp(v[f"n{node}_{side}"]) for side in ("up", "down") for node in range(NODES)
    }


def _slopes(v: Values) -> dict[str, float]:
    return {"slope_up": v["k_up"], "slope_down": v["k_down"]}


_S, _K, _B = ("s_up", "s_down"), ("k_up", "k_down"), ("b_up", "b_down")
_NODES = tuple(f"n{node}_{side}" for side in ("up", "down") for node in range(NODES))
_EVEN = {"s_up": 1.0, "s_down": 1.0}
_SOFT = {"s_up": 2.0, "s_down": 2.0, "k_up": 0.9, "k_down": 0.9}

CONSTANT = Family("constant step", "constant step", _S, (_EVEN,), _constant, _steps)
STOPPED = Family(
    "constant step, stops fitted", "constant step", (*_S, "stop_up", "stop_down"),
    tuple({"s_up": s, "s_down": s, "stop_up": 0.97, "stop_down": -0.97} for s in (1.3, 2.0)),
    _constant, lambda v: _steps(v) | {"high": v["stop_up"], "low": v["stop_down"]},
)  # fmt: skip
LINEAR = Family(
    "linear step", "linear step", (*_S, *_K), ({**_EVEN, "k_up": 0.2, "k_down": 0.2}, _SOFT), _linear,
    lambda v: _steps(v) | _slopes(v),
)  # fmt: skip
EXPONENTIAL = Family(
    "exponential step", "exponential step", (*_S, *_K, *_B),
    tuple({**_SOFT, "k_up": k, "k_down": k, "b_up": b, "b_down": b} for k, b in ((0.3, 1.5), (0.9, -1.0))),
    _exponential, _exponential_numbers, tuple((bend, "", STRAIGHT) for bend in _B),
)  # fmt: skip
TABLE = Family(
    "table", "table", _NODES, (dict.fromkeys(_NODES, 1.0),), _table, _table_numbers,
    tuple((*pair, ALIKE) for nodes in (_NODES[:NODES], _NODES[NODES:]) for pair in pairwise(nodes)),
)  # fmt: skip
CORE = Family(
    "magnetic core", "magnetic core", (*_S, "c"), ({**_EVEN, "c": 0.0}, {**_EVEN, "c": 0.7}), _constant,
    lambda v: _steps(v) | {"read_curve": math.exp(v["c"])},
)  # fmt: skip
EVEN = Family(
    "integrator, even",
    "integrator",
    ("s",),
    ({"s": 1.0},),
    _integrator,
    lambda v: {"speed": math.exp(v["s"])},
)
INTEGRATOR = Family(
    "integrator", "integrator", ("s", *_K),
    tuple({"s": s, "k_up": k, "k_down": k} for s, k in ((1.0, 0.2), (2.0, 0.9))),
    _integrator, lambda v: {"speed": math.exp(v["s"])} | _slopes(v),
)  # fmt: skip
PULSED = (CONSTANT, STOPPED, LINEAR, EXPONENTIAL, TABLE, CORE)
TIMED = (EVEN, INTEGRATOR)
CONTAINS = {
    "constant step": set(),
    "constant step, stops fitted": {"constant step"},
    "linear step": {"constant step"},
    "exponential step": {"constant step", "linear step"},
    "table": {"constant step", "linear step"},
    "magnetic core": {"constant step"},
    "integrator, even": set(),
    "integrator": {"integrator, even"},
}
"""Which simpler ones each is where some of its numbers are 0."""
