"""The chain rule for one hidden weight, factor by factor: backpropagation before it is matrices."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fields import explained
from markone.kernels.activation import ACTIVATIONS, pull_back
from markone.learners.propagate import propagate
from markone.validation import choice, count

SINGLE = ("identity", "tanh", "logistic", "relu")
"""Activations in which a unit's output depends on its own net input alone."""


@explained
class ChainRule(NamedTuple):
    """What stands between one weight w into a hidden unit and the error E = 1/2 sum (y - t)^2."""

    error: float
    """E for this one sample."""
    x: float
    """dnet/dw: what the weight is multiplied with; 1 for a bias."""
    h: float
    """Output of the hidden unit."""
    hidden_derivative: float
    """dh/dnet = f'(net)."""
    v: np.ndarray
    """dnet_k/dh: the weight from the hidden unit on to each output, (outputs,)."""
    y: np.ndarray
    """The outputs, (outputs,)."""
    output_derivative: np.ndarray
    """dy_k/dnet_k = f'(net_k), (outputs,)."""
    residual: np.ndarray
    """dE/dy_k = y_k - t_k, (outputs,)."""

    @property
    def delta(self) -> float:
        """dE/dnet of the hidden unit: f'(net) sum_k v_k f'(net_k) (y_k - t_k)."""
        return float(self.hidden_derivative * (self.v * self.output_derivative * self.residual).sum())

    @property
    def gradient(self) -> float:
        """dE/dw."""
        return self.delta * self.x

    def __str__(self) -> str:
        paths = [
            f"({residual:+.4f}) · {slope:.4f} · ({v:+.4f})"
            for residual, slope, v in zip(self.residual, self.output_derivative, self.v, strict=True)
        ]
        return (
            "dE/dw = [sum over outputs of (y - t) · f'(net) · v] · f'(net) · x\n"
            f"      = [{' + '.join(paths)}] · {self.hidden_derivative:.4f} · {self.x:g}\n"
            f"      = {self.gradient:+.6f}"
        )


def chain_rule(
    weights: Sequence[ArrayLike],
    activations: Sequence[str],
    x: ArrayLike,
    t: ArrayLike,
    unit: int,
    source: int,
) -> ChainRule:
    """The factors of dE/dw for the weight from input `source` to hidden `unit`, both from 0.

    `weights` are those of one hidden layer and one output layer, the bias last, so that `source` may
    be the number of inputs: the bias. x (features,) and t (outputs,) are one sample.
    """
    if len(weights) != 2:
        raise ValueError(f"{len(weights)} layers of weights; a worked chain has one hidden layer and outputs")
    for name in activations:
        choice("activation", name, SINGLE)
    row = np.atleast_1d(np.asarray(x, float))
    passed = propagate(weights, activations, [row], [np.atleast_1d(t)])
    (h,), (y,) = passed.outputs
    _within("unit", unit, len(h) - 1)
    _within("source", source, len(row))
    slopes = [
        pull_back(ACTIVATIONS[name], Y, np.ones_like(Y))[0]
        for name, Y in zip(activations, passed.outputs, strict=True)
    ]
    return ChainRule(
        error=passed.loss,
        x=float([*row, 1.0][source]),
        h=float(h[unit]),
        hidden_derivative=float(slopes[0][unit]),
        v=np.array(weights[1], float)[:, unit],
        y=y,
        output_derivative=slopes[1],
        residual=y - np.atleast_1d(t),
    )


def _within(name: str, number: int, most: int) -> None:
    count(name, number, least=0)
    if number > most:
        raise ValueError(f"{name} is {number}; it must be a whole number from 0 to {most}")
