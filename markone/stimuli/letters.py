"""The letters A to Z in three typefaces of our own, 14 cells wide and 15 high.

No document shows the alphabet that was put before the Mark I; all faces are assumptions. "block" is
a matrix of 5 x 7 dots enlarged, "stroke" is drawn with a round pen. "heavy" is drawn with a broad pen, so
that its C is like the C in the press photograph of the machine: a block letter with cut corners, 14 cells
wide and 14 or 15 high, its strokes 3 to 4 cells, 120 to 145 cells lit. That letter alone is known, and
measured by eye from lamps; all others are assumed in its manner.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.validation import choice, shown

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HEIGHT, WIDTH, PEN = 15, 14, 2.2
"""Size of a letter and breadth of the pen, in cells."""
BROAD, NIB = np.array([4, 3]), np.array([1.6, 1.1])
"""Cells across an upright and a level stroke of the broad pen, and how far from its middle it touches: less
than half of that, so that slanting strokes are no broader."""

_DOTS = {
    "A": ".###. #...# #...# ##### #...# #...# #...#",
    "B": "####. #...# #...# ####. #...# #...# ####.",
    "C": ".###. #...# #.... #.... #.... #...# .###.",
    "D": "####. #...# #...# #...# #...# #...# ####.",
    "E": "##### #.... #.... ####. #.... #.... #####",
    "F": "##### #.... #.... ####. #.... #.... #....",
    "G": ".###. #...# #.... #.### #...# #...# .####",
    "H": "#...# #...# #...# ##### #...# #...# #...#",
    "I": ".###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.",
    "J": "..### ...#. ...#. ...#. ...#. #..#. .##..",
    "K": "#...# #..#. #.#.. ##... #.#.. #..#. #...#",
    "L": "#.... #.... #.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #.#.# #...# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...# #...# #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.",
    "P": "####. #...# #...# ####. #.... #.... #....",
    "Q": ".###. #...# #...# #...# #.#.# #..#. .##.#",
    "R": "####. #...# #...# ####. #.#.. #..#. #...#",
    "S": ".#### #.... #.... .###. ....# ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #...# #.#.# #.#.# ##.## #...#",
    "X": "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
    "Y": "#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..",
    "Z": "##### ....# ...#. ..#.. .#... #.... #####",
}
"""Rows of dots, the top one first."""

_STROKES = {
    "A": "06 20 46, 14 34",
    "B": "00 06 36 45 44 33 03, 33 42 41 30 00",
    "C": "41 30 10 01 05 16 36 45",
    "D": "00 06 26 44 42 20 00",
    "E": "40 00 06 46, 03 33",
    "F": "40 00 06, 03 33",
    "G": "41 30 10 01 05 16 36 45 43 23",
    "H": "00 06, 40 46, 03 43",
    "I": "10 30, 20 26, 16 36",
    "J": "40 45 36 16 05",
    "K": "00 06, 40 03 46",
    "L": "00 06 46",
    "M": "06 00 23 40 46",
    "N": "06 00 46 40",
    "O": "10 30 41 45 36 16 05 01 10",
    "P": "06 00 30 41 42 33 03",
    "Q": "10 30 41 45 36 16 05 01 10, 24 46",
    "R": "06 00 30 41 42 33 03, 23 46",
    "S": "41 30 10 01 02 13 33 44 45 36 16 05",
    "T": "00 40, 20 26",
    "U": "00 05 16 36 45 40",
    "V": "00 26 40",
    "W": "00 16 23 36 40",
    "X": "00 46, 40 06",
    "Y": "00 23 40, 23 26",
    "Z": "00 40 06 46",
}
"""Lines through points xy on a grid 5 wide and 7 high, from the top left."""
_BROAD_STROKES = _STROKES | {"A": "06 02 20 42 46, 04 44", "W": "00 06 23 46 40"}
"""The same for the broad pen, which would fill an A and a W."""


def _block(char: str) -> np.ndarray:
    dots = np.array([[dot == "#" for dot in row] for row in _DOTS[char].split()])
    rows = np.arange(HEIGHT) * len(dots) // HEIGHT
    columns = np.arange(WIDTH) * len(dots[0]) // WIDTH
    return dots[np.ix_(rows, columns)]


def _near(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Which cells of the letter's box the round pen touches on its way from `start` to `end` (x, y)."""
    cells, way = _cells(), end - start
    along = np.clip(((cells - start) @ way) / (way @ way), 0.0, 1.0)
    return np.hypot(*np.moveaxis(cells - start - along[..., None] * way, -1, 0)) <= PEN / 2


def _under(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Which cells the broad pen, an upright rectangle, touches on its way from `start` to `end` (x, y)."""
    places = start + np.linspace(0, 1, 61)[:, None] * (end - start)
    return (np.abs(_cells()[..., None, :] - places) <= NIB).all(axis=-1).any(axis=-1)


def _cells() -> np.ndarray:
    """The middles (x, y) of the cells of the letter's box: (15, 14, 2)."""
    return np.stack(np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT)), axis=-1)


def _drawn(lines: str, margin: np.ndarray, touches: Callable[..., np.ndarray]) -> np.ndarray:
    """Lines drawn with a pen whose middle stays a `margin` (x, y) from the edges of the letter's box."""
    grid = (np.array([WIDTH, HEIGHT]) - 1 - 2 * margin) / (4, 6)
    touched = np.zeros((HEIGHT, WIDTH), bool)
    for line in lines.split(","):
        points = [np.array([int(point[0]), int(point[1])]) * grid + margin for point in line.split()]
        for start, end in pairwise(points):
            touched |= touches(start, end)
    return touched


def _stroke(char: str) -> np.ndarray:
    return _drawn(_STROKES[char], np.full(2, PEN / 2 - 0.5), _near)


def _heavy(char: str) -> np.ndarray:
    return _drawn(_BROAD_STROKES[char], BROAD / 2 - 0.5, _under)


FACES = {"block": _block, "stroke": _stroke, "heavy": _heavy}
"""The typefaces by name."""


def letter(char: str, face: str = "block") -> np.ndarray:
    """One capital letter in the middle of the retina: (400,) of 0.0 and 1.0."""
    if not isinstance(char, str) or char not in _DOTS:
        raise ValueError(f"{shown(char)} has no slide; choose a capital letter from A to Z")
    face = choice("face", face, FACES)
    retina = np.zeros((ROWS, COLUMNS))
    top, left = (ROWS - HEIGHT) // 2, (COLUMNS - WIDTH) // 2
    retina[top : top + HEIGHT, left : left + WIDTH] = FACES[face](char)
    return retina.reshape(CELLS)


def letters(face: str = "block", alphabet: str = ALPHABET) -> tuple[np.ndarray, np.ndarray]:
    """The letters of `alphabet` in one typeface: (n, 400) slides and (n,) labels."""
    if not isinstance(alphabet, str | Sequence) or not alphabet:
        raise ValueError(f"alphabet is {shown(alphabet)}; name at least one letter")
    return np.stack([letter(char, face) for char in alphabet]), np.array(list(alphabet))
