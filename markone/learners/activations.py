"""An activation of one's own, beside those that kernels know by a code."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from markone.fields import explained
from markone.kernels.activation import ACTIVATIONS, IDENTITY
from markone.kernels.activation import pull_back as pull_back_by_code
from markone.kernels.dense import backprop, fprop
from markone.validation import numbers, shown

LOOKED_AT = np.array([[-2.0, -0.5, 0.0, 0.5, 2.0]])


@explained
class Activation(NamedTuple):
    """What each unit of a layer answers to its net input, as two functions of NumPy arrays.

    The readable net trains with it, and the gradient check takes it; fast engines leave it to them.

    Examples
    --------
    >>> import numpy as np
    >>> from markone import Activation, check_gradient
    >>> swing = Activation("sine", np.sin, np.cos, of_net=True)
    >>> check_gradient([[[0.3, -0.2, 0.1]]], [swing], [[0, 1], [1, 1]], [[1], [0]]).ok
    True
    """

    name: str
    function: Callable[[np.ndarray], np.ndarray]
    """(N, J) net inputs -> (N, J) outputs, unit by unit; for the complex step of real or complex numbers."""
    slope: Callable[[np.ndarray], np.ndarray]
    """dy / dnet (N, J), from the outputs, or with `of_net` from the net inputs."""
    of_net: bool = False
    """Whether the slope is told from the net input, as of a function that takes one value twice (GELU)."""


Known = int | Activation
"""A code of `kernels.activation`, or an activation of one's own."""


def activation(given: Any, names: Iterable[str] = tuple(ACTIVATIONS)) -> Known:
    """The code of a name among `names`, or the Activation itself when it holds what it must; ValueError."""
    if isinstance(given, Activation):
        _check(given)
        return given
    if not isinstance(given, str) or given not in names:
        raise ValueError(
            f"activation is {shown(given)}; choose one of {', '.join(map(repr, names))}, "
            "or give a markone.learners.Activation"
        )
    return ACTIVATIONS[given]


def _check(own: Activation) -> None:
    """Raise ValueError unless both functions give one finite number for each that they are given."""
    if not isinstance(own.name, str) or own.name in ACTIVATIONS:
        raise ValueError(f"an activation of one's own is called {shown(own.name)}; give it a name of its own")
    for what in ("function", "slope"):
        call = getattr(own, what)
        if not callable(call):
            raise ValueError(f"the {what} of {own.name} is {shown(call)}; give a function of an array")
        found = numbers(f"what the {what} of {own.name} makes", call(LOOKED_AT.copy()))
        if found.shape != LOOKED_AT.shape or not np.isfinite(found).all():
            raise ValueError(
                f"the {what} of {own.name} makes {found.shape} of {LOOKED_AT.shape}, or numbers that are not "
                "finite; it must give one for each"
            )


def layer_forward(W: np.ndarray, X: np.ndarray, f: Known) -> tuple[np.ndarray, np.ndarray]:
    """The outputs Y (N, J) of a layer, and what its slope is told from: Y, or the net inputs."""
    if not isinstance(f, Activation):
        Y = fprop(W, X, f)
        return Y, Y
    net = fprop(W, X, IDENTITY)
    Y = np.ascontiguousarray(f.function(net.copy()), net.dtype)  # it may work in place
    return Y, net if f.of_net else Y


def pull_back(f: Known, kept: np.ndarray, dY: np.ndarray) -> np.ndarray:
    """From dL/dY to dL/dnet, both (N, J), given what `layer_forward` kept."""
    if not isinstance(f, Activation):
        return pull_back_by_code(f, kept, dY)
    return np.ascontiguousarray(dY * f.slope(kept), dY.dtype)


def layer_backward(
    W: np.ndarray, X: np.ndarray, f: Known, kept: np.ndarray, dY: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """dL/dX (N, I) and dL/dW (J, I) of a layer from dL/dY, given what `layer_forward` kept."""
    if not isinstance(f, Activation):
        return backprop(W, X, f, kept, dY)
    return backprop(W, X, IDENTITY, kept, pull_back(f, kept, dY))
