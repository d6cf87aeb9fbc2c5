"""The retina in bits: a slide is 8 words, of which each bit is a photocell.

The law of `kernels.retina.expose` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

import numpy as np

from markone.kernels.jit import jit
from markone.kernels.machine import Parts
from markone.kernels.vector.bits import BITS, BLOCK
from markone.kernels.vector.words import reached


@jit
def pack_rows(rows, least, dark, lit, packed):
    """Write to `packed` (n, 8; uint64) which of `rows` (n, cells; float64 or uint8) reach `least`.

    Cells of `dark` (8,) never do, those of `lit` always; `packed` holds zeros. There are at least 64 cells;
    the last ones are read together with some that were read before.
    """
    cells = rows.shape[1]
    whole, rest = cells // BITS, cells % BITS
    for row in range(len(rows)):
        begin = row * cells
        for word in range(whole):
            packed[row, word] = reached(rows, begin + word * BITS, least)
        if rest:
            packed[row, whole] = reached(rows, begin + cells - BITS, least) >> np.uint64(BITS - rest)
        for word in range(BLOCK):
            packed[row, word] = (packed[row, word] & ~dark[word]) | lit[word]


def condition(parts: Parts) -> tuple[float, bytes]:
    """What it depends on which cells a slide lights: the threshold, and those never lit, or always."""
    retina = parts.retina
    if not retina.stuck.any() and retina.gain.all():
        return parts.photocell.threshold, bytes(2 * BLOCK * BITS // 8)
    stuck = np.zeros((2, BLOCK * BITS), bool)
    stuck[0, : retina.stuck.size] = (retina.stuck < 0) | (retina.gain == 0)
    stuck[1, : retina.stuck.size] = retina.stuck > 0
    return parts.photocell.threshold, np.packbits(stuck, axis=1, bitorder="little").tobytes()


def pack(parts: Parts, slides: np.ndarray) -> np.ndarray:
    """Which cells each slide, of light (float64) or of yes and no, lights: (n, 8) uint64."""
    packed = np.zeros((len(slides), BLOCK), np.uint64)
    threshold, stuck = condition(parts)
    dark, lit = np.frombuffer(stuck, np.uint64).reshape(2, BLOCK)
    if slides.dtype == bool:
        pack_rows(slides.view(np.uint8), np.uint8(1), dark, lit, packed)
    else:
        pack_rows(slides, threshold, dark, lit, packed)
    return packed
