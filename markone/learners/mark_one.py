"""The Mark I as a classifier: the machine's own lessons, without waiting for its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from markone import spec, stimuli
from markone.archive import check_parts
from markone.kernels.lesson import read
from markone.kernels.machine import Parts, Spec
from markone.kernels.pot import Pot
from markone.kernels.retina import CELLS, Photocell
from markone.kernels.rule import LAWS, MODES
from markone.learners import checks, state, votes
from markone.learners.parameters import (
    Callback,
    as_callbacks,
    as_random_state,
    checked,
    generator,
    parameter,
)
from markone.learners.untimed import teach
from markone.switchboard import PATCHINGS, code_words, plug
from markone.validation import array, choice, count, shown, truth

TAUGHT = ("error correction", "error correction until right", "forced")
"""Modes in which the operator's wish counts."""


def as_constants(name: str, value: Any, kind: type) -> Any:
    """Constants of a part of the machine, or None for the usual ones."""
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"{name} is {shown(value)}; give a markone {kind.__name__}, or None")
    return value


@dataclass(eq=False, repr=False)
class MarkOneClassifier(ClassifierMixin, BaseEstimator):
    """The Mark I Perceptron, trained slide by slide.

    Classes are code words on the lamps of the R-units (`switchboard.code_words`); the answer is
    the class whose word differs from the lamps in the fewest places. 400 columns in [0, 1] are light
    on the retina; any other width is shown as bars (`stimuli.on_retina`). Between slides the retina
    rests in the dark, so the order of samples cannot matter to `predict`.

    Parameters
    ----------
    patching : "shares" (each R-unit its own share of the A-units, one pot per A-unit), "full" (a pot
        for each pair of an A-unit and an R-unit) or "overlap" (`switchboard.plug`).
    n_units, excitatory, inhibitory : A-units, and the wires from photocells to each.
    mode : "error correction" (a pulse), "error correction until right" (until the lamp flips, a
        pulse at most) or "forced".
    law : "bipolar", "alpha", "beta" or "gamma" (`kernels.rule.correct`).
    max_iter : greatest number of epochs; it stops after the first epoch free of error.
    shuffle : draw a new order for each epoch.
    retina : "auto", or "image" to refuse whatever is not 400 columns of light.
    spec, pot, photocell : the machine's constants (`markone.spec`); None for its historical
        timings, ideal pots and ideal photocells. The photocell's threshold is the light threshold.
    random_state : seed of the boards, of the shafts' names and of the order.
    callbacks : called as callback(learner, epoch) after each epoch; a true answer ends the training.

    Attributes
    ----------
    parts_ : the machine as it stands (`kernels.lesson.Parts`).
    code_ : (classes, responses) int8 of +1 and -1.
    mistakes_ : number of slides in each epoch for which a lamp was wrong.
    n_iter_, n_exposures_ : epochs made, and slides shown.
    """

    patching: str = parameter("shares", choice, allowed=PATCHINGS)
    n_units: int = parameter(512, count)
    excitatory: int = parameter(10, count, least=0)
    inhibitory: int = parameter(10, count, least=0)
    mode: str = parameter("error correction", choice, allowed=TAUGHT)
    law: str = parameter("bipolar", choice, allowed=tuple(LAWS))
    max_iter: int = parameter(30, count)
    shuffle: bool = parameter(True, truth)
    retina: str = parameter("auto", choice, allowed=("auto", "image"))
    spec: Spec | None = parameter(None, as_constants, kind=Spec)
    pot: Pot | None = parameter(None, as_constants, kind=Pot)
    photocell: Photocell | None = parameter(None, as_constants, kind=Photocell)
    random_state: Any = parameter(None, as_random_state)
    callbacks: Sequence[Callback] = parameter((), as_callbacks)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Plug, build and teach a machine. Raises ValueError for what it cannot be shown."""
        given = checked(self)
        X, y = validate_data(self, X, y, dtype=np.float64)
        classes, index = checks.classes(y)
        rng = generator(self.random_state)
        slides = self._build(X, classes, rng)
        self._rng = rng
        self.mistakes_: list[int] = []
        self.n_iter_ = self.n_exposures_ = 0
        self._teach(slides, self.code_[index], given["max_iter"])
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """One more epoch, on the machine as it stands: nothing that it learnt before is undone.

        A machine that was not yet built is built for `classes`, which must then be given. It is
        plugged as `fit` would, and columns that are shown as bars keep the scale of the first X.
        Raises ValueError for labels it has no code word for.
        """
        checked(self)
        first = not hasattr(self, "parts_")
        X, y = validate_data(self, X, y, dtype=np.float64, reset=first)
        known = self._known_classes(classes)
        unknown = np.setdiff1d(y, known)
        if unknown.size:
            raise ValueError(f"y holds {unknown.tolist()[0]!r}; the machine is built for {known.tolist()}")
        rng = getattr(self, "_rng", None) or generator(self.random_state)
        if first:
            slides = self._build(X, known, rng)
            self.mistakes_, self.n_iter_, self.n_exposures_ = [], 0, 0
        else:
            slides = self._slides(X, self.low_, self.high_)
        self._rng = rng
        self._teach(slides, self.code_[np.searchsorted(known, y)], max_iter=1)
        return self

    def _known_classes(self, classes: ArrayLike | None) -> np.ndarray:
        """The classes of a machine that stands, or those for which one is to be built."""
        stands = hasattr(self, "parts_")
        if classes is None and not stands:
            raise ValueError("the machine is not yet built: name all its classes in the first partial_fit")
        if classes is None:
            return self.classes_
        known, _ = checks.classes(array("classes", classes))
        if stands and not np.array_equal(known, self.classes_):
            raise ValueError(
                f"classes is {known.tolist()}; the machine is built for {self.classes_.tolist()}: "
                "leave classes out, or begin anew with fit"
            )
        return known

    def _build(self, X: np.ndarray, classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Put a new machine for these classes in the place of what was there; X as slides."""
        code, low, high = code_words(len(classes)), X.min(axis=0), X.max(axis=0)
        slides = self._slides(X, low, high)
        parts = self._assemble(code.shape[1], *rng.integers(2**63, size=2))
        self.classes_, self.code_, self.low_, self.high_, self.parts_ = classes, code, low, high, parts
        return slides

    def constants(self) -> dict[str, Any]:
        """The machine's `spec`, `pot` and `photocell` as they are used."""
        return {
            "spec": spec.HISTORICAL if self.spec is None else self.spec,
            "pot": spec.IDEAL_POT if self.pot is None else self.pot,
            "photocell": spec.IDEAL_PHOTOCELL if self.photocell is None else self.photocell,
        }

    def slides(self, X: ArrayLike) -> np.ndarray:
        """What the retina is shown for each row of X: (n, 400) light."""
        check_is_fitted(self)
        return self._slides(validate_data(self, X, dtype=np.float64, reset=False), self.low_, self.high_)

    def _slides(self, X: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        if self.retina == "image" and X.shape[1] != CELLS:
            raise ValueError(
                f"image has {X.shape[1]} cells; the retina has {CELLS}, 20 x 20: use stimuli.fit(image)"
            )
        if X.shape[1] == CELLS:
            return stimuli.check_light(X)
        return stimuli.on_retina(X, low, high)

    def _assemble(self, responses: int, wires: int, shafts: int) -> Parts:
        constants = self.constants()
        spec.check(**constants)
        if constants["spec"].hold:
            raise ValueError("spec.hold is True: an answer would depend on the one before; use hold=False")
        wiring = plug(
            responses=responses,
            patching=self.patching,
            units=self.n_units,
            excitatory=self.excitatory,
            inhibitory=self.inhibitory,
            seed=wires,
        )
        return spec.build(wiring, seed=shafts, **constants)

    def _teach(self, slides: np.ndarray, targets: np.ndarray, max_iter: int) -> None:
        """So many epochs more at most; the first that is free of mistakes is the last."""
        order = np.arange(len(slides))
        for _ in range(max_iter):
            if self.shuffle:
                order = self._rng.permutation(len(slides))
            lamps = teach(self.parts_, slides, targets, order, MODES[self.mode], LAWS[self.law])
            self.mistakes_.append(int((lamps != targets[order]).any(axis=1).sum()))
            self.n_iter_ += 1
            self.n_exposures_ += len(order)
            if checks.ask(self.callbacks, self, self.n_iter_) or self.mistakes_[-1] == 0:
                break

    def currents(self, X: ArrayLike) -> np.ndarray:
        """What each R-unit receives for each row of X, in volts: (n, responses)."""
        slides = self.slides(X)
        return read(spec.copy(self.parts_), slides)

    def active(self, X: ArrayLike) -> np.ndarray:
        """Which A-units fire for each row of X: (n, units) bool."""
        return np.array([votes.shown(self.parts_, slide).active for slide in self.slides(X)])

    def votes(self, x: ArrayLike) -> np.ndarray:
        """Where on the retina the votes for one sample come from: (responses, 400), in volts.

        The vote of an active A-unit is what its potentiometer reads; it is shared out equally among
        the lit photocells on its excitatory plugs, which made it fire. The votes of an R-unit add
        up to its current (unless theta is so low that a unit fires without such a photocell).
        """
        (slide,) = self.slides(np.asarray(x)[None])
        return votes.votes(self.parts_, slide)

    def lamps(self, X: ArrayLike) -> np.ndarray:
        """+1 for a lit and -1 for a dark lamp: (n, responses) int8."""
        lit = self.currents(X) > self.parts_.spec.dead_zone_v
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
        return self.parts_.shafts.anchor_v.size

    @property
    def machine_ms_(self) -> int:
        """The time that the machine of 1960 would have taken for the training."""
        return self.n_exposures_ * self.parts_.spec.cycle_ms

    def check_state(self) -> None:
        """Raise ValueError unless the parts are those of a machine that could be built for the classes."""
        self._check_code(state.check_classes(self.classes_))
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

    def _check_code(self, classes: int) -> None:
        """A word of its own for each class; which one, those who trained the machine chose."""
        code = self.code_
        if not isinstance(code, np.ndarray) or code.dtype != np.int8 or code.ndim != 2:
            raise ValueError("code_ is not words of int8")
        if len(code) != classes or not np.isin(code, (-1, 1)).all():
            raise ValueError("code_ is not one word of +1 and -1 for each class")
        if len(np.unique(code, axis=0)) != classes:
            raise ValueError("code_ is not a different word for each class")
