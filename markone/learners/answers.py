"""What a Mark I answers once it is taught, and what speaks for its answer."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from markone import spec, stimuli
from markone.archive import check_parts
from markone.kernels.lesson import read, read_weight
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS
from markone.learners import state
from markone.structure import check_structure


class MachineAnswers(ClassifierMixin, BaseEstimator):
    """A machine as a classifier: its lamps' word, and the class whose word is nearest."""

    retina: str
    parts_: Parts
    classes_: np.ndarray
    code_: np.ndarray
    low_: np.ndarray
    high_: np.ndarray
    mistakes_: list[int]
    n_iter_: int
    n_exposures_: int

    def slides(self, X: ArrayLike) -> np.ndarray:
        """What the retina is shown for each row of X: (n, 400) light."""
        check_is_fitted(self)
        return self.as_slides(validate_data(self, X, dtype=np.float64, reset=False), self.low_, self.high_)

    def as_slides(self, X: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Rows of X as slides, other columns than 400 as bars on a scale from low to high (features,)."""
        if self.retina == "image" and X.shape[1] != CELLS:
            raise ValueError(
                f"image has {X.shape[1]} cells; the retina has {CELLS}, 20 x 20: use stimuli.resize(image)"
            )
        if X.shape[1] == CELLS:
            return stimuli.check_light(X)
        return stimuli.on_retina(X, low, high)

    def currents(self, X: ArrayLike) -> np.ndarray:
        """What each R-unit receives for each row of X, in volts: (n, responses)."""
        slides = self.slides(X)
        return read(self._another(), slides)

    def active(self, X: ArrayLike) -> np.ndarray:
        """Which A-units fire for each row of X: (n, units) bool."""
        slides, machine, fired = self.slides(X), self._another(), []
        for slide in slides:
            read(machine, slide[None])
            fired.append(machine.active.copy())
        return np.array(fired)

    def _another(self) -> Parts:
        """A copy of the machine, whose own state stays as it is, and may be read-only."""
        another = spec.copy(self.parts_)
        check_structure(another)
        return another

    def votes(self, x: ArrayLike) -> np.ndarray:
        """Where on the retina the votes for one sample come from: (responses, 400), in volts.

        The vote of an active A-unit is what its potentiometer reads; it is shared out equally among
        the lit photocells on its excitatory plugs, which made it fire. The votes of an R-unit add
        up to its current (unless theta is so low that a unit fires without such a photocell).
        """
        (slide,) = self.slides(np.asarray(x)[None])
        after = self._another()
        read(after, slide[None])
        wiring, seen = after.wiring, after.retina.lit[after.wiring.excitatory]
        sampled_ms = after.clock.now_ms[0] + after.spec.expose_ms + after.spec.settle_ms
        cast = np.zeros((wiring.bank.size - 1, CELLS))
        for response, (first, last) in enumerate(pairwise(wiring.bank)):
            for shaft in range(first, last):
                unit = wiring.unit[shaft]
                if after.active[unit] and seen[unit].any():
                    vote = read_weight(after, shaft, sampled_ms) / seen[unit].sum()
                    cast[response, wiring.excitatory[unit][seen[unit]]] += vote
        return cast

    def lamps(self, X: ArrayLike) -> np.ndarray:
        """+1 for a lit and -1 for a dark lamp, as one that has burnt out is: (n, responses) int8."""
        lit = (self.currents(X) > self.parts_.spec.dead_zone_v) & self.parts_.bulb
        return np.where(lit, 1, -1).astype(np.int8)

    def _distances(self, X: ArrayLike) -> np.ndarray:
        """In how many lamps each row differs from each class's word: (n, classes)."""
        return (self.lamps(X)[:, None, :] != self.code_).sum(axis=2)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the nearest code word; of several equally near, the first."""
        nearest = self._distances(X).argmin(axis=1)
        return self.classes_[nearest]

    def is_code_word(self, X: ArrayLike) -> np.ndarray:
        """Whether the lamps showed exactly a code word: (n,) bool."""
        return self._distances(X).min(axis=1) == 0

    @property
    def n_weights_(self) -> int:
        """Number of potentiometers."""
        return self.parts_.way.size

    @property
    def machine_ms_(self) -> int:
        """The time that the machine would have taken for the training, at `Spec.cycle_ms` a slide.

        Nobody documents its pace: the five seconds of the default are assumed.
        """
        return self.n_exposures_ * self.parts_.spec.cycle_ms

    def check_state(self) -> None:
        """Raise ValueError unless the parts are those of a machine that could be built for the classes."""
        _check_code(self.code_, state.check_classes(self.classes_))
        for name in ("low_", "high_"):
            state.check_numbers(name, getattr(self, name), (self.n_features_in_,), state.FLOATS[:1])
        if (self.low_ > self.high_).any():
            raise ValueError("low_ is above high_")
        state.check_mistakes(self.n_iter_, self.mistakes_)
        if not state.is_count(self.n_exposures_):
            raise ValueError("n_exposures_ is no whole number")
        check_parts(self.parts_)
        if self.code_.shape[1] != self.parts_.lamp.size:
            raise ValueError("parts_ have another number of R-units than code_")


def _check_code(code: Any, classes: int) -> None:
    """A word of its own for each class; which one, those who trained the machine chose."""
    if not isinstance(code, np.ndarray) or code.dtype != np.int8 or code.ndim != 2 or len(code) != classes:
        raise ValueError("code_ is not one word of int8 for each class")
    if not np.isin(code, (-1, 1)).all() or len(np.unique(code, axis=0)) != classes:
        raise ValueError("code_ is not a different word of +1 and -1 for each class")
