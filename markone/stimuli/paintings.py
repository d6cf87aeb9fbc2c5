"""Paintings in two styles, drawn by chance and by no painter.

"soft" is a landscape: a bright sky above dark water, then touches of a soft brush, most of them
level, and round blobs, so that no edge is sharp. "hard" is a figure before a ground: facets with
straight edges, crowded at the middle, each shaded from one side to the other.

Both are then toned alike: the grey values of every picture are the same 400, from 0 to 1, only in
other places. Neither brightness nor contrast tells the styles apart, and a photocell that lights
from half of full scale is lit in just half of the cells of every picture.
"""

import numpy as np

from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.validation import count, generator

STYLES = ("soft", "hard")
MOST = 100_000
"""Paintings of each style that are asked for at once."""
TOUCHES, BLOBS, FACETS = 60, 5, 24
"""What a picture is made of."""

_DOWN, _RIGHT = np.mgrid[:ROWS, :COLUMNS] + 0.5


def _toned(picture: np.ndarray) -> np.ndarray:
    """The picture (20, 20) with its grey values replaced by equal steps from 0 to 1, in their order."""
    light = np.empty(CELLS)
    light[np.argsort(picture, axis=None, kind="stable")] = np.linspace(0, 1, CELLS)
    return light


def _spot(rng: np.random.Generator, long: float, short: float, degrees: float) -> np.ndarray:
    """A soft touch anywhere, (20, 20): a bell of two breadths in cells, turned from the level."""
    down, right = rng.uniform(0, ROWS), rng.uniform(0, COLUMNS)
    angle = np.deg2rad(degrees)
    along = (_RIGHT - right) * np.cos(angle) + (_DOWN - down) * np.sin(angle)
    across = (_DOWN - down) * np.cos(angle) - (_RIGHT - right) * np.sin(angle)
    return np.exp(-((along / long) ** 2 + (across / short) ** 2) / 2)


def _soft(rng: np.random.Generator) -> np.ndarray:
    horizon = rng.uniform(0.35, 0.65) * ROWS
    picture = np.tanh((horizon - _DOWN) / 4)
    for _ in range(TOUCHES):
        shade = rng.normal(0, 0.7)
        picture += shade * _spot(rng, rng.uniform(1.5, 3.5), rng.uniform(0.6, 1.1), rng.normal(0, 15))
    for _ in range(BLOBS):
        breadth = rng.uniform(1.5, 3)
        picture += rng.normal(0, 1.2) * _spot(rng, breadth, breadth, 0)
    return picture


def _hard(rng: np.random.Generator) -> np.ndarray:
    """Each cell belongs to the nearest of some points, whose facets so have straight edges."""
    figure = rng.normal((ROWS / 2, COLUMNS / 2), (5, 3), (FACETS // 2, 2))
    ground = rng.uniform(0, (ROWS, COLUMNS), (FACETS - FACETS // 2, 2))
    middles = np.concatenate([figure, ground])
    down, right = (
        offset[..., None] - middle for offset, middle in zip((_DOWN, _RIGHT), middles.T, strict=True)
    )
    facet = (down**2 + right**2).argmin(axis=2)[..., None]
    shade = np.repeat((0.5, -0.5), (len(figure), len(ground))) + rng.normal(0, 0.6, FACETS)
    tilt = rng.normal(0, 0.06, (2, FACETS))
    shaded = shade + tilt[0] * down + tilt[1] * right
    return np.take_along_axis(shaded, facet, axis=2)[..., 0]


def paintings(n: int = 10, seed: int | np.random.SeedSequence = 0) -> tuple[np.ndarray, np.ndarray]:
    """`n` paintings of each style: light (2n, 400) in [0, 1], and their styles (2n,), soft ones first."""
    n, rng = count("n", n, most=MOST), generator(seed)
    painted = [_toned(paint(rng)) for paint in (_soft, _hard) for _ in range(n)]
    return np.stack(painted), np.repeat(STYLES, n)
