"""The most likely numbers of a model, and how far they can be trusted."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import optimize

from markone.devices.fitted import Family
from markone.devices.likelihood import LOST, Likelihood, Track
from markone.fields import explained

FOLDS = 5
LOOSELY = 0.05
"""How much the prior counts beside readings, in half ranges, where their noise is not known yet."""
QUIETEST = math.log(1e-5)
"""Noise below this share of half the range is none."""


@explained
class Estimate(NamedTuple):
    """One family, fitted to one device."""

    family: Family
    likelihood: Likelihood
    theta: np.ndarray
    """The most likely numbers, as they are fitted (`markone.devices.fitted`); noises by restricted
    likelihood."""
    covariance: np.ndarray
    cost: float
    """Minus the logarithm of the greatest likelihood."""
    freedom: int
    """Readings less fitted numbers."""

    @property
    def aic(self) -> float:
        """Akaike's criterion, corrected for few readings (Hurvich and Tsai, Biometrika 76, 1989)."""
        fitted = self.theta.size
        return 2.0 * (fitted + self.cost) + 2.0 * fitted * (fitted + 1) / max(self.freedom - 1, 1)


def estimate(family: Family, tracks: Sequence[Track], bounded: bool) -> Estimate:
    """Fit a family: its mean curve by least squares, then everything by likelihood and prior."""
    likelihood = Likelihood(family, tracks, bounded)
    begun, whitening = _least_squares(likelihood)
    theta = _climbed(likelihood.weighed, begun, whitening)
    # where noise accumulates, least squares misjudge how sure the mean curve is
    theta, covariance = _polished(likelihood.weighed, theta, whitening)
    whitening = _root(covariance)
    theta = _climbed(likelihood.weighed, theta, whitening)
    theta, covariance = _polished(likelihood.weighed, theta, whitening)
    cost = likelihood.cost(theta)
    theta = _restricted(likelihood, theta, np.sqrt(np.diag(covariance)))
    _, covariance = _polished(likelihood.weighed, theta, _root(covariance))
    readings = sum(len(track.values) for track in tracks)
    return Estimate(family, likelihood, theta, covariance, cost, max(readings - theta.size, 1))


def _least_squares(likelihood: Likelihood) -> tuple[np.ndarray, np.ndarray]:
    """Where to begin, and the scales of all numbers as the columns of a matrix."""
    values = np.concatenate([track.values for track in likelihood.tracks])
    found = [_fitted_curve(likelihood, start, values) for start in likelihood.family.starts]
    best = min(found, key=lambda each: each.cost)
    pulse, read = _noises(likelihood.tracks, values - likelihood.open_loop([*best.x, 0.0, 0.0]))
    squares = 2.0 * best.cost / values.size
    curvature = best.jac.T @ best.jac / max(squares, 1e-12)
    scales = np.diag(np.append(np.zeros(best.x.size), (0.2, 0.2)))
    scales[:-2, :-2] = _root(np.linalg.inv(curvature + np.diag(1e-3 + 1e-6 * curvature.diagonal())))
    return np.array([*best.x, pulse, read]), scales


def _fitted_curve(
    likelihood: Likelihood, start: dict[str, float], values: np.ndarray
) -> optimize.OptimizeResult:
    mean = _mean_step(likelihood.tracks, "s" in start)
    begin = [_begin(name, start, mean, likelihood.tracks) for name in likelihood.names[:-2]]
    return optimize.least_squares(
        lambda x: np.append(
            likelihood.open_loop([*x, 0.0, 0.0]) - values,
            LOOSELY * np.array(likelihood.surprise([*x, 0.0, 0.0])),
        ), begin,
        x_scale=np.maximum(np.abs(begin), 0.1),
        bounds=([v - 6.0 for v in begin], [v + 6.0 for v in begin]), max_nfev=40,
    )  # fmt: skip


def _begin(name: str, start: dict[str, float], mean: float, tracks: Sequence[Track]) -> float:
    if name.startswith("start"):
        return float(np.mean(tracks[int(name[5:])].values[:3]))
    return math.log(start[name] * mean) if name[0] in "sn" and not name.startswith("stop") else start[name]


def _mean_step(tracks: Sequence[Track], in_time: bool) -> float:
    """How far it moves for a pulse, or for a second, in the mean."""
    moved = sum(abs(_rise(track, way)) for track in tracks for way in (1, -1))
    pulses = sum(sum(track.seconds if in_time else track.counts) for track in tracks)
    return max(moved, 0.1) / pulses


def _rise(track: Track, way: int) -> float:
    return float(np.diff(track.values)[np.array(track.ways) == way].sum())


def _noises(tracks: Sequence[Track], errors: np.ndarray) -> tuple[float, float]:
    """Logarithms of both noises: what stays is found again in the next reading, what is misread is not."""
    cuts = np.cumsum([len(track.values) for track in tracks])[:-1]
    steps = [np.diff(each) for each in np.split(errors, cuts)]
    whole = max(float(np.mean(np.concatenate(steps) ** 2)), 1e-9)
    turned = -float(np.mean(np.concatenate([each[1:] * each[:-1] for each in steps])))
    read = min(max(turned, 0.05 * whole), 0.475 * whole)
    pulses = np.mean(np.concatenate([track.counts for track in tracks]))
    timed = np.mean([second for track in tracks for second in track.seconds])
    size = _mean_step(tracks, True) * timed if timed else 1.0
    return 0.5 * math.log((whole - 2.0 * read) / pulses) - math.log(size), 0.5 * math.log(read)


def _restricted(likelihood: Likelihood, theta: np.ndarray, deviations: np.ndarray) -> np.ndarray:
    """The same with noises that allow for how many other numbers were fitted beside them.

    Of the most likely ones the curve has taken a part (Patterson and Thompson, Biometrika 58, 1971; as an
    adjusted profile: Cox and Reid, J. R. Stat. Soc. B 49, 1987).
    """
    steps = np.diag(np.minimum(0.1 * deviations, 0.1))[:-2]

    def adjusted(noises: np.ndarray) -> float:
        at = np.append(theta[:-2], noises)
        expected, variances = _foreseen(likelihood, at)
        slopes = [(_foreseen(likelihood, at + step)[0] - expected) / step.max() for step in steps]
        _, size = np.linalg.slogdet((np.array(slopes) / variances) @ np.array(slopes).T)
        return likelihood.cost(at) + _below(at) + 0.5 * float(np.clip(size, -LOST, LOST))

    simplex = theta[-2:] + np.array([[0.0, 0.0], [0.15, 0.0], [0.0, 0.1]])
    found = optimize.minimize(
        adjusted, theta[-2:], method="Nelder-Mead",
        options={"initial_simplex": simplex, "maxfev": 30, "fatol": 1e-3, "xatol": 1e-2},
    )  # fmt: skip
    return np.append(theta[:-2], found.x)


def _foreseen(likelihood: Likelihood, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is expected of all readings, and its variances."""
    runs = likelihood.followed(theta)
    return np.concatenate([run.expected for run in runs]), np.concatenate([run.variances for run in runs])


def _root(covariance: np.ndarray) -> np.ndarray:
    """A matrix whose columns span the covariance."""
    sizes, ways = np.linalg.eigh(covariance)
    return ways * np.sqrt(np.clip(sizes, 1e-14, 25.0))


def _climbed(cost: Callable, theta: np.ndarray, whitening: np.ndarray, most: int = 25) -> np.ndarray:
    """The minimum of the cost near `theta`, sought in coordinates in which it is about round."""

    def round_cost(x: np.ndarray) -> float:
        return cost(theta + whitening @ x) + _below(theta + whitening @ x)

    found = optimize.minimize(
        round_cost, np.zeros(theta.size), method="BFGS", options={"maxiter": most, "gtol": 3e-2, "eps": 1e-4}
    )
    return theta + whitening @ found.x if found.fun < round_cost(np.zeros(theta.size)) else theta


def _below(theta: np.ndarray) -> float:
    """Keeps noise that is none from falling for ever."""
    return float(np.sum(np.clip(QUIETEST - theta[-2:], 0.0, None) ** 2))


def _polished(cost: Callable, theta: np.ndarray, whitening: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A step of Newton's, and the covariance: the inverse curvature, wide where flat."""
    number, width = theta.size, 0.4
    middle, steps = cost(theta), width * whitening.T
    ends = np.array([(cost(theta + step), cost(theta - step)) for step in steps])
    curvature = np.diag(ends.sum(axis=1) - 2.0 * middle)
    for one in range(number):
        for other in range(one):
            across = cost(theta + steps[one] + steps[other]) + cost(theta - steps[one] - steps[other])
            mixed = (across + 2.0 * middle - ends[one].sum() - ends[other].sum()) / 2.0
            curvature[one, other] = curvature[other, one] = mixed
    curvature = np.where(np.abs(curvature) < LOST / 10, curvature, 0.0) / width**2
    sizes, ways = np.linalg.eigh(curvature)
    inverse = ways @ np.diag(1.0 / np.clip(sizes, 1e-4, None)) @ ways.T
    down = np.clip(inverse @ (ends[:, 0] - ends[:, 1]) / (2.0 * width), -1.0, 1.0)
    best = min((theta, theta - whitening @ down), key=cost)
    return best, whitening @ inverse @ whitening.T


def cross_validated(found: Estimate) -> float:
    """Root mean square error of withheld readings, in half ranges: each fifth of every run in turn."""
    whitening, squares, number = _root(found.covariance), 0.0, 0
    for fold in range(FOLDS):
        skip = [_fifth(track, fold) for track in found.likelihood.tracks]
        theta = _climbed(lambda x, skip=skip: found.likelihood.weighed(x, skip), found.theta, whitening, 4)
        for track, each, left in zip(
            found.likelihood.tracks, found.likelihood.followed(theta, skip), skip, strict=True
        ):
            squares += sum((track.values[index] - each.expected[index]) ** 2 for index in left)
            number += len(left)
    return math.sqrt(squares / number)


def _fifth(track: Track, fold: int) -> set[int]:
    size = len(track.values)
    return set(range(size * fold // FOLDS, size * (fold + 1) // FOLDS))
