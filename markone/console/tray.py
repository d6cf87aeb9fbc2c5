"""Slides to feed to the machine, and pictures that are dropped on its page."""

import functools
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from markone import stimuli
from markone.console.refusal import Refusal
from markone.kernels.retina import CELLS
from markone.stimuli.pictures import light_of
from markone.switchboard import code_words
from markone.validation import shown

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_BYTES, MOST_PIXELS = 2_000_000, 4_000_000
"""Of a picture that is dropped, before it is decoded."""
SQUARES, BARS, DIGITS = 8, 8, 10


@functools.cache
def groups() -> Mapping[str, Mapping[str, np.ndarray]]:
    """All slides that lie in the tray, by group and name: (400,) float64 light."""
    found = {face: dict(zip(ALPHABET, stimuli.letters(face)[0], strict=True)) for face in stimuli.FACES}
    found["squares"] = _numbered(*stimuli.squares(SQUARES))
    found["bars"] = _numbered(*stimuli.bars(BARS))
    light, labels = stimuli.digits()
    first = [int(np.flatnonzero(labels == digit)[0]) for digit in range(DIGITS)]
    found["digits"] = {str(digit): light[row] for digit, row in enumerate(first)}
    return found


def _numbered(slides: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    return {
        f"{label} {number}": slide
        for number, (slide, label) in enumerate(zip(slides, labels, strict=True), 1)
    }


def slide(group: str, name: str) -> np.ndarray:
    """One slide of the tray, (400,); ValueError for one that does not lie there."""
    light = groups().get(group, {}).get(name)
    if light is None:
        raise Refusal("slide", name=shown(name), group=shown(group))
    return light


def word_of(name: str, responses: int) -> np.ndarray | None:
    """The lamps that spell a letter, (responses,) int8; None where these lamps have no word for it."""
    words = words_of(responses)
    return next((np.array(word, np.int8) for word, letter in words.items() if letter == name), None)


@functools.cache
def words_of(responses: int) -> Mapping[tuple[int, ...], str]:
    """What the lamps spell: A = 1 and so on in natural binary, as far as there are words."""
    letters = ALPHABET[: min(26, 2**responses - 1)]
    found = code_words(len(letters), responses) if len(letters) < 2**responses else ()
    return {tuple(map(int, word)): letter for word, letter in zip(found, letters, strict=True)}


def drawn(cells: ArrayLike) -> np.ndarray:
    """What was drawn on the page, as light; ValueError for what is no retina of light."""
    light = stimuli.check_light(np.asarray(cells, dtype=float))
    if light.shape != (1, CELLS):
        raise ValueError(f"a slide has {light.size} cells; give {CELLS} numbers from 0 to 1")
    return light[0]


def picture(data: bytes, dark_on_light: bool) -> np.ndarray:
    """A picture that was dropped on the page, as a slide: (400,). Nothing of it is written anywhere.

    Raises ValueError for what is no picture, and for one of too many bytes or pixels.
    """
    if len(data) > MOST_BYTES:
        raise Refusal("picture_large", size=len(data), most=MOST_BYTES)
    try:
        return light_of(data, dark_on_light, MOST_PIXELS)
    except Exception as error:  # decoders raise nearly anything on damaged pictures
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Refusal("picture", reason=reason) from error


def moved(light: np.ndarray, down: int, right: int, turn: float, noise: float, seed: int) -> np.ndarray:
    """A slide shifted, turned and with noise: (400,)."""
    turned = stimuli.rotate(light, turn) if turn else light
    shifted = stimuli.shift(turned, down, right)
    return stimuli.noisy(shifted, noise, seed)[0] if noise else np.asarray(shifted).reshape(CELLS)
