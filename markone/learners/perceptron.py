"""The perceptron of 1958: a threshold, and a rule that mends mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from markone.kernels.perceptron import perceptron_epoch
from markone.learners.parameters import generator, parameter
from markone.learners.threshold import ThresholdClassifier
from markone.validation import truth


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
    ) -> Iterator[int]:
        rng, rate = generator(self.random_state), given["learning_rate"]
        rows = list(zip(targets, weights, strict=True))
        while True:
            order = rng.permutation(len(X)) if given["shuffle"] else None
            yield sum(perceptron_epoch(X, target, order, w, rate) for target, w in rows)
