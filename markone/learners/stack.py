"""Stacked perceptrons: a fixed layer of threshold units below a perceptron that learns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from markone.kernels.activation import HEAVISIDE
from markone.kernels.dense import fprop
from markone.learners import checks, state
from markone.learners.parameters import (
    MOST_UNITS,
    Callback,
    as_callbacks,
    as_random_state,
    as_weights,
    checked,
    generator,
    parameter,
)
from markone.learners.perceptron import Perceptron
from markone.validation import amount, count, truth

OR, NAND, AND = (1.0, 1.0, -0.5), (-1.0, -1.0, 1.5), (1.0, 1.0, -1.5)
"""Threshold units of two binary inputs: two weights and the bias."""


@dataclass(eq=False, repr=False)
class PerceptronStack(ClassifierMixin, BaseEstimator):
    """A perceptron on the outputs of threshold units that do not learn.

    Nothing tells the hidden units what they did wrong (the credit assignment problem), so they
    are given or drawn, and only the last layer is trained.

    Parameters
    ----------
    hidden : (units, features + 1) weights of the hidden units, the bias last; None draws
        `n_hidden` units with normal weights, each with its threshold at a random sample.
    n_hidden : number of hidden units to draw.
    start, learning_rate, max_iter, shuffle, callbacks : of the last layer, as in `Perceptron`.
    random_state : seed of the hidden units and of the order of samples.

    Attributes
    ----------
    hidden_ : (units, features + 1) weights of the hidden layer.
    output_ : the `Perceptron` on top.

    Examples
    --------
    >>> from markone import PerceptronStack, stimuli
    >>> X, y = stimuli.xor()
    >>> PerceptronStack.xor().fit(X, y).score(X, y)
    1.0
    """

    hidden: ArrayLike | None = parameter(None, as_weights)
    n_hidden: int = parameter(100, count, most=MOST_UNITS)
    start: ArrayLike | None = parameter(None, as_weights)
    learning_rate: float = parameter(1.0, amount, low=0, high=1, includes="high")
    max_iter: int = parameter(100, count)
    shuffle: bool = parameter(True, truth)
    random_state: Any = parameter(None, as_random_state)
    callbacks: Sequence[Callback] = parameter((), as_callbacks)

    @classmethod
    def xor(cls, **parameters: Any) -> Self:
        """The hand-set stack for XOR: AND on top of OR and NAND."""
        return cls(hidden=(OR, NAND), start=(AND,), **parameters)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train the last layer on X (n, features) and labels y (n,)."""
        given = checked(self)
        X, y = validate_data(self, X, y, dtype=np.float64)
        rng, hidden = generator(self.random_state), given["hidden"]
        self.hidden_ = self._draw(X, rng) if hidden is None else self._fitting(hidden, X.shape[1])
        self.output_ = Perceptron(
            learning_rate=self.learning_rate,
            max_iter=self.max_iter,
            shuffle=self.shuffle,
            start=self.start,
            random_state=rng,
            callbacks=[self._ask],
        )
        self.output_.fit(self._hidden_outputs(X), y)
        self.output_.set_params(callbacks=(), random_state=None)
        return self

    def _ask(self, output: Perceptron, epoch: int) -> bool:
        return checks.ask(self.callbacks, self, epoch)

    def _fitting(self, hidden: np.ndarray, features: int) -> np.ndarray:
        if hidden.ndim != 2 or not len(hidden) or hidden.shape[1] != features + 1:
            raise ValueError(
                f"hidden is {hidden.shape}; each row must be {features} finite weights and a bias"
            )
        return hidden

    def _draw(self, X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        units = int(self.n_hidden)
        weights = rng.normal(size=(units, X.shape[1]))
        bias = -(weights * X[rng.integers(len(X), size=units)]).sum(axis=1)
        return np.column_stack([weights, bias])

    def hidden_outputs(self, X: ArrayLike) -> np.ndarray:
        """What the hidden units say to X (n, features): (n, units) of 0.0 and 1.0."""
        check_is_fitted(self)
        self._check_hidden()
        return self._hidden_outputs(validate_data(self, X, dtype=np.float64, reset=False))

    def _hidden_outputs(self, X: np.ndarray) -> np.ndarray:
        return fprop(self.hidden_, np.column_stack([X, np.ones(len(X))]), HEAVISIDE)

    def decision_function(self, X: ArrayLike) -> np.ndarray:
        """The last layer's w.h + b: (n,) for two classes, (n, classes) for more."""
        hidden = self.hidden_outputs(X)
        return self.output_.decision_function(hidden)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The label of each row of X."""
        hidden = self.hidden_outputs(X)
        return self.output_.predict(hidden)

    @property
    def classes_(self) -> np.ndarray:
        """The labels, sorted."""
        return self.output_.classes_

    @property
    def mistakes_(self) -> list[int]:
        """Mistakes of the last layer in each epoch."""
        return self.output_.mistakes_

    @property
    def n_iter_(self) -> int:
        """Number of epochs made."""
        return self.output_.n_iter_

    @property
    def n_weights_(self) -> int:
        """Number of adjustable weights: those of the last layer."""
        return self.output_.n_weights_

    def _check_hidden(self) -> None:
        state.check_numbers("hidden_", self.hidden_, (None, self.n_features_in_ + 1), state.FLOATS[:1])

    def check_state(self) -> None:
        """Raise ValueError unless the last layer is a sound perceptron of the hidden units' width."""
        self._check_hidden()
        output = self.output_
        if not isinstance(output, Perceptron) or output.n_features_in_ != len(self.hidden_):
            raise ValueError("output_ is no perceptron of the hidden units' width")
        state.check(output)
