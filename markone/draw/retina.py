"""Slides as light, and as the photocells see them."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import BACKGROUND, LIGHT, new_figure
from markone.kernels.retina import COLUMNS, ROWS

GAP = 2
"""Cells between slides."""


def _side_by_side(pictures: np.ndarray) -> np.ndarray:
    """(n, 400) as one picture, (20, n * 22 - 2); NaN in the gaps."""
    framed = np.full((len(pictures), ROWS, COLUMNS + GAP), np.nan)
    framed[:, :, :COLUMNS] = pictures.reshape(-1, ROWS, COLUMNS)
    return np.concatenate(list(framed), axis=1)[:, :-GAP]


def slides(shown: Mapping[str, tuple[np.ndarray, np.ndarray]], threshold: float = 0.5) -> Figure:
    """For each title (light (n, 400), labels (n,)): light above, lit cells below, a column per slide."""
    most = max(len(labels) for _, labels in shown.values())
    figure = new_figure(max(1.1 * most + 1.2, 5.0), 2.7 * len(shown))
    figure.set_facecolor(BACKGROUND)
    grid = figure.subplots(len(shown), 1, squeeze=False)[:, 0]
    for axes, (name, (light, labels)) in zip(grid, shown.items(), strict=True):
        above, below = _side_by_side(light), _side_by_side((light >= threshold).astype(float))
        gap = np.full((GAP, above.shape[1]), np.nan)
        axes.imshow(np.concatenate([above, gap, below]), cmap=LIGHT, vmin=0, vmax=1)
        middles = np.arange(len(labels)) * (COLUMNS + GAP) + COLUMNS / 2 - 0.5
        axes.set_xticks(middles, labels)
        axes.set_yticks([ROWS / 2, ROWS * 1.5 + GAP], ["light", "cells"])
        axes.set_xlim(-1, most * (COLUMNS + GAP))
        axes.set_title(name, loc="left")
        axes.set_facecolor(BACKGROUND)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    return figure
