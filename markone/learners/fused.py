"""A net that trains whole epochs in one compiled call: what `Net` does, many times as fast."""

from collections.abc import Callable, Sequence
from threading import Thread

import numpy as np

from markone.kernels.fused.backward import BINARY_CROSS_ENTROPY, CROSS_ENTROPY, SSE
from markone.kernels.fused.descend import ADAM, SGD, Descent, Memory
from markone.kernels.fused.layout import arrange, pack, unpack
from markone.kernels.fused.straight import MOST_SAMPLES, descend, plain, suits
from markone.kernels.fused.train import Bench, all_finite, answer, train
from markone.kernels.loss import binary_cross_entropy, cross_entropy, sse
from markone.kernels.vector.processor import TILE
from markone.kernels.vector.product import width

LOSSES = {sse: SSE, cross_entropy: CROSS_ENTROPY, binary_cross_entropy: BINARY_CROSS_ENTROPY}


class FusedNet:
    """Layers of weights (J, I) with their activation codes, and how they descend.

    It has the verbs of `Net`, and its numbers but for the last digits. The weights are read when an epoch
    begins and written when it has ended; those of an epoch that left the finite numbers are not written. All
    arrays have the dtype of the weights, float32 or float64. `threads` changes no number.
    """

    def __init__(
        self,
        weights: Sequence[np.ndarray],
        codes: Sequence[int],
        loss: Callable[[np.ndarray, np.ndarray, np.ndarray], float],
        descent: Descent,
        batch: int,
        threads: int = 1,
    ) -> None:
        if loss not in LOSSES:
            raise ValueError(
                f"the loss is {loss!r}; give sse, cross_entropy or binary_cross_entropy of kernels.loss"
            )
        if descent.solver not in (SGD, ADAM):
            raise ValueError(f"the solver is {descent.solver!r}; give SGD or ADAM of kernels.fused.descend")
        self.weights, self.loss, self.descent = weights, loss, descent
        self.batch, self.threads = batch, threads
        self.dtype = weights[0].dtype
        self.codes, self.sizes = tuple(codes), (weights[0].shape[1] - 1, *(len(W) for W in weights))
        forgets = descent == Descent(SGD, descent.rate) and self.dtype == np.float32
        self._is_straight = forgets and suits(self.sizes, self.codes)
        self.layout, count, room = arrange(self.sizes, codes, batch, self.dtype)
        self.packed = np.zeros(count, self.dtype)
        self.acts = np.zeros(room, self.dtype)
        self._memory: Memory | None = None

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The outputs for X (N, features)."""
        pack(self.layout, self.weights, self.packed)
        Y = np.empty((len(X), len(self.weights[-1])), self.dtype)
        answer(self.layout, self.packed, self.acts, self._own(X), Y)
        return Y

    def mean_loss(self, X: np.ndarray, T: np.ndarray, weight: np.ndarray) -> float:
        """Weighted mean loss of X against targets T."""
        return self.loss(self.predict(X), self._own(T), self._own(weight)) / weight.sum()

    def epoch(
        self, X: np.ndarray, T: np.ndarray, weight: np.ndarray, batch: int, rng: np.random.Generator
    ) -> float:
        """One pass over X in a new order, a step per batch; the mean loss met on the way."""
        order = rng.permutation(len(X)) if batch < len(X) else np.arange(len(X))
        return self.train(X, T, weight, order[None], 1)[0]

    def train(
        self, X: np.ndarray, T: np.ndarray, weight: np.ndarray, orders: np.ndarray, epochs: int
    ) -> np.ndarray:
        """The mean loss of each epoch; epoch e takes row e of `orders`, and begins again after the last."""
        X, T, weight = self._own(X), self._own(T), self._own(weight)
        if self._is_tiny(X, T, weight, epochs):
            return descend(self.weights, self.sizes, self.codes, X, T, self.descent.rate, epochs)
        if self._memory is None:
            self._memory, self._bench = self._allocate()
        pack(self.layout, self.weights, self.packed)
        curve, gate = np.empty(epochs), np.zeros(1, np.int64)
        net = self.layout, self.descent, LOSSES[self.loss], self._memory, self._bench
        given = *net, X, T, weight, orders, self.batch, curve
        others = [
            Thread(target=train, args=(*given, me, self.threads, gate)) for me in range(1, self.threads)
        ]
        for thread in others:
            thread.start()
        train(*given, 0, self.threads, gate)
        for thread in others:
            thread.join()
        if not all_finite(self.packed):
            curve[-1] = np.nan
        if np.isfinite(curve[-1]):
            unpack(self.layout, self.packed, self.weights)
        return curve / weight.sum()

    def _is_tiny(self, X: np.ndarray, T: np.ndarray, weight: np.ndarray, epochs: int) -> bool:
        """Whether many steps of all samples at once are worth a program of their own."""
        many = self._is_straight and len(X) <= min(self.batch, MOST_SAMPLES) and epochs >= 100
        return many and plain(weight, T)

    def _allocate(self) -> tuple[Memory, Bench]:
        """Room for the optimiser and for one batch; what the solver does not use is empty."""
        none = np.zeros(0, self.dtype)
        moves = self.descent.solver == ADAM or self.descent.momentum > 0
        wide = width(TILE, self.dtype)
        units = int(self.layout.outputs.max()) + wide
        memory = Memory(
            self.packed,
            np.zeros_like(self.packed) if moves else none,
            np.zeros_like(self.packed) if self.descent.solver == ADAM else none,
            np.zeros(1, np.int64),
        )
        bench = Bench(
            self.acts,
            np.zeros_like(self.acts),
            np.zeros((self.threads, units * wide), self.dtype),
            np.zeros((self.threads, max(TILE.rows * wide, units)), self.dtype),
            np.zeros(self.batch),
            np.zeros(self.batch),
            np.ones(1, self.dtype),
        )
        return memory, bench

    def _own(self, array: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(array, self.dtype)
