"""A net of dense layers, readable: forward, backward, one epoch.

`Net` owns weights and optimiser. Whatever has its three verbs, `epoch`, `predict` and `mean_loss`,
can take its place: the estimators know no more of it.
"""

from collections.abc import Callable, Sequence

import numpy as np

from markone.kernels.activation import IDENTITY
from markone.kernels.dense import with_bias
from markone.kernels.descent import adam_step, plain_step, sgd_step
from markone.kernels.loss import squares, sse_gradient
from markone.learners.activations import Known, layer_backward, layer_forward

Arrays = list[np.ndarray]


class Plain:
    """Descent that remembers nothing: the gradient is summed as the step itself."""

    def __init__(self, weights: Sequence[np.ndarray], rate: float) -> None:
        self.rate = rate

    def scale(self, share: float) -> float:
        """What dL/dnet is multiplied by, for samples that count `share` together."""
        return -self.rate / share

    def step(self, weights: Sequence[np.ndarray], moves: Sequence[np.ndarray], decay: float) -> None:
        """Move every layer's weights, in place, and shrink them by rate * `decay`."""
        for W, move in zip(weights, moves, strict=True):
            plain_step(W, move, 1.0 - self.rate * decay)


class Sgd:
    """Descent with momentum."""

    def __init__(self, weights: Sequence[np.ndarray], rate: float, momentum: float) -> None:
        self.rate, self.momentum = rate, momentum
        self.velocity = [np.zeros_like(W) for W in weights]

    def scale(self, share: float) -> float:
        """What dL/dnet is multiplied by, for samples that count `share` together."""
        return 1.0 / share

    def step(self, weights: Sequence[np.ndarray], gradients: Sequence[np.ndarray], decay: float) -> None:
        """Move every layer's weights, in place, by their gradients and `decay` of themselves."""
        for W, dW, velocity in zip(weights, gradients, self.velocity, strict=True):
            sgd_step(W, _with_decay(dW, W, decay), velocity, self.rate, self.momentum)


class Adam:
    """Descent with a rate of its own for each weight."""

    def __init__(self, weights: Sequence[np.ndarray], rate: float) -> None:
        self.rate, self.steps = rate, 0
        self.mean = [np.zeros_like(W) for W in weights]
        self.square = [np.zeros_like(W) for W in weights]

    def scale(self, share: float) -> float:
        """What dL/dnet is multiplied by, for samples that count `share` together."""
        return 1.0 / share

    def step(self, weights: Sequence[np.ndarray], gradients: Sequence[np.ndarray], decay: float) -> None:
        """Move every layer's weights, in place, by their gradients and `decay` of themselves."""
        self.steps += 1
        for W, dW, mean, square in zip(weights, gradients, self.mean, self.square, strict=True):
            adam_step(W, _with_decay(dW, W, decay), mean, square, self.rate, self.steps)


def _with_decay(dW: np.ndarray, W: np.ndarray, decay: float) -> np.ndarray:
    """A layer's gradient with the penalty's, which biases do not have."""
    dW[:, :-1] += decay * W[:, :-1]
    return dW


def optimiser(weights: Sequence[np.ndarray], solver: str, rate: float, momentum: float) -> Plain | Sgd | Adam:
    """How these weights descend; `solver` is "sgd" or "adam"."""
    if solver == "adam":
        return Adam(weights, rate)
    return Sgd(weights, rate, momentum) if momentum else Plain(weights, rate)


class Net:
    """Layers of weights (J, I) with their activations, and how they descend.

    The output layer and the loss are a matched pair, so its delta is Y - T
    (`kernels.loss.sse_gradient`).
    """

    def __init__(
        self,
        weights: Sequence[np.ndarray],
        codes: Sequence[Known],
        loss: Callable[[np.ndarray, np.ndarray, np.ndarray], float],
        optimiser: Plain | Sgd | Adam,
        alpha: float = 0.0,
        dropout: float = 0.0,
    ) -> None:
        self.weights, self.codes, self.loss = weights, codes, loss
        self.optimiser, self.alpha, self.dropout = optimiser, alpha, dropout

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The outputs for X (N, features)."""
        for W, code in zip(self.weights, self.codes, strict=True):
            X, _ = layer_forward(W, with_bias(X), code)
        return X

    def mean_loss(self, X: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        """Weighted mean loss of X against targets T."""
        return self.loss(self.predict(X), T, weight) / weight.sum()

    def epoch(
        self, X: np.ndarray, T: np.ndarray, weight: np.ndarray, batch: int, rng: np.random.Generator
    ) -> float:
        """All of X in a new order, a step per batch; the mean loss met on the way.

        An epoch that leaves the finite numbers has a loss that is not finite, and changes no weights.
        """
        before = [W.copy() for W in self.weights]
        loss = self._steps(X, T, weight, batch, rng)
        if np.isfinite(loss) and all(np.isfinite(W).all() for W in self.weights):
            return loss
        for W, earlier in zip(self.weights, before, strict=True):
            W[:] = earlier
        return np.nan

    def epochs(
        self,
        X: np.ndarray,
        T: np.ndarray,
        weight: np.ndarray,
        batch: int,
        rng: np.random.Generator,
        count: int,
    ) -> np.ndarray:
        """The loss of each of `count` epochs at most: some may be left out, but never the first."""
        return np.array([self.epoch(X, T, weight, batch, rng)])

    def _steps(
        self, X: np.ndarray, T: np.ndarray, weight: np.ndarray, batch: int, rng: np.random.Generator
    ) -> float:
        order = rng.permutation(len(X)) if batch < len(X) else np.arange(len(X))
        total = 0.0
        for first in range(0, len(X), batch):
            rows = order[first : first + batch]
            total += self._step(X[rows], T[rows], weight[rows], rng)
        return total / float(weight.sum())

    def _step(self, X: np.ndarray, T: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> float:
        """One step down the gradient of one batch; its loss before the step, penalty included."""
        share = float(np.cumsum(weight, dtype=np.float64)[-1])  # in this order, as all sums
        if share == 0.0:
            return 0.0
        inputs, kept, masks, Y = self._forward(X, rng)
        delta = sse_gradient(Y, T, weight * self.optimiser.scale(share))
        gradients = self._backward(inputs, kept, masks, delta)
        penalty = self._penalty()
        self.optimiser.step(self.weights, gradients, self.alpha / share)
        return self.loss(Y, T, weight) + penalty

    def _penalty(self) -> float:
        """alpha / 2 * the sum of squared weights, biases left out."""
        if self.alpha == 0.0:
            return 0.0
        total = 0.0
        for W in self.weights:
            total += squares(W)
        return 0.5 * self.alpha * total

    def _forward(self, X: np.ndarray, rng: np.random.Generator) -> tuple[Arrays, Arrays, Arrays, np.ndarray]:
        """Of each layer its inputs, what its slope is told from, and which inputs stay, at which scale; Y."""
        inputs, kept, masks = [], [], []
        for layer, (W, code) in enumerate(zip(self.weights, self.codes, strict=True)):
            masks.append(self._mask(X.shape, rng).astype(X.dtype) if layer else np.ones_like(X))
            inputs.append(with_bias(X * masks[-1]))
            X, told_from = layer_forward(W, inputs[-1], code)
            kept.append(told_from)
        return inputs, kept, masks, X

    def _mask(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Zero for the units left out, and the rest scaled up to make good for them."""
        if self.dropout == 0.0:
            return np.ones(shape)
        return (rng.random(shape) >= self.dropout) / (1.0 - self.dropout)

    def _backward(self, inputs: Arrays, kept: Arrays, masks: Arrays, delta: np.ndarray) -> Arrays:
        """dL/dW of every layer, from dL/dnet of the output layer."""
        gradients: Arrays = []
        codes = [*self.codes[:-1], IDENTITY]
        for layer in reversed(range(len(self.weights))):
            W, X = self.weights[layer], inputs[layer]
            dX, dW = layer_backward(W, X, codes[layer], kept[layer], delta)
            gradients.insert(0, dW)
            delta = dX[:, :-1] * masks[layer]
        return gradients
