"""A sheet on which parts are placed in inches, and how it is saved."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch
from matplotlib.typing import ColorType

from markone.draw.style import new_figure
from markone.whole_file import whole_file

DATED = {".svg": "Date", ".pdf": "CreationDate"}
"""What a file would say of the day on which it was written."""


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty figure and its one panel, whose positions are inches from the lower left corner."""
    figure = new_figure(width, height)
    figure.set_layout_engine("none")
    figure.set_facecolor("white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return figure, axes


def squares(axes: Axes, corners: np.ndarray, size: tuple[float, float], **look: Any) -> PolyCollection:
    """A rectangle of `size` (width, height) at each of the lower left `corners` (n, 2)."""
    width, height = size
    around = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    drawn = PolyCollection(corners[:, None] + around, **look)
    axes.add_collection(drawn, autolim=False)
    return drawn


def arrow(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: ColorType = "0.25",
    style: str = "arc3",
    width: float = 1.6,
) -> None:
    """An arrow from one place to another."""
    drawn = FancyArrowPatch(
        start,
        end,
        arrowstyle="-|>",
        mutation_scale=7 * width,
        lw=width,
        color=colour,
        connectionstyle=style,
        shrinkA=0,
        shrinkB=0,
    )
    axes.add_patch(drawn)


def save(figure: Figure, folder: Path, name: str, endings: Sequence[str] = (".svg",)) -> list[Path]:
    """Write the figure to `folder` in each form, the same bytes each time; what was written."""
    files = [folder / f"{name}{ending}" for ending in endings]
    with rc_context({"svg.hashsalt": "markone"}):
        for file in files:
            drawn = BytesIO()
            figure.savefig(drawn, format=file.suffix[1:], metadata={DATED[file.suffix]: None})
            with whole_file(file) as half:
                half.write_bytes(drawn.getvalue())
    return files


A1 = 594 / 25.4, 841 / 25.4
"""A1 portrait, in inches."""
MARGIN = 1.2
"""Of a panel for a wall, in inches."""


def wall(title: str, told: str, sources: str) -> tuple[Figure, Axes]:
    """A panel for a wall, A1 portrait, with its title, what is `told` below it, and who says so at its foot.

    `sheet` otherwise.
    """
    figure, axes = sheet(*A1)
    axes.text(MARGIN, A1[1] - 1.5, title, fontsize=58, weight="bold", va="center")
    axes.text(MARGIN, A1[1] - 2.3, told, fontsize=23, va="top", linespacing=1.35)
    axes.text(MARGIN, 0.28, sources, fontsize=15, va="center", color="0.3")
    return figure, axes
