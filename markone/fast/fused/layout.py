"""Where a net's numbers lie in flat arrays.

The weights of a layer are cut into panels of some of its units, as many as a tile has columns. In a panel
the weights of one input stand side by side, row after row, and zeros fill it up. The biases follow, then the
next layer.
Activations are rows of units, a row per sample, with zeros after the last unit. Sums over inputs, units or
samples end where these end: what is written into the filling is never read by them.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from markone.kernels.activation import ACTIVATIONS
from markone.kernels.vector.processor import TILE
from markone.kernels.vector.product import width

LINES = 4096
"""Bytes after which addresses meet in the first-level cache: rows must not be so far apart."""

NEAR = 2**17
"""Bytes of activations, or of weights, that stay in the second cache beside what else is there."""
LEAST_RUN = 128
"""Samples at a time, so that it takes little to go on with sums that were begun."""


class Layout(NamedTuple):
    """Sizes and starts by layer, int64 arrays; `stride` and `place` begin with the inputs."""

    inputs: np.ndarray
    outputs: np.ndarray
    code: np.ndarray
    vectors: np.ndarray
    """Vectors in a row of a panel: 1 for a layer of few units."""
    rows: np.ndarray
    """Rows of a panel: inputs, and filling."""
    weights: np.ndarray
    bias: np.ndarray
    stride: np.ndarray
    """From one sample's activations to the next sample's."""
    place: np.ndarray


def up(count: int, step: int) -> int:
    """`count`, rounded up to a multiple of `step`."""
    return -(-count // step) * step


@lru_cache
def arrange(sizes: tuple[int, ...], codes: tuple[int, ...], batch: int, dtype) -> tuple[Layout, int, int]:
    """The layout of layers of `sizes`, inputs first, and how many weights and activations it needs.

    Raises ValueError for a code that is none of `kernels.activation.ACTIVATIONS`.
    """
    if not set(codes) <= set(ACTIVATIONS.values()):
        raise ValueError(f"the activations are {list(codes)}; give codes of kernels.activation.ACTIVATIONS")
    item, lanes = np.dtype(dtype).itemsize, width(TILE, dtype) // TILE.vectors
    vectors = [1 if size <= lanes else TILE.vectors for size in sizes]
    filled = [up(up(n, TILE.rows), lanes * v) for n, v in zip(sizes, vectors, strict=True)]  # whole vectors
    strides = [n + lanes if n * item % (LINES // 4) == 0 else n for n in filled]
    columns = [up(n, lanes * v) for n, v in zip(sizes, vectors, strict=True)]
    held = [rows * cols + cols for rows, cols in zip(filled, columns[1:], strict=False)]
    starts = np.cumsum([0, *held])
    samples = up(batch, TILE.rows)
    places = np.cumsum([0, *(samples * stride for stride in strides)])
    lists = (sizes[:-1], sizes[1:], codes, vectors[1:], filled[:-1], starts[:-1])
    bias = starts[1:] - columns[1:]
    arrays = [np.array(values, np.int64) for values in (*lists, bias, strides, places[:-1])]
    return Layout(*arrays), int(starts[-1]), int(places[-1])


def run_of(sizes: Sequence[int], batch: int, dtype) -> int:
    """So many samples of a batch are sent forward and back at a time: all, unless caches would be too small.

    Where the weights are many, all are: with runs their gradient has to be stored.
    """
    numbers = NEAR // np.dtype(dtype).itemsize
    weights = sum((inputs + 1) * units for inputs, units in pairwise(sizes))
    run = max(numbers // sum(sizes) // TILE.rows * TILE.rows, LEAST_RUN)
    return min(batch, run) if weights <= numbers else batch


def panels(layout: Layout, flat: np.ndarray, layer: int) -> tuple[np.ndarray, np.ndarray]:
    """Views of one layer in `flat`: weights (panels, rows, units of a panel), biases (units and filling)."""
    wide = int(layout.vectors[layer]) * width(TILE, flat.dtype) // TILE.vectors
    first, bias = layout.weights[layer], layout.bias[layer]
    count = up(int(layout.outputs[layer]), wide) // wide
    return flat[first:bias].reshape(count, -1, wide), flat[bias : bias + count * wide]


def pack(layout: Layout, weights: Sequence[np.ndarray], flat: np.ndarray) -> None:
    """Write weights (units, inputs + 1) of every layer into `flat`."""
    flat[:] = 0
    for layer, W in enumerate(weights):
        cut, bias = panels(layout, flat, layer)
        bias[: len(W)] = W[:, -1]
        for panel, units in enumerate(range(0, len(W), cut.shape[2])):
            some = W[units : units + cut.shape[2], :-1]
            cut[panel, : some.shape[1], : len(some)] = some.T


def unpack(layout: Layout, flat: np.ndarray, weights: Sequence[np.ndarray]) -> None:
    """Read weights (units, inputs + 1) of every layer from `flat`."""
    for layer, W in enumerate(weights):
        cut, bias = panels(layout, flat, layer)
        W[:, -1] = bias[: len(W)]
        for panel, units in enumerate(range(0, len(W), cut.shape[2])):
            some = W[units : units + cut.shape[2], :-1]
            some[:] = cut[panel, : some.shape[1], : len(some)].T
