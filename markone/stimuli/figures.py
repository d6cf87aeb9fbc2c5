"""Figures for Minsky and Papert's questions: is it connected, and is the number of lit cells odd?"""

import numpy as np

from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.validation import count, generator

MOST = 1_000_000
"""Figures that are asked for at once."""
Labelled = tuple[np.ndarray, np.ndarray]
"""Slides (n, 400) of 0.0 and 1.0, and labels (n,) int64 of 0 and 1."""


def rails(length: int, gap: int, left: int, right: int, down: int = 0, across: int = 0) -> np.ndarray:
    """Three level rails of `length` cells, `gap` rows apart, with a joint at either end: (400,).

    A joint ties the middle rail to the upper (0) or to the lower one (1), so the figure is in one piece
    exactly if its two ends differ, and nobody who sees one end alone can know. After the figures with
    which Minsky and Papert (Perceptrons, 1969, section 0.8) defeat predicates of limited diameter.
    `down` and `across` are the upper left corner.
    """
    given = {"length": length, "gap": gap, "left": left, "right": right, "down": down, "across": across}
    for name, value in given.items():
        count(name, value, least=-COLUMNS, most=COLUMNS)
    if gap < 2 or length < 3 or down + 2 * gap >= ROWS or across + length > COLUMNS or min(down, across) < 0:
        raise ValueError(
            f"rails of {length} cells, {gap} apart, from ({down}, {across}) do not fit on "
            f"{ROWS} x {COLUMNS}; give at least 3 cells and a gap of at least 2"
        )
    slide = np.zeros((ROWS, COLUMNS))
    slide[down : down + 2 * gap + 1 : gap, across : across + length] = 1.0
    for end, column in ((left, across), (right, across + length - 1)):
        first = down + (gap if end else 0)
        slide[first : first + gap, column] = 1.0
    return slide.ravel()


def connected(n: int, seed: int | np.random.SeedSequence = 0) -> Labelled:
    """`n` figures of rails of any size, place and direction; label 1 for those in one piece.

    Both classes have the same sizes, places and numbers of lit cells.
    """
    rng, slides, labels = generator(seed), [], []
    for _ in range(count("n", n, most=MOST)):
        gap, length = int(rng.integers(2, 7)), int(rng.integers(6, 19))
        down = int(rng.integers(ROWS - 2 * gap))
        across = int(rng.integers(COLUMNS - length + 1))
        left, right, turned = (int(bit) for bit in rng.integers(2, size=3))
        slide = rails(length, gap, left, right, down, across).reshape(ROWS, COLUMNS)
        slides.append((slide.T if turned else slide).ravel())
        labels.append(int(left != right))
    return np.array(slides), np.array(labels)


def parity(n: int, seed: int | np.random.SeedSequence = 0) -> Labelled:
    """`n` figures of random dots, half of the cells lit on average; label 1 where their number is odd."""
    slides = (generator(seed).random((count("n", n, most=MOST), CELLS)) < 0.5).astype(np.float64)
    return slides, slides.sum(axis=1).astype(np.int64) % 2


def brighter_top(n: int, seed: int | np.random.SeedSequence = 0) -> Labelled:
    """`n` figures of random dots, one half of the retina denser; label 1 where the upper half has more.

    A question of order 1: each lit cell has one vote, for or against.
    """
    rng = generator(seed)
    share = rng.uniform(0.2, 0.8, size=(count("n", n, most=MOST), 1))
    top = np.arange(CELLS) < CELLS // 2
    slides = (rng.random((len(share), CELLS)) < np.where(top, share, 1 - share)).astype(np.float64)
    return slides, (2 * slides[:, top].sum(axis=1) > slides.sum(axis=1)).astype(np.int64)
