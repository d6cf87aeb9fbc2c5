"""Squares and circles at any place and angle, as they were told apart on the IBM 704."""

import numpy as np

from markone.kernels.retina import CELLS, COLUMNS
from markone.validation import choice, generator, truth
from markone.validation import count as whole

SIDE, LONGEST = 8, 14
"""Of a square, in cells; the longest fits at any angle."""
CIRCLES = ("large", "wide")
MOST = 1_000_000
_PART = 1000
"""So many figures are drawn at once."""


def forms(
    count: int,
    seed: int | np.random.SeedSequence = 0,
    side: int = SIDE,
    outline: bool = False,
    circle: str = "large",
    toroidal: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Squares and circles by turns, at random places, between cells too, and at random angles.

    Returns (count, 400) slides, bool, and (count,) labels "square" and "circle". The circle is as "large" as
    the square, so that the number of lit cells does not tell them apart, or as "wide". A cell is lit if its
    middle lies in the figure, or in the outermost cell's breadth of an `outline`. On a `toroidal` retina
    edges meet; on another, figures stay a square's half diagonal away from them.
    """
    rng, count, side = generator(seed), whole("count", count, most=MOST), whole("side", side, 2, LONGEST)
    outline, toroidal = truth("outline", outline), truth("toroidal", toroidal)
    reach = side / np.sqrt(np.pi) if choice("circle", circle, CIRCLES) == "large" else side / 2
    margin = 0.0 if toroidal else side / np.sqrt(2)
    slides = np.empty((count, CELLS), bool)
    for first in range(0, count, _PART):
        part = slides[first : first + _PART]
        away = _away(rng.uniform(margin, COLUMNS - margin, (len(part), 2)), toroidal)
        angle = rng.uniform(0, np.pi / 2, len(part))
        part[::2] = _lit(_of_squares(away[::2], angle[::2]), side / 2, outline)
        part[1::2] = _lit(_of_circles(away[1::2]), reach, outline)
    return slides, np.resize(["square", "circle"], count)


def _away(centre: np.ndarray, toroidal: bool) -> np.ndarray:
    """How far the middles of rows and of columns are from each centre, signed: (n, 2, 20)."""
    away = np.arange(0.5, COLUMNS, dtype=np.float32) - centre[:, :, None].astype(np.float32)
    return (away + COLUMNS / 2) % COLUMNS - COLUMNS / 2 if toroidal else away


def _of_circles(away: np.ndarray) -> np.ndarray:
    return np.hypot(away[:, 0, :, None], away[:, 1, None, :])


def _of_squares(away: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """The greater of the distances along a square's two axes."""
    down, across = away[:, 0, :, None], away[:, 1, None, :]
    cos, sin = (turned(angle).astype(np.float32)[:, None, None] for turned in (np.cos, np.sin))
    return np.maximum(np.abs(cos * across + sin * down), np.abs(cos * down - sin * across))


def _lit(distance: np.ndarray, reach: float, outline: bool) -> np.ndarray:
    lit = (distance <= reach) & (distance > reach - 1 if outline else True)
    return lit.reshape(len(lit), CELLS)
