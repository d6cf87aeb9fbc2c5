"""The Mark I as a classifier: the machine's own lessons, without waiting for its clock."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from markone import spec, stimuli
from markone.kernels.lesson import read, read_weight
from markone.kernels.machine import Parts, Spec
from markone.kernels.pot import Pot
from markone.kernels.retina import CELLS, Photocell
from markone.kernels.rule import LAWS, MODES
from markone.learners import checks
from markone.learners.untimed import teach
from markone.switchboard import code_words, plug
from markone.validation import array, truth

TAUGHT = ("error correction", "error correction until right", "forced")
"""Modes in which the operator's wish counts."""


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
    max_iter : greatest number of passes; it stops after the first pass free of error.
    shuffle : draw a new order for each pass.
    retina : "auto", or "image" to refuse whatever is not 400 columns of light.
    spec, pot, photocell : the machine's constants (`markone.spec`); None for its historical
        timings, ideal pots and ideal photocells. The photocell's threshold is the light threshold.
    random_state : seed of the boards, of the shafts' names and of the order.
    callbacks : called as callback(learner, pass) after each pass; a true answer ends the training.

    Attributes
    ----------
    parts_ : the machine as it stands (`kernels.lesson.Parts`).
    code_ : (classes, responses) int8 of +1 and -1.
    mistakes_ : number of slides in each pass for which a lamp was wrong.
    n_iter_, n_exposures_ : passes made, and slides shown.
    """

    def __init__(
        self,
        patching: str = "shares",
        n_units: int = 512,
        excitatory: int = 10,
        inhibitory: int = 10,
        mode: str = "error correction",
        law: str = "bipolar",
        max_iter: int = 30,
        shuffle: bool = True,
        retina: str = "auto",
        spec: Spec | None = None,
        pot: Pot | None = None,
        photocell: Photocell | None = None,
        random_state: Any = None,
        callbacks: Sequence[checks.Callback] = (),
    ) -> None:
        self.patching = patching
        self.n_units = n_units
        self.excitatory = excitatory
        self.inhibitory = inhibitory
        self.mode = mode
        self.law = law
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.retina = retina
        self.spec = spec
        self.pot = pot
        self.photocell = photocell
        self.random_state = random_state
        self.callbacks = callbacks

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Plug, build and teach a machine. Raises ValueError for what it cannot be shown."""
        passes = self._check_parameters()
        X, y = validate_data(self, X, y, dtype=np.float64)
        classes, index = checks.classes(y)
        rng = checks.generator(self.random_state)
        slides = self._build(X, classes, rng)
        self._teach(slides, self.code_[index], rng, passes)
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """One more pass, on the machine as it stands: nothing that it learnt before is undone.

        A machine that was not yet built is built for `classes`, which must then be given. It is
        plugged as `fit` would, and columns that are shown as bars keep the scale of the first X.
        Raises ValueError for labels it has no code word for.
        """
        self._check_parameters()
        first = not hasattr(self, "parts_")
        X, y = validate_data(self, X, y, dtype=np.float64, reset=first)
        known = self._known_classes(classes)
        unknown = np.setdiff1d(y, known)
        if unknown.size:
            raise ValueError(f"y holds {unknown.tolist()[0]!r}; the machine is built for {known.tolist()}")
        rng = getattr(self, "_rng", None) or checks.generator(self.random_state)
        slides = self._build(X, known, rng) if first else self._slides(X, self.low_, self.high_)
        self._teach(slides, self.code_[np.searchsorted(known, y)], rng, passes=1, more=not first)
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

    def _check_parameters(self) -> int:
        """The greatest number of passes, when all else is well too."""
        checks.choice("mode", self.mode, TAUGHT)
        checks.choice("law", self.law, LAWS)
        checks.choice("retina", self.retina, ("auto", "image"))
        checks.callbacks(self.callbacks)
        return checks.count("max_iter", self.max_iter)

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
                f"image has {X.shape[1]} cells; the retina has {CELLS}, 20 x 20: use stimuli.resize(image)"
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
            units=checks.count("n_units", self.n_units),
            excitatory=checks.count("excitatory", self.excitatory, least=0),
            inhibitory=checks.count("inhibitory", self.inhibitory, least=0),
            seed=wires,
        )
        return spec.build(wiring, seed=shafts, **constants)

    def _teach(
        self,
        slides: np.ndarray,
        targets: np.ndarray,
        rng: np.random.Generator,
        passes: int,
        more: bool = False,
    ) -> None:
        """So many passes at most, counted from the start unless they are `more` of the same lesson."""
        order = np.arange(len(slides))
        self._rng, shuffle = rng, truth("shuffle", self.shuffle)
        if not more:
            self.mistakes_: list[int] = []
            self.n_iter_ = self.n_exposures_ = 0
        for _ in range(passes):
            if shuffle:
                order = rng.permutation(len(slides))
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
        fired = []
        for slide in self.slides(X):
            parts = spec.copy(self.parts_)
            read(parts, slide[None])
            fired.append(parts.active.copy())
        return np.array(fired)

    def votes(self, x: ArrayLike) -> np.ndarray:
        """Where on the retina the votes for one sample come from: (responses, 400), in volts.

        The vote of an active A-unit is what its potentiometer reads; it is shared out equally among
        the lit photocells on its excitatory plugs, which made it fire. The votes of an R-unit add
        up to its current (unless theta is so low that a unit fires without such a photocell).
        """
        slide = self.slides(np.asarray(x)[None])
        parts = spec.copy(self.parts_)
        read(parts, slide)
        wiring = parts.wiring
        sampled_ms = parts.clock.now_ms[0] + parts.spec.expose_ms + parts.spec.settle_ms
        lit = parts.retina.lit
        seen = lit[wiring.excitatory]
        cast = np.zeros((wiring.bank.size - 1, CELLS))
        for response, (first, last) in enumerate(pairwise(wiring.bank)):
            for shaft in range(first, last):
                unit = wiring.unit[shaft]
                if parts.active[unit] and seen[unit].any():
                    vote = read_weight(parts, shaft, sampled_ms) / seen[unit].sum()
                    cast[response, wiring.excitatory[unit][seen[unit]]] += vote
        return cast

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
        return self.parts_.way.size

    @property
    def machine_ms_(self) -> int:
        """The time that the machine of 1960 would have taken for the training."""
        return self.n_exposures_ * self.parts_.spec.cycle_ms
