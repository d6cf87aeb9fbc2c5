"""What repetitions tell: means, their intervals, and contenders compared over the same seeds."""

from collections.abc import Container, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from markone.fields import explained

NAN = float("nan")
LEVEL = 0.95
"""Of every interval here."""
SAME = 1e-9
"""Differences that scatter less than this, beside their size, do not scatter."""


@explained
class Mean(NamedTuple):
    """A mean over repetitions, and the 95 % confidence interval for it (NaN for fewer than three)."""

    n: int
    mean: float
    low: float
    high: float
    sd: float


@explained
class Quartiles(NamedTuple):
    """The median, and the quarter of the values below and above it that bound the interquartile range."""

    n: int
    low: float
    median: float
    high: float


@explained
class Prediction(NamedTuple):
    """Where one more machine of this kind would lie: the central 95 % of those that were measured."""

    n: int
    low: float
    median: float
    high: float


@explained
class Pair(NamedTuple):
    """Two contenders over the seeds that both have: the first less the second."""

    one: str
    other: str
    n: int
    difference: float
    low: float
    high: float
    effect: float
    """Cohen's d_z: the mean difference in units of its standard deviation over the seeds."""
    p: float
    """Of Student's paired test; NaN where the differences do not scatter, or are fewer than three."""
    p_holm: float
    """The same, held against the number of pairs (Holm)."""


def half_of(sd: Any, n: Any) -> Any:
    """Half the 95 % confidence interval (Student's t) of a mean of n > 2 values, standard deviation `sd`."""
    return sd / np.sqrt(n) * stdtrit(n - 1, (1 + LEVEL) / 2)


def mean_of(values: Sequence[float]) -> Mean:
    """The mean of repetitions; those that are not finite are left out."""
    kept = np.asarray(values, float)
    kept = kept[np.isfinite(kept)]
    n = len(kept)
    if n == 0:
        return Mean(0, NAN, NAN, NAN, NAN)
    mean, sd = float(kept.mean()), float(kept.std(ddof=1)) if n > 1 else NAN
    half = half_of(sd, n) if n > 2 else NAN
    return Mean(n, mean, float(mean - half), float(mean + half), sd)


def quartiles_of(values: ArrayLike) -> Quartiles:
    """The quartiles of repetitions, between two values if they fall there; what is not finite is left out."""
    kept = np.asarray(values, float)
    kept = kept[np.isfinite(kept)]
    if len(kept) == 0:
        return Quartiles(0, NAN, NAN, NAN)
    return Quartiles(len(kept), *map(float, np.percentile(kept, (25, 50, 75))))


def prediction_of(values: ArrayLike) -> Prediction:
    """The central 95 % of machines, between two that were measured; infinity is a value, NaN none."""
    kept = np.asarray(values, float)
    kept = kept[~np.isnan(kept)]
    if len(kept) == 0:
        return Prediction(0, NAN, NAN, NAN)
    low = np.quantile(kept, (1 - LEVEL) / 2, method="lower")
    high = np.quantile(kept, (1 + LEVEL) / 2, method="higher")
    median = np.quantile(kept, 0.5, method="inverted_cdf")
    return Prediction(len(kept), float(low), float(median), float(high))


def percentile_of(values: ArrayLike, value: float) -> float:
    """The percentage of measured values that lie below `value`, those that equal it counted half."""
    kept = np.asarray(values, float)
    kept = kept[~np.isnan(kept)]
    if len(kept) == 0:
        return NAN
    return float(100 * ((kept < value).mean() + (kept == value).mean() / 2))


def band_of(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each column of (runs, steps) the mean and half its confidence interval, as `mean_of` has them."""
    known = np.ma.masked_invalid(values)
    n = known.count(axis=0)
    half = np.full(n.shape, NAN)
    many = n > 2
    spread = known[:, many].std(axis=0, ddof=1).filled(NAN)
    half[many] = half_of(spread, n[many])
    return known.mean(axis=0).filled(NAN), half


def paired(couple: tuple[str, str], one: Mapping[int, float], other: Mapping[int, float]) -> Pair:
    """Two contenders by name, and their values by seed, compared; as if it were the only test."""
    from scipy.stats import ttest_1samp  # half a second that no worker needs

    seeds = [seed for seed in one if seed in other and np.isfinite([one[seed], other[seed]]).all()]
    differences = [one[seed] - other[seed] for seed in seeds]
    n, mean, low, high, sd = mean_of(differences)
    if n < 3 or sd <= SAME * max(abs(mean), SAME):
        return Pair(*couple, n, mean, NAN, NAN, NAN, NAN, NAN)
    p = float(ttest_1samp(differences, 0.0).pvalue)
    return Pair(*couple, n, mean, low, high, mean / sd, p, p)


def holm(ps: Sequence[float]) -> list[float]:
    """The p values of a family of tests, held against their number; NaN is no test."""
    held, greatest = [NAN] * len(ps), 0.0
    tests = sorted((p, place) for place, p in enumerate(ps) if np.isfinite(p))
    for done, (p, place) in enumerate(tests):
        greatest = max(greatest, min(1.0, p * (len(tests) - done)))
        held[place] = greatest
    return held


def pairs(values: Mapping[str, Mapping[int, float]], against: Container[str] | None = None) -> list[Pair]:
    """Every pair of contenders, whose values are given by seed; or only those with one of `against`."""
    couples = [
        (one, other)
        for one, other in combinations(values, 2)
        if against is None or one in against or other in against
    ]
    found = [paired((one, other), values[one], values[other]) for one, other in couples]
    held = holm([pair.p for pair in found])
    return [pair._replace(p_holm=p) for pair, p in zip(found, held, strict=True)]
