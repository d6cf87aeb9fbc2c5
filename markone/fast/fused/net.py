"""A net that trains whole epochs in one compiled call: what `Net` does, many times as fast."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil

import numpy as np

from markone.fast.aligned import aligned
from markone.fast.fused.layout import arrange, pack, run_of, unpack, up
from markone.fast.fused.optimiser import ADAM, SGD, Descent, State
from markone.fast.fused.train import (
    Examples,
    Workspace,
    all_finite,
    answer,
    find_only,
    loss_of,
    share_of,
    there_and_back,
    train,
    update,
)
from markone.fast.threads import Piece, ThreadTeam
from markone.kernels.activation import HEAVISIDE, IDENTITY, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.loss import (
    BINARY_CROSS_ENTROPY,
    CROSS_ENTROPY,
    SSE,
    binary_cross_entropy,
    cross_entropy,
    sse,
)
from markone.kernels.orders import draw_orders
from markone.kernels.tier import Tier
from markone.kernels.vector.processor import TILE
from markone.kernels.vector.product import width

LOSSES = {sse: SSE, cross_entropy: CROSS_ENTROPY, binary_cross_entropy: BINARY_CROSS_ENTROPY}
KNOWN = frozenset((IDENTITY, TANH, LOGISTIC, RELU, HEAVISIDE, SOFTMAX))
"""Codes of activations that `fast.fused` has an instruction for."""
WORTH = 2.5e8
"""Multiplications and additions that are worth a thread: some ms, of which calling it takes some tenths."""
LONGEST = 2e10
"""Multiplications and additions after which Python is asked for signals: at most some tenths of a second."""
AT_STAKE = 1e11
"""Multiplications and additions that an interrupt may undo: at most some seconds."""
OVERHEAD = 100
"""Weights that take as long as the rest of what is done for a sample."""
PAYS = 6_000_000_000
"""Multiplications and additions that take the readable net some seconds, as long as this one is compiled."""
TIER = Tier(train, worth=PAYS)
CALLS = 150_000
"""Multiplications and additions that take as long as the calls from Python of one step of that net."""


def work(weights: int, samples: int, batch: int, epochs: int) -> int:
    """What so many epochs are for the readable net, in multiplications and additions."""
    return epochs * (6 * weights * samples + CALLS * ceil(samples / batch))


def can(codes: Sequence[object], loss: object) -> bool:
    """Whether the kernels of this engine know these activations and this loss."""
    return all(code in KNOWN for code in codes) and loss in LOSSES


class FusedNet:
    """Layers of weights (J, I) with their activation codes, and how they descend.

    It has the verbs of `Net`, and its numbers to the last bit. The weights are read when epochs begin and
    written when they have ended, unless one of them left the finite numbers. All arrays have the dtype of the
    weights, float32 or float64. Of `threads` as many share a step as it is worth; they change no number.
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
            raise ValueError(f"the solver is {descent.solver!r}; give SGD or ADAM of fast.fused.optimiser")
        self.weights, self.loss, self.descent = weights, loss, descent
        self.batch = batch
        self.dtype = weights[0].dtype
        sizes = weights[0].shape[1] - 1, *(len(W) for W in weights)
        self._work = 6.0 * batch * (sum(W.size for W in weights) + OVERHEAD)  # of a step
        self.threads = int(max(1, min(threads, self._work // WORTH)))
        self._parts = self.threads * ceil(self._work / LONGEST / self.threads)
        self._held = batch if self._parts > 1 else run_of(sizes, batch, self.dtype)
        self.layout, count, room = arrange(sizes, tuple(codes), self._held, self.dtype)
        self.packed = aligned(count, self.dtype)
        self.acts = aligned(room, self.dtype)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The outputs for X (N, features)."""
        pack(self.layout, self.weights, self.packed)
        Y = np.empty((len(X), len(self.weights[-1])), self.dtype)
        turned = aligned(int(self.layout.stride.max()) * width(TILE, self.dtype), self.dtype)
        answer(self.layout, self.packed, self.acts, turned, self._own(X), Y)
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

    def epochs(
        self,
        X: np.ndarray,
        T: np.ndarray,
        weight: np.ndarray,
        batch: int,
        rng: np.random.Generator,
        count: int,
    ) -> np.ndarray:
        """The loss of each of `count` epochs at most, in one call: some may be left out, never the first."""
        count = min(count, max(1, int(AT_STAKE // (self._work * ceil(len(X) / batch)))))
        if count == 1:
            return np.array([self.epoch(X, T, weight, batch, rng)])
        self._allocate()
        kept, drawn = [array.copy() for array in self._state[1:]], rng.bit_generator.state
        orders = draw_orders(rng, len(X), count) if batch < len(X) else np.arange(len(X))[None]
        curve = self.train(X, T, weight, orders, count)
        if np.isfinite(curve).all():
            return curve
        rng.bit_generator.state = drawn  # one of them left the finite numbers: up to there, one by one
        for array, before in zip(self._state[1:], kept, strict=True):
            array[:] = before
        return np.array([self.epoch(X, T, weight, batch, rng)])

    def train(
        self, X: np.ndarray, T: np.ndarray, weight: np.ndarray, orders: np.ndarray, epochs: int
    ) -> np.ndarray:
        """The mean loss of each epoch; epoch e takes row e of `orders`, and begins again after the last."""
        given = Examples(self._own(X), self._own(T), np.empty(len(X), np.int64), self._own(weight))
        find_only(LOSSES[self.loss], given)
        self._allocate()
        pack(self.layout, self.weights, self.packed)
        curve = np.empty(epochs)
        teach = self._in_parts if self._parts > 1 else self._at_once
        teach(given, orders, curve)
        if not all_finite(self.packed):
            curve[-1] = np.nan
        if np.isfinite(curve).all():
            unpack(self.layout, self.packed, self.weights)
        return curve / given.weight.sum()

    def _at_once(self, given: Examples, orders: np.ndarray, curve: np.ndarray) -> None:
        """Many steps in each call of the kernel."""
        net = self.layout, self.descent, LOSSES[self.loss], self._state, self._workspace
        run = self.batch * max(1, int(LONGEST // self._work))
        if orders.shape[1] * len(curve) <= run:
            train(*net, given, orders, self.batch, curve)
            return
        curve[:], loss = 0.0, np.empty(1)
        for epoch in range(len(curve)):
            order = orders[epoch % len(orders)]
            for first in range(0, len(order), run):
                train(*net, given, order[None, first : first + run], self.batch, loss)
                curve[epoch] += loss[0]

    def _in_parts(self, given: Examples, orders: np.ndarray, curve: np.ndarray) -> None:
        """Each step cut into parts, which the threads share."""
        self._compile(given, orders[0, :0])
        with ThreadTeam(self.threads) as team:
            team.share(self._halves(given, orders, curve), self._parts)

    def _compile(self, given: Examples, nobody: np.ndarray) -> None:
        """Call the kernels of `_halves` on nothing: a thread that compiled would have to be waited for."""
        net = self.layout, self.descent, LOSSES[self.loss], self._state, self._workspace
        there_and_back(*net, given, nobody, 1.0, 1, 0)
        update(self.layout, self.descent, self._state, self._workspace, 0, 1.0, 2**40, 0)

    def _halves(self, given: Examples, orders: np.ndarray, curve: np.ndarray) -> Iterator[Piece]:
        """The halves of each step, the second after the first; `curve` is filled on the way."""
        state, workspace, parts = self._state, self._workspace, self._parts
        net = self.layout, self.descent, LOSSES[self.loss], state, workspace
        curve[:] = 0.0
        for epoch in range(len(curve)):
            order = orders[epoch % len(orders)]
            for first in range(0, len(order), self.batch):
                samples = order[first : first + self.batch]
                share = share_of(given.weight, samples)
                if share == 0.0:
                    continue
                yield partial(there_and_back, *net, given, samples, share, parts)
                curve[epoch] += loss_of(self.layout, self.descent, state, workspace, given.weight, samples)
                state.steps[0] += 1
                yield partial(update, self.layout, self.descent, state, workspace, samples.size, share, parts)

    def _allocate(self) -> None:
        """Room for the optimiser and for one batch, once; what the solver does not use is empty."""
        if hasattr(self, "_state"):
            return
        none = np.zeros(0, self.dtype)
        moves = self.descent.solver == ADAM or self.descent.momentum > 0
        wide = width(TILE, self.dtype)
        units = int(self.layout.outputs.max()) + wide
        side = up(ceil(int(self.layout.rows.max()) / self._parts), TILE.rows)
        slopes = max(TILE.rows * wide, units) if self._held == self.batch else self.packed.size
        self._state = State(
            self.packed,
            aligned(self.packed.size, self.dtype) if moves else none,
            aligned(self.packed.size, self.dtype) if self.descent.solver == ADAM else none,
            np.zeros(1, np.int64),
        )
        self._workspace = Workspace(
            self.acts,
            aligned(self.acts.size, self.dtype),
            aligned((self._parts, self._held * side), self.dtype),
            aligned((self._parts, units * wide), self.dtype),
            aligned((self._parts, slopes), self.dtype),
            np.zeros(self._held),
            np.zeros(self._held),
        )

    def _own(self, array: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(array, self.dtype)
