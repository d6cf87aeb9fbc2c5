"""The retina in bits: a slide is 8 words, of which each bit is a photocell.

The law of `kernels.retina.expose` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

import numpy as np

from markone.kernels.jit import inlined, jit
from markone.kernels.vector.bits import BITS
from markone.kernels.vector.words import pack_bytes, pack_light


@inlined
def _mend(word, place, lit, dark):
    """Cells that are always dark or always lit do not answer to light."""
    return (word & ~dark[place]) | lit[place]


@jit
def pack_slides(slides, threshold, lit, dark, packed):
    """Write to `packed` (n, 8; uint64) which ideal cells `slides` (n, cells; float64) light.

    `lit` and `dark` (8,) uint64 are cells that are always so. There are at least 64 cells; the last
    ones are read together with some that were read before.
    """
    cells = slides.shape[1]
    whole, rest = cells // BITS, cells % BITS
    packed[:] = 0
    for row in range(len(slides)):
        for place in range(whole):
            start = row * cells + place * BITS
            packed[row, place] = _mend(pack_light(slides, start, threshold), place, lit, dark)
        if rest:
            word = pack_light(slides, (row + 1) * cells - BITS, threshold) >> np.uint64(BITS - rest)
            packed[row, whole] = _mend(word, whole, lit, dark)


@jit
def pack_masks(slides, lit, dark, packed):
    """As `pack_slides`, of slides (n, cells; uint8) that are 0 where it is dark."""
    cells = slides.shape[1]
    whole, rest = cells // BITS, cells % BITS
    packed[:] = 0
    for row in range(len(slides)):
        for place in range(whole):
            packed[row, place] = _mend(pack_bytes(slides, row * cells + place * BITS, 255), place, lit, dark)
        if rest:
            word = pack_bytes(slides, (row + 1) * cells - BITS, 255) >> np.uint64(BITS - rest)
            packed[row, whole] = _mend(word, whole, lit, dark)
