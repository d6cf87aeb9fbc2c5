"""The machine that the drawings show: it has learnt the alphabet."""

from typing import Any

import numpy as np

from markone import stimuli
from markone.draw.machine_drawing import machine_drawing
from markone.draw.slide_of_numbers import slide_of_numbers
from markone.kernels.lesson import lesson, read
from markone.kernels.machine import Parts
from markone.kernels.rule import MODES, RULES
from markone.spec import build, copy
from markone.stimuli.letters import ALPHABET
from markone.switchboard import plug
from markone.switchboard.code import code_words

MOST_PASSES = 60


def taught(seed: int = 0) -> Parts:
    """An ideal machine, five R-units with a share of the A-units each, that knows A to Z in five bits.

    Raises ValueError for a `seed` whose board is not right after `MOST_PASSES`.
    """
    slides, words = stimuli.letters()[0], code_words(len(ALPHABET))
    parts, rng = build(plug(words.shape[1], seed=seed), seed=seed), np.random.default_rng(seed)
    for _ in range(MOST_PASSES):
        rows = rng.permutation(len(slides))
        lamps = lesson(parts, slides, words, rows, MODES["error correction"], RULES["bipolar"])
        if (lamps == words[rows]).all():
            return parts
    raise ValueError(f"the board of seed {seed} does not know all letters after {MOST_PASSES} passes")


def spelt(lamps: np.ndarray) -> str:
    """The letter that lamps (responses,) say, or nothing."""
    found = np.flatnonzero((code_words(len(ALPHABET)) == lamps).all(axis=1))
    return ALPHABET[found[0]] if found.size else ""


def drawings(parts: Parts, slide: str = "E") -> dict[str, Any]:
    """The machine at work on one letter, and how two numbers become a slide, by the names of their files."""
    light = stimuli.letter(slide)
    said = spelt(np.where(read(copy(parts), light[None])[0] > 0, 1, -1))
    return {
        "machine_drawing": machine_drawing(parts, light, slide, said),
        "slide_of_numbers": slide_of_numbers((0.3, 0.8)),
    }
