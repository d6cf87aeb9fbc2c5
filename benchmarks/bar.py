"""A bar: one piece of work, who does it, how much faster markone has to be, and how near to the limit."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from markone.fields import explained

OURS = "markone"
"""The contender that the others are held against."""
BEST = "best peer"
"""The key of `Bar.asked` for the peer that takes the shortest time."""

Acts = dict[str, Callable[[], Any]]
"""Contenders by name."""


@dataclass(frozen=True)
class Anew:
    """A contender that changes what it is given: that is made for each call before the time is taken."""

    make: Callable[[], Any]
    act: Callable[[Any], Any]

    def ready(self) -> Callable[[], Any]:
        """A call that is left to be made, once."""
        return partial(self.act, self.make())

    def __call__(self) -> Any:
        """Make it, and act."""
        return self.act(self.make())


@explained
class Limit(NamedTuple):
    """What the processor that runs the bar can do at best."""

    name: str
    """Such as "multiply-add, float32"."""
    act: Callable[[], Any]
    """Does as fast as can be what the limit is of."""
    amount: float
    """How much of it one call does: operations, bytes, links of a chain."""


@explained
class Bar(NamedTuple):
    """One piece of work. Bars of one name are held, or missed, together."""

    name: str
    """Such as "F4"."""
    work: str
    """What is done, such as "XOR 2-2-1, full batch, 1,000 epochs"."""
    contenders: Acts
    """"markone" first, then peers; each does the same work once and returns its result."""
    check: Callable[[dict[str, Any]], None]
    """Given the results by contender, before anything is timed; ValueError if they do not agree."""
    asked: Mapping[str, float] = {}
    """The least ratio (a peer's time / markone's) by peer, or of `BEST`."""
    limit: Limit | None = None
    amount: float = 0.0
    """How much of what the limit is of one call of markone does."""
    share: float | None = None
    """The least share of the limit, where one is asked."""
    most_s: float | None = None
    """The longest that markone may take, in seconds, where that is asked."""
    part: Mapping[str, float] = {}
    """The part of the work that a peer does where all of it would take hours; its time is divided by that."""
    context: tuple[str, ...] = ()
    """Contenders that are timed and no peers, such as a part of the work."""
    rounds: int | None = None
    """So many, where time does not decide it; of one round the work that is checked is what is timed."""
    rest_s: float = 0.0
    """How long nobody works before each contender: threads of the one before may spin when it has ended."""
    clock: Callable[[], float] = time.perf_counter
    """What is measured, in seconds."""
