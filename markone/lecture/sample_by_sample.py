"""The perceptron rule seen sample by sample: what an epoch hides."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fields import explained
from markone.kernels.perceptron import perceptron_epoch
from markone.lecture.perceptron import RATE, START, perceptron_epochs
from markone.validation import count


@explained
class SampleBySample(NamedTuple):
    """A perceptron before each sample that it is shown."""

    sample: np.ndarray
    """Which row of X is shown next, (shown,) int."""
    weights: np.ndarray
    """The weights before it, (shown, d + 1), bias last."""
    wrong: np.ndarray
    """Whether it is answered wrongly, and the weights will move: (shown,) bool."""


def sample_by_sample(
    X: ArrayLike, y: ArrayLike, epochs: int, rate: float = RATE, start: ArrayLike = START
) -> SampleBySample:
    """Show the rows of X (n, d), labels y (n,), one after the other, `epochs` times in stored order.

    Raises ValueError as `perceptron_epochs` does.
    """
    perceptron_epochs(X, y, 1, rate, start)  # refuses what does not fit
    rows, target = np.asarray(X, float), (np.asarray(y) == np.max(y)).astype(float)
    sample = np.tile(np.arange(len(rows)), count("epochs", epochs))
    w, before, wrong = np.array(start, float), [], []
    for row in sample:
        before.append(w.copy())
        one = slice(row, row + 1)
        wrong.append(perceptron_epoch(rows[one], target[one], None, w, float(rate)) > 0)
    return SampleBySample(sample, np.array(before), np.array(wrong))


def period(weights: np.ndarray, samples: int) -> int | None:
    """After how many epochs weights (shown, d + 1), `samples` to an epoch, come back; None if they do not.

    An epoch in stored order that begins where an earlier one began will do the same, for ever.
    """
    begins = weights[::samples].round(9) + 0.0  # no minus zero
    seen: dict[bytes, int] = {}
    for epoch, row in enumerate(begins):
        if row.tobytes() in seen:
            return epoch - seen[row.tobytes()]
        seen[row.tobytes()] = epoch
    return None
