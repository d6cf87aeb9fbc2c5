"""What must hold of a learner that comes from a file, before a kernel may read its arrays.

Each learner says in its `check_state` what its fitted attributes must be to each other; this is what they
say it with, and `check`, which asks for all of it.
"""

from collections.abc import Collection, Sequence
from numbers import Real
from typing import Any

import numpy as np

from markone.learners.parameters import checked

FLOATS = (np.dtype(np.float64), np.dtype(np.float32))
"""In which learners learn."""


def check(learner: Any) -> None:
    """Raise ValueError unless parameters and fitted attributes are such as `fit` leaves them.

    Raises AttributeError where something is missing that a fitted learner has.
    """
    features = learner.n_features_in_
    if not is_count(features) or not features:
        raise ValueError("n_features_in_ is no whole number of at least 1")
    checked(learner)
    names = getattr(learner, "feature_names_in_", None)
    if names is not None and (
        not isinstance(names, np.ndarray) or names.dtype.kind not in "UO" or names.shape != (features,)
    ):
        raise ValueError("feature_names_in_ are not the names of all columns")
    learner.check_state()


def is_count(given: Any) -> bool:
    """Whether it is a whole number of at least 0 and no truth."""
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**63


def check_mistakes(epochs: Any, mistakes: Any) -> None:
    """As many counts of mistakes as there were epochs."""
    fits = is_count(epochs) and isinstance(mistakes, list) and all(map(is_count, mistakes))
    if not fits or not 0 < epochs == len(mistakes):
        raise ValueError("n_iter_ is not the number of epochs that mistakes_ counts")


def check_curve(name: str, curve: Any, lengths: Collection[int]) -> None:
    """One number for each epoch, or as many as another of the allowed lengths says."""
    fits = isinstance(curve, list) and len(curve) in lengths
    if not fits or not all(isinstance(one, Real) and not isinstance(one, bool) for one in curve):
        raise ValueError(f"{name} is not one number for each epoch")


def check_numbers(name: str, given: Any, shape: tuple[int | None, ...], dtypes: Sequence[np.dtype]) -> None:
    """Finite floats, row after row, of a shape in which None stands for any size of at least one."""
    fits = isinstance(given, np.ndarray) and given.dtype in dtypes and given.ndim == len(shape)
    sizes = zip(given.shape, shape, strict=True) if fits else ()
    if not fits or not all(size == (wanted or size) and size for size, wanted in sizes):
        kinds, sizes = " or ".join(map(str, dtypes)), str(shape).replace("None", "any")
        has = f"{given.dtype} {given.shape}" if isinstance(given, np.ndarray) else type(given).__name__
        raise ValueError(f"{name} is {has}; it must be {kinds} {sizes}")
    if not given.flags.c_contiguous:
        raise ValueError(f"{name} is not laid out row by row")
    if not np.isfinite(given).all():
        raise ValueError(f"{name} holds NaN or infinity")


def check_classes(classes: Any) -> int:
    """The number of classes, which are at least two different labels."""
    if not isinstance(classes, np.ndarray) or classes.ndim != 1 or len(classes) < 2:
        raise ValueError("classes_ are no row of at least two labels")
    if classes.dtype.kind not in "biufUSO" or not np.array_equal(np.unique(classes), classes):
        raise ValueError("classes_ are not different labels in their order")
    return len(classes)
