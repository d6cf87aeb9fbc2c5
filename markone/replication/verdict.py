"""Whether a claim was reproduced: by one rule, declared before there was a result.

A figure of one machine is held against the central 95 % of our boards, one of many machines against the 95 %
interval of our mean; either is widened by the figure's tolerance. Inside, it is reproduced; outside by less
than the interval's width, partly; further away, not. A claim is reproduced if all its figures are, not
reproduced if none is even partly, and partly otherwise. It cannot be told where the source leaves out what it
hangs on; and a claim known only from recollection or an unsourced summary is never more than that.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from markone.fields import explained
from markone.replication.claim import MANY, WEAK, Claim, Published
from markone.statistics import Prediction, mean_of, percentile_of, prediction_of

RE, PARTLY, CANNOT_TELL, NOT = "[Re]", "[~Re]", "[?Re]", "[¬Re]"
WORDS = {RE: "reproduced", PARTLY: "partly reproduced", CANNOT_TELL: "cannot be told", NOT: "not reproduced"}
"""Verdicts, the best first."""


@explained
class Held(NamedTuple):
    """One figure, held against what was measured."""

    published: Published
    boards: int
    low: float
    middle: float
    high: float
    """The interval without the tolerance, and its median board, or for many machines their mean."""
    percentile: float
    """Of the figure among the boards: of the middle of what was published, or of its one end."""
    verdict: str


@explained
class Judged(NamedTuple):
    """A claim with its verdict."""

    claim: Claim
    held: tuple[Held, ...]
    verdict: str
    why: str
    """What limits the verdict; empty if nothing does."""


def held(published: Published, values: np.ndarray) -> Held:
    """A figure held against the boards' values."""
    n, low, middle, high = _of_many(values) if published.of == MANY else prediction_of(values)
    percentile = percentile_of(values, _place(published))
    return Held(published, n, low, middle, high, percentile, _rule(published, low, high))


def _of_many(values: np.ndarray) -> Prediction:
    mean = mean_of(values.tolist())
    return Prediction(mean.n, mean.low, mean.mean, mean.high)


def _place(published: Published) -> float:
    ends = [end for end in (published.low, published.high) if math.isfinite(end)]
    return sum(ends) / len(ends)


def _rule(published: Published, low: float, high: float) -> str:
    """How a figure lies to an interval."""
    if math.isnan(low):
        return CANNOT_TELL
    low, high = low - published.tolerance, high + published.tolerance
    outside = max(published.low - high, low - published.high)
    if outside <= 0:
        return RE
    return PARTLY if outside < high - low else NOT


def judged(claim: Claim, values: Mapping[Published, np.ndarray]) -> Judged:
    """A claim judged by what boards gave for each of its figures."""
    every = tuple(held(each, values[each]) for each in claim.published)
    verdict, why = _together({each.verdict for each in every}), ""
    if claim.left_out:
        verdict, why = CANNOT_TELL, f"the source does not say {claim.left_out}"
    elif claim.confidence in WEAK and verdict in (RE, PARTLY):
        verdict, why = CANNOT_TELL, f"it is {verdict} here, but nobody can look the claim up"
    return Judged(claim, every, verdict, why)


def _together(verdicts: set[str]) -> str:
    if len(verdicts) == 1:
        return verdicts.pop()
    return CANNOT_TELL if CANNOT_TELL in verdicts else PARTLY
