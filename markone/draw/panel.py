"""The machine at work, slide by slide, as an animation."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, ListedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Circle, Patch
from matplotlib.text import Text
from matplotlib.typing import ColorType

from markone.draw.animation import writers
from markone.draw.potentiometers import on_rack
from markone.draw.style import BACKGROUND, LIGHT, SIGNED, bare, new_figure
from markone.fields import explained
from markone.kernels.retina import COLUMNS, ROWS

FRAME_MS = 500
FIRES = ListedColormap(["#1b1b3a", "#E69F00"])
"""Of A-units at rest, and of those that fire."""
SHINES, DARK = "#F0E442", "0.25"
"""Of lamps."""


@explained
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
    """(responses,) +1, -1, or 0 for no target."""
    answer: str = ""
    """What the lamps say, in words."""


class _Front:
    """The machine's front as a figure, whose four places are drawn once and then changed."""

    def __init__(self, figure: Figure, first: Frame, limit_v: float) -> None:
        self.figure = figure
        cells, units, pots, lamps = figure.subplots(1, 4, width_ratios=(1, 1.6, 1.6, 0.9))
        self.cells = _image(cells, "photocells", LIGHT, (0, 1), first.cells.reshape(ROWS, COLUMNS))
        self.units = _image(units, "A-units", FIRES, (0, 1), on_rack(first.units.astype(float)))
        self.pots = _image(pots, "potentiometers", SIGNED, (-limit_v, limit_v), on_rack(first.volts))
        figure.colorbar(self.pots, ax=pots, location="bottom", label="V", shrink=0.9)
        _key(cells, {"lit": "white", "dark": "black"})
        _key(units, {"fires": FIRES(1.0), "at rest": FIRES(0.0), "no unit": BACKGROUND})
        self.bulbs, self.verdicts = _lamps(lamps, len(first.lamps))
        self.show(first)
        # the layout is found once; to find it again for each frame takes longer than to draw it
        figure.canvas.draw()
        figure.set_layout_engine("none")

    def show(self, frame: Frame) -> None:
        """Change what differs."""
        self.figure.suptitle("\n".join(filter(None, (frame.title, frame.answer))), parse_math=False)
        self.cells.set_data(frame.cells.reshape(ROWS, COLUMNS))
        self.units.set_data(on_rack(frame.units.astype(float)))
        self.pots.set_data(on_rack(frame.volts))
        for number, (lamp, wanted) in enumerate(zip(frame.lamps, frame.wanted, strict=True)):
            self.bulbs[number].set_facecolor(SHINES if lamp > 0 else DARK)
            verdict = "" if wanted == 0 else "correct" if lamp == wanted else "wrong"
            self.verdicts[number].set_text(f"R{number + 1} {verdict}")


def _image(
    axes: Axes, title: str, colours: str | Colormap, limits: tuple[float, float], shown: np.ndarray
) -> AxesImage:
    axes.set_title(title)
    bare(axes)
    axes.set_facecolor(BACKGROUND)
    return axes.imshow(shown, cmap=colours, vmin=limits[0], vmax=limits[1])


def _key(axes: Axes, colours: Mapping[str, ColorType]) -> None:
    """What the colours mean, below the picture."""
    patches = [Patch(facecolor=colour, edgecolor="0.5", label=name) for name, colour in colours.items()]
    axes.legend(
        handles=patches, loc="upper center", bbox_to_anchor=(0.5, -0.03), ncols=len(patches), frameon=False
    )


def _lamps(axes: Axes, count: int) -> tuple[list[Circle], list[Text]]:
    bulbs = [Circle((0, -row), 0.35, edgecolor="black") for row in range(count)]
    for bulb in bulbs:
        axes.add_patch(bulb)
    verdicts = [axes.text(0.6, -row, "R1 correct", va="center", fontsize=9) for row in range(count)]
    axes.set(xlim=(-0.6, 4), ylim=(-count + 0.4, 0.6), aspect="equal", title="lamps")
    axes.set_axis_off()
    _key(axes, {"lit": SHINES, "dark": DARK})
    return bulbs, verdicts


def save_animation(frames: Sequence[Frame], path: Path) -> list[Path]:
    """Write the animation to `path` (.gif), and beside it as .mp4 where ffmpeg is found; what was written."""
    limit_v = max(0.5, *(np.abs(frame.volts).max() for frame in frames))
    figure = new_figure(11, 3.2)
    FigureCanvasAgg(figure)
    front = _Front(figure, frames[0], limit_v)
    found = writers(path, FRAME_MS)
    for name, writer in found.items():
        with writer.saving(figure, str(name), figure.dpi):
            for frame in frames:
                front.show(frame)
                writer.grab_frame()
    return list(found)
