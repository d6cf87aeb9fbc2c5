"""Closed forms: what Rosenblatt's theory says of a machine before one is built.

Notation: x excitatory and y inhibitory wires per A-unit, threshold theta, a share `lit` of the
photocells lit, n stimuli per response. Sources: Rosenblatt, Psychological Review 65 (1958), here
PR58, and Cornell Aeronautical Laboratory report 85-460-1 (1957), here CAL57.
"""

from math import comb
from numbers import Integral, Real

import numpy as np
from scipy import stats

from markone.validation import shown

CURVES = ("alpha sum", "alpha mean", "gamma sum", "gamma mean", "bipolar")
"""Systems with a learning curve: rule of reinforcement, and what of a source-set's active values decides."""


def _check(x: int, y: int, theta: int, lit: float) -> None:
    for name, value in (("x", x), ("y", y), ("theta", theta)):
        if not isinstance(value, Integral):
            raise ValueError(f"{name} is {shown(value)}; it must be a whole number")
    if not isinstance(lit, Real):
        raise ValueError(f"lit is {shown(lit)}; it must be a number")
    if x < 0 or y < 0 or x + y < 1:
        raise ValueError(f"{x} + {y} wires; give no negative number and at least one wire")
    if not 0 <= lit <= 1:
        raise ValueError(f"lit is {lit}; it is a share of the photocells, so choose it in [0, 1]")


def _binomial(n: int, p: float) -> np.ndarray:
    return stats.binom.pmf(np.arange(n + 1), n, p)


def _net(x: int, y: int) -> np.ndarray:
    """Lit excitatory less lit inhibitory wires, for every pair of counts: (x + 1, y + 1)."""
    return np.subtract.outer(np.arange(x + 1), np.arange(y + 1))


def _joint(x: int, y: int, lit: float, points: int | None) -> np.ndarray:
    """Probability that e excitatory and i inhibitory wires are lit: (x + 1, y + 1)."""
    if points is None:
        return np.outer(_binomial(x, lit), _binomial(y, lit))
    bright, others = round(lit * points), points - x - y
    ways = [
        [
            comb(x, e) * comb(y, i) * comb(others, bright - e - i) if bright >= e + i else 0
            for i in range(y + 1)
        ]
        for e in range(x + 1)
    ]
    return np.array([[count / comb(points, bright) for count in row] for row in ways])


def p_active(x: int, y: int, theta: int, lit: float, points: int | None = None) -> float:
    """P_a, the probability that an A-unit fires for a stimulus that lights a share `lit`.

    For an infinite retina (PR58 eq. 1), or exactly for `points` photocells with each wire of a
    unit on another one (CAL57 eq. 1), of which round(lit * points) are lit.
    """
    _check(x, y, theta, lit)
    if points is not None and not isinstance(points, Integral):
        raise ValueError(f"points is {shown(points)}; it must be a whole number, or None")
    if points is not None and points < x + y:
        raise ValueError(f"{points} photocells cannot take {x + y} wires on distinct ones; give more points")
    return float(_joint(x, y, lit, points)[_net(x, y) >= theta].sum())


def p_overlap(x: int, y: int, theta: int, lit: float, common: float) -> float:
    """P_c, the probability that a unit that fires for one stimulus fires for a second one too.

    Both light a share `lit` of an infinite retina, and of the first one's light a share `common`
    is the second one's too (PR58 eq. 2). NaN where no unit can fire for the first.
    """
    _check(x, y, theta, lit)
    if not isinstance(common, Real):
        raise ValueError(f"common is {shown(common)}; it must be a number")
    if not 0 <= common <= 1 or lit * (2 - common) > 1 + 1e-12:
        raise ValueError(f"two stimuli of {lit} of the cells cannot share {common} of their light")
    lost, gained = 1 - common, min(lit * (1 - common) / (1 - lit), 1.0) if lit < 1 else 0.0
    first = _joint(x, y, lit, None)
    both = sum(
        first[e, i] * _second_fires(x, y, e, i, lost, gained, theta)
        for e, i in np.ndindex(first.shape)
        if e - i >= theta
    )
    alone = p_active(x, y, theta, lit)
    return float(both / alone) if alone else float("nan")


def _second_fires(x: int, y: int, e: int, i: int, lost: float, gained: float, theta: int) -> float:
    """Probability that a unit with e and i lit wires fires after light was lost and gained."""
    plus = np.convolve(_binomial(e, 1 - lost), _binomial(x - e, gained))
    minus = np.convolve(_binomial(i, 1 - lost), _binomial(y - i, gained))
    return float(np.outer(plus, minus)[_net(x, y) >= theta].sum())


def learning_z(system: str, n: float, units: int, p_a: float) -> float:
    """Z of the learning curve after n random stimuli per response, for a system of `CURVES`.

    `units` is the size of one of two disjoint source-sets, or for "bipolar" of the only one. Form:
    PR58 eq. 4; constants re-derived, since equations 5 to 8 are damaged in the copies we have.
    """
    if system not in CURVES:
        raise ValueError(f"system is {system!r}; choose one of {', '.join(CURVES)}")
    for name, value in (("n", n), ("units", units), ("p_a", p_a)):
        if not isinstance(value, Real):
            raise ValueError(f"{name} is {shown(value)}; it must be a number")
    if n < 1 or units < 1 or not 0 < p_a < 1:
        raise ValueError(
            f"n = {n}, units = {units}, p_a = {p_a}: give at least 1, at least 1, and a share in (0, 1)"
        )
    spread = {"alpha sum": 2 * (n + p_a * n**2), "bipolar": 2 * n - 1}.get(system, 2 * n)
    return float(np.sqrt(units * (1 - p_a) / spread))


def p_correct(system: str, n: float, units: int, p_a: float) -> float:
    """P_r, the probability of the right response to a stimulus that was in the training.

    P = (1 - (1 - P_a)^units) Phi(Z) (PR58 eq. 4).
    """
    reached = 1 - (1 - p_a) ** units
    return float(reached * stats.norm.cdf(learning_z(system, n, units, p_a)))


def p_separable(patterns: int, dimensions: int) -> float:
    """The share of the dichotomies of patterns in general position that a hyperplane through zero separates.

    Cover, IEEE Transactions on Electronic Computers EC-14 (1965): of P patterns in N dimensions
    2 sum over k < N of C(P - 1, k), of 2^P. It is a half at P = 2 N.
    """
    for name, value in (("patterns", patterns), ("dimensions", dimensions)):
        if not isinstance(value, Integral) or value < 1:
            raise ValueError(f"{name} is {shown(value)}; give a whole number of at least 1")
    return float(stats.binom.cdf(dimensions - 1, patterns - 1, 0.5))


def gram(active: np.ndarray, rule: str = "alpha") -> np.ndarray:
    """The G-matrix of one source-set, (stimuli, stimuli), from its activity (stimuli, units) bool.

    g_ij is what one reinforcement of stimulus j adds to the current of stimulus i: the number of
    units active for both, and for "gamma" less n_i n_j / units.
    """
    a = np.asarray(active, dtype=float)
    if rule not in ("alpha", "gamma"):
        raise ValueError(f"rule is {rule!r}; choose 'alpha' or 'gamma'")
    together, each = a @ a.T, a.sum(axis=1)
    return together - np.outer(each, each) / a.shape[1] if rule == "gamma" else together


def mistake_bound(active: np.ndarray, target: np.ndarray, weights: np.ndarray) -> float:
    """Novikoff's bound on the corrections of the perceptron rule, from any solution `weights` (units,).

    active: (stimuli, units) of 0 and 1; target: (stimuli,) of +1 and -1. With the solution scaled
    to a margin of one, the bound is max |a|^2 |w|^2 (Novikoff 1962). Raises ValueError for weights
    that are no solution.
    """
    a = np.asarray(active, dtype=float)
    margin = (np.asarray(target) * (a @ weights)).min()
    if margin <= 0:
        raise ValueError(
            f"the smallest margin is {margin:g}; give weights that answer every stimulus rightly"
        )
    return float((a**2).sum(axis=1).max() * (np.asarray(weights) ** 2).sum() / margin**2)
