"""Curves of devices whose numbers are known, and whether the fit finds these again."""

import sys
import time
from collections import Counter

import numpy as np

from markone.devices import Device
from markone.devices.choose import Candidate, simplest, told_apart, why_not
from markone.devices.curve import flow, reading, step_size
from markone.devices.estimate import estimate
from markone.devices.fitted import CONTAINS, PULSED, TIMED
from markone.devices.likelihood import scaled
from markone.devices.numbers import Scale, intervals
from markone.devices.pulses import Run

SCALE = Scale(2.0, 10.0)
"""The range in which numbers are told; what is recovered is in the device's own unit."""
WAYS = np.repeat([1, -1, 1, -1], 60)
NOISE = {"pulse_noise": 0.25, "read_noise": 0.04}
NUMBERS = {
    "constant step": {"step": 0.085, "asymmetry": 0.04},
    "constant step, stops fitted": {"step": 0.18, "asymmetry": 0.1, "low": 3.0, "high": 9.0},
    "linear step": {"step": 0.12, "asymmetry": 0.1, "slope_up": 0.6, "slope_down": 0.4},
    "exponential step": {
        "step": 0.16, "asymmetry": 0.1, "curve_up": 0.12, "curve_down": 0.1, "bend_up": 1.8, "bend_down": 2.0,
    },
    "table": {"step": 0.12, "up": (0.6, 1.8, 0.5, 1.4, 0.7), "down": (1.4, 0.5, 1.5, 0.8, 0.8)},
    "magnetic core": {"step": 0.085, "asymmetry": 0.04, "read_curve": 1.5},
    "integrator, even": {"speed": 0.9},
    "integrator": {"speed": 1.4, "slope_up": 0.7, "slope_down": 0.5},
}  # fmt: skip
PULSE_S = 0.1
FIRST = 10_000
"""Seeds from here on: the widths of the fit's prior were chosen while looking at seeds below 1,000."""


def truth(title):
    """The device behind the curves; its bounds are out of the way but where stops are fitted."""
    numbers = {"low": SCALE.low, "high": SCALE.high, **NUMBERS[title], **NOISE}
    return Device(title, title.partition(",")[0], "V", numbers)


def curve(title, rng):
    """What is read of it, with all its noise, up and down twice."""
    device = truth(title)
    low, high = device.range if "stops" in title else (-np.inf, np.inf)
    at, seen = SCALE.middle - 0.9 * SCALE.half, []
    timed = device.model == "integrator"
    for way in (0, *WAYS):
        if way and timed:
            noise = device.value("pulse_noise") * device.value("speed") * PULSE_S
            at = flow(device, at, way, PULSE_S) + noise * rng.normal()
        elif way:
            at += (
                way * step_size(device, at, way)
                + device.value("pulse_noise") * device.value("step") * rng.normal()
            )
        at = min(max(at, low), high)
        seen.append(float(reading(device, at)) + device.value("read_noise") * rng.normal())
    seconds = np.full(WAYS.size, PULSE_S if timed else 0.0)
    return Run("1", np.array(seen), WAYS, np.ones(WAYS.size, np.int64), seconds)


def flat(numbers):
    """The factors of a table one by one."""
    found = {}
    for name, value in numbers.items():
        found |= (
            {f"{name}[{n}]": one for n, one in enumerate(value)}
            if isinstance(value, tuple)
            else {name: value}
        )
    return found


def draw(title, seed, all_models=True):
    """Which numbers the intervals hold, and which model is chosen, for one curve."""
    run = curve(title, np.random.default_rng([seed, len(title)]))
    track = scaled(run, SCALE.middle, SCALE.half)
    families = TIMED if title.startswith("integrator") else PULSED
    found = {
        family.title: estimate(family, [track], False)
        for family in families
        if all_models or family.title == title
    }
    held = intervals(found[title], SCALE)
    inside = {
        name: held[name][0] <= value <= held[name][1] for name, value in flat(NUMBERS[title] | NOISE).items()
    }
    every = [
        Candidate(each.family.title, each.theta.size, each.aic, 0.0, (each,), why_not([each], SCALE))
        for each in found.values()
    ]
    able = [each for each in told_apart(every) if not each.why_not]
    return inside, simplest(able).title


def recovered(title, draws, all_models=True):
    """Shares of draws in which the interval of each number holds it, and in which each model is chosen."""
    each = [draw(title, seed, all_models) for seed in range(FIRST, FIRST + draws)]
    held = {name: float(np.mean([inside[name] for inside, _ in each])) for name in each[0][0]}
    return held, {model: count / draws for model, count in Counter(chosen for _, chosen in each).items()}


def right(title, chosen):
    """The share in which the right model was chosen, or a simpler one that it contains."""
    return sum(share for model, share in chosen.items() if model in {title, *CONTAINS[title]})


if __name__ == "__main__":
    for title in sys.argv[2:] or NUMBERS:
        begun = time.time()
        held, chosen = recovered(title, int(sys.argv[1]))
        print(
            title,
            held,
            chosen,
            f"right {right(title, chosen):.3f}",
            f"{time.time() - begun:.0f} s",
            flush=True,
        )
