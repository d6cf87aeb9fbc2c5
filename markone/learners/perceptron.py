"""The perceptron of 1958: a threshold, and a rule that mends mistakes."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from markone.kernels.perceptron import perceptron_epoch, perceptron_net, perceptron_pass
from markone.learners import checks
from markone.validation import numbers, shown

KEPT = [np.float64, np.float32, np.uint8]
"""Samples that are learnt as they are; others become the first of these."""


def _as_stored(X: ArrayLike) -> ArrayLike:
    """Yes and no as bytes, and all else as it is."""
    return X.view(np.uint8) if isinstance(X, np.ndarray) and X.dtype == bool else X


class Perceptron(ClassifierMixin, BaseEstimator):
    """A perceptron for two classes, or one for each class against the rest where there are more.

    It says 1 where w.x + b > 0 and moves w by rate * (target - said) * x after each sample. It
    stops after the first pass without a mistake, or after `max_iter` passes.

    Parameters
    ----------
    learning_rate : in (0, 1].
    max_iter : greatest number of passes.
    shuffle : draw a new order for each pass; otherwise samples come as they are stored.
    start : (rows, features + 1) weights to begin with, the bias last; one row for two classes,
        else one per class. None for zeros.
    random_state : seed of the order.
    callbacks : called as callback(learner, pass) after each pass; a true answer ends the training.

    Attributes
    ----------
    coef_, intercept_ : (rows, features) and (rows,) weights found.
    mistakes_ : number of mistakes in each pass, over all rows.
    n_iter_ : number of passes made.
    converged_ : whether the last pass was free of mistakes.

    References
    ----------
    Rosenblatt, Psychological Review 65 (1958); the rule in this form: Novikoff (1962).
    """

    def __init__(
        self,
        learning_rate: float = 1.0,
        max_iter: int = 100,
        shuffle: bool = True,
        start: ArrayLike | None = None,
        random_state: Any = None,
        callbacks: Sequence[checks.Callback] = (),
    ) -> None:
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.start = start
        self.random_state = random_state
        self.callbacks = callbacks

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learn from X (n, features) and labels y (n,). Raises ValueError for what cannot be learnt.

        Weights are float32 where X is, else float64. An X of uint8 or bool is learnt from as it is.
        """
        rate, passes = self._check_parameters()
        X, y = checks.samples(self, _as_stored(X), y, KEPT)
        self.classes_, index = checks.classes(y)
        rows = np.arange(len(self.classes_)) if len(self.classes_) > 2 else np.array([1])
        targets = (index == rows[:, None]).astype(float)
        kind = np.float32 if X.dtype == np.float32 else np.float64
        self._weights = self._start(len(rows), X.shape[1]).astype(kind)
        self._learn(X, targets, rate, passes)
        return self

    def _check_parameters(self) -> tuple[float, int]:
        """The rate and the greatest number of passes, when all else is well too."""
        checks.callbacks(self.callbacks)
        rate = checks.amount("learning_rate", self.learning_rate, 0, 1, includes="high")
        return rate, checks.count("max_iter", self.max_iter)

    def _start(self, rows: int, features: int) -> np.ndarray:
        shape = (rows, features + 1)
        if self.start is None:
            return np.zeros(shape)
        start = np.array(numbers("start", self.start), ndmin=2)
        if start.shape != shape or not np.isfinite(start).all():
            raise ValueError(
                f"start is {shown(self.start)}; it must be {shape} finite numbers, the bias last"
            )
        return start

    def _learn(self, X: np.ndarray, targets: np.ndarray, rate: float, passes: int) -> None:
        rng, shuffle = checks.generator(self.random_state), checks.truth("shuffle", self.shuffle)
        self.mistakes_: list[int] = []
        self.n_iter_ = 0
        while self.n_iter_ < passes:
            if shuffle:
                order = rng.permutation(len(X))
                mistakes = [
                    perceptron_pass(X, target, order, w, rate)
                    for target, w in zip(targets, self._weights, strict=True)
                ]
            else:
                mistakes = [
                    perceptron_epoch(X, target, w, rate)
                    for target, w in zip(targets, self._weights, strict=True)
                ]
            self.n_iter_ += 1
            if not np.isfinite(self._weights).all():
                raise ValueError(f"the weights left the finite numbers in pass {self.n_iter_}: scale X down")
            self.mistakes_.append(sum(mistakes))
            self.coef_, self.intercept_ = self._weights[:, :-1].copy(), self._weights[:, -1].copy()
            self.converged_ = self.mistakes_[-1] == 0
            if checks.ask(self.callbacks, self, self.n_iter_) or self.converged_:
                break

    def decision_function(self, X: ArrayLike) -> np.ndarray:
        """w.x + b: (n,) for two classes, (n, classes) for more."""
        check_is_fitted(self)
        X = validate_data(self, _as_stored(X), dtype=KEPT, order="C", reset=False)
        weights = np.column_stack([self.coef_, self.intercept_])
        if X.dtype != np.uint8:
            X = X.astype(weights.dtype, copy=False)
        nets = np.column_stack([perceptron_net(X, w) for w in weights])
        return nets[:, 0] if len(self.classes_) == 2 else nets

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The label of each row of X."""
        net = self.decision_function(X)
        return self.classes_[(net > 0).astype(int) if net.ndim == 1 else net.argmax(axis=1)]

    @property
    def n_weights_(self) -> int:
        """Number of adjustable weights, the biases among them."""
        return self.coef_.size + self.intercept_.size
