"""Training by backpropagation: what the classifier and the regressor share."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from markone.fast.fused.net import TIER, FusedNet, can, work
from markone.fast.fused.optimiser import ADAM, SGD, Descent
from markone.learners import state
from markone.learners.activations import Activation, Known, activation
from markone.learners.initialise import INITIALISERS
from markone.learners.net import Net, optimiser
from markone.learners.parameters import (
    Callback,
    as_callbacks,
    as_random_state,
    as_sizes,
    as_threads,
    generator,
    parameter,
)
from markone.learners.training import Samples, hold_back, train
from markone.validation import amount, choice, count, truth

HIDDEN_ACTIVATIONS = ("identity", "tanh", "logistic", "relu")


def as_activation(name: str, value: Any) -> Known:
    """A code of those that hidden layers may have, or an Activation of one's own."""
    return activation(value, HIDDEN_ACTIVATIONS)


def as_batch(name: str, value: Any) -> int:
    """Samples per step at most."""
    return 200 if isinstance(value, str) and value == "auto" else count(name, value)


@dataclass(eq=False, repr=False)
class Backprop(BaseEstimator):
    """Parameters, training and forward pass of a multi-layer perceptron.

    Parameters
    ----------
    hidden_layer_sizes : units of each hidden layer.
    activation : of the hidden layers: "identity", "tanh", "logistic" or "relu", or an `Activation` of
        one's own, with which the readable net trains.
    solver : "adam" or "sgd" (with `momentum`).
    alpha : strength of the penalty alpha / 2 * sum of squared weights, biases left out. A step's gradient of
        it is divided by the sum of its sample weights, as in scikit-learn: large batches are held back less.
    batch_size : samples per step; "auto" is the smaller of 200 and all.
    learning_rate_init : the solver's rate.
    max_iter : greatest number of epochs.
    tol, n_iter_no_change : training ends when for so many epochs the loss has not fallen, or with
        early stopping the validation score has not risen, by `tol`.
    early_stopping : hold back a `validation_fraction` (unless `fit` is given validation data) and
        keep the weights that score best on it. Nothing is held back of samples of weight 0.
    dropout : share of the hidden units left out at each step.
    initialiser : "glorot", "he", "small" or "zero".
    warm_start : begin with the weights of the last `fit`.
    dtype : "float64", or "float32" for about twice the speed.
    n_jobs : threads that may share the work of each step; the weights do not depend on their number. -1 means
        one for each processor that the process may use, and there are never more. Steps that are too small to
        be worth it, and those with dropout, are made by one.
    random_state : seed of weights, order, dropout and what is held back.
    callbacks : called as callback(learner, epoch) after each epoch; a true answer ends the training.

    Attributes
    ----------
    weights_ : one (units, inputs + 1) array per layer, the bias last.
    coefs_, intercepts_ : the same in scikit-learn's form.
    loss_curve_, n_iter_ : mean loss of each epoch as met on the way, and their number.
    validation_loss_curve_, validation_scores_ : of the data held back, where there are any; samples count as
        much as in the training.
    """

    _output: ClassVar[int]
    """Activation code of the output layer."""
    _loss: ClassVar[Any]
    """The loss that makes a matched pair with it."""

    hidden_layer_sizes: Sequence[int] = parameter((100,), as_sizes)
    activation: str | Activation = parameter("relu", as_activation)
    solver: str = parameter("adam", choice, allowed=("sgd", "adam"))
    alpha: float = parameter(1e-4, amount, low=0, high=np.inf, includes="low")
    batch_size: int | str = parameter("auto", as_batch)
    learning_rate_init: float = parameter(0.001, amount, low=0, high=np.inf, includes="neither")
    momentum: float = parameter(0.9, amount, low=0, high=1, includes="low")
    max_iter: int = parameter(200, count)
    tol: float = parameter(1e-4, amount, low=-np.inf, high=np.inf, includes="neither")
    n_iter_no_change: int = parameter(10, count)
    early_stopping: bool = parameter(False, truth)
    validation_fraction: float = parameter(0.1, amount, low=0, high=1, includes="neither")
    dropout: float = parameter(0.0, amount, low=0, high=1, includes="low")
    initialiser: str = parameter("glorot", choice, allowed=tuple(INITIALISERS))
    warm_start: bool = parameter(False, truth)
    dtype: str = parameter("float64", choice, allowed=("float64", "float32"))
    n_jobs: int | None = parameter(None, as_threads)
    random_state: Any = parameter(None, as_random_state)
    callbacks: Sequence[Callback] = parameter((), as_callbacks)

    def _check_weight(self, sample_weight: ArrayLike | None, X: np.ndarray) -> np.ndarray:
        if sample_weight is None:
            return np.ones(len(X), self.dtype)
        with np.errstate(over="ignore"):
            weight = _check_sample_weight(
                sample_weight, X, dtype=np.dtype(self.dtype).type, ensure_non_negative=True
            )
        return self._check_sum("sample_weight", weight)

    def _check_sum(self, name: str, weight: np.ndarray) -> np.ndarray:
        """`weight`, or a ValueError unless its sum is a number above 0."""
        with np.errstate(over="ignore", invalid="ignore"):
            total = weight.sum()
        if not 0 < total < np.inf:
            raise ValueError(f"{name} sums to {total} in {self.dtype}; the sum must be finite and above 0")
        return weight

    def _draw_weights(self, sizes: list[int], rng: np.random.Generator) -> list[np.ndarray]:
        draw = INITIALISERS[self.initialiser]
        return [draw(units, inputs, rng, self.dtype) for inputs, units in pairwise(sizes)]

    def _starting_weights(self, sizes: list[int], rng: np.random.Generator) -> list[np.ndarray]:
        if not (self.warm_start and hasattr(self, "weights_")):
            return self._draw_weights(sizes, rng)
        before = [self.weights_[0].shape[1] - 1, *(len(W) for W in self.weights_)]
        if before != sizes:
            raise ValueError(
                f"warm_start has layers of {before}, and these data and parameters ask for {sizes}: "
                "keep both, or set warm_start=False"
            )
        return [W.astype(self.dtype) for W in self.weights_]

    def _net(self, weights: list[np.ndarray], batch: int, samples: int, epochs: int = 1) -> Net | FusedNet:
        """The fused net where it can do what is asked for and that pays, and the readable one for all else.

        Both give the same numbers, to the last bit.
        """
        TIER.count(work(sum(W.size for W in weights), samples, batch, epochs))
        rate, adam = float(self.learning_rate_init), self.solver == "adam"
        hidden = activation(self.activation, HIDDEN_ACTIVATIONS)
        codes: list[Known] = [*[hidden] * (len(weights) - 1), self._output]
        if self.dropout == 0.0 and can(codes, self._loss) and TIER.is_open():
            descent = Descent(ADAM if adam else SGD, rate, float(self.momentum), float(self.alpha))
            return FusedNet(
                weights, cast(list[int], codes), self._loss, descent, batch, as_threads("n_jobs", self.n_jobs)
            )
        how = optimiser(weights, self.solver, rate, float(self.momentum))
        return Net(weights, codes, self._loss, how, float(self.alpha), self.dropout)

    def _learn(self, given: Samples, held: Samples | None, strata: np.ndarray | None = None) -> None:
        """Train, holding some samples back if asked to; strata (n,) are those that both parts must have."""
        rng = generator(self.random_state)
        if self.early_stopping and held is None:
            given, held = hold_back(given, self.validation_fraction, strata, rng)
        hidden = as_sizes("hidden_layer_sizes", self.hidden_layer_sizes)
        self.weights_ = self._starting_weights([given.X.shape[1], *hidden, given.T.shape[1]], rng)
        batch = min(as_batch("batch_size", self.batch_size), len(given.X))
        train(self, self._net(self.weights_, batch, len(given.X), self.max_iter), given, held, batch, rng)

    def score_of(self, Y: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        """How good outputs (n, outputs) are beside their targets; the greatest is the best."""
        raise NotImplementedError

    def _outputs(self, X: ArrayLike) -> np.ndarray:
        check_is_fitted(self)
        self._check_weights()
        X = validate_data(self, X, dtype=self.weights_[0].dtype, reset=False)
        return self._net(self.weights_, min(200, len(X)), len(X)).predict(X)

    @property
    def coefs_(self) -> list[np.ndarray]:
        """Each layer's weights, (inputs, units)."""
        return [W[:, :-1].T for W in self.weights_]

    @property
    def intercepts_(self) -> list[np.ndarray]:
        """Each layer's biases, (units,)."""
        return [W[:, -1] for W in self.weights_]

    @property
    def loss_(self) -> float:
        """Mean loss of the last epoch."""
        return self.loss_curve_[-1]

    @property
    def n_weights_(self) -> int:
        """Number of adjustable weights, the biases among them."""
        return sum(W.size for W in self.weights_)

    def _check_weights(self) -> None:
        """Raise ValueError unless each layer takes what the one before gives, and the last is the outputs."""
        weights, inputs, dtypes = self.weights_, self.n_features_in_, state.FLOATS
        if not isinstance(weights, list) or not weights:
            raise ValueError("weights_ are no layers")
        for number, W in enumerate(weights):
            state.check_numbers(f"weights_[{number}]", W, (None, inputs + 1), dtypes)
            inputs, dtypes = len(W), (W.dtype,)
        self._check_outputs(inputs)

    def check_state(self) -> None:
        """Raise ValueError unless the layers are those of a net, and every epoch has a loss."""
        self._check_weights()
        if not state.is_count(self.n_iter_) or not self.n_iter_:
            raise ValueError("n_iter_ is no whole number of at least 1")
        state.check_curve("loss_curve_", self.loss_curve_, {self.n_iter_})
        for name in ("validation_loss_curve_", "validation_scores_"):
            state.check_curve(name, getattr(self, name), {0, self.n_iter_})

    def _check_outputs(self, units: int) -> None:
        """Raise ValueError unless so many outputs are as many as are needed."""
        raise NotImplementedError
