"""The targets of the R-units for each slide: +1 for a lamp that is on, -1 for off, 0 for no target."""

import numpy as np

from markone.validation import array, shown


def are_targets(targets: np.ndarray) -> bool:
    """Whether all are +1, -1 or 0; whole numbers, which are usual, are looked at sooner."""
    if targets.dtype.kind == "i" and targets.size:
        return bool(targets.min() >= -1 and targets.max() <= 1)
    return bool(np.isin(targets, (-1, 0, 1)).all())


def check_targets(targets: np.ndarray, name: str = "the") -> None:
    """Refuse targets (n, responses) of which an R-unit's are 1 and 0 only, with a ValueError.

    They were meant to be 1 and -1: a 0 would be right whatever the lamp does.
    """
    targets = array(f"{name} targets", targets)
    if targets.ndim != 2 or not are_targets(targets):
        raise ValueError(
            f"{name} targets are {shown(targets)}; give (slides, R-units) of +1, -1 or 0 for no target"
        )
    if targets.all():
        return
    for response, target in enumerate(targets.T, 1):
        if (target == 0).any() and (target == 1).any() and not (target == -1).any():
            raise ValueError(
                f"{name} targets of R{response} are 1 and 0, and 0 means no target: give -1 where its lamp "
                "is to stay dark, as 2 * targets - 1 does"
            )
