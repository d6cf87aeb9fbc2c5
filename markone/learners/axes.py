"""The axes along which many nets differ: seeds, learning rates and starts, broadcast against each other."""

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from markone.fast.many.plan import Plan, weights_of
from markone.fast.many.start import GIVEN, GLOROT, HE, NORMAL
from markone.fast.many.train import Nets
from markone.validation import amount, choice, shown

STARTS = {"zero": (NORMAL, 0.0), "small": (NORMAL, 0.05), "glorot": (GLOROT, 0.0), "he": (HE, 0.0)}
"""Kind of start and deviation, by the initialiser's name."""


def as_float32(name: str, given: Any) -> np.ndarray:
    """`given` as float32, or a ValueError if it is not made of finite numbers."""
    try:
        with np.errstate(over="ignore"):
            numbers = np.asarray(given).astype(np.float32)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {type(given).__name__}; give an array of numbers") from None
    if np.iscomplexobj(given) or not np.isfinite(numbers).all():
        raise ValueError(
            f"{name} holds something that is no finite float32 number; leave it out or replace it"
        )
    return numbers


def nets_of(
    seeds: ArrayLike, rates: ArrayLike, initialiser: Any, weights: ArrayLike | None, plan: Plan
) -> tuple[tuple[int, ...], Nets]:
    """The shape of the axes together, and the nets in a row."""
    numbers = _seeds(seeds)
    rate = as_float32("learning_rate", rates)
    if rate.size and rate.min() <= 0:
        raise ValueError(f"learning_rate goes down to {rate.min():g}; it must be greater than 0")
    kind, deviation = _starts(initialiser)
    axes = {"seeds": numbers, "learning_rate": rate, "initialiser": kind}
    if weights is not None:
        given = _given(weights, weights_of(plan))
        axes["weights"] = given[..., 0]
    try:
        shape = np.broadcast_shapes(*(axis.shape for axis in axes.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {axis.shape}" for name, axis in axes.items())
        raise ValueError(f"the axes do not fit each other: {shapes}; give shapes that broadcast") from None
    nets = int(np.prod(shape))

    def flat(axis: np.ndarray, dtype: Any) -> np.ndarray:
        return np.broadcast_to(axis, shape).astype(dtype).ravel()

    first = np.zeros((nets, weights_of(plan)), np.float32)
    if weights is not None:
        kind = np.asarray(GIVEN)
        first[:] = np.broadcast_to(given, (*shape, first.shape[1])).reshape(first.shape)
    return shape, Nets(
        flat(numbers, np.uint64),
        flat(kind, np.int8),
        flat(deviation, np.float32),
        flat(rate, np.float32),
        first,
        np.empty(nets, np.float32),
        np.empty(nets, np.uint8),
    )


def _seeds(seeds: ArrayLike) -> np.ndarray:
    """`seeds` as uint64; numpy takes a list with both small and large ones for floats."""
    given = seeds if isinstance(seeds, np.ndarray) else np.asarray(seeds, dtype=object)
    whole = given.dtype.kind in "iu" or all(isinstance(one, Integral) for one in given.ravel())
    if not whole or (given.size and not 0 <= given.min() <= given.max() < 2**64):
        raise ValueError(f"seeds is {shown(seeds)}; give whole numbers from 0 to 2^64 - 1")
    return given.astype(np.uint64)


def _starts(initialiser: Any) -> tuple[np.ndarray, np.ndarray]:
    """Kinds and deviations of the starts."""
    given = np.asarray(initialiser, dtype=object)
    kinds, deviations = np.empty(given.shape, np.int8), np.empty(given.shape, np.float32)
    for place in np.ndindex(given.shape):
        one = given[place]
        if isinstance(one, str):
            kinds[place], deviations[place] = STARTS[choice("initialiser", one, STARTS)]
        else:
            kinds[place], deviations[place] = NORMAL, amount("initialiser", one, 0, 1e6)
    return kinds, deviations


def _given(weights: ArrayLike, count: int) -> np.ndarray:
    given = as_float32("weights", weights)
    if given.shape[-1:] != (count,):
        raise ValueError(
            f"weights has shape {given.shape}; a net of this shape has {count}: give (..., {count})"
        )
    return given
