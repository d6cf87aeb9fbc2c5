"""Gallant's pocket: the perceptron rule, and the best weights met on the way."""

from markone.kernels.jit import jit
from markone.kernels.vector.rows import move_by_row, weigh_row

RUN, LONGEST, RIGHT = range(3)
"""What is counted: right answers in a row now, in a row when the pocket was filled, and of the pocket."""


@jit
def count_right(X, target, w):
    """How many rows of X (n, d) the weights w (d + 1,) answer as `target` (n,) says."""
    right = 0
    for row in range(len(X)):
        right += (1.0 if weigh_row(w, X, row) > 0.0 else 0.0) == target[row]
    return right


@jit
def pocket_epoch(X, target, order, w, pocket, counts, rate):
    """Show the rows in `order`; changes `w` and `pocket` (d + 1,), and `counts` (3,) int64.

    A sample that `w` answers rightly lengthens its run. When the run is longer than the pocket's was,
    and `w` answers more of all samples rightly (the ratchet), `w` goes into the pocket. A mistake moves
    `w` as the perceptron rule does and ends the run.
    """
    for row in order:
        error = target[row] - (1.0 if weigh_row(w, X, row) > 0.0 else 0.0)
        if error != 0.0:
            counts[RUN] = 0
            move_by_row(w, X, row, rate * error)
            continue
        counts[RUN] += 1
        if counts[RUN] > counts[LONGEST]:
            right = count_right(X, target, w)
            if right > counts[RIGHT]:
                pocket[:] = w
                counts[LONGEST], counts[RIGHT] = counts[RUN], right
