"""Multi-layer perceptrons as estimators."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils import column_or_1d, compute_sample_weight
from sklearn.utils.validation import validate_data

from markone.kernels.activation import IDENTITY, SOFTMAX
from markone.kernels.loss import cross_entropy, sse
from markone.learners import checks, state
from markone.learners.backprop import Backprop
from markone.learners.parameters import checked, parameter
from markone.learners.training import Samples
from markone.validation import shown


def as_class_weight(name: str, value: Any) -> Any:
    """None, "balanced" or a dict of a weight for each label; `fit` looks at the weights."""
    if value is None or isinstance(value, Mapping) or (isinstance(value, str) and value == "balanced"):
        return value
    raise ValueError(f"{name} is {shown(value)}; give None, 'balanced', or a dict of a weight for each class")


@dataclass(eq=False, repr=False)
class MLPClassifier(ClassifierMixin, Backprop):
    """A softmax output for every class, trained on cross-entropy.

    Its parameters and attributes are those of `Backprop`, and

    class_weight : None, "balanced", or a weight for each class label.

    Examples
    --------
    >>> from markone import MLPClassifier, stimuli
    >>> X, y = stimuli.xor()
    >>> MLPClassifier((4,), max_iter=2000, random_state=0).fit(X, y).score(X, y)
    1.0
    """

    _output = SOFTMAX
    _loss = staticmethod(cross_entropy)

    class_weight: Any = parameter(None, as_class_weight)

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
    ) -> Self:
        """Learn from X (n, features) and labels y (n,); X_val and y_val give the validation curve."""
        checked(self)
        X, y = checks.samples(self, X, y, (np.dtype(self.dtype).type,))
        weight = self._check_weight(sample_weight, X)
        classes, index = checks.classes(y)
        self._check_warm(classes)
        each = self._class_weights(y, index)
        if self.class_weight is not None:
            weight = self._weighted(weight, each, index)
        self.classes_ = classes
        held = None if X_val is None and y_val is None else self._check_held(X_val, y_val, each)
        T = np.eye(len(self.classes_), dtype=self.dtype)[index]
        self._learn(Samples(X, T, weight), held, strata=index)
        return self

    def _check_warm(self, classes: np.ndarray) -> None:
        before = getattr(self, "classes_", None) if self.warm_start else None
        if before is not None and not np.array_equal(before, classes):
            raise ValueError(
                f"warm_start knows the classes {before.tolist()}, and y holds {classes.tolist()}: "
                "keep the classes, or set warm_start=False"
            )

    def _weighted(self, weight: np.ndarray, each: np.ndarray, index: np.ndarray) -> np.ndarray:
        """What each sample counts, and its class beside."""
        with np.errstate(over="ignore", invalid="ignore"):
            weight = weight * each[index]
        if not 0 < weight.sum() < np.inf or each.min() < 0:
            raise ValueError(
                f"class_weight is {self.class_weight!r}; with sample_weight it must give weights of at "
                "least 0, one above 0 and a finite sum"
            )
        return weight

    def _class_weights(self, y: np.ndarray, index: np.ndarray) -> np.ndarray:
        """What a sample of each class counts, in the order of the classes."""
        if self.class_weight is None:
            return np.ones(index.max() + 1, self.dtype)
        _, first = np.unique(index, return_index=True)
        with np.errstate(over="ignore"):
            return compute_sample_weight(self.class_weight, y)[first].astype(self.dtype)

    def _check_held(self, X: ArrayLike | None, y: ArrayLike | None, each: np.ndarray) -> Samples:
        X, y = validate_data(self, X, y, dtype=self.dtype, reset=False)
        unknown = np.setdiff1d(y, self.classes_)
        if unknown.size:
            raise ValueError(f"y_val holds {unknown.tolist()[0]!r}, which y does not: leave such samples out")
        T = (y[:, None] == self.classes_).astype(self.dtype)
        return Samples(X, T, self._check_sum("class_weight of y_val", T @ each))

    def score_of(self, Y: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        return float(np.average(Y.argmax(axis=1) == T.argmax(axis=1), weights=weight))

    def _check_outputs(self, units: int) -> None:
        if units != state.check_classes(self.classes_):
            raise ValueError("the last layer has not one unit for each class")

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """The net's share for each class: (n, classes), rows sum to 1."""
        return self._outputs(X)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the largest share."""
        largest = self._outputs(X).argmax(axis=1)
        return self.classes_[largest]


@dataclass(eq=False, repr=False)
class MLPRegressor(RegressorMixin, Backprop):
    """Identity outputs trained on half the sum of squared errors.

    Its parameters and attributes are those of `Backprop`.

    Examples
    --------
    >>> import numpy as np
    >>> from markone import MLPRegressor
    >>> X = np.linspace(-1, 1, 50)[:, None]
    >>> net = MLPRegressor((16,), activation="tanh", learning_rate_init=0.05, random_state=0)
    >>> net = net.fit(X, X[:, 0] ** 2)
    >>> round(net.score(X, X[:, 0] ** 2), 2)
    0.94
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
        checked(self)
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
            held = Samples(Xv, self._goals("y_val", yv), np.ones(len(Xv), self.dtype))
        self._learn(Samples(X, self._goals("y", y), weight), held)
        return self

    def _goals(self, name: str, y: np.ndarray) -> np.ndarray:
        """`y` as (n, outputs) of the learner's dtype, or a ValueError for what that cannot hold."""
        with np.errstate(over="ignore"):
            goals = y.reshape(len(y), -1).astype(self.dtype)
        if not np.isfinite(goals).all():
            raise ValueError(f"{name} holds numbers too large for {self.dtype}: scale them, or use float64")
        return goals

    def score_of(self, Y: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        if not np.isfinite(Y).all():
            return -np.inf
        return float(r2_score(T.astype(float), Y.astype(float), sample_weight=weight))

    def _check_outputs(self, units: int) -> None:
        if not isinstance(self.flat_, bool) or (self.flat_ and units != 1):
            raise ValueError("flat_ does not say whether there is one output")

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The outputs for X: (n,), or (n, outputs) where y had columns."""
        Y = self._outputs(X)
        return Y[:, 0] if self.flat_ else Y
