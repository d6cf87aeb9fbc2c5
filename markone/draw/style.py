"""One look for all figures: colours that colour-blind readers can tell apart."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000")
"""Okabe and Ito's palette, yellow left out because it is faint on white."""
LINES = ("-", "--", "-", "-.", ":")
"""Line styles, so that of two curves that coincide both are seen."""
CURVES = tuple(
    zip(
        (*COLOURS, "0.55"),
        ("-", "--", "-.", ":", (0, (9, 2)), (0, (3, 1)), (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3))),
        "os^Dv*XP",
        strict=True,
    )
)
"""Colour, line and marker of curves that lie in one panel: no two share any of them."""
CLASSES = ((COLOURS[4], "s"), (COLOURS[2], "o"))
"""Colour and marker of class 0 and class 1: the lecture's red and green, and two shapes."""
GROUND = "0.8"
"""A grey that neither light nor dark can be taken for."""
SIGNED, LIGHT, COUNTS = "PuOr_r", "gray", "cividis"
"""Colour maps: of numbers with a sign, of light, of counts."""


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, in inches, that arranges its own margins."""
    return Figure(figsize=(width, height), layout="constrained", dpi=110)


def bare(axes: Axes) -> None:
    """Take the ticks from a picture whose axes are plain positions."""
    axes.set_xticks([])
    axes.set_yticks([])


class _Plain(LogFormatter):
    """The ticks that a logarithmic axis has room for, as plain numbers."""

    def __call__(self, x: float, pos: Any = None) -> str:
        return f"{x:g}" if super().__call__(x, pos) else ""


def plain_log(*rulers: Axis) -> None:
    """Write plain numbers on logarithmic axes: powers of ten, and others where there are few of these."""
    for ruler in rulers:
        ruler.set_major_formatter("{x:g}")
        ruler.set_minor_formatter(_Plain(labelOnlyBase=False))
