"""The exercises of the guided notebook, from the perceptron to the multi-layer perceptron."""

from inspect import unwrap

import numpy as np

from markone.learners.stack import OR
from markone.lecture.exercises.backprop import delta_with_squares
from markone.lecture.exercises.exercise import exercise, number, numbers, whole
from markone.lecture.exercises.unit import first_wrong
from markone.stimuli import xor
from markone.switchboard import code_words

AND = (1.0, 1.0, -1.5)


@exercise(1, numbers(3))
def neither(unit: np.ndarray) -> str:
    """w1, w2 and b of a threshold unit that answers 1 for (0, 0) alone."""
    X, _ = xor()
    return first_wrong(unit, X, [int(not row.any()) for row in X], ("x1", "x2"))


@exercise(2, numbers(3))
def corrected(unit: np.ndarray) -> str:
    """w1, w2, b = (0.5, 0.5, -0.2), rate 0.5, after (1, 1) should have been a 0."""
    if np.allclose(unit, (0, 0, -0.7)):
        return ""
    if np.allclose(unit, (0.5, 0.5, -0.2)):
        return "the sum is 0.5 + 0.5 − 0.2 = 0.8 > 0, so it answered 1: a mistake, and the weights move."
    if np.allclose(unit, (1, 1, 0.3)):
        return "that is the other direction: target − output is 0 − 1."
    if np.allclose(unit, (-0.5, -0.5, -1.2)):
        return "that would be at a rate of 1; here it is 0.5."
    if np.allclose(unit[:2], 0):
        return f"the weights are right, but b = {unit[2]:g} is not: it moves as if its input were 1."
    return "each of the three moves by 0.5 · (0 − 1) · its input, and the inputs are 1, 1 and, for b, 1."


@exercise(3, numbers(3))
def on_top(unit: np.ndarray) -> str:
    """w1, w2, b of an output unit that makes XOR of h1 = OR and h2 = AND."""
    X, y = xor()
    H = np.column_stack([X @ np.array(w[:2]) + w[2] > 0 for w in (OR, AND)]).astype(float)
    return first_wrong(unit, H, y.tolist(), ("h1", "h2"))


output_delta = exercise(4, number)(unwrap(delta_with_squares))
"""The first exercise of the notebook on backpropagation, with the number that it has here."""


@exercise(5, number)
def hidden_delta(delta: float) -> str:
    """dE/dnet of a logistic hidden unit of .5 with a weight of .4 to an output whose delta is -.2."""
    right = 0.5 * 0.5 * 0.4 * -0.2
    if np.isclose(delta, right, atol=5e-4):
        return ""
    if np.isclose(delta, -0.08, atol=5e-4):
        return "that is what comes down through the weight; the hidden unit's f'(net) = h (1 − h) is missing."
    if np.isclose(delta, -right, atol=5e-4):
        return "the size is right; the output's delta is negative and the weight is not."
    if np.isclose(delta, 0.25 * -0.2, atol=5e-4):
        return "the weight of 0.4, through which it comes down, is missing."
    return "delta = h (1 − h) · (weight · delta of the output), with h = 0.5."


@exercise(6, whole)
def no_digit(count: int) -> str:
    """How many of the patterns that four lamps can show stand for none of ten digits."""
    words, lamps = code_words(10).shape
    right = 2**lamps - words
    if count == right:
        return ""
    if count == words:
        return f"those are the patterns that do stand for a digit; of how many that {lamps} lamps can show?"
    if count == 2**lamps:
        return f"that is all that {lamps} lamps can show; {words} of them stand for a digit."
    return f"each of {lamps} lamps is lit or dark, and {words} patterns stand for a digit."
