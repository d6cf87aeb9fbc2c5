"""Training by epochs: what is held back, when it ends, and what is written down on the way."""

import warnings
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from markone.fields import explained
from markone.learners import checks


@explained
class Samples(NamedTuple):
    """What a net is trained on, or judged by."""

    X: np.ndarray
    """(n, features)."""
    T: np.ndarray
    """(n, outputs) targets."""
    weight: np.ndarray
    """(n,): how much each counts."""

    def at(self, rows: np.ndarray) -> "Samples":
        """Some of them."""
        return Samples(self.X[rows], self.T[rows], self.weight[rows])


class _Patience:
    """Says when a falling number has stood still for too long."""

    def __init__(self, tol: float, epochs: int) -> None:
        self.tol, self.epochs = tol, epochs
        self.best, self.idle = np.inf, 0

    def left(self) -> int:
        """So many values more, at least, and it is not out before the last of them."""
        return self.epochs + 1 - self.idle

    def is_out(self, values: np.ndarray) -> bool:
        """Take the next values."""
        best = np.fmin.accumulate(np.append(self.best, values))  # what is no number is not the best
        fallen = np.flatnonzero(values <= best[:-1] - self.tol)
        self.idle = len(values) - 1 - int(fallen[-1]) if len(fallen) else self.idle + len(values)
        self.best = float(best[-1])
        return self.idle > self.epochs


def hold_back(
    given: Samples, share: float, strata: np.ndarray | None, rng: np.random.Generator
) -> tuple[Samples, Samples]:
    """Samples to train on and a share of those that count to be held back, alike in their strata (n,)."""
    from sklearn.model_selection import train_test_split

    if not given.weight.all():
        counts = np.flatnonzero(given.weight)
        given, strata = given.at(counts), None if strata is None else strata[counts]
    samples, seed = len(given.X), int(rng.integers(2**31))
    least = 2 if strata is None else len(np.unique(strata))
    if not least <= np.ceil(share * samples) <= samples - least:
        raise ValueError(
            f"validation_fraction is {share}: of {samples} samples it must hold back, and leave, "
            f"at least {least}; change it, or give X_val and y_val"
        )
    rows, kept = train_test_split(np.arange(samples), test_size=share, stratify=strata, random_state=seed)
    return given.at(rows), given.at(kept)


def train(
    learner: Any, net: Any, given: Samples, held: Samples | None, batch: int, rng: np.random.Generator
) -> None:
    """Epoch after epoch, until nothing improves, a callback stops it or `max_iter` is reached.

    The curves of the learner (`Backprop`) grow, and the weights of its net change in place.
    """
    patience = _Patience(learner.tol, learner.n_iter_no_change)
    learner.loss_curve_, learner.validation_loss_curve_, learner.validation_scores_ = [], [], []
    learner.n_iter_, stopped, best = 0, False, (-np.inf, learner.weights_)
    while learner.n_iter_ < learner.max_iter and not stopped:
        watched = held or learner.callbacks
        ahead = 1 if watched else max(1, min(learner.max_iter - learner.n_iter_, patience.left()))
        with np.errstate(over="ignore", invalid="ignore"):
            losses = net.epochs(*given, batch, rng, ahead)
        learner.loss_curve_ += losses.tolist()
        learner.n_iter_ += len(losses)
        if held:
            with np.errstate(over="ignore", invalid="ignore"):
                best = max(best, _validate(learner, net, held), key=lambda scored: scored[0])
        lost = not isfinite(learner.loss_)
        falling = -np.array(learner.validation_scores_[-1:]) if learner.early_stopping else losses
        stopped = patience.is_out(falling) or lost
        stopped = checks.ask(learner.callbacks, learner, learner.n_iter_) or stopped
    if learner.early_stopping:
        for W, earlier in zip(learner.weights_, best[1], strict=True):
            W[:] = earlier
    if lost or not stopped:
        warnings.warn(_unfinished(learner, lost), ConvergenceWarning, stacklevel=4)


def _validate(learner: Any, net: Any, held: Samples) -> tuple[float, list[np.ndarray]]:
    """Write down how the net does on data held back; its score, with a copy of its weights."""
    learner.validation_loss_curve_.append(float(net.mean_loss(*held)))
    learner.validation_scores_.append(learner.score_of(net.predict(held.X), held.T, held.weight))
    return learner.validation_scores_[-1], [W.copy() for W in learner.weights_]


def _unfinished(learner: Any, lost: bool) -> str:
    """How the training ended that did not come to an end of its own."""
    if not lost:
        return f"still improving after max_iter={learner.max_iter} epochs: raise max_iter or tol"
    left = f"the loss left the finite numbers in epoch {learner.n_iter_}; the weights before it are kept"
    return f"{left}: lower learning_rate_init"
