"""What all nets of a sweep have in common."""

from itertools import pairwise
from typing import Any, NamedTuple

from markone.kernels.activation import IDENTITY, LOGISTIC, RELU, SOFTMAX, TANH

HIDDEN = (IDENTITY, TANH, LOGISTIC, RELU)
OUTPUTS = (IDENTITY, LOGISTIC, SOFTMAX)
"""Codes of activations."""


class Plan(NamedTuple):
    """Sizes of a net and of its data, and what is reckoned."""

    sizes: Any
    """Inputs, units of each hidden layer, outputs: a tuple, and for kernels an array (int64)."""
    samples: int
    f: int
    """The hidden activation, of `HIDDEN`."""
    g: int
    """The outputs' activation, of `OUTPUTS`."""
    matched: bool
    """Whether dL/dnet of the outputs is Y - T; else they are logistic and the loss is half the square."""
    ones: int
    """Where all inputs are 0 or 1: bit n * inputs + i is input i of sample n. Else -1."""
    near: float
    """A task with identity outputs is solved where each is no further from its target."""


def weights_of(plan: Plan) -> int:
    """How many weights a net has."""
    return sum((inputs + 1) * units for inputs, units in pairwise(plan.sizes))


def units_of(plan: Plan) -> int:
    """How many units a net has."""
    return sum(plan.sizes[1:])
