"""What must hold of a learner that comes from a file, before a kernel may read its arrays."""

from typing import Any

import numpy as np

from markone.archive import check_parts
from markone.learners.backprop import Backprop
from markone.learners.mark_one import MarkOneClassifier
from markone.learners.perceptron import Perceptron
from markone.learners.stack import PerceptronStack


def check(learner: Any) -> None:
    """Raise ValueError unless the learner's arrays have the kinds and shapes that belong together."""
    features = learner.n_features_in_
    if not isinstance(features, int):
        raise ValueError("n_features_in_ is no whole number")
    if isinstance(learner, MarkOneClassifier):
        _check_mark_one(learner, features)
    elif isinstance(learner, Backprop):
        _check_layers(learner, features)
    elif isinstance(learner, PerceptronStack):
        _check_numbers("hidden_", learner.hidden_, (None, features + 1))
        if not isinstance(learner.output_, Perceptron) or learner.output_.n_features_in_ != len(
            learner.hidden_
        ):
            raise ValueError("output_ is no perceptron of the hidden units' width")
        check(learner.output_)
    elif isinstance(learner, Perceptron):
        classes = _check_classes(learner)
        rows = classes if classes > 2 else 1
        _check_numbers("coef_", learner.coef_, (rows, features))
        _check_numbers("intercept_", learner.intercept_, (rows,))


def _check_numbers(name: str, given: Any, shape: tuple[int | None, ...]) -> None:
    """Finite float64 of a shape, in which None stands for any size of at least one."""
    fits = isinstance(given, np.ndarray) and given.dtype == np.float64 and given.ndim == len(shape)
    sizes = zip(given.shape, shape, strict=True) if fits else ()
    if not fits or not all(size == (wanted or size) and size for size, wanted in sizes):
        raise ValueError(f"{name} is not {shape} numbers")
    if not np.isfinite(given).all():
        raise ValueError(f"{name} holds NaN or infinity")


def _check_classes(learner: Any) -> int:
    """The number of classes, which are at least two different labels."""
    classes = learner.classes_
    if not isinstance(classes, np.ndarray) or classes.ndim != 1 or len(classes) < 2:
        raise ValueError("classes_ are no row of at least two labels")
    if len(np.unique(classes)) != len(classes):
        raise ValueError("classes_ are not different labels")
    return len(classes)


def _check_layers(learner: Backprop, features: int) -> None:
    """Each layer takes what the one before gives."""
    inputs = features
    for number, W in enumerate(learner.weights_):
        _check_numbers(f"weights_[{number}]", W, (None, inputs + 1))
        inputs = len(W)
    if hasattr(learner, "classes_") and inputs != _check_classes(learner):
        raise ValueError("the last layer has not one unit for each class")
    learner._check_parameters()


def _check_mark_one(learner: MarkOneClassifier, features: int) -> None:
    """The parts are those of a machine that could be built."""
    _check_code(learner.code_, _check_classes(learner))
    _check_numbers("low_", learner.low_, (features,))
    _check_numbers("high_", learner.high_, (features,))
    parts = learner.parts_
    check_parts(parts)
    if learner.code_.shape[1] != parts.lamp.size:
        raise ValueError("parts_ have another number of R-units than code_")


def _check_code(code: Any, classes: int) -> None:
    """A word of its own for each class; which one, those who trained the machine chose."""
    if not isinstance(code, np.ndarray) or code.dtype != np.int8 or code.ndim != 2 or len(code) != classes:
        raise ValueError("code_ is not one word of int8 for each class")
    if not np.isin(code, (-1, 1)).all() or len(np.unique(code, axis=0)) != classes:
        raise ValueError("code_ is not a different word of +1 and -1 for each class")
