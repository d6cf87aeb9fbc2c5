"""The retina in bits: a slide is 8 words, of which each bit is a photocell.

The law of `kernels.retina.expose` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

import numpy as np

from markone.kernels.machine import Parts
from markone.kernels.vector.bits import BLOCK


def in_words(lit: np.ndarray) -> np.ndarray:
    """Rows of yes or no, (n, at most 512), as (n, 8) uint64."""
    words = np.zeros((len(lit), BLOCK), np.uint64)
    octets = np.packbits(lit, axis=1, bitorder="little")
    words.view(np.uint8)[:, : octets.shape[1]] = octets
    return words


def pack(parts: Parts, slides: np.ndarray) -> np.ndarray:
    """Which cells each slide, of light or of yes and no, lights: (n, 8) uint64."""
    retina, threshold = parts.retina, parts.photocell.threshold
    packed = in_words(slides if slides.dtype == bool else slides >= threshold)
    dark, lit = in_words(np.array([(retina.stuck < 0) | (retina.gain == 0), retina.stuck > 0]))
    packed &= ~dark
    packed |= lit
    return packed
