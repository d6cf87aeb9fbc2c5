"""What must hold of a learner that comes from a file, before a kernel may read its arrays."""

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from markone.archive import check_parts
from markone.learners.backprop import Backprop
from markone.learners.mark_one import MarkOneClassifier
from markone.learners.mlp import MLPRegressor
from markone.learners.perceptron import Perceptron
from markone.learners.stack import PerceptronStack

FLOATS = (np.dtype(np.float64), np.dtype(np.float32))
"""In which learners learn."""


def check(learner: Any) -> None:
    """Raise ValueError unless the learner's arrays have the kinds and shapes that belong together.

    Raises AttributeError where something is missing that a fitted learner has.
    """
    features = learner.n_features_in_
    if not _is_count(features) or not features:
        raise ValueError("n_features_in_ is no whole number of at least 1")
    _check_parameters(learner)
    _check_names(learner, features)
    if isinstance(learner, MarkOneClassifier):
        _check_mark_one(learner, features)
    elif isinstance(learner, Backprop):
        _check_layers(learner, features)
    elif isinstance(learner, PerceptronStack):
        _check_numbers("hidden_", learner.hidden_, (None, features + 1), FLOATS[:1])
        if not isinstance(learner.output_, Perceptron) or learner.output_.n_features_in_ != len(
            learner.hidden_
        ):
            raise ValueError("output_ is no perceptron of the hidden units' width")
        check(learner.output_)
    elif isinstance(learner, Perceptron):
        rows = _check_classes(learner)
        rows = rows if rows > 2 else 1
        _check_numbers("coef_", learner.coef_, (rows, features), FLOATS)
        _check_numbers("intercept_", learner.intercept_, (rows,), (learner.coef_.dtype,))
        _check_passes(learner, learner.mistakes_)
        if learner.converged_ is not (learner.mistakes_[-1] == 0):
            raise ValueError("converged_ does not say whether the last pass was free of mistakes")


def _is_count(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**63


def _check_parameters(learner: Any) -> None:
    """What the learner itself checks, and that yes or no is that."""
    for name, usual in type(learner)().get_params(deep=False).items():
        if isinstance(usual, bool) and not isinstance(getattr(learner, name), bool):
            raise ValueError(f"{name} is neither true nor false")
    learner._check_parameters()


def _check_names(learner: Any, features: int) -> None:
    names = getattr(learner, "feature_names_in_", None)
    if names is not None and (
        not isinstance(names, np.ndarray) or names.dtype.kind not in "UO" or names.shape != (features,)
    ):
        raise ValueError("feature_names_in_ are not the names of all columns")


def _check_passes(learner: Any, mistakes: Any) -> None:
    """As many counts of mistakes as there were passes."""
    fits = _is_count(learner.n_iter_) and isinstance(mistakes, list) and all(map(_is_count, mistakes))
    if not fits or not 0 < learner.n_iter_ == len(mistakes):
        raise ValueError("n_iter_ is not the number of passes that mistakes_ counts")


def _check_numbers(name: str, given: Any, shape: tuple[int | None, ...], dtypes: Sequence[np.dtype]) -> None:
    """Finite floats, row after row, of a shape in which None stands for any size of at least one."""
    fits = isinstance(given, np.ndarray) and given.dtype in dtypes and given.ndim == len(shape)
    sizes = zip(given.shape, shape, strict=True) if fits else ()
    if not fits or not all(size == (wanted or size) and size for size, wanted in sizes):
        raise ValueError(f"{name} is not {shape} numbers")
    if not given.flags.c_contiguous:
        raise ValueError(f"{name} is not laid out as it was saved")
    if not np.isfinite(given).all():
        raise ValueError(f"{name} holds NaN or infinity")


def _check_classes(learner: Any) -> int:
    """The number of classes, which are at least two different labels."""
    classes = learner.classes_
    if not isinstance(classes, np.ndarray) or classes.ndim != 1 or len(classes) < 2:
        raise ValueError("classes_ are no row of at least two labels")
    if classes.dtype.kind not in "biufUSO" or not np.array_equal(np.unique(classes), classes):
        raise ValueError("classes_ are not different labels in their order")
    return len(classes)


def _check_layers(learner: Backprop, features: int) -> None:
    """Each layer takes what the one before gives, and every pass has a loss."""
    weights, inputs, dtypes = learner.weights_, features, FLOATS
    if not isinstance(weights, list) or not weights:
        raise ValueError("weights_ are no layers")
    for number, W in enumerate(weights):
        _check_numbers(f"weights_[{number}]", W, (None, inputs + 1), dtypes)
        inputs, dtypes = len(W), (W.dtype,)
    if isinstance(learner, MLPRegressor):
        if not isinstance(learner.flat_, bool) or (learner.flat_ and inputs != 1):
            raise ValueError("flat_ does not say whether there is one output")
    elif inputs != _check_classes(learner):
        raise ValueError("the last layer has not one unit for each class")
    if not _is_count(learner.n_iter_) or not learner.n_iter_:
        raise ValueError("n_iter_ is no whole number of at least 1")
    for name, lengths in (
        ("loss_curve_", {learner.n_iter_}),
        ("validation_loss_curve_", {0, learner.n_iter_}),
        ("validation_scores_", {0, learner.n_iter_}),
    ):
        curve = getattr(learner, name)
        fits = isinstance(curve, list) and len(curve) in lengths
        if not fits or not all(isinstance(one, Real) and not isinstance(one, bool) for one in curve):
            raise ValueError(f"{name} is not one number for each pass")


def _check_mark_one(learner: MarkOneClassifier, features: int) -> None:
    """The parts are those of a machine that could be built."""
    _check_code(learner.code_, _check_classes(learner))
    _check_numbers("low_", learner.low_, (features,), FLOATS[:1])
    _check_numbers("high_", learner.high_, (features,), FLOATS[:1])
    if (learner.low_ > learner.high_).any():
        raise ValueError("low_ is above high_")
    _check_passes(learner, learner.mistakes_)
    if not _is_count(learner.n_exposures_):
        raise ValueError("n_exposures_ is no whole number")
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
