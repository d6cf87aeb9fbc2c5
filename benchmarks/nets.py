"""S4 to S8: nets trained by plain descent in float32, against those who do the same."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from benchmarks import layers, peer_nets
from benchmarks.bar import FMA_PEAK, OURS, Bar
from benchmarks.peers import installed
from markone.fast.fused.net import FusedNet
from markone.fast.fused.optimiser import SGD, Descent
from markone.fields import explained
from markone.kernels.activation import ACTIVATIONS
from markone.kernels.loss import binary_cross_entropy, cross_entropy

Weights = list[np.ndarray]


@explained
class Task(NamedTuple):
    """What is trained, and how long: every contender takes the samples in `order`, epoch after epoch."""

    weights: Weights
    """At the start: (units, inputs + 1), the bias last."""
    hidden: str
    X: np.ndarray
    T: np.ndarray
    order: np.ndarray
    batch: int
    rate: float
    epochs: int

    @property
    def binary(self) -> bool:
        """Whether there is one logistic output, and no softmax."""
        return self.T.shape[1] == 1


def task(sizes: Sequence[int], hidden: str, samples: int, batch: int, epochs: int) -> Task:
    """A net of these `sizes` with samples drawn at random."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(samples, sizes[0])).astype(np.float32)
    T = np.eye(sizes[-1], dtype=np.float32)[rng.integers(sizes[-1], size=samples)]
    weights = [rng.normal(0, i**-0.5, (j, i + 1)).astype(np.float32) for i, j in pairwise(sizes)]
    return Task(weights, hidden, X, T, rng.permutation(samples), batch, 0.01, epochs)


def xor(epochs: int) -> Task:
    """The four rows of XOR before a 2-2-1 net of logistic units, all in each step."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    T = np.array([[0], [1], [1], [0]], np.float32)
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=size).astype(np.float32) for size in ((2, 3), (1, 3))]
    return Task(weights, "logistic", X, T, np.arange(4), 4, 0.5, epochs)


def flops(work: Task) -> float:
    """Multiplications and additions of the matrix products; the inputs need no gradient."""
    each = [2 * W.shape[0] * (W.shape[1] - 1) for W in work.weights]
    return len(work.X) * work.epochs * (3 * sum(each) - each[0])


def fused(work: Task, threads: int = 1) -> Callable[[], Weights]:
    """markone's own."""
    weights = [W.copy() for W in work.weights]
    output, loss = ("logistic", binary_cross_entropy) if work.binary else ("softmax", cross_entropy)
    codes = [ACTIVATIONS[name] for name in [*[work.hidden] * (len(weights) - 1), output]]
    net = FusedNet(weights, codes, loss, Descent(SGD, work.rate), work.batch, threads)
    even, order = np.ones(len(work.X), np.float32), work.order[None]

    def run() -> Weights:
        for W, start in zip(weights, work.weights, strict=True):
            W[:] = start
        net.train(work.X, work.T, even, order, work.epochs)
        return weights

    return run


def agree(results: dict[str, Any]) -> None:
    """ValueError unless all have come to the same weights."""
    for name, weights in results.items():
        for ours, theirs in zip(results[OURS], weights, strict=True):
            apart = abs(ours - theirs).max() / abs(ours).max()
            if not apart < 1e-3:
                raise ValueError(f"{name} ends {apart:.1e} from markone's weights; they must agree to 1e-3")


def _bar(name: str, said: str, work: Task, asked: dict[str, float]) -> Bar:
    contenders = {OURS: fused(work)}
    for peer in asked:
        if peer != FMA_PEAK and installed(peer):
            contenders[peer] = getattr(peer_nets, peer)(work)
    return Bar(name, said, contenders, asked, agree, flops(work))


def bars(quick: bool) -> Iterator[Bar]:
    """S4 to S8."""
    epochs, times = (100, 1) if quick else (1000, 5)
    asked = {"jax": 12.0, "sklearn": 800.0, "torch": 1500.0}
    yield _bar("S4", f"XOR 2-2-1, full batch, {epochs:,} epochs", xor(epochs), asked)
    digits = task([64, 32, 10], "relu", 1792, 32, times)
    yield _bar("S5", "64-32-10, batch 32", digits, {"jax": 4.0, "sklearn": 40.0, "torch": 40.0})
    wide = task([400, 512, 8], "relu", 320 * times, 32, 1)
    deep = task([784, 256, 128, 10], "relu", 640 * times, 64, 1)
    asked = {"jax": 1.3, "torch": 3.3, "sklearn": 5.0, FMA_PEAK: 0.85}
    yield _bar("S6", "400-512-8, batch 32", wide, asked)
    yield _bar("S6", "784-256-128-10, batch 64", deep, asked)
    large = task([784, 1024, 1024, 10], "relu", 256 * times, 128, 1)
    yield _bar("S7", "784-1024-1024-10, batch 128", large, {"jax": 1.2, "torch": 2.5, FMA_PEAK: 0.78})
    both = {OURS: fused(large, threads=2), "one thread": fused(large)}
    yield Bar("S7", "784-1024-1024-10, two threads", both, {"one thread": 1.8}, _same)
    small = digits._replace(epochs=1)
    yield _layers(small)


def _layers(work: Task) -> Bar:
    """The layer API against the fused path and PyTorch."""
    contenders = {OURS: layers.by_layers(work), "fused": fused(work)}
    if installed("torch"):
        contenders["torch"] = peer_nets.torch(work)
    return Bar("S8", "64-32-10, batch 32, layer by layer", contenders, {"fused": 0.25, "torch": 8.0}, agree)


def _same(results: dict[str, Any]) -> None:
    """ValueError unless all weights are the same to the last bit."""
    for name, weights in results.items():
        if not all(np.array_equal(a, b) for a, b in zip(results[OURS], weights, strict=True)):
            raise ValueError(f"{name} has other weights; they must be the same to the last bit")
