"""Samples that are shown one after the other."""

from markone.kernels.jit import inlined


@inlined
def row_of(order, turn):
    """Which row is shown at a turn: those of `order`, or all as they are stored where it is None."""
    return turn if order is None else order[turn]


@inlined
def right_of_four(nets, target, a, b, c, d):
    """How many of four samples are answered rightly, before the first that is not."""
    if (nets[0] > 0.0) != (target[a] > 0):
        return 0
    if (nets[1] > 0.0) != (target[b] > 0):
        return 1
    if (nets[2] > 0.0) != (target[c] > 0):
        return 2
    return 3 if (nets[3] > 0.0) != (target[d] > 0) else 4
