"""Contenders in turns, in one process: what each takes, and how the ratios spread."""

import gc
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from benchmarks.bar import BEST, OURS, Acts, Anew, Bar
from markone.fields import explained
from markone.statistics import quartiles_of

LEAST_S = 0.01
"""So long a contender is at work in each round, at least: what the last left in the caches counts little."""
FEWEST_ROUNDS, LEAST_ROUNDS, MOST_ROUNDS = 3, 5, 101
"""Of what takes longer than its budget, of all else, and of what is quickly done."""
LIMIT = "the limit"
"""The contender that does what the limit is of."""


@explained
class Spread(NamedTuple):
    """Quartiles over all rounds."""

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
    """A contender's time / markone's in the same round."""
    share: Spread | None
    """Of the limit."""
    rounds: int

    def best(self) -> str | None:
        """The peer that takes the shortest time."""
        peers = [name for name in self.ratios if name not in self.bar.context]
        return min(peers, key=lambda name: self.ratios[name].median, default=None)

    def missed(self) -> list[str]:
        """What is asked and not reached, in words."""
        found = []
        for peer, least in self.bar.asked.items():
            name = self.best() if peer == BEST else peer
            if name in self.ratios and self.ratios[name].median < least:
                found.append(f"{self.ratios[name].median:.3g}x {name}, {least:g}x asked")
        if self.bar.share and self.share and self.share.median < self.bar.share:
            found.append(f"{self.share.median:.0%} of the limit, {self.bar.share:.0%} asked")
        if self.bar.most_s and self.seconds[OURS] > self.bar.most_s:
            found.append(f"{self.seconds[OURS]:.3g} s, at most {self.bar.most_s:g} s asked")
        return found


@contextmanager
def _own_garbage() -> Iterator[None]:
    """While contenders take turns each looks for its own garbage, and not through all that was imported.

    What a caller had frozen before stays so.
    """
    frozen = gc.get_freeze_count()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        if not frozen:
            gc.unfreeze()


def _seconds(act: Callable[[], Any], calls: int, clock: Callable[[], float], rest_s: float = 0.0) -> float:
    ready = [act.ready() if isinstance(act, Anew) else act for _ in range(calls)]
    gc.collect()
    if rest_s:
        time.sleep(rest_s)
    start = clock()
    for call in ready:
        call()
    return (clock() - start) / calls


def _calls(act: Callable[[], Any], once: float) -> int:
    """How often to call in one round what took `once` before."""
    if once < LEAST_S:
        once = min(_seconds(act, 3, time.perf_counter) for _ in range(2))
    return _filling(once)


def _filling(once: float) -> int:
    """How many calls that take `once` each are at least `LEAST_S`."""
    return max(1, math.ceil(LEAST_S / max(once, 1e-7)))


def rounds_of(
    acts: Acts, budget_s: float, once: dict[str, float], rounds: int | None = None, rest_s: float = 0.0
) -> dict[str, np.ndarray]:
    """Seconds of one call in each round, by contender; who begins changes from round to round.

    `once` is what a call took before, where that is known. That may have been the first, which compiles, and
    took longer than all others: how often each is called is seen again after each round.
    """
    names, clock = list(acts), time.perf_counter
    least = rounds or (FEWEST_ROUNDS if sum(once.values()) > budget_s / LEAST_ROUNDS else LEAST_ROUNDS)
    most = rounds or MOST_ROUNDS
    found: list[list[float]] = []
    with _own_garbage():
        calls = {name: _calls(act, once.get(name, 0.0)) for name, act in acts.items()}
        start = time.perf_counter()
        while len(found) < least or (len(found) < most and time.perf_counter() - start < budget_s):
            turn = len(found) % len(names)
            order = [*names[turn:], *names[:turn]]
            took = {name: _seconds(acts[name], calls[name], clock, rest_s) for name in order}
            found.append([took[name] for name in names])
            calls = {name: max(calls[name], _filling(took[name])) for name in names}
    return dict(zip(names, np.array(found).T, strict=True))


def _once(bar: Bar) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The results of one call each, and what it took."""
    results, took = {}, {}
    for name, act in bar.contenders.items():
        start = bar.clock()
        results[name] = act()
        took[name] = np.array([bar.clock() - start])
    return results, took


def _spread(values: np.ndarray) -> Spread:
    return Spread(*quartiles_of(values)[1:])


def measure(bar: Bar, budget_s: float = 8.0) -> Measured:
    """Check that all contenders come to the same result, then time them in turns.

    Raises ValueError if the results do not agree.
    """
    results, took = _once(bar)
    bar.check(results)
    if bar.rounds != 1:
        acts = dict(bar.contenders)
        if bar.limit:
            acts[LIMIT] = bar.limit.act
        once = {name: float(each[0]) for name, each in took.items()}
        took = rounds_of(acts, budget_s, once, bar.rounds, bar.rest_s)
    took = {name: each / bar.part.get(name, 1.0) for name, each in took.items()}
    ours = took[OURS]
    share = None
    if bar.limit:
        share = _spread(bar.amount / ours * took.pop(LIMIT) / bar.limit.amount)
    ratios = {name: _spread(each / ours) for name, each in took.items() if name != OURS}
    return Measured(
        bar, {name: _spread(each).median for name, each in took.items()}, ratios, share, len(ours)
    )
