"""How likely measured pulses are under a model: a Kalman filter that follows the device reading by reading.

The device moves with noise that stays (from pulse to pulse) and is read with noise that does not; that is
how the two are told apart. Where a pulse moves it is not linear in where it stands, so the filter is the
extended one (Anderson and Moore, Optimal Filtering, 1979, chapter 8).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from markone.devices.fitted import Family, Move, Values
from markone.devices.pulses import Run
from markone.fields import explained

Theta = Sequence[float] | np.ndarray
AT_A_STOP = 3
"""Readings at a stop that make it one."""
LOST = 1e9
"""What is returned where a model leaves all bounds."""


@explained
class Track(NamedTuple):
    """One run, scaled, as lists, which Python reads faster than arrays."""

    values: list[float]
    ways: list[int]
    counts: list[int]
    seconds: list[float]


@explained
class Followed(NamedTuple):
    """What a filter that follows a run finds."""

    cost: float
    """Minus the logarithm of the likelihood."""
    expected: list[float]
    """What it expects of each reading from those before."""
    variances: list[float]
    """How sure of that it is."""


@explained
class Motion(NamedTuple):
    """How a device moves and is read, with one choice of its numbers."""

    move: Move
    curve: float
    """How S-shaped the reading is; 0: not at all."""
    bounds: tuple[float, float]
    """Hard stops; the same for none."""
    noise: tuple[float, float]
    """Variances: from pulse to pulse, of reading."""


def scaled(run: Run, middle: float, half: float) -> Track:
    """A run with its values in half ranges from the middle."""
    values = ((run.values - middle) / half).tolist()
    return Track(values, run.ways.tolist(), run.counts.tolist(), run.seconds.tolist())


def seen(u: float, curve: float) -> tuple[float, float]:
    """What is read of a device that stands at `u`, and its derivative; S-shaped by `curve`, or not if 0."""
    if curve == 0.0:
        return u, 1.0
    bent = math.tanh(curve * u)
    top = math.tanh(curve)
    return bent / top, curve * (1.0 - bent * bent) / top


def stopped(at: float, variance: float, end: float, way: int) -> tuple[float, float]:
    """Mean and variance of a normal distribution behind a hard stop at `end`; `way` is +1 for an upper."""
    room = way * (end - at)
    if variance <= 0.0:
        return (at, 0.0) if room >= 0.0 else (end, 0.0)
    deviation = math.sqrt(variance)
    a = room / deviation
    if a > 6.0:
        return at, variance
    below, density = 0.5 * math.erfc(-a * 0.7071067811865476), 0.3989422804014327 * math.exp(-0.5 * a * a)
    short = a * below + density
    left = variance * max((a * a + 1.0) * below + a * density - short * short, 0.0)
    return end - way * deviation * short, left


def follow(track: Track, motion: Motion, start: float, skip: set | None = None) -> Followed:
    """Follow one run from `start`; readings in `skip` are withheld."""
    move, curve, (low, high), (pulse, read) = motion
    at, spread, cost = start, 0.0, 0.0
    values, expected, variances = track.values, list[float](), list[float]()
    for index, value in enumerate(values):
        if index:
            way, seconds = track.ways[index - 1], track.seconds[index - 1]
            for _ in range(track.counts[index - 1]):
                at, slope, size = move(at, way, seconds)
                spread = slope * slope * spread + pulse * size * size
                if low != high:
                    at, spread = stopped(at, spread, high, 1)
                    at, spread = stopped(at, spread, low, -1)
        if not -20.0 < at < 20.0:
            left = len(values) - len(expected)
            return Followed(LOST, expected + [at] * left, variances + [1.0] * left)
        guess, by_u = seen(at, curve)
        variance = by_u * by_u * spread + read
        expected.append(guess)
        variances.append(variance)
        if skip is not None and index in skip:
            continue
        error = value - guess
        cost += 0.5 * (math.log(6.283185307179586 * variance) + error * error / variance)
        gain = spread * by_u / variance
        at += gain * error
        spread *= 1.0 - gain * by_u
    return Followed(cost, expected, variances)


class Likelihood:
    """The cost of a family's numbers for all runs of a device."""

    def __init__(self, family: Family, tracks: Sequence[Track], bounded: bool):
        ways = {way for track in tracks for way in track.ways}
        missing = tuple(side for way, side in ((1, "up"), (-1, "down")) if way not in ways)
        self.family, self.tracks, self.bounded = family, tracks, bounded
        self.one_sided = missing
        self.names = [name for name in family.names if not (missing and name.endswith(missing))]
        self.names += [f"start{index}" for index in range(len(tracks))] + ["pulse", "read"]

    def values(self, theta: Theta) -> dict[str, float]:
        """The numbers by name; those of a way that no pulse went are those of the other."""
        found = dict(zip(self.names, map(float, theta), strict=True))
        for name in self.family.names:
            if name not in found:
                other = name[: -len("down")] + "up" if name.endswith("down") else name[: -len("up")] + "down"
                found[name] = -found[other] if name.startswith("stop") else found[other]
        return found

    def motion(self, values: Values) -> Motion:
        """How the device moves with these numbers."""
        stops = (-1.0, 1.0) if self.bounded else (values.get("stop_down", 0.0), values.get("stop_up", 0.0))
        noise = math.exp(2.0 * values["pulse"]), math.exp(2.0 * values["read"])
        return Motion(self.family.move(values), math.exp(values["c"]) if "c" in values else 0.0, stops, noise)

    def followed(self, theta: Theta, skip: Sequence[set] | None = None) -> list[Followed]:
        """Each run, followed with these numbers."""
        values = self.values(theta)
        motion = self.motion(values)
        return [
            follow(track, motion, values[f"start{index}"], skip[index] if skip else None)
            for index, track in enumerate(self.tracks)
        ]

    def surprise(self, theta: Theta) -> list[float]:
        """How far these numbers are from what is known before, in standard deviations."""
        values = self.values(theta)
        return [
            (values[one] - values.get(other, 0.0)) / sd
            for one, other, sd in self.family.prior
            if one in self.names
        ]

    def weighed(self, theta: Theta, skip: Sequence[set] | None = None) -> float:
        """`cost` with the prior."""
        return self.cost(theta, skip) + 0.5 * sum(each * each for each in self.surprise(theta))

    def cost(self, theta: Theta, skip: Sequence[set] | None = None) -> float:
        """Minus the logarithm of the likelihood of these numbers."""
        try:
            return min(sum(each.cost for each in self.followed(theta, skip)), LOST)
        except (OverflowError, ZeroDivisionError, ValueError):
            return LOST

    def open_loop(self, theta: Theta) -> np.ndarray:
        """What would be read of each run without noise, one after the other, (readings,)."""
        values = self.values(theta)
        motion = self.motion(values)
        means = [_mean(track, motion, values[f"start{index}"]) for index, track in enumerate(self.tracks)]
        return np.concatenate(means)

    def unreached(self, theta: Theta) -> list[str]:
        """Which fitted stops, up or down, the mean curve does not stand at for three pulses."""
        values, loop = self.values(theta), self.open_loop(theta)
        sides = ("up", "down") if "stop_up" in self.family.names else ()
        return [side for side in sides if np.isclose(loop, values[f"stop_{side}"]).sum() < AT_A_STOP]


def _mean(track: Track, motion: Motion, at: float) -> list[float]:
    low, high = motion.bounds if motion.bounds[0] != motion.bounds[1] else (-30.0, 30.0)
    found = [seen(at, motion.curve)[0]]
    for way, count, seconds in zip(track.ways, track.counts, track.seconds, strict=True):
        for _ in range(count):
            at = min(max(motion.move(at, way, seconds)[0], low), high)
        found.append(seen(at, motion.curve)[0])
    return found
