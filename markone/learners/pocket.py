"""Gallant's pocket perceptron: for data that no line parts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.pocket import RIGHT, count_right, pocket_pass
from markone.learners import checks
from markone.learners.perceptron import Perceptron


class PocketPerceptron(Perceptron):
    """A perceptron that answers with the best weights it has met.

    The rule never rests on data that no line parts, and its last weights may be bad ones. The pocket
    keeps those that came through the longest run of right answers, if they also answer more of all
    samples rightly than the weights before them (the ratchet), so it never gets worse. Samples are
    drawn at random with replacement, as the proof of its convergence wants; a pass is as many draws as
    there are samples. It stops when the pocket makes no mistake, or after `max_iter` passes.

    Parameters
    ----------
    learning_rate, max_iter, start, random_state, callbacks : as in `Perceptron`.

    Attributes
    ----------
    coef_, intercept_, n_iter_ : as in `Perceptron`; the weights are the pocket's.
    mistakes_ : after each pass, the mistakes that the pocket makes on all samples, over all rows.
    converged_ : whether it makes none.

    References
    ----------
    Gallant, Perceptron-based learning algorithms, IEEE Transactions on Neural Networks 1 (1990) 179-191.
    """

    def __init__(
        self,
        learning_rate: float = 1.0,
        max_iter: int = 100,
        start: ArrayLike | None = None,
        random_state: Any = None,
        callbacks: Sequence[checks.Callback] = (),
    ) -> None:
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.start = start
        self.random_state = random_state
        self.callbacks = callbacks

    def _learn(self, X: np.ndarray, targets: np.ndarray, rate: float, passes: int) -> None:
        rng = checks.generator(self.random_state)
        hand = self._weights.copy()
        counts = np.zeros((len(targets), 3), dtype=np.int64)
        counts[:, RIGHT] = [count_right(X, *row) for row in zip(targets, hand, strict=True)]
        self.mistakes_: list[int] = []
        self.n_iter_ = 0
        while self.n_iter_ < passes:
            drawn = rng.integers(len(X), size=len(X))
            for row, target in enumerate(targets):
                pocket_pass(X, target, drawn, hand[row], self._weights[row], counts[row], rate)
            self.n_iter_ += 1
            if not np.isfinite(hand).all():
                raise ValueError(f"the weights left the finite numbers in pass {self.n_iter_}: scale X down")
            self.mistakes_.append(int(targets.size - counts[:, RIGHT].sum()))
            self.coef_, self.intercept_ = self._weights[:, :-1].copy(), self._weights[:, -1].copy()
            self.converged_ = self.mistakes_[-1] == 0
            if checks.ask(self.callbacks, self, self.n_iter_) or self.converged_:
                break
