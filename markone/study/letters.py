"""A machine that learns the letters A to Z in five bits, as questions about what breaks ask it to."""

from collections.abc import Iterator

import numpy as np

from markone import stimuli
from markone.kernels.lesson import lesson
from markone.kernels.machine import Parts
from markone.kernels.rule import MODES, RULES
from markone.switchboard import code_words

SLIDES = stimuli.letters()[0]
"""(26, 400) light."""
TARGETS = code_words(len(SLIDES))
"""(26, 5) int8 of +1 and -1."""
RESPONSES = TARGETS.shape[1]


def teach(parts: Parts, rng: np.random.Generator, epochs: int) -> Iterator[int]:
    """Show the letters, in a new order for each epoch, until one is right, or so many times.

    After each epoch its number, from 1 on: whoever asks may look at the machine before the next.
    """
    for epoch in range(1, epochs + 1):
        order = rng.permutation(len(SLIDES))
        lamps = lesson(parts, SLIDES, TARGETS, order, MODES["error correction"], RULES["bipolar"])
        yield epoch
        if (lamps == TARGETS[order]).all():
            return


def score(parts: Parts) -> float:
    """The share of letters with all five lamps right, in test mode."""
    rows = np.arange(len(SLIDES))
    lamps = lesson(parts, SLIDES, TARGETS, rows, MODES["test"], RULES["bipolar"])
    return float((lamps == TARGETS).all(axis=1).mean())
