"""The exercises of the notebook on backpropagation, 1986."""

import numpy as np

from markone.learners.propagate import propagate
from markone.lecture.exercises.exercise import exercise, number, numbers, whole
from markone.lecture.universal_approximation import SHARPNESS, bumps


def curve(x: np.ndarray) -> np.ndarray:
    """The curve that is put together of bumps."""
    return np.cos(2 * x) * np.exp(-(x**2) / 4) + np.sin(x) / 2


def of_bumps(x: np.ndarray, count: int, sharpness: float = SHARPNESS) -> np.ndarray:
    """What `count` bumps between -3 and 3 make of the curve, at x (n,)."""
    net = bumps(curve, -3, 3, count, sharpness)
    return propagate(net, ["logistic", "identity"], x[:, None], x[:, None]).outputs[-1][:, 0]


def largest_error(count: int, sharpness: float = SHARPNESS) -> float:
    """How far the bumps are off the curve at the worst place between -2.5 and 2.5."""
    x = np.linspace(-2.5, 2.5, 501)
    return float(abs(of_bumps(x, count, sharpness) - curve(x)).max())


def _near(one: float, other: float) -> bool:
    return abs(one - other) < 5e-4


@exercise(1, number)
def delta_with_squares(delta: float) -> str:
    """dE/dnet of a logistic output of 0.8 for the target 1, with half the squared error."""
    if _near(delta, -0.032):
        return ""
    if _near(delta, 0.032):
        return "the number is, the sign is not: dE/dy = y − t, and y is less than t."
    if _near(abs(delta), 0.2):
        return "that is dE/dy; from y down to net there is one more factor, f' = y (1 − y)."
    return "it is (y − t) · f', and for the logistic function f' = y (1 − y)."


@exercise(2, number)
def delta_with_cross_entropy(delta: float) -> str:
    """The same with the cross-entropy of a logistic output."""
    if _near(delta, -0.2):
        return ""
    if _near(delta, 0.2):
        return "the number is, the sign is not: y is less than t, so the net input has to grow."
    if _near(abs(delta), 0.032):
        return "that is with half the squared error; here dE/dy has y (1 − y) below it, which cancels f'."
    return "dE/dy is (y − t) / (y (1 − y)), and it is multiplied with f' = y (1 − y)."


@exercise(3, number)
def gradient_of_a_silent_input(gradient: float) -> str:
    """dE/dw for the weight from x2 to h1, on the row x = (1, 0)."""
    if gradient == 0:
        return ""
    return "the last factor of dE/dw is what the weight is multiplied with, and here that is x2 = 0."


@exercise(4, whole)
def layers_to_a_millionth(count: int) -> str:
    """After how many layers, each leaving a quarter at most, less than a millionth is certainly left."""
    if count < 1:
        return "a net has one layer at least."
    left, before = 0.25**count, 0.25 ** (count - 1)
    if left >= 1e-6:
        return f"after {count} of them up to {left:.1e} may be left, for each leaves a quarter at most."
    return "" if before >= 1e-6 else f"so few are left after {count - 1} of them already: {before:.1e}."


@exercise(5, numbers(2))
def enough_bumps(settings: np.ndarray) -> str:
    """(bumps, sharpness) with which the curve is hit within 0.05, with 30 bumps or fewer."""
    count, sharpness = round(settings[0]), float(settings[1])
    if count != settings[0] or not 1 <= count <= 30:
        return f"{settings[0]:g} bumps; give a whole number from 1 to 30."
    if not 1 <= sharpness <= 40:
        return f"a sharpness of {sharpness:g}; its slider goes from 1 to 40."
    off = largest_error(count, sharpness)
    if off < 0.05:
        return ""
    return f"{count} bumps with a sharpness of {sharpness:g} are off by {off:.3f} at the worst place."
