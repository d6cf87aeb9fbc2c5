"""What was fitted, as the numbers of a device: in its own unit, with 95 % intervals."""

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

from markone.devices.estimate import Estimate
from markone.devices.fitted import NODES
from markone.fields import explained

LEVEL = 0.95
POSITIVE = ("step", "speed", "pulse_noise", "read_noise", "read_curve", "up[", "down[")
SIDES = ("up", "down")


@explained
class Scale(NamedTuple):
    """The range of a device that was measured, in its own unit."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Where u = 0."""
        return (self.low + self.high) / 2

    @property
    def half(self) -> float:
        """What u = 1 stands for."""
        return (self.high - self.low) / 2


def in_own_unit(found: Estimate, theta: np.ndarray, scale: Scale) -> dict[str, float]:
    """The numbers of the model, as `markone.devices.models` has them, that the pulses can tell."""
    values = found.likelihood.values(theta)
    numbers = found.family.numbers(values)
    one_sided = found.likelihood.one_sided
    for side in one_sided:
        numbers = {
            name: value
            for name, value in numbers.items()
            if f"_{side}" not in name and f"{side}[" not in name
        }
    if found.family.model == "table":
        numbers = _relative(numbers)
    elif found.family.model != "integrator":
        steps = [numbers.pop(f"step_{side}") for side in SIDES if f"step_{side}" in numbers]
        lean = {} if one_sided else {"asymmetry": (steps[0] - steps[1]) / sum(steps)}
        numbers = {"step": sum(steps) / len(steps), **lean, **numbers}
    step = 1.0 if found.family.model == "integrator" else numbers["step"]
    numbers |= {"pulse_noise": math.exp(values["pulse"]) / step, "read_noise": math.exp(values["read"])}
    for name in {"step", "speed", "read_noise"} & set(numbers):
        numbers[name] *= scale.half
    for side, name in (("up", "high"), ("down", "low")):
        if side in found.likelihood.unreached(found.theta):
            numbers.pop(name, None)
    for name in {"low", "high"} & set(numbers):
        numbers[name] = scale.middle + scale.half * numbers[name]
    return numbers


def _relative(numbers: dict[str, float]) -> dict[str, float]:
    """Steps at the values of a table as factors of their mean."""
    step = float(np.mean(list(numbers.values())))
    return {"step": step, **{name: value / step for name, value in numbers.items()}}


def intervals(found: Estimate, scale: Scale) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each number: how it changes with what was fitted, times how sure that is.

    Numbers that are above 0 by their nature have intervals on a logarithmic scale.
    """
    best, jacobian = in_own_unit(found, found.theta, scale), []
    for place, deviation in enumerate(np.sqrt(np.diag(found.covariance))):
        step = np.zeros(found.theta.size)
        step[place] = min(0.05 * deviation, 0.05)
        above, below = (in_own_unit(found, found.theta + way * step, scale) for way in (1, -1))
        jacobian.append([(above[name] - below[name]) / (2 * step[place]) for name in best])
    wide = stats.t.ppf((1 + LEVEL) / 2, found.freedom)
    spread = wide * np.sqrt(np.einsum("pn,pq,qn->n", jacobian, found.covariance, jacobian))
    return {name: _interval(name, best[name], each) for name, each in zip(best, spread, strict=True)}


def _interval(name: str, value: float, spread: float) -> tuple[float, float]:
    if name.startswith(POSITIVE) and value > 0.0:
        factor = math.exp(min(spread / value, 50.0))
        return value / factor, value * factor
    return value - spread, value + spread


def with_tables(numbers: dict[str, float]) -> dict[str, float | tuple[float, ...]]:
    """The same numbers, the factors of a table as tuples."""
    plain: dict[str, float | tuple[float, ...]] = {
        name: value for name, value in numbers.items() if "[" not in name
    }
    for side in SIDES:
        if f"{side}[0]" in numbers:
            plain[side] = tuple(numbers[f"{side}[{node}]"] for node in range(NODES))
    return plain
