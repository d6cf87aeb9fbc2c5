"""Published figures beside what boards give."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from markone.draw.line_plots import Summary
from markone.statistics import prediction_of


def _central(values: Sequence[float]) -> tuple[float, float, float]:
    found = prediction_of(values)
    return found.low, found.median, found.high


PREDICTION = Summary("line: median board; band: central 95 % of boards", _central)
"""Where one more machine of this kind would lie."""


def mark(axes: Axes, x: Sequence[float], y: Sequence[float], words: str) -> None:
    """What was published, as black diamonds."""
    axes.plot(x, y, "D", color="black", ms=7, mfc="white", mew=1.6, label=words, zorder=5)
