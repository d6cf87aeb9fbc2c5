"""The machine at work, slide by slide, as an animation."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from markone.draw import film
from markone.draw.racks import on_rack
from markone.draw.style import LIGHT, SIGNED, bare, new_figure
from markone.kernels.retina import COLUMNS, ROWS

FRAME_MS = 500


class Frame(NamedTuple):
    """What the panel shows when one slide has been dealt with."""

    title: str
    cells: np.ndarray
    """(400,) bool."""
    units: np.ndarray
    """(units,) bool."""
    volts: np.ndarray
    """(pots,) after reinforcement."""
    lamps: np.ndarray
    """(responses,) +1 or -1, as sampled."""
    wanted: np.ndarray
    """(responses,) +1 or -1."""


def _draw_lamps(axes: Axes, frame: Frame) -> None:
    axes.clear()
    for row, (lamp, wanted) in enumerate(zip(frame.lamps, frame.wanted, strict=True)):
        lit = "#F0E442" if lamp > 0 else "0.25"
        axes.add_patch(Circle((0, -row), 0.35, facecolor=lit, edgecolor="black"))
        verdict = "right" if lamp == wanted else "wrong: motors run"
        axes.text(0.6, -row, f"R{row + 1} {verdict}", va="center", fontsize=9)
    axes.set(xlim=(-0.6, 4), ylim=(-len(frame.lamps) + 0.4, 0.6), aspect="equal", title="lamps")
    axes.set_axis_off()


def _show(grid: Sequence[Axes], frame: Frame, limit_v: float) -> None:
    """Draw one frame into the four places."""
    pictures = (
        ("photocells", frame.cells.reshape(ROWS, COLUMNS), LIGHT, (0, 1)),
        ("A-units", on_rack(frame.units.astype(float)), "inferno", (0, 1.4)),
        (f"potentiometers, ±{limit_v:.1f} V", on_rack(frame.volts), SIGNED, (-limit_v, limit_v)),
    )
    for axes, (title, picture, colours, (low, high)) in zip(grid, pictures, strict=False):
        axes.clear()
        axes.imshow(picture, cmap=colours, vmin=low, vmax=high, aspect="auto")
        axes.set_title(title)
        bare(axes)
    _draw_lamps(grid[3], frame)


def animation(frames: Sequence[Frame]) -> tuple[Figure, FuncAnimation]:
    """A figure of the panel, and the animation that runs through `frames` in it."""
    limit_v = max(0.5, *(np.abs(frame.volts).max() for frame in frames))
    figure = new_figure(11, 3.4)
    FigureCanvasAgg(figure)
    grid = figure.subplots(1, 4, width_ratios=(1, 1.3, 1.3, 0.9))

    def draw(number: int) -> list[Axes]:
        frame = frames[number]
        figure.suptitle(frame.title)
        _show(grid, frame, limit_v)
        return list(grid)

    return figure, FuncAnimation(figure, draw, frames=len(frames), interval=FRAME_MS)


def save_animation(frames: Sequence[Frame], path: Path) -> list[Path]:
    """Write the animation to `path` (.gif), and beside it as .mp4 where ffmpeg is found; what was written."""
    _, moving = animation(frames)
    return film.save(moving, path, FRAME_MS)
