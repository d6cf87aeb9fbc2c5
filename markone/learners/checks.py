"""What every learner checks at its door."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from numbers import Integral
from typing import Any

import numpy as np
from joblib import cpu_count
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from markone.validation import amount, choice, count, shown, truth

__all__ = [
    "Callback",
    "amount",
    "ask",
    "callbacks",
    "choice",
    "classes",
    "count",
    "generator",
    "samples",
    "threads",
    "truth",
]

Callback = Callable[[Any, int], object]
"""Called as callback(learner, pass) after every pass from 1 on; a true answer ends the training."""

MOST_THREADS = 1024


def threads(n_jobs: object) -> int:
    """How many threads `n_jobs` stands for: None is one, -1 one for each processor that we may use.

    Affinity and a container's quota bound what we may use, and more threads than that are none.
    """
    if n_jobs is None:
        return 1
    if not isinstance(n_jobs, Integral):
        count("n_jobs", n_jobs)
    if n_jobs != -1 and count("n_jobs", n_jobs) > MOST_THREADS:
        raise ValueError(
            f"n_jobs is {shown(n_jobs)}; it must be at most {MOST_THREADS}, or -1 for all processors"
        )
    return cpu_count() if n_jobs == -1 else min(int(n_jobs), cpu_count())  # type: ignore[call-overload]


def classes(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sorted classes of `y` and the index of each label among them; at least two, or a ValueError."""
    if y.dtype.kind not in "biuUS":  # whole numbers and words are classes, and looking takes long
        with warnings.catch_warnings():
            # one slide for each letter is a lesson, not a regression
            warnings.filterwarnings("ignore", "The number of unique classes is greater than 50%")
            check_classification_targets(y)
    found, index = np.unique(y, return_inverse=True)
    if not len(found):
        raise ValueError("y holds no class; a classifier needs at least two")
    if len(found) < 2:
        raise ValueError(f"y holds 1 class, {found.tolist()[0]!r}; a classifier needs at least two")
    return found, index


def samples(learner: Any, X: Any, y: Any, kept: Sequence[type]) -> tuple[np.ndarray, np.ndarray]:
    """X (n, features) and labels y (n,) as scikit-learn's `validate_data` gives them, X of a dtype in `kept`.

    Arrays that need no conversion are only looked at, because on few samples checking takes longest.
    """
    plain = type(X) is type(y) is np.ndarray and X.ndim == 2 and X.dtype in kept and X.flags.c_contiguous
    plain = plain and y.dtype.kind in "biuU" and y.ndim == 1 and 0 < len(X) == len(y) and X.shape[1] > 0
    if not (plain and np.isfinite(X).all() and not hasattr(learner, "feature_names_in_")):
        return validate_data(learner, X, y, dtype=kept, order="C")
    learner.n_features_in_ = X.shape[1]
    return X, y


def generator(random_state: Any) -> np.random.Generator:
    """A generator of its own from an int, None, a Generator, or a RandomState (scikit-learn's habit)."""
    if isinstance(random_state, np.random.RandomState):
        return np.random.default_rng(random_state.randint(2**31))
    try:
        return np.random.default_rng(random_state)
    except (TypeError, ValueError):
        raise ValueError(
            f"random_state is {shown(random_state)}; give None, a whole number of at least 0, or a Generator"
        ) from None


def callbacks(given: Any) -> Sequence[Callback]:
    """`given` as a sequence of functions, or a ValueError before any work is done."""
    if not isinstance(given, Sequence) or not all(callable(callback) for callback in given):
        raise ValueError(f"callbacks is {shown(given)}; give a list of functions of a learner and a pass")
    return given


def ask(callbacks: Iterable[Callback], learner: object, passed: int) -> bool:
    """Call every callback; whether one of them wants to stop."""
    answers = [bool(callback(learner, passed)) for callback in callbacks]
    return any(answers)
