"""Why this answer: the votes of the active A-units, put back on the retina (a saliency map)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import LIGHT, SIGNED, bare, new_figure
from markone.kernels.retina import COLUMNS, ROWS


def votes(slide: np.ndarray, cast: np.ndarray, currents: Sequence[float], answer: str) -> Figure:
    """The slide (400,), and for each R-unit the votes `cast` (responses, 400) in volts per cell."""
    figure = new_figure(2.5 * (len(cast) + 1) + 0.8, 3.1)
    grid = figure.subplots(1, len(cast) + 1)
    grid[0].imshow(slide.reshape(ROWS, COLUMNS), cmap=LIGHT, vmin=0, vmax=1)
    grid[0].set_title(f"slide, read as {answer}")
    limit = float(abs(cast).max()) or 1.0
    for number, (axes, vote, current) in enumerate(zip(grid[1:], cast, currents, strict=True), 1):
        image = axes.imshow(vote.reshape(ROWS, COLUMNS), cmap=SIGNED, vmin=-limit, vmax=limit)
        axes.set_title(f"R{number} {'lit' if current > 0 else 'dark'}: {current:+.1f} V")
    for axes in grid:
        bare(axes)
    figure.colorbar(image, ax=grid, label="votes of a cell (V)", shrink=0.8, pad=0.01)
    return figure
