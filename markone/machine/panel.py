"""The front panel: what the operator sets, and what the machine shows."""

from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.retina import CELLS
from markone.kernels.rule import LAWS, MODES
from markone.stimuli import check_light
from markone.switchboard import MOST_RESPONSES


class Panel:
    """Slide holder, target switches, mode and law dials, lamps and meters.

    Each setter raises ValueError for what its switch does not have.
    """

    def __init__(self, responses: int) -> None:
        if not isinstance(responses, Integral) or not 1 <= responses <= MOST_RESPONSES:
            raise ValueError(f"{responses!r} R-units; the panel has lamps for 1 to {MOST_RESPONSES}")
        self.responses: int = int(responses)
        self.slide: np.ndarray = np.zeros(CELLS)
        self.target: np.ndarray = np.zeros(responses, np.int8)
        self.lamps: np.ndarray = np.full(responses, -1, np.int8)
        self.meters: np.ndarray = np.zeros(responses)
        self.set_mode("test")
        self.set_law("bipolar")

    def insert(self, slide: ArrayLike) -> None:
        """Put one slide, 400 cells of light in [0, 1], into the holder."""
        slides = check_light(slide)
        if len(slides) != 1:
            raise ValueError(f"{len(slides)} slides given; the holder takes 1")
        self.slide = slides[0]

    def set_targets(self, target: ArrayLike) -> None:
        """Set one switch per R-unit to +1, -1, or 0 for no wish."""
        wanted = np.asarray(target)
        if wanted.shape != (self.responses,) or not np.isin(wanted, (-1, 0, 1)).all():
            raise ValueError(f"targets are {wanted.tolist()}; set {self.responses} switches to +1, -1 or 0")
        self.target = wanted.astype(np.int8)

    def set_mode(self, name: str) -> None:
        """Choose the training procedure, a name of `kernels.rule.MODES`."""
        self.mode = _code("mode", name, MODES)

    def set_law(self, name: str) -> None:
        """Choose the law of reinforcement, a name of `kernels.rule.LAWS`."""
        self.law = _code("law", name, LAWS)


def _code(dial: str, name: str, codes: dict[str, int]) -> int:
    if name not in codes:
        raise ValueError(f"{dial} is {name!r}; the dial has {', '.join(map(repr, codes))}")
    return codes[name]
