"""What a verdict hangs on: each assumption moved to its alternatives, one at a time."""

from collections.abc import Callable
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
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


def tornado(found: Flips) -> Figure:
    """A panel for each figure: the widest swing on top, with what was published as a line."""
    rows = [len(each) for each in found.values()]
    figure = new_figure(8.6, 0.26 * sum(rows) + 0.9 * len(rows))
    panels = figure.subplots(len(rows), 1, squeeze=False, gridspec_kw={"height_ratios": rows})[:, 0]
    for axes, (published, tried) in zip(panels, found.items(), strict=True):
        _panel(axes, published, tried)
    figure.suptitle(f"dot: median board; bar: central 95 % of {tried[0].held.boards} boards", fontsize=9)
    return figure


def _panel(axes: Any, published: Published, tried: list[Flip]) -> None:
    base, *moved = tried
    ends = [each for flip in tried for each in (flip.held.low, flip.held.high) if abs(each) < float("inf")]
    ends += [end for end in (published.low, published.high) if abs(end) < float("inf")]
    most = max(ends) + 0.08 * (max(ends) - min(ends) or 1.0)
    middle = min(base.held.middle, most)
    moved.sort(key=lambda each: abs(min(each.held.middle, most) - middle))
    ordered = [*moved, base]
    for place, flip in enumerate(ordered):
        same = flip.held.verdict == base.held.verdict
        colour = COLOURS[0] if same else COLOURS[4]
        low, middle, high = (min(each, most) for each in (flip.held.low, flip.held.middle, flip.held.high))
        axes.plot([low, high], [place, place], color=colour, lw=5, alpha=0.35, solid_capstyle="butt")
        axes.plot(middle, place, "o" if same else "D", color=colour, ms=5)
        if flip.held.high > most:
            axes.annotate("never", (most, place), fontsize=7, ha="right", va="bottom")
    names = [f"{flip.title}  {flip.held.verdict}" for flip in ordered]
    axes.set_yticks(range(len(ordered)), names, fontsize=8)
    axes.axvspan(max(published.low, min(ends)), min(published.high, most), color="0.3", lw=1.5, alpha=0.5)
    axes.set(title=f"{published.case}: {published.words}", ylim=(-0.6, len(ordered) - 0.4))
    axes.title.set_fontsize(9)
    axes.grid(axis="x", alpha=0.3)
