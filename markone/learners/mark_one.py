"""The Mark I as a classifier: the machine's own lessons, without waiting for its clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import validate_data

from markone import devices, spec
from markone.kernels.machine import Parts, Spec
from markone.kernels.retina import Photocell
from markone.kernels.rule import MODES, RULES
from markone.learners import checks
from markone.learners.answers import MachineAnswers
from markone.learners.parameters import (
    Callback,
    as_callbacks,
    as_random_state,
    checked,
    generator,
    parameter,
)
from markone.learners.untimed import Tray, in_stored_order, teach_epochs
from markone.signals import unbroken
from markone.structure import check_structure
from markone.switchboard import PATCHINGS, code_words, plug
from markone.validation import array, choice, count, shown, truth

TAUGHT = ("error correction", "error correction until right", "forced")
"""Modes in which the operator's targets count."""


def as_constants(name: str, value: Any, kind: type) -> Any:
    """Constants of a part of the machine, or None for the usual ones."""
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"{name} is {shown(value)}; give a markone {kind.__name__}, or None")
    return value


def as_device(name: str, value: Any) -> Any:
    """What keeps the weights (`markone.build`), or None for ideal potentiometers."""
    return None if value is None else devices.record_of(value)


@dataclass(eq=False, repr=False)
class MarkOneClassifier(MachineAnswers):
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
    rule : "bipolar", "alpha", "beta" or "gamma" (`kernels.rule.correct`).
    max_iter : greatest number of epochs; it stops after the first epoch free of error.
    shuffle : draw a new order for each epoch.
    retina : "auto", or "image" to refuse whatever is not 400 columns of light.
    spec, device, photocell : the machine's constants (`markone.spec`), and what keeps its weights (see
        `markone.build`); None for the assumed timings, ideal pots and ideal photocells. The photocell's
        threshold is the light threshold.
    random_state : seed of the boards, of the shafts' names and of the order.
    callbacks : called as callback(learner, epoch) after each epoch; a true answer ends the training.

    Attributes
    ----------
    parts_ : the machine as it stands (`kernels.machine.Parts`).
    code_ : (classes, responses) int8 of +1 and -1.
    mistakes_ : number of slides in each epoch for which a lamp was wrong.
    n_iter_, n_exposures_ : epochs made, and slides shown.

    Examples
    --------
    >>> from markone import MarkOneClassifier, stimuli
    >>> X, y = stimuli.letters()
    >>> machine = MarkOneClassifier("full", max_iter=100, random_state=0).fit(X, y)
    >>> machine.score(X, y)
    1.0
    >>> machine.lamps(X[:1])
    array([[ 1, -1, -1, -1, -1]], dtype=int8)
    """

    EARLIER_NAMES: ClassVar = {"law": "rule", "pot": "device"}
    """What files of before call a parameter."""

    patching: str = parameter("shares", choice, allowed=PATCHINGS)
    n_units: int = parameter(512, count)
    excitatory: int = parameter(10, count, least=0)
    inhibitory: int = parameter(10, count, least=0)
    mode: str = parameter("error correction", choice, allowed=TAUGHT)
    rule: str = parameter("bipolar", choice, allowed=RULES)
    max_iter: int = parameter(30, count)
    shuffle: bool = parameter(True, truth)
    retina: str = parameter("auto", choice, allowed=("auto", "image"))
    spec: Spec | None = parameter(None, as_constants, kind=Spec)
    device: Any = parameter(None, as_device)
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
        self.mistakes_ = []
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
            slides = self.as_slides(X, self.low_, self.high_)
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
        slides = self.as_slides(X, low, high)
        parts = self._assemble(code.shape[1], *rng.integers(2**63, size=2))
        self.classes_, self.code_, self.low_, self.high_, self.parts_ = classes, code, low, high, parts
        return slides

    def constants(self) -> dict[str, Any]:
        """The machine's `spec`, `device` and `photocell` as they are used."""
        return {
            "spec": spec.ASSUMED_SPEC if self.spec is None else self.spec,
            "device": spec.IDEAL_POT if self.device is None else devices.record_of(self.device),
            "photocell": spec.IDEAL_PHOTOCELL if self.photocell is None else self.photocell,
        }

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
        given = constants["spec"], constants["device"], constants["photocell"]
        return spec.assemble(wiring, *given, shafts)  # what `plug` has made breaks no rule

    def _teach(self, slides: np.ndarray, targets: np.ndarray, max_iter: int) -> None:
        """So many epochs more at most; the first that is free of mistakes is the last.

        Where somebody looks at the machine after each epoch, each is taught by itself.
        """
        check_structure(self.parts_)
        tray = Tray(slides, targets, self.parts_.retina.lit.size, targets.shape[1])
        at_once, size = 1 if self.callbacks else max_iter, len(slides)
        codes, orders = (MODES[self.mode], RULES[self.rule]), self._orders(size, at_once)
        while max_iter:
            with unbroken() as came:
                try:
                    teach_epochs(
                        self.parts_, tray, orders, min(at_once, max_iter), *codes, self.mistakes_, came
                    )
                finally:
                    made = len(self.mistakes_) - self.n_iter_
                    self.n_iter_ += made
                    self.n_exposures_ += made * size
            max_iter -= made  # fewer than were asked for, where a signal came that ends nothing
            if checks.ask(self.callbacks, self, self.n_iter_) or self.mistakes_[-1] == 0:
                break

    def _orders(self, slides: int, epochs: int) -> Iterator[np.ndarray]:
        """The order of each epoch. None is drawn ahead, as another fit may go on from here."""
        if not self.shuffle:
            yield from in_stored_order(slides, epochs)
        while True:
            yield self._rng.permutation(slides)[None]
