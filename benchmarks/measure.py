"""Contenders in turns, in one process: what each takes, and how the ratios spread."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from benchmarks.bar import FMA_PEAK, OURS, Bar
from benchmarks.limits import PEAK_FLOPS, run_at_peak
from markone.fields import explained
from markone.statistics import quartiles_of

LEAST_S = 0.002
"""A contender is called so often in each round that it takes at least this."""
FEWEST_ROUNDS, LEAST_ROUNDS, MOST_ROUNDS = 3, 5, 101
"""Of what takes longer than its budget, of all else, and of what is quickly done."""


@explained
class Spread(NamedTuple):
    """Quartiles of the ratios of all rounds."""

    low: float
    median: float
    high: float


@explained
class Measured(NamedTuple):
    """What one bar gave."""

    bar: Bar
    seconds: dict[str, float]
    """Median of one call, by contender."""
    ratios: dict[str, Spread]
    """A peer's time / markone's in the same round; of `FMA_PEAK` the share that markone reaches, and
    of a time that is asked how often markone's goes into it."""
    asked: dict[str, float]
    """The least ratio by the same keys."""
    rounds: int
    tries: int

    def missed(self) -> list[str]:
        """The keys of ratios that are lower than asked."""
        return [key for key, least in self.asked.items() if key in self.ratios and not self.holds(key)]

    def holds(self, key: str) -> bool:
        """Whether one ratio is as high as asked."""
        return self.ratios[key].median >= self.asked[key]


def _seconds(act: Callable[[], Any], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        act()
    return (time.perf_counter() - start) / calls


def _calls(act: Callable[[], Any]) -> int:
    """How often to call in one round."""
    once = _seconds(act, 1)
    if once < LEAST_S:
        once = min(once, _seconds(act, 3))
    return max(1, int(LEAST_S / max(once, 1e-7)))


def rounds_of(acts: dict[str, Callable[[], Any]], budget_s: float) -> dict[str, np.ndarray]:
    """Seconds of one call in each round, by contender; who begins changes from round to round."""
    calls = {name: _calls(act) for name, act in acts.items()}
    names = list(acts)
    found: list[list[float]] = []
    start = time.perf_counter()
    once = sum(_seconds(act, 1) for act in acts.values())
    least = LEAST_ROUNDS if once < budget_s / LEAST_ROUNDS else FEWEST_ROUNDS
    while len(found) < least or (len(found) < MOST_ROUNDS and time.perf_counter() - start < budget_s):
        turn = len(found) % len(names)
        order = [*names[turn:], *names[:turn]]
        took = {name: _seconds(acts[name], calls[name]) for name in order}
        found.append([took[name] for name in names])
    return dict(zip(names, np.array(found).T, strict=True))


def _spread(values: np.ndarray) -> Spread:
    return Spread(*quartiles_of(values)[1:])


def _once(bar: Bar, budget_s: float, tries: int) -> Measured:
    acts = dict(bar.contenders)
    if FMA_PEAK in bar.asked:
        acts[FMA_PEAK] = run_at_peak
    took = {name: each / bar.part.get(name, 1.0) for name, each in rounds_of(acts, budget_s).items()}
    ours, asked = took[OURS], dict(bar.asked)
    ratios = {name: _spread(each / ours) for name, each in took.items() if name not in (OURS, FMA_PEAK)}
    if FMA_PEAK in bar.asked:
        ratios[FMA_PEAK] = _spread(bar.flops / ours / (PEAK_FLOPS / took[FMA_PEAK]))
    if bar.most_s < float("inf"):
        key = f"{bar.most_s:g} s"
        ratios[key], asked[key] = _spread(bar.most_s / ours), 1.0
    seconds = {name: quartiles_of(each).median for name, each in took.items() if name != FMA_PEAK}
    return Measured(bar, seconds, ratios, asked, len(ours), tries)


def measure(bar: Bar, budget_s: float = 8.0, tries: int = 1) -> Measured:
    """Check that all contenders come to the same result, then time them in turns.

    A bar that is missed is measured again, `tries` times at most, and the best try is kept. Raises
    ValueError if the results do not agree.
    """
    bar.check({name: act() for name, act in bar.contenders.items()})
    best: Measured | None = None
    for number in range(1, tries + 1):
        found = _once(bar, budget_s, number)
        if best is None or _margin(found) > _margin(best):
            best = found._replace(tries=number)
        if not best.missed():
            break
    assert best is not None
    return best


def _margin(found: Measured) -> float:
    """The least of ratio / asked."""
    asked = [found.ratios[key].median / least for key, least in found.asked.items() if key in found.ratios]
    return min(asked, default=1.0)
