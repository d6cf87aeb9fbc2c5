"""A threshold unit as an answer: where it is wrong."""

from collections.abc import Sequence

import numpy as np


def first_wrong(unit: np.ndarray, rows: np.ndarray, targets: Sequence[int], names: Sequence[str]) -> str:
    """At which row a threshold unit (w1, w2, b) is wrong, with its sum; "" if it is right in all of them."""
    w1, w2, b = unit
    for (x1, x2), target in zip(rows, targets, strict=True):
        total = w1 * x1 + w2 * x2 + b
        if (total > 0) != bool(target):
            return (
                f"at {names[0]} = {x1:g}, {names[1]} = {x2:g} the sum is "
                f"{w1:g}·{x1:g} + {w2:g}·{x2:g} + {b:g} = {total:g}, "
                f"so it answers {int(total > 0)} and should answer {target}."
            )
    return ""
