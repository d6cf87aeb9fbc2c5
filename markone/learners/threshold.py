"""Threshold units that learn from their mistakes: what the perceptron and the pocket share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from markone.kernels.perceptron import perceptron_net
from markone.learners import checks, state
from markone.learners.parameters import (
    Callback,
    as_callbacks,
    as_random_state,
    as_weights,
    checked,
    parameter,
)
from markone.validation import amount, count, shown

KEPT = [np.float64, np.float32, np.uint8]
"""Samples that are learnt as they are; others become the first of these."""


def _as_stored(X: ArrayLike) -> ArrayLike:
    """Yes and no as bytes, and all else as it is."""
    return X.view(np.uint8) if isinstance(X, np.ndarray) and X.dtype == bool else X


def reach(X: np.ndarray) -> float:
    """The most by which a net input can exceed the greatest weight: the greatest value, for each column."""
    greatest = 255.0 if X.dtype == np.uint8 else max(float(X.max()), -float(X.min()), 1.0)
    return greatest * (X.shape[1] + 1)


def check_finite(weights: np.ndarray, most: float, epoch: int) -> None:
    """Raise ValueError if weights have left the finite numbers, or could make a net input do so."""
    if not float(np.abs(weights).max()) * most < float(np.finfo(weights.dtype).max):
        raise ValueError(f"the net inputs left the finite numbers in epoch {epoch}: scale X down")


@dataclass(eq=False, repr=False)
class ThresholdClassifier(ClassifierMixin, BaseEstimator):
    """A threshold unit for two classes, or one for each class against the rest where there are more."""

    learning_rate: float = parameter(1.0, amount, low=0, high=1, includes="high")
    max_iter: int = parameter(100, count)
    start: ArrayLike | None = parameter(None, as_weights)
    random_state: Any = parameter(None, as_random_state)
    callbacks: Sequence[Callback] = parameter((), as_callbacks)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learn from X (n, features) and labels y (n,). Raises ValueError for what cannot be learnt.

        Weights are float32 where X is, else float64. An X of uint8 or bool is learnt from as it is.
        """
        given = checked(self)
        X, y = checks.samples(self, _as_stored(X), y, KEPT)
        self.classes_, index = checks.classes(y)
        rows = np.arange(len(self.classes_)) if len(self.classes_) > 2 else np.array([1])
        targets = (index == rows[:, None]).astype(float)
        kind = np.float32 if X.dtype == np.float32 else np.float64
        weights = self._start(given["start"], (len(rows), X.shape[1] + 1)).astype(kind)
        self._learn(self._epochs(X, targets, weights, given), weights, reach(X), given["max_iter"])
        return self

    def _start(self, start: np.ndarray | None, shape: tuple[int, int]) -> np.ndarray:
        if start is None:
            return np.zeros(shape)
        if start.shape != shape:
            raise ValueError(
                f"start is {shown(self.start)}; it must be {shape} finite numbers, the bias last"
            )
        return start

    def _epochs(
        self, X: np.ndarray, targets: np.ndarray, weights: np.ndarray, given: dict[str, Any]
    ) -> Iterator[list[int]]:
        """Epochs without end, one or some at a time: they change `weights` in place, their mistakes come out.

        Those of some are made in one go only where nobody looks between, and end with the first without one.
        """
        raise NotImplementedError

    def _learn(self, epochs: Iterator[list[int]], weights: np.ndarray, most: float, max_iter: int) -> None:
        self.mistakes_: list[int] = []
        self.n_iter_ = 0
        while self.n_iter_ < max_iter:
            made = next(epochs)
            self.n_iter_ += len(made)
            check_finite(weights, most, self.n_iter_)
            self.mistakes_ += made
            self.coef_, self.intercept_ = weights[:, :-1].copy(), weights[:, -1].copy()
            self.converged_ = made[-1] == 0
            if checks.ask(self.callbacks, self, self.n_iter_) or self.converged_:
                break

    def decision_function(self, X: ArrayLike) -> np.ndarray:
        """w.x + b: (n,) for two classes, (n, classes) for more."""
        check_is_fitted(self)
        self._check_weights()
        X = validate_data(self, _as_stored(X), dtype=KEPT, order="C", reset=False)
        weights = np.column_stack([self.coef_, self.intercept_])
        if X.dtype != np.uint8:
            X = X.astype(weights.dtype, copy=False)
        nets = np.column_stack([perceptron_net(X, w) for w in weights])
        if not np.isfinite(nets).all():
            raise ValueError("net inputs left the finite numbers: scale X down")
        return nets[:, 0] if len(self.classes_) == 2 else nets

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The label of each row of X."""
        net = self.decision_function(X)
        return self.classes_[(net > 0).astype(int) if net.ndim == 1 else net.argmax(axis=1)]

    @property
    def n_weights_(self) -> int:
        """Number of adjustable weights, the biases among them."""
        return self.coef_.size + self.intercept_.size

    def _check_weights(self) -> None:
        """Raise ValueError unless there are weights for each class."""
        classes = state.check_classes(self.classes_)
        rows = classes if classes > 2 else 1
        state.check_numbers("coef_", self.coef_, (rows, self.n_features_in_), state.FLOATS)
        state.check_numbers("intercept_", self.intercept_, (rows,), (self.coef_.dtype,))

    def check_state(self) -> None:
        """Raise ValueError unless there are weights for each class and a count of mistakes for each epoch."""
        self._check_weights()
        state.check_mistakes(self.n_iter_, self.mistakes_)
        if self.converged_ is not (self.mistakes_[-1] == 0):
            raise ValueError("converged_ does not say whether the last epoch was free of mistakes")
