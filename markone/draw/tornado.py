"""What a figure hangs on: a bar for each assumption that was moved, the widest swing on top."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.fields import explained


@explained
class Bar(NamedTuple):
    """What boards give with one assumption moved; infinity is never."""

    title: str
    low: float
    middle: float
    high: float
    same: bool
    """Whether the verdict is the same as with nothing moved."""


@explained
class Swing(NamedTuple):
    """One published figure, and what it comes to."""

    title: str
    published: tuple[float, float]
    base: Bar
    """With nothing moved."""
    moved: tuple[Bar, ...]


def tornado(swings: Sequence[Swing], boards: int) -> Figure:
    """A panel for each figure, with what was published as a grey line or stripe."""
    rows = [len(each.moved) + 1 for each in swings]
    figure = new_figure(8.6, 0.26 * sum(rows) + 0.9 * len(rows))
    panels = figure.subplots(len(rows), 1, squeeze=False, gridspec_kw={"height_ratios": rows})[:, 0]
    for axes, swing in zip(panels, swings, strict=True):
        _draw(axes, swing)
    figure.suptitle(f"mark: median board; bar: central 95 % of {boards} boards", fontsize=9)
    return figure


def _draw(axes: Axes, swing: Swing) -> None:
    ends = [end for bar in (swing.base, *swing.moved) for end in (bar.low, bar.high)] + [*swing.published]
    known = [end for end in ends if math.isfinite(end)]
    least, most = min(known), max(known) + 0.08 * (max(known) - min(known) or 1.0)
    middle = min(swing.base.middle, most)
    rows = [*sorted(swing.moved, key=lambda bar: abs(min(bar.middle, most) - middle)), swing.base]
    for place, bar in enumerate(rows):
        _draw_bar(axes, place, bar, most)
    axes.set_yticks(range(len(rows)), [bar.title for bar in rows], fontsize=8)
    low, high = max(swing.published[0], least), min(swing.published[1], most)
    axes.axvspan(low, high, color="0.3", lw=1.5, alpha=0.5)
    axes.set(ylim=(-0.6, len(rows) - 0.4))
    axes.set_title(swing.title, fontsize=9)
    axes.grid(axis="x", alpha=0.3)


def _draw_bar(axes: Axes, place: int, bar: Bar, most: float) -> None:
    colour = COLOURS[0] if bar.same else COLOURS[4]
    low, middle, high = (min(each, most) for each in (bar.low, bar.middle, bar.high))
    axes.plot([low, high], [place, place], color=colour, lw=5, alpha=0.35, solid_capstyle="butt")
    axes.plot(middle, place, "o" if bar.same else "D", color=colour, ms=5)
    if bar.high > most:
        axes.annotate("never", (most, place), fontsize=7, ha="right", va="bottom")
