"""Multi-layer perceptrons as estimators."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils import column_or_1d, compute_sample_weight
from sklearn.utils.validation import validate_data

from markone.kernels.activation import IDENTITY, SOFTMAX
from markone.kernels.loss import cross_entropy, sse
from markone.learners import checks
from markone.learners.activations import Activation
from markone.learners.backprop import Backprop, Held


class MLPClassifier(ClassifierMixin, Backprop):
    """A softmax output for every class, trained on cross-entropy.

    Its parameters and attributes are those of `Backprop`, and

    class_weight : None, "balanced", or a weight for each class label.
    """

    _output = SOFTMAX
    _loss = staticmethod(cross_entropy)

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] = (100,),
        activation: str | Activation = "relu",
        solver: str = "adam",
        alpha: float = 1e-4,
        batch_size: int | str = "auto",
        learning_rate_init: float = 0.001,
        momentum: float = 0.9,
        max_iter: int = 200,
        tol: float = 1e-4,
        n_iter_no_change: int = 10,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        dropout: float = 0.0,
        initialiser: str = "glorot",
        class_weight: Any = None,
        warm_start: bool = False,
        dtype: str = "float64",
        n_jobs: int | None = None,
        random_state: Any = None,
        callbacks: Sequence[checks.Callback] = (),
    ) -> None:
        super().__init__(
            hidden_layer_sizes=hidden_layer_sizes,
            activation=activation,
            solver=solver,
            alpha=alpha,
            batch_size=batch_size,
            learning_rate_init=learning_rate_init,
            momentum=momentum,
            max_iter=max_iter,
            tol=tol,
            n_iter_no_change=n_iter_no_change,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            dropout=dropout,
            initialiser=initialiser,
            warm_start=warm_start,
            dtype=dtype,
            n_jobs=n_jobs,
            random_state=random_state,
            callbacks=callbacks,
        )
        self.class_weight = class_weight

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
    ) -> Self:
        """Learn from X (n, features) and labels y (n,); X_val and y_val give the validation curve."""
        self._check_parameters()
        X, y = validate_data(self, X, y, dtype=self.dtype)
        weight = self._check_weight(sample_weight, X)
        before = getattr(self, "classes_", None) if self.warm_start else None
        classes, index = checks.classes(y)
        if before is not None and not np.array_equal(before, classes):
            raise ValueError(
                f"warm_start knows the classes {before.tolist()}, and y holds {classes.tolist()}: "
                "keep the classes, or set warm_start=False"
            )
        each = self._class_weights(y, index)
        if self.class_weight is not None:
            with np.errstate(over="ignore", invalid="ignore"):
                weight = weight * each[index]
            if not 0 < weight.sum() < np.inf or each.min() < 0:
                raise ValueError(
                    f"class_weight is {self.class_weight!r}; with sample_weight it must give weights of at "
                    "least 0, one above 0 and a finite sum"
                )
        self.classes_ = classes
        held = None if X_val is None and y_val is None else self._check_held(X_val, y_val, each)
        self._learn(X, np.eye(len(self.classes_), dtype=self.dtype)[index], weight, held, strata=index)
        return self

    def _class_weights(self, y: np.ndarray, index: np.ndarray) -> np.ndarray:
        """What a sample of each class counts, in the order of the classes."""
        _, first = np.unique(index, return_index=True)
        if self.class_weight is None:
            return np.ones(len(first), self.dtype)
        with np.errstate(over="ignore"):
            return compute_sample_weight(self.class_weight, y)[first].astype(self.dtype)

    def _check_held(self, X: ArrayLike | None, y: ArrayLike | None, each: np.ndarray) -> Held:
        X, y = validate_data(self, X, y, dtype=self.dtype, reset=False)
        unknown = np.setdiff1d(y, self.classes_)
        if unknown.size:
            raise ValueError(f"y_val holds {unknown.tolist()[0]!r}, which y does not: leave such samples out")
        T = (y[:, None] == self.classes_).astype(self.dtype)
        return X, T, self._check_sum("class_weight of y_val", T @ each)

    def _score(self, Y: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        return float(np.average(Y.argmax(axis=1) == T.argmax(axis=1), weights=weight))

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """The net's share for each class: (n, classes), rows sum to 1."""
        return self._outputs(X)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the largest share."""
        largest = self._outputs(X).argmax(axis=1)
        return self.classes_[largest]


class MLPRegressor(RegressorMixin, Backprop):
    """Identity outputs trained on half the sum of squared errors.

    Its parameters and attributes are those of `Backprop`.
    """

    _output = IDENTITY
    _loss = staticmethod(sse)

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
    ) -> Self:
        """Learn from X (n, features) and y (n,) or (n, outputs); X_val, y_val give the validation curve."""
        self._check_parameters()
        X, y = validate_data(self, X, y, dtype=self.dtype, multi_output=True, y_numeric=True)
        weight = self._check_weight(sample_weight, X)
        if y.ndim == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        self.flat_ = y.ndim == 1
        held = None
        if X_val is not None or y_val is not None:
            Xv, yv = validate_data(
                self, X_val, y_val, dtype=self.dtype, multi_output=True, y_numeric=True, reset=False
            )
            held = Xv, self._goals("y_val", yv), np.ones(len(Xv), self.dtype)
        self._learn(X, self._goals("y", y), weight, held)
        return self

    def _goals(self, name: str, y: np.ndarray) -> np.ndarray:
        """`y` as (n, outputs) of the learner's dtype, or a ValueError for what that cannot hold."""
        with np.errstate(over="ignore"):
            goals = y.reshape(len(y), -1).astype(self.dtype)
        if not np.isfinite(goals).all():
            raise ValueError(f"{name} holds numbers too large for {self.dtype}: scale them, or use float64")
        return goals

    def _score(self, Y: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        if not np.isfinite(Y).all():
            return -np.inf
        return float(r2_score(T.astype(float), Y.astype(float), sample_weight=weight))

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The outputs for X: (n,), or (n, outputs) where y had columns."""
        Y = self._outputs(X)
        return Y[:, 0] if self.flat_ else Y
