"""What a verdict hangs on: each assumption moved to its alternatives, one at a time."""

from collections.abc import Callable
from typing import Any, NamedTuple

from markone.draw.tornado import Bar, Swing, tornado
from markone.fields import explained
from markone.replication.claim import Published
from markone.replication.replication import Replication
from markone.replication.verdict import Held, held
from markone.replication.words import number
from markone.study import Found
from markone.study.results import Tried

FEW = 2
"""So many seeds are measured where an assumption is moved."""


@explained
class Flip(NamedTuple):
    """One figure with one assumption moved, or with none: then `name` is empty."""

    name: str
    value: Any
    held: Held

    @property
    def title(self) -> str:
        """Which was moved, and where to."""
        shown = number(self.value) if isinstance(self.value, float) else str(self.value)
        return f"{self.name} = {shown.replace('never', 'inf')}" if self.name else "as assumed"


Flips = dict[Published, list[Flip]]
"""For each figure all that was tried, as assumed first."""


def points(replication: Replication, config: Any) -> list[dict[str, Any]]:
    """What is tried: nothing moved, then each assumption at each alternative that it has not already."""
    return [{}] + [
        {each.name: value}
        for each in replication.assumptions
        for value in each.others
        if value != getattr(config, each.name)
    ]


def flips(replication: Replication, tried: Tried) -> Flips:
    """What each figure of each claim came to."""
    found: Flips = {}
    for claim in replication.claims:
        for each in claim.published:
            found[each] = [_flip(replication.values, each, point, given) for point, given in tried]
    return found


def _flip(values: Callable, published: Published, point: Any, found: Found) -> Flip:
    name, value = next(iter(point.items()), ("", None))
    return Flip(name, value, held(published, values(found, published)))


def figure_of(found: Flips) -> Any:
    """All of it as a tornado, a panel for each figure."""
    swings = [_swing(published, tried) for published, tried in found.items()]
    return tornado(swings, max(flip.held.boards for tried in found.values() for flip in tried))


def _swing(published: Published, tried: list[Flip]) -> Swing:
    base, *moved = (_bar(flip, tried[0].held.verdict) for flip in tried)
    title = f"{published.case}: {published.words}"
    return Swing(title, (published.low, published.high), base, tuple(moved))


def _bar(flip: Flip, verdict: str) -> Bar:
    held = flip.held
    return Bar(f"{flip.title}  {held.verdict}", held.low, held.middle, held.high, held.verdict == verdict)
