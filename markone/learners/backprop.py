"""Training by backpropagation: what the classifier and the regressor share."""

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from markone.fast.fused.net import FusedNet, can
from markone.fast.fused.optimiser import ADAM, SGD, Descent
from markone.learners import checks
from markone.learners.activations import Activation, Known, activation
from markone.learners.initialise import INITIALISERS
from markone.learners.net import Adam, Net, Sgd
from markone.validation import array

Held = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Samples held back, their targets and their weights."""
HIDDEN_ACTIVATIONS = ("identity", "tanh", "logistic", "relu")
MOST_UNITS = 1_000_000
"""Of a hidden layer."""
DTYPES = ("float64", "float32")


class _Patience:
    """Says when a falling number has stood still for too long."""

    def __init__(self, tol: float, passes: int) -> None:
        self.tol, self.passes = tol, passes
        self.best, self.idle = np.inf, 0

    def is_out(self, value: float) -> bool:
        """Take the next value."""
        self.idle = 0 if value <= self.best - self.tol else self.idle + 1
        self.best = min(self.best, value)
        return self.idle > self.passes


class Backprop(BaseEstimator):
    """Parameters, training and forward pass of a multi-layer perceptron.

    Parameters
    ----------
    hidden_layer_sizes : units of each hidden layer.
    activation : of the hidden layers: "identity", "tanh", "logistic" or "relu", or an `Activation` of
        one's own, with which the readable net trains.
    solver : "adam" or "sgd" (with `momentum`).
    alpha : strength of the penalty alpha / 2 * sum of squared weights, biases left out.
    batch_size : samples per step; "auto" is the smaller of 200 and all.
    learning_rate_init : the solver's rate.
    max_iter : greatest number of passes.
    tol, n_iter_no_change : training ends when for so many passes the loss has not fallen, or with
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
    callbacks : called as callback(learner, pass) after each pass; a true answer ends the training.

    Attributes
    ----------
    weights_ : one (units, inputs + 1) array per layer, the bias last.
    coefs_, intercepts_ : the same in scikit-learn's form.
    loss_curve_, n_iter_ : mean loss of each pass as met on the way, and their number.
    validation_loss_curve_, validation_scores_ : of the data held back, where there are any; samples count as
        much as in the training.
    """

    _output: int
    """Activation code of the output layer."""
    _loss: Any
    """The loss that makes a matched pair with it."""

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
        warm_start: bool = False,
        dtype: str = "float64",
        n_jobs: int | None = None,
        random_state: Any = None,
        callbacks: Sequence[checks.Callback] = (),
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.momentum = momentum
        self.max_iter = max_iter
        self.tol = tol
        self.n_iter_no_change = n_iter_no_change
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.dropout = dropout
        self.initialiser = initialiser
        self.warm_start = warm_start
        self.dtype = dtype
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.callbacks = callbacks

    def _check_parameters(self) -> None:
        activation(self.activation, HIDDEN_ACTIVATIONS)
        checks.choice("solver", self.solver, ("sgd", "adam"))
        checks.choice("initialiser", self.initialiser, INITIALISERS)
        for size in self._sizes():
            checks.count("hidden_layer_sizes", size, most=MOST_UNITS)
        checks.truth("early_stopping", self.early_stopping)
        checks.truth("warm_start", self.warm_start)
        checks.choice("dtype", self.dtype, DTYPES)
        checks.threads(self.n_jobs)
        checks.amount("alpha", self.alpha, 0, np.inf, includes="low")
        checks.amount("learning_rate_init", self.learning_rate_init, 0, np.inf, includes="neither")
        checks.amount("momentum", self.momentum, 0, 1, includes="low")
        checks.amount("tol", self.tol, -np.inf, np.inf, includes="neither")
        checks.callbacks(self.callbacks)
        checks.amount("validation_fraction", self.validation_fraction, 0, 1, includes="neither")
        checks.amount("dropout", self.dropout, 0, 1, includes="low")
        checks.count("max_iter", self.max_iter)
        checks.count("n_iter_no_change", self.n_iter_no_change)
        if not isinstance(self.batch_size, str) or self.batch_size != "auto":
            checks.count("batch_size", self.batch_size)

    def _sizes(self) -> list[int]:
        return np.ravel(array("hidden_layer_sizes", self.hidden_layer_sizes)).tolist()

    def _check_weight(self, sample_weight: ArrayLike | None, X: np.ndarray) -> np.ndarray:
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
        return [draw(units, inputs, rng).astype(self.dtype) for inputs, units in pairwise(sizes)]

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

    def _net(self, weights: list[np.ndarray], batch: int = 200) -> Net | FusedNet:
        """The fused net where it can do what is asked for, and the readable one for all else."""
        rate, adam = float(self.learning_rate_init), self.solver == "adam"
        hidden = activation(self.activation, HIDDEN_ACTIVATIONS)
        codes: list[Known] = [*[hidden] * (len(weights) - 1), self._output]
        if self.dropout == 0.0 and can(codes, self._loss):
            descent = Descent(ADAM if adam else SGD, rate, float(self.momentum), float(self.alpha))
            return FusedNet(
                weights, cast(list[int], codes), self._loss, descent, batch, checks.threads(self.n_jobs)
            )
        optimiser = Adam(weights, rate) if adam else Sgd(weights, rate, self.momentum)
        return Net(weights, codes, self._loss, optimiser, self.alpha, self.dropout)

    def _learn(
        self,
        X: np.ndarray,
        T: np.ndarray,
        weight: np.ndarray,
        held: Held | None,
        strata: np.ndarray | None = None,
    ) -> None:
        """Train on X (n, features) against T (n, outputs), holding some back if asked to."""
        rng = checks.generator(self.random_state)
        if self.early_stopping and held is None:
            if not weight.all():
                counts = np.flatnonzero(weight)
                X, T, weight = X[counts], T[counts], weight[counts]
                strata = None if strata is None else strata[counts]
            rows, kept = self._hold_back(len(X), strata, rng)
            held = X[kept], T[kept], weight[kept]
            X, T, weight = X[rows], T[rows], weight[rows]
        self._train(X, T, weight, held, rng)

    def _hold_back(
        self, samples: int, strata: np.ndarray | None, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the samples to train on, and of those to hold back."""
        from sklearn.model_selection import train_test_split

        seed, share = int(rng.integers(2**31)), self.validation_fraction
        least = 2 if strata is None else len(np.unique(strata))
        if not least <= np.ceil(share * samples) <= samples - least:
            raise ValueError(
                f"validation_fraction is {share}: of {samples} samples it must hold back, and leave, "
                f"at least {least}; change it, or give X_val and y_val"
            )
        return train_test_split(np.arange(samples), test_size=share, stratify=strata, random_state=seed)

    def _train(
        self,
        X: np.ndarray,
        T: np.ndarray,
        weight: np.ndarray,
        held: Held | None,
        rng: np.random.Generator,
    ) -> None:
        """Pass after pass, until nothing improves, a callback stops it or `max_iter` is reached."""
        sizes = [X.shape[1], *self._sizes(), T.shape[1]]
        self.weights_ = self._starting_weights(sizes, rng)
        batch = min(200 if self.batch_size == "auto" else int(self.batch_size), len(X))
        net = self._net(self.weights_, batch)
        patience = _Patience(self.tol, self.n_iter_no_change)
        self.loss_curve_: list[float] = []
        self.validation_loss_curve_: list[float] = []
        self.validation_scores_: list[float] = []
        self.n_iter_, stopped, best = 0, False, (-np.inf, self.weights_)
        while self.n_iter_ < self.max_iter and not stopped:
            with np.errstate(over="ignore", invalid="ignore"):
                self.loss_curve_.append(net.epoch(X, T, weight, batch, rng))
                if held:
                    best = max(best, self._validate(net, *held), key=lambda scored: scored[0])
            self.n_iter_ += 1
            lost = not np.isfinite(self.loss_)
            watched = -self.validation_scores_[-1] if self.early_stopping else self.loss_
            stopped = patience.is_out(watched) or lost
            stopped = checks.ask(self.callbacks, self, self.n_iter_) or stopped
        if self.early_stopping:
            self._restore(best[1])
        if lost or not stopped:
            self._warn(lost)

    def _restore(self, weights: list[np.ndarray]) -> None:
        """Put earlier weights in the place of those that the net holds."""
        for W, earlier in zip(self.weights_, weights, strict=True):
            W[:] = earlier

    def _warn(self, lost: bool) -> None:
        """Say that the training did not come to an end of its own."""
        left = f"the loss left the finite numbers in pass {self.n_iter_}; the weights before it are kept"
        said = (
            f"{left}: lower learning_rate_init"
            if lost
            else f"still improving after max_iter={self.max_iter} passes: raise max_iter or tol"
        )
        warnings.warn(said, ConvergenceWarning, stacklevel=5)

    def _validate(
        self, net: Net | FusedNet, X: np.ndarray, T: np.ndarray, weight: np.ndarray
    ) -> tuple[float, list[np.ndarray]]:
        """Write down how the net does on data held back; its score, with a copy of its weights."""
        self.validation_loss_curve_.append(float(net.mean_loss(X, T, weight)))
        self.validation_scores_.append(self._score(net.predict(X), T, weight))
        return self.validation_scores_[-1], [W.copy() for W in self.weights_]

    def _score(self, Y: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        raise NotImplementedError

    def _outputs(self, X: ArrayLike) -> np.ndarray:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=self.weights_[0].dtype, reset=False)
        return self._net(self.weights_, min(200, len(X))).predict(X)

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
        """Mean loss of the last pass."""
        return self.loss_curve_[-1]

    @property
    def n_weights_(self) -> int:
        """Number of adjustable weights, the biases among them."""
        return sum(W.size for W in self.weights_)
