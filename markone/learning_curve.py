"""Rosenblatt's learning curves for stimuli of two classes, from what A-units of chance do for them.

Form: P = (1 - (1 - P_a)^N) Phi(Z), Z = (c1 n + c2) / sqrt(c3 n^2 + c4 n), after n stimuli of each class
(Psychological Review 65, 1958, eq. 4). The equations of its constants are damaged in the copies we have, so
they are derived here. All is plain NumPy: nothing of a machine is used.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from markone.fields import explained
from markone.kernels.retina import CELLS
from markone.validation import shown


@explained
class Constants(NamedTuple):
    """Of one learning curve."""

    c1: float
    """What each pair of stimuli adds to the bias towards the right response, on average."""
    c2: float
    """What is added beside where the stimulus that is asked was one of those shown."""
    c3: float
    """Variance of the bias per n^2: of A-units, and of stimuli, that lean the wrong way for good."""
    c4: float
    """Variance of the bias per n: of what happened to be shown."""
    reached: float
    """The probability that any A-unit of a source-set fires."""


def activity(
    slides: np.ndarray, units: int, x: int, y: int, theta: int, rng: np.random.Generator
) -> np.ndarray:
    """Which of so many A-units of chance fire for each slide (n, 400): (n, units) bool.

    Each has x excitatory and y inhibitory wires to distinct photocells, all choices being equally likely.
    """
    wires = np.argsort(rng.random((units, CELLS)), axis=1)[:, : x + y]
    net = np.zeros((units, CELLS), np.float32)
    np.put_along_axis(net, wires[:, :x], 1.0, axis=1)
    np.put_along_axis(net, wires[:, x:], -1.0, axis=1)
    return np.asarray(slides, np.float32) @ net.T >= theta


class _Shared(NamedTuple):
    """What the stimuli that are asked share with those of one class."""

    k: float
    k2: float
    """Mean square of k(s, t)."""
    bars: np.ndarray
    """(halves of units, halves of stimuli, asked): kbar(s)."""
    bar2: float
    unit_n: float
    """E f(s)^2 f(t)^2."""
    unit_n2: float
    """E f(s)^2 fbar^2."""


@explained
class Overlaps(NamedTuple):
    """What stimuli of a class share with those of their own and of the other class, for one rule."""

    rule: str
    p_a: float
    alike: float
    """Mean of k(s, s)."""
    own: _Shared
    other: _Shared


def overlaps(asked: ArrayLike, own: ArrayLike, other: ArrayLike, rule: str) -> Overlaps:
    """What A-units of chance have in common for stimuli.

    asked, own: (stimuli, A-units) bool, two independent samples of the class that is asked; other: a sample
    of the other class. rule: "alpha" or "gamma". Raises ValueError for another rule.
    """
    if rule not in ("alpha", "gamma"):
        raise ValueError(f"rule is {shown(rule)}; choose 'alpha' or 'gamma'")
    samples = [np.asarray(each, np.float32) for each in (asked, own, other)]
    p_a = float(samples[0].mean())
    if rule == "gamma":
        samples = [each - each.mean(axis=1, keepdims=True) for each in samples]
    s = samples[0]
    return Overlaps(rule, p_a, float((s**2).mean()), _shared(s, samples[1]), _shared(s, samples[2]))


def _shared(s: np.ndarray, t: np.ndarray) -> _Shared:
    """Products of two estimates take them from two halves of A-units and stimuli, so that none is biased."""
    halves = [s[:, half::2] @ t[:, half::2].T / s[:, half::2].shape[1] for half in (0, 1)]
    bars = np.array([[k[:, half::2].mean(axis=1) for half in (0, 1)] for k in halves], float)
    square, means = (s**2).mean(axis=0), [t[half::2].mean(axis=0) for half in (0, 1)]
    return _Shared(
        k=float(np.mean(halves)),
        k2=float((halves[0] * halves[1]).mean()),
        bars=bars,
        bar2=_square(bars),
        unit_n=float((square * (t**2).mean(axis=0)).mean()),
        unit_n2=float((square * means[0] * means[1]).mean()),
    )


def _square(bars: np.ndarray) -> float:
    """The mean over stimuli of the square of what was estimated from halves."""
    return float((bars[0, 0] * bars[1, 1] + bars[0, 1] * bars[1, 0]).mean() / 2)


def constants(of: Overlaps, units: int) -> Constants:
    """The constants for two disjoint source-sets of so many `units`, the larger sum of which is the answer.

    Each class is taught to a source-set of its own. With f the activity of an A-unit (for gamma less its mean
    over the source-set), a stimulus t that was shown adds g(s, t) = sum over the units of f(s) f(t) to the
    sum for the stimulus s that is asked. The bias is D = sum over n of own g(s, t) - sum over n of the other
    set's g(s, t'). Let k(s, t) be the mean of f(s) f(t) over all A-units there could be, and N the units (for
    gamma less 1, for the mean that is taken off). A bar is a mean over stimuli of a class, E one over stimuli
    and A-units:

        E D    = N n (k own - k other), and N (k(s, s) - k own) more if s was shown:           c1, c2
        Var D  = n E Var(g | s, units), summed over both sets:                                 c4
               + n^2 Var(E(g own | s, units) - E(g other | s, units)):                         c3
        E g^2  = N E f(s)^2 f(t)^2 + N (N - 1) E k(s, t)^2
        E (E(g | s, units))^2 = N E f(s)^2 fbar^2 + N (N - 1) E kbar(s)^2

    In c3 the terms with N^2 are gathered, as N^2 E (kbar own - kbar other)^2 - c1^2, because each is large.
    """
    n, both = units - (of.rule == "gamma"), (of.own, of.other)
    c1, c2 = n * (of.own.k - of.other.k), n * (of.alike - of.own.k)
    apart = of.own.bars - of.other.bars
    c3 = sum(n * (each.unit_n2 - each.bar2) for each in both) + n**2 * _square(apart) - c1**2
    c4 = sum(n * (each.unit_n - each.unit_n2) + n * (n - 1) * (each.k2 - each.bar2) for each in both)
    return Constants(c1, c2, max(float(c3), 0.0), float(c4), 1 - (1 - of.p_a) ** units)


def p_right(of: Constants, n: ArrayLike, again: bool) -> np.ndarray:
    """The probability of the right answer after n stimuli of each class: P_r if `again`, P_g of new ones."""
    shown_n = np.asarray(n, float)
    bias = of.c1 * shown_n + (of.c2 if again else 0.0)
    return of.reached * stats.norm.cdf(bias / np.sqrt(of.c3 * shown_n**2 + of.c4 * shown_n))


def limit(of: Constants) -> float:
    """What both tend to as n grows: Phi(c1 / sqrt(c3)), where an A-unit fires."""
    return float(of.reached * stats.norm.cdf(of.c1 / np.sqrt(of.c3))) if of.c3 > 0 else of.reached
