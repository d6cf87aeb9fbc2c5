"""Squares and bars, the figures of the demonstrations on the IBM 704."""

import numpy as np

from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.validation import count as whole
from markone.validation import generator

SIDE = 6
BAR = 4
"""Cells across a bar, which goes from edge to edge (the 704's bars were 4 x 20)."""
MOST = 10_000


def square(row: int, column: int, side: int = SIDE) -> np.ndarray:
    """A lit square with its top left cell at (row, column), counted from 0: (400,) of 0.0 and 1.0."""
    row, column = whole("row", row, -ROWS, ROWS), whole("column", column, -COLUMNS, COLUMNS)
    side = whole("side", side, most=ROWS)
    if not (1 <= side <= min(ROWS, COLUMNS) and 0 <= row <= ROWS - side and 0 <= column <= COLUMNS - side):
        raise ValueError(
            f"a square of side {side} at ({row}, {column}) is not on the retina of {ROWS} x {COLUMNS} cells"
        )
    light = np.zeros((ROWS, COLUMNS))
    light[row : row + side, column : column + side] = 1.0
    return light.reshape(CELLS)


def _place(rng: np.random.Generator, side: int, right: bool) -> tuple[int, int]:
    """A random place for a square's top left cell in one half of the retina."""
    half = COLUMNS // 2
    return int(rng.integers(ROWS - side + 1)), int(rng.integers(half - side + 1)) + half * right


def squares(
    count: int, seed: int | np.random.SeedSequence = 0, side: int = SIDE
) -> tuple[np.ndarray, np.ndarray]:
    """Squares at random places, every other one in the left and in the right half of the retina.

    Returns (count, 400) slides and (count,) labels "left" and "right". The figures of the
    demonstration of July 1958 (New York Times, 13 July 1958).
    """
    rng, side = generator(seed), whole("side", side, most=COLUMNS // 2)
    labels = np.resize(["left", "right"], whole("count", count, most=MOST))
    slides = [square(*_place(rng, side, label == "right"), side) for label in labels]
    return np.stack(slides), labels


def bars(count: int, seed: int | np.random.SeedSequence = 0) -> tuple[np.ndarray, np.ndarray]:
    """Bars at random places, lying and standing by turns, on a retina whose edges meet.

    Returns (count, 400) slides and (count,) labels "lying" and "standing".
    """
    rng = generator(seed)
    labels = np.resize(["lying", "standing"], whole("count", count, most=MOST))
    bar = np.zeros((ROWS, COLUMNS))
    bar[:BAR] = 1.0
    shifted = (np.roll(bar, rng.integers(ROWS), axis=0) for _ in labels)
    slides = [
        (light if label == "lying" else light.T).reshape(CELLS)
        for light, label in zip(shifted, labels, strict=True)
    ]
    return np.stack(slides), labels


def every_bar() -> tuple[np.ndarray, np.ndarray]:
    """The 20 lying and then the 20 standing bars, each a row or a column further: (40, 400), and labels."""
    bar = np.zeros((ROWS, COLUMNS))
    bar[:BAR] = 1.0
    lying = [np.roll(bar, place, axis=0) for place in range(ROWS)]
    slides = np.reshape([*lying, *(light.T for light in lying)], (ROWS + COLUMNS, CELLS))
    return slides, np.repeat(["lying", "standing"], (ROWS, COLUMNS))
