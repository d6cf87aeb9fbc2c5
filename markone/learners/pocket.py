"""Gallant's pocket perceptron: for data that is not linearly separable."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as count_up
from typing import Any

import numpy as np

from markone.kernels.pocket import RIGHT, count_right, pocket_epoch
from markone.learners.parameters import generator
from markone.learners.threshold import ThresholdClassifier, check_finite, reach


@dataclass(eq=False, repr=False)
class PocketPerceptron(ThresholdClassifier):
    """A perceptron that answers with the best weights it has met.

    The rule never rests on data that is not linearly separable, and its last weights may be bad ones. The
    pocket keeps those that came through the longest run of right answers, if they also answer more of all
    samples rightly than the weights before them (the ratchet), so it never gets worse. Samples are
    drawn at random with replacement, as the proof of its convergence wants; an epoch is as many draws as
    there are samples. It stops when the pocket makes no mistake, or after `max_iter` epochs.

    Parameters
    ----------
    learning_rate, max_iter, start, random_state, callbacks : as in `Perceptron`.

    Attributes
    ----------
    coef_, intercept_, n_iter_ : as in `Perceptron`; the weights are the pocket's.
    mistakes_ : after each epoch, the mistakes that the pocket makes on all samples, over all rows.
    converged_ : whether it makes none.

    References
    ----------
    Gallant, Perceptron-based learning algorithms, IEEE Transactions on Neural Networks 1 (1990) 179-191.

    Examples
    --------
    >>> from markone import PocketPerceptron, stimuli
    >>> X, y = stimuli.xor()
    >>> pocket = PocketPerceptron(max_iter=20, random_state=0).fit(X, y)
    >>> pocket.score(X, y), pocket.converged_
    (0.75, False)
    """

    def _epochs(
        self, X: np.ndarray, targets: np.ndarray, weights: np.ndarray, given: dict[str, Any]
    ) -> Iterator[list[int]]:
        rng, hand, most = generator(self.random_state), weights.copy(), reach(X)
        counts = np.zeros((len(targets), 3), dtype=np.int64)
        counts[:, RIGHT] = [count_right(X, *row) for row in zip(targets, hand, strict=True)]
        for epoch in count_up(1):
            drawn = rng.integers(len(X), size=len(X))
            for row, target in enumerate(targets):
                pocket_epoch(X, target, drawn, hand[row], weights[row], counts[row], given["learning_rate"])
            check_finite(hand, most, epoch)
            yield [int(targets.size - counts[:, RIGHT].sum())]
