"""Universal approximation by hand: two logistic units make a bump, and enough bumps make any curve."""

from collections.abc import Callable

import numpy as np

from markone import validation

SHARPNESS = 20.0
"""How steep a bump's flank is by default: the net input at the middle of the bump."""


def bumps(
    curve: Callable[[np.ndarray], np.ndarray],
    low: float,
    high: float,
    count: int,
    sharpness: float = SHARPNESS,
) -> list[np.ndarray]:
    """Weights of a 1-2n-1 net that stands for `curve` on [low, high] by n = `count` bumps side by side.

    Bump i is s(k (x - a_i)) - s(k (x - a_i+1)), as high as the curve in the middle of the i-th of n
    equal pieces; s is the logistic function and k = 2 `sharpness` / piece. The hidden layer (2n, 2) is
    logistic, the output (1, 2n + 1) is the identity, the bias is last.

    At the middles the net is right up to about exp(-sharpness); in between it is off by what
    the curve does in half a piece, so the error falls like 1 / n for a smooth curve.

    The idea of localised bumps is common in proofs of universal approximation; the theorem: Hornik,
    Neural Networks 4 (1991), p. 251.
    """
    validation.count("count", count)
    sharpness = validation.amount("sharpness", sharpness, 0, np.inf, includes="neither")
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"the curve goes from {low} to {high}; give two finite numbers, the lesser first")
    edges = np.linspace(low, high, count + 1)
    heights = np.asarray(curve((edges[:-1] + edges[1:]) / 2), float)
    if heights.shape != (count,) or not np.isfinite(heights).all():
        raise ValueError(f"the curve gave {heights.shape} for {count} numbers; it must give one finite each")
    steepness = 2 * sharpness * count / (high - low)
    flanks = np.concatenate([edges[:-1], edges[1:]])
    hidden = np.column_stack([np.full(2 * count, steepness), -steepness * flanks])
    return [hidden, np.concatenate([heights, -heights, [0.0]])[None]]
