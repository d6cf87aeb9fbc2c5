"""What all nets of a sweep have in common."""

from typing import NamedTuple


class Plan(NamedTuple):
    """Sizes of a net with one hidden layer and of its data, and what is reckoned."""

    inputs: int
    hidden: int
    outputs: int
    samples: int
    f: int
    """Code of the hidden activation, TANH or LOGISTIC; the outputs are logistic."""
    matched: bool
    """Whether the loss is the cross-entropy, which matches logistic outputs; else half the square."""
    ones: int
    """Where all inputs are 0 or 1: bit n * inputs + i is input i of sample n. Else -1."""


def weights_of(plan: Plan) -> int:
    """How many weights a net has."""
    return plan.hidden * (plan.inputs + 1) + plan.outputs * (plan.hidden + 1)
