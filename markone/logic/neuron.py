"""The neuron that all later units share: y = f(w.x + b)."""

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.activation import ACTIVATIONS
from markone.kernels.dense import fprop
from markone.validation import numbers

SINGLE = tuple(name for name in ACTIVATIONS if name != "softmax")
"""Activations of one unit alone; softmax needs its neighbours."""


def neuron(x: ArrayLike, w: ArrayLike, b: float = 0.0, f: str = "heaviside") -> np.ndarray:
    """y = f(w.x + b) for one x (inputs,), a number, or for many (n, inputs), (n,) of them.

    The bias is added inside f, where it moves the threshold. Heaviside is 1 above 0 only. Raises
    ValueError for shapes that do not fit, numbers that are not finite and an unknown `f`.
    """
    inputs, weights = numbers("x", x), numbers("w", w)
    if f not in SINGLE:
        raise ValueError(f"f is {f!r}; choose one of {', '.join(SINGLE)}")
    if weights.ndim != 1 or inputs.ndim not in (1, 2) or inputs.shape[-1] != weights.size:
        raise ValueError(
            f"x is {inputs.shape} and w is {weights.shape}; give (inputs,) or (n, inputs), "
            "and one weight for each input"
        )
    if not (np.isfinite(inputs).all() and np.isfinite(weights).all() and np.isfinite(b)):
        raise ValueError("x, w or b holds NaN or infinity; every one needs a finite number")
    with_one = np.column_stack([np.atleast_2d(inputs), np.ones(np.atleast_2d(inputs).shape[0])])
    y = fprop(np.append(weights, float(b))[None], with_one, ACTIVATIONS[f])[:, 0]
    return y if inputs.ndim == 2 else y[0]
