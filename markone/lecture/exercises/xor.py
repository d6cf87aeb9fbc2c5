"""The exercises of the notebook on exclusive or, 1969."""

import numpy as np

from markone.lecture.exercises.exercise import exercise, numbers, whole
from markone.lecture.exercises.unit import first_wrong
from markone.separability import separable
from markone.stimuli import xor

ROWS, XOR = xor()


@exercise(1, numbers(3))
def one_but_not_two(unit: np.ndarray) -> str:
    """A threshold unit (w1, w2, b) that says 1 for x1 but not x2."""
    return first_wrong(unit, ROWS, [int(x1 > x2) for x1, x2 in ROWS], ("x1", "x2"))


@exercise(2, numbers(4))
def not_separable_either(column: np.ndarray) -> str:
    """The answers of the other function of two inputs that is not linearly separable."""
    if not np.isin(column, (0, 1)).all():
        return "answers are 0 or 1."
    if (column == XOR).all():
        return "that is XOR itself; there is one more."
    if column.min() == column.max():
        return "a unit with no weights at all, and a bias of 1 or −1, says that."
    if separable(ROWS, column):
        return "a line lies between its ones and its zeros: separable(X, column) finds one."
    return ""


@exercise(3, numbers(4))
def third_input(x3: np.ndarray) -> str:
    """Values of a third input with which XOR is linearly separable."""
    if separable(np.column_stack([ROWS, x3]), XOR):
        return ""
    return "with it XOR is still not linearly separable; a sum of x1, x2 and a constant adds nothing new."


@exercise(4, whole)
def exactly_two_of_five(order: int) -> str:
    """The order of the predicate that is true when exactly two of five cells are lit."""
    if order == 2:
        return ""
    if order > 2:
        return "so many are enough, but fewer are too: to count the lit cells and the lit pairs will do."
    return "a sum over single cells only rises or falls with their number, and has no top at two."
