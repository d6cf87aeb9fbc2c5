"""Both ways through a stack of layers, with every delta kept: what gradient checks and figures look at."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fields import explained
from markone.kernels import loss as losses
from markone.kernels.activation import IDENTITY
from markone.kernels.dense import backprop, with_bias
from markone.learners.activations import Activation, activation, layer_forward, pull_back
from markone.validation import choice, is_series, numbers, shown

LOSSES = {
    "sse": (losses.sse, losses.sse_gradient),
    "cross-entropy": (losses.cross_entropy, losses.cross_entropy_gradient),
    "binary cross-entropy": (losses.binary_cross_entropy, losses.binary_cross_entropy_gradient),
}
"""Losses and their gradients by the output, by name."""
MATCHED = {"identity": "sse", "softmax": "cross-entropy", "logistic": "binary cross-entropy"}
"""For an output activation the loss that makes dE/dnet = Y - T."""
SHARES = ("logistic", "softmax")
"""Activations whose outputs lie between 0 and 1, of which a logarithm can be taken."""


@explained
class Stack(NamedTuple):
    """Layers with data and targets, checked."""

    weights: list[np.ndarray]
    """(J, I) of each layer, the bias last."""
    activations: tuple[str | Activation, ...]
    X: np.ndarray
    T: np.ndarray
    loss: str


@explained
class Passed(NamedTuple):
    """What one way forward and one way back leave behind, layer by layer."""

    loss: float
    outputs: list[np.ndarray]
    """Y (N, J)."""
    deltas: list[np.ndarray]
    """dE/dnet (N, J)."""
    gradients: list[np.ndarray]
    """dE/dW (J, I), the bias last."""


def propagate(
    weights: Sequence[ArrayLike],
    activations: Sequence[str | Activation],
    X: ArrayLike,
    T: ArrayLike,
    loss: str = "sse",
) -> Passed:
    """Send X (N, features) forward through the layers and the error against T (N, outputs) back.

    `weights` are (units, inputs + 1) of each layer, the bias last, and `activations` for each a name of
    `kernels.activation.ACTIVATIONS`, or an `Activation` of one's own. The loss, a name of `LOSSES`, is a
    sum over the samples. No use is made of matched pairs: the error goes back through the output's own
    derivative. Raises ValueError for what does not fit or is not finite.
    """
    return both_ways(stacked(weights, activations, X, T, loss))


def forward(stack: Stack) -> list[np.ndarray]:
    """The outputs (N, J) of each layer."""
    return [Y for Y, _ in _forward(stack)]


def _forward(stack: Stack) -> list[tuple[np.ndarray, np.ndarray]]:
    """The outputs of each layer, and what its slope is told from."""
    layers, Y = [], stack.X
    for W, f in zip(stack.weights, stack.activations, strict=True):
        layers.append(layer_forward(W, with_bias(Y), activation(f)))
        Y = layers[-1][0]
    return layers


def total_loss(stack: Stack, Y: np.ndarray) -> float:
    """The loss of outputs Y (N, outputs), summed over the samples."""
    value, _ = LOSSES[stack.loss]
    return float(value(Y, stack.T, np.ones(len(Y))))


def both_ways(stack: Stack) -> Passed:
    """`propagate` for a stack that has been checked."""
    outputs, kept = zip(*_forward(stack), strict=True)
    _, gradient = LOSSES[stack.loss]
    dY = gradient(outputs[-1], stack.T, np.ones(len(stack.X)))
    deltas: list[np.ndarray] = []
    gradients: list[np.ndarray] = []
    for layer in reversed(range(len(outputs))):
        below = with_bias(outputs[layer - 1] if layer else stack.X)
        delta = pull_back(activation(stack.activations[layer]), kept[layer], dY)
        dX, dW = backprop(stack.weights[layer], below, IDENTITY, outputs[layer], delta)
        deltas.insert(0, delta)
        gradients.insert(0, dW)
        dY = np.ascontiguousarray(dX[:, :-1])
    return Passed(total_loss(stack, outputs[-1]), list(outputs), deltas, gradients)


def _finite(name: str, given: ArrayLike) -> np.ndarray:
    array = np.array(numbers(name, given), order="C")
    if array.ndim != 2 or not array.size:
        raise ValueError(f"{name} has shape {array.shape}; it must be rows and columns of numbers")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity; give finite numbers")
    return array


def stacked(
    weights: Sequence[ArrayLike],
    activations: Sequence[str | Activation],
    X: ArrayLike,
    T: ArrayLike,
    loss: str,
) -> Stack:
    """The parts as they fit together, or a ValueError that says what does not."""
    if not is_series(weights) or not isinstance(activations, Sequence):
        raise ValueError(
            f"weights is {shown(weights)} and activations {shown(activations)}; "
            "give lists of one each for every layer"
        )
    if isinstance(activations, str) or len(activations) != len(weights) or not len(weights):
        raise ValueError(
            f"activations is {shown(activations)} for {len(weights)} layers of weights; "
            "name one for each layer"
        )
    for name in activations:
        activation(name)
    choice("loss", loss, LOSSES)
    X, T = _finite("X", X), _finite("T", T)
    layers = [_finite(f"weights[{number}]", W) for number, W in enumerate(weights)]
    inputs = X.shape[1]
    for number, W in enumerate(layers):
        if W.shape[1] != inputs + 1:
            raise ValueError(
                f"weights[{number}] has {W.shape[1]} columns; {inputs} inputs and a bias need {inputs + 1}"
            )
        inputs = len(W)
    if T.shape != (len(X), inputs):
        raise ValueError(
            f"T has shape {T.shape}; {len(X)} samples and {inputs} outputs need {(len(X), inputs)}"
        )
    _check_pair(activations[-1], T, loss)
    return Stack(layers, tuple(activations), X, T, loss)


def _check_pair(output: str | Activation, T: np.ndarray, loss: str) -> None:
    """A logarithm needs outputs and targets that are shares."""
    if loss == "sse":
        return
    if output not in SHARES:
        raise ValueError(
            f"{loss} takes the logarithm of the outputs, which those of {shown(output)} may not have: "
            f"choose the output activation from {', '.join(map(repr, SHARES))}, or the loss 'sse'"
        )
    if T.min() < 0 or T.max() > 1:
        raise ValueError(f"T goes from {T.min():g} to {T.max():g}; {loss} needs targets in [0, 1]")
