"""The perceptron of 1958: a threshold, and a rule that mends mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from markone.kernels.perceptron import pack, perceptron_epoch, perceptron_epochs
from markone.learners.parameters import generator, parameter
from markone.learners.threshold import ThresholdClassifier
from markone.validation import truth

WORD = 64
"""Columns of zeros and ones that fill a word: from there on they are learnt as bits."""
AT_ONCE, MOST_EPOCHS = 2**26, 2**16
"""Numbers that one call of the kernel looks at, some tenths of a second at most, and epochs that it makes."""


@dataclass(eq=False, repr=False)
class Perceptron(ThresholdClassifier):
    """A perceptron for two classes, or one for each class against the rest where there are more.

    It says 1 where w.x + b > 0 and moves w by rate * (target - said) * x after each sample. It
    stops after the first epoch without a mistake, or after `max_iter` epochs.

    Parameters
    ----------
    learning_rate : in (0, 1].
    max_iter : greatest number of epochs.
    start : (rows, features + 1) weights to begin with, the bias last; one row for two classes,
        else one per class. None for zeros.
    random_state : seed of the order.
    callbacks : called as callback(learner, epoch) after each epoch; a true answer ends the training.
    shuffle : draw a new order for each epoch; otherwise samples come as they are stored.

    Attributes
    ----------
    coef_, intercept_ : (rows, features) and (rows,) weights found.
    mistakes_ : number of mistakes in each epoch, over all rows.
    n_iter_ : number of epochs made.
    converged_ : whether the last epoch was free of mistakes.

    References
    ----------
    Rosenblatt, Psychological Review 65 (1958); the rule in this form: Novikoff (1962).

    Examples
    --------
    >>> from markone import Perceptron, stimuli
    >>> X, y = stimuli.points(50, 0)
    >>> line = Perceptron(random_state=0).fit(X, y)
    >>> line.converged_, line.score(X, y)
    (True, 1.0)
    """

    shuffle: bool = parameter(True, truth)

    def _epochs(
        self, X: np.ndarray, targets: np.ndarray, weights: np.ndarray, given: dict[str, Any]
    ) -> Iterator[list[int]]:
        rate, rows = given["learning_rate"], list(zip(targets, weights, strict=True))
        if X.dtype == np.uint8 and X.shape[1] >= WORD:
            bits, only_bits = pack(X)
            X = bits if only_bits else X
        if not (given["shuffle"] or given["callbacks"]):
            yield from _in_stored_order(X, rows, rate, given["max_iter"])
        rng = generator(self.random_state)
        while True:
            order = rng.permutation(len(X)) if given["shuffle"] else None
            yield [sum(perceptron_epoch(X, target, order, w, rate) for target, w in rows)]


def _in_stored_order(X: np.ndarray, rows: Any, rate: float, max_iter: int) -> Iterator[list[int]]:
    """Many epochs in one call of the kernel, each row of weights up to its first without a mistake."""
    while max_iter:
        counts = np.zeros((len(rows), min(max_iter, MOST_EPOCHS, max(1, AT_ONCE // X.size))), np.int64)
        made = [
            perceptron_epochs(X, target, w, rate, each)
            for (target, w), each in zip(rows, counts, strict=True)
        ]
        max_iter -= max(made)
        yield counts.sum(axis=0)[: max(made)].tolist()
