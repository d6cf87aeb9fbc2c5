"""Data sets that several experiments learn, split."""

from typing import Any, NamedTuple

import numpy as np

from markone.fields import explained


@explained
class Task(NamedTuple):
    """One data set, split."""

    X: np.ndarray
    y: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def small_digits(seed: int, digits: int = 1797) -> Task:
    """The first `digits` of scikit-learn's as they are, 64 columns in [0, 1], for learners without a retina.

    75 % and 25 %, split anew for each seed.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    return _split(data.data[:digits] / 16.0, data.target[:digits], seed)


def retina_digits(seed: int, digits: int = 1797) -> Task:
    """The same on the retina, 400 cells, split in the same way."""
    from markone import stimuli

    X, y = stimuli.digits()
    return _split(X[:digits], y[:digits], seed)


def all_letters() -> Task:
    """A to Z on the retina; all are taught, and all are asked."""
    from markone import stimuli

    X, y = stimuli.letters()
    return Task(X, y, X, y)


def _split(X: np.ndarray, y: np.ndarray, seed: int) -> Task:
    from sklearn.model_selection import train_test_split

    X, X_test, y, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    return Task(X, y, X_test, y_test)


def accuracy(learner: Any, X: np.ndarray, y: np.ndarray) -> float:
    """The share of right answers."""
    return float((learner.predict(X) == y).mean())
