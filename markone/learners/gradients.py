"""Is the gradient right? Backpropagation held against central differences and the complex step.

The complex step needs the forward pass as an analytic function of complex weights. It is written
here once more, in plain NumPy, so that it shares no line with the kernels that it judges.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fields import explained
from markone.learners.activations import Activation
from markone.learners.propagate import Stack, both_ways, forward, stacked, total_loss
from markone.validation import amount

STEP = float(np.cbrt(np.finfo(float).eps))
"""Of the central difference: its two errors, of the order step^2 and eps / step, are then alike."""
COMPLEX_STEP = 1e-30
"""Nothing is subtracted in the complex step, so that it may be as small as one likes."""
COMPLEX_WITHIN, CENTRAL_WITHIN = 1e-12, 1e-8
"""How far a right gradient may be off."""
NOTHING = 1e-12
"""Gradients below this are what rounding leaves of zero; they must agree as they are, not in shares."""


@explained
class GradientCheck(NamedTuple):
    """How far backpropagation is from two other ways to the same gradient."""

    complex_step: float
    """Largest |g - d| of any weight, as a share of the largest entry."""
    central: float
    """||g - d|| / (||g|| + ||d||)."""
    gradients: list[np.ndarray]
    """dE/dW of each layer, from backpropagation."""

    @property
    def ok(self) -> bool:
        """Whether the gradient is right: within 1e-12 of the one, below 1e-8 from the other."""
        return self.complex_step <= COMPLEX_WITHIN and self.central < CENTRAL_WITHIN


def check_gradient(
    weights: Sequence[ArrayLike],
    activations: Sequence[str | Activation],
    X: ArrayLike,
    T: ArrayLike,
    loss: str = "sse",
    step: float = STEP,
) -> GradientCheck:
    """Compare the gradient of `propagate` (same arguments) with both differences, weight by weight.

    Raises ValueError for Heaviside units, which have no slope; where a ReLU unit is within reach of
    its kink; and for what `propagate` refuses. The work grows with the square of the weights.

    Source of the complex step: Squire and Trapp, SIAM Review 40 (1998), p. 110.

    Examples
    --------
    >>> from markone import check_gradient
    >>> weights = [[[0.3, -0.2, 0.1], [0.5, 0.4, -0.3]], [[0.7, -0.6, 0.2]]]
    >>> check_gradient(weights, ["tanh", "logistic"], [[0, 1], [1, 1]], [[1], [0]]).ok
    True
    """
    step = amount("step", step, 0, 1, includes="neither")
    stack = stacked(weights, activations, X, T, loss)
    if "heaviside" in stack.activations:
        raise ValueError(
            "heaviside is flat on both sides of its jump, so that it has no gradient to check; "
            "use a smooth activation such as 'logistic'"
        )
    gradients = both_ways(stack).gradients
    g = np.concatenate([dW.ravel() for dW in gradients])
    d = np.array([_central(stack, place, step) for place in _places(stack)])
    with np.errstate(all="ignore"):
        c = np.array([_complex(stack, place) for place in _places(stack)])
    if not np.isfinite([g, d, c]).all():
        raise ValueError("the gradient leaves the finite numbers at these weights; make them smaller")
    return GradientCheck(*_shares(g, c, d), gradients)


def _shares(g: np.ndarray, c: np.ndarray, d: np.ndarray) -> tuple[float, float]:
    """By which share g is off from the complex step c, and from the central difference d."""
    top = max(abs(g).max(), abs(c).max())
    if top < NOTHING:
        return float(abs(g - c).max()), float(abs(g - d).max())
    apart, size = np.linalg.norm(g - d), np.linalg.norm(g) + np.linalg.norm(d)
    return float(abs(g - c).max() / top), float(apart / size)


Place = tuple[int, tuple[int, int]]
"""Of a weight: its layer, and its row and column there."""


def _places(stack: Stack) -> Iterator[Place]:
    for layer, W in enumerate(stack.weights):
        yield from ((layer, index) for index in np.ndindex(*W.shape))


def _moved(stack: Stack, place: Place, by: complex) -> list[np.ndarray]:
    """The weights with one of them moved."""
    layer, index = place
    weights = list(stack.weights)
    weights[layer] = weights[layer].astype(np.result_type(by, np.float64))
    weights[layer][index] += by
    return weights


def _central(stack: Stack, place: Place, step: float) -> float:
    """(E(w + step) - E(w - step)) / (2 step), with the kernels' own way forward."""
    plus, minus = (stack._replace(weights=_moved(stack, place, by)) for by in (step, -step))
    up, down = forward(plus), forward(minus)
    _refuse_kink(stack.activations, up, down, step)
    return (total_loss(plus, up[-1]) - total_loss(minus, down[-1])) / (2 * step)


def _refuse_kink(
    activations: Sequence[str | Activation], up: list[np.ndarray], down: list[np.ndarray], step: float
) -> None:
    """No ReLU unit may be on at one end of the step and off at the other."""
    for layer, name in enumerate(activations):
        switched = np.argwhere((up[layer] > 0) != (down[layer] > 0))
        if name == "relu" and switched.size:
            sample, unit = switched[0]
            raise ValueError(
                f"relu has a kink at 0, and unit {unit} of layer {layer} is within a step of {step:.2g} of "
                f"it for sample {sample}: it has no gradient there; move its weights, or leave the sample out"
            )


def _complex(stack: Stack, place: Place) -> float:
    """Im E(w + ih) / h, which is dE/dw up to an error of the order h^2."""
    Y = stack.X
    for W, f in zip(_moved(stack, place, 1j * COMPLEX_STEP), stack.activations, strict=True):
        net = Y @ W[:, :-1].T + W[:, -1]
        Y = _continued(f, net) if isinstance(f, Activation) else CONTINUED[f](net)
    return float(CONTINUED_LOSSES[stack.loss](Y, stack.T).imag / COMPLEX_STEP)


def _continued(own: Activation, net: np.ndarray) -> np.ndarray:
    try:
        return own.function(net)
    except TypeError as error:
        raise ValueError(
            f"the function of {own.name} takes no complex numbers ({error}), which the complex step needs; "
            "write it with functions that do"
        ) from None


def _logistic(net: np.ndarray) -> np.ndarray:
    right = net.real >= 0
    tail = np.exp(np.where(right, -net, net))
    return np.where(right, 1, tail) / (1 + tail)


def _softmax(net: np.ndarray) -> np.ndarray:
    powers = np.exp(net - net.real.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


CONTINUED: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "identity": lambda net: net,
    "tanh": np.tanh,
    "logistic": _logistic,
    "relu": lambda net: np.where(net.real > 0, net, 0),
    "softmax": _softmax,
}
"""Activations of complex net inputs; ReLU is analytic on either side of its kink."""
CONTINUED_LOSSES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "sse": lambda Y, T: ((Y - T) ** 2).sum() / 2,
    "cross-entropy": lambda Y, T: -(T * np.log(Y)).sum(),
    "binary cross-entropy": lambda Y, T: -(T * np.log(Y) + (1 - T) * np.log(1 - Y)).sum(),
}
"""Losses of complex outputs."""
