"""What learners check of samples, and what they ask their callbacks."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data


def classes(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sorted classes of `y` and the index of each label among them; at least two, or a ValueError."""
    if y.dtype.kind not in "biuUS":  # whole numbers and words are classes, and looking takes long
        with warnings.catch_warnings():
            # one slide for each letter is a lesson, not a regression
            warnings.filterwarnings("ignore", "The number of unique classes is greater than 50%")
            check_classification_targets(y)
    found, index = _ranked(y)
    if not len(found):
        raise ValueError("y holds no class; a classifier needs at least two")
    if len(found) < 2:
        raise ValueError(f"y holds 1 class, {found.tolist()[0]!r}; a classifier needs at least two")
    return found, index


def _ranked(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What `np.unique` says of labels and their inverse; whole numbers close to each other are not sorted."""
    if y.dtype.kind not in "iu" or not y.size or int(y.max()) - int(y.min()) > y.size:
        return np.unique(y, return_inverse=True)
    least = y.min()
    place = (y - least if y.dtype.kind == "u" else y.astype(np.int64) - least).astype(np.intp)
    there = np.bincount(place) > 0
    found = np.flatnonzero(there).astype(y.dtype) + least
    return found, (np.cumsum(there) - 1)[place]


def samples(learner: Any, X: Any, y: Any, kept: Sequence[type]) -> tuple[np.ndarray, np.ndarray]:
    """X (n, features) and labels y (n,) as scikit-learn's `validate_data` gives them, X of a dtype in `kept`.

    Arrays that need no conversion are only looked at, because on few samples checking takes longest.
    """
    plain = type(X) is type(y) is np.ndarray and X.ndim == 2 and X.dtype in kept and X.flags.c_contiguous
    plain = plain and y.dtype.kind in "biuU" and y.ndim == 1 and 0 < len(X) == len(y) and X.shape[1] > 0
    if not (plain and _is_surely_finite(X) and not hasattr(learner, "feature_names_in_")):
        return validate_data(learner, X, y, dtype=kept, order="C")
    learner.n_features_in_ = X.shape[1]
    return X, y


def _is_surely_finite(X: np.ndarray) -> bool:
    """Whether the sum of X is finite, which takes no room; that of large numbers may be infinite as well."""
    if X.dtype.kind != "f":
        return True
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(X.sum()))


def ask(callbacks: Iterable[Callable[..., Any]], *said: object) -> bool:
    """Call every callback with what is said; whether one of them wants to stop."""
    answers = [bool(callback(*said)) for callback in callbacks]
    return any(answers)
