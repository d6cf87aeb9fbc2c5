"""What a machine consists of."""

import numpy as np

from markone.kernels.machine import Parts


def leaves(part):
    """Every array and number of a machine, or of a part of one."""
    if isinstance(part, Parts):
        part = tuple(part.by_name().values())
    return [leaf for field in part for leaf in leaves(field)] if isinstance(part, tuple) else [part]


def same(one, other):
    """Whether two have all of them alike, bit for bit."""
    return all(np.array_equal(mine, yours) for mine, yours in zip(leaves(one), leaves(other), strict=True))
