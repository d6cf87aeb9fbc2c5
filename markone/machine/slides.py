"""Slides that came before the machine: one array for each, however often it comes."""

from hashlib import blake2b
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.retina import CELLS
from markone.stimuli import check_light


class KnownSlides:
    """The slides that somebody still holds, each once."""

    def __init__(self) -> None:
        self.arrays: WeakValueDictionary[bytes, np.ndarray] = WeakValueDictionary()

    def one(self, given: ArrayLike) -> np.ndarray:
        """The slide that is given, (400,) float64, checked when it comes first; ValueError if it is none."""
        if isinstance(given, np.ndarray) and given.dtype == np.float64 and given.shape == (CELLS,):
            known = self.arrays.get(_digest(given))
            if known is not None:
                return known
        slides = check_light(given)
        if len(slides) != 1:
            raise ValueError(f"{len(slides)} slides given; the holder takes 1")
        slide = slides[0].copy()
        return self.arrays.setdefault(_digest(slide), slide)


def _digest(slide: np.ndarray) -> bytes:
    return blake2b(slide.tobytes(), digest_size=16).digest()
