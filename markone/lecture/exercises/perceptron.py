"""The exercises of the notebook on the perceptron of 1958."""

import numpy as np

from markone.lecture.exercises.exercise import exercise, number, numbers, whole


@exercise(1, number)
def crossing(x1: float) -> str:
    """Where the first decision boundary, with weights (0.1, -0.1) and bias 0.02, crosses x2 = 1."""
    total = 0.1 * x1 - 0.1 * 1 + 0.02
    if abs(total) < 5e-4:
        return ""
    return f"at x1 = {x1:g}, x2 = 1 the sum is 0.1·{x1:g} − 0.1·1 + 0.02 = {total:.3g}; on the line it is 0."


@exercise(2, numbers(3))
def after_one_mistake(unit: np.ndarray) -> str:
    """The unit (w1, w2, b) from (0, 0, 0), after (0.25, 0.5) should have been a 1, at a rate of 1."""
    w1, w2, b = unit
    if np.allclose(unit, (0.25, 0.5, 1)):
        return ""
    if not unit.any():
        return "0 is not greater than 0, so the unit says 0; that is a mistake, and every weight moves."
    if np.allclose(unit, (-0.25, -0.5, -1)):
        return "that is the other direction; the target less the output is 1 − 0."
    if np.allclose((w1, w2), (0.25, 0.5)):
        return f"the weights are, but b = {b:g} is not; it moves as if its input were 1."
    return "each weight moves by 1 · (1 − 0) · its input, and the inputs are 0.25, 0.5 and, for b, 1."


@exercise(3, whole)
def more_epochs(count: int) -> str:
    """How many more epochs a rate of 0.01 needs than one of 1, both from zero weights."""
    if count == 0:
        return ""
    return (
        f"{count} would be so if the answers were other ones; but from zero weights all weights are "
        "multiples of the rate, and whether a sum is above 0 does not hang on what it is multiplied with."
    )
