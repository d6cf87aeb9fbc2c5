"""F4 to F8: nets at the doors of `MLPClassifier`, `MLPRegressor` and `train_many`, beside their peers."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import threadpoolctl
from sklearn.datasets import load_digits

from benchmarks import many, peer_nets
from benchmarks.bar import BEST, OURS, Acts, Bar
from benchmarks.limits import multiplying, waiting
from benchmarks.peers import elsewhere, installed
from markone.fields import explained
from markone.learners import MLPClassifier, MLPRegressor
from markone.learners.initialise import glorot
from markone.stimuli import xor

Weights = list[np.ndarray]
REST_S = 0.3
"""Longer than threads of OpenMP and of OpenBLAS spin when their work is done."""
NEAR = 2e-3
"""By so much of the largest weight of a layer may weights be apart at the end."""


@explained
class Task(NamedTuple):
    """What is trained, and how long, in the words of scikit-learn."""

    sizes: Sequence[int]
    """Inputs, hidden units of each layer, outputs."""
    hidden: str
    X: np.ndarray
    y: np.ndarray
    """Labels, or numbers where it is a regression."""
    batch: int
    epochs: int
    rate: float = 0.01
    solver: str = "sgd"
    is_regression: bool = False

    @property
    def targets(self) -> np.ndarray:
        """(n, outputs) of the dtype of X."""
        return self.y if self.is_regression else np.eye(self.sizes[-1], dtype=self.X.dtype)[self.y]

    def given(self) -> dict[str, Any]:
        """The parameters of an estimator, the same in both libraries."""
        return {
            "hidden_layer_sizes": tuple(self.sizes[1:-1]), "activation": self.hidden, "solver": self.solver,
            "alpha": 0.0, "batch_size": self.batch, "learning_rate_init": self.rate, "momentum": 0.0,
            "max_iter": self.epochs, "n_iter_no_change": self.epochs + 1, "tol": 0.0,
        }  # fmt: skip

    def first(self) -> Weights:
        """First weights, as the estimator draws them from seed 0 whenever it fits."""
        return self._first(np.random.default_rng(0))

    def orders(self) -> np.ndarray:
        """The order of each epoch (epochs, n), as the estimator draws it next."""
        rng, n = np.random.default_rng(0), len(self.X)
        self._first(rng)
        draw = partial(rng.permutation if self.batch < n else np.arange, n)
        return np.array([draw() for _ in range(self.epochs)])

    def _first(self, rng: np.random.Generator) -> Weights:
        dtype = self.X.dtype.name
        return [glorot(units, inputs, rng, dtype) for inputs, units in pairwise(self.sizes)]


def classes(sizes: Sequence[int], samples: int, batch: int, epochs: int) -> Task:
    """A classification of samples drawn at random, float32."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(samples, sizes[0])).astype(np.float32)
    return Task(sizes, "relu", X, np.arange(samples) % sizes[-1], batch, epochs)


def regression(sizes: Sequence[int], samples: int, epochs: int, rate: float, solver: str) -> Task:
    """A regression of numbers drawn at random, float64, full batch."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(samples, sizes[0])), rng.normal(size=(samples, sizes[-1]))
    return Task(sizes, "tanh", X, y, samples, epochs, rate, solver, is_regression=True)


def flops(work: Task) -> float:
    """Multiplications and additions of the matrix products; the inputs need no gradient."""
    each = [2 * inputs * units for inputs, units in pairwise(work.sizes)]
    return float(len(work.X) * work.epochs * (3 * sum(each) - each[0]))


def ours(work: Task, n_jobs: int = 1) -> Weights:
    """markone's weights."""
    kind = MLPRegressor if work.is_regression else MLPClassifier
    net = kind(**work.given(), dtype=work.X.dtype.name, random_state=0, n_jobs=n_jobs)
    return net.fit(work.X, work.y).weights_


def agree(results: dict[str, Any], near: float = NEAR) -> None:
    """ValueError unless all have come to the same weights, which are `near` 0 apart at most."""
    for name, weights in results.items():
        for layer, (a, b) in enumerate(zip(results[OURS], weights, strict=True)):
            apart = abs(a - b) / abs(a).max()
            if not (apart <= near).all():
                at = np.unravel_index(apart.argmax(), a.shape)
                raise ValueError(f"a weight of layer {layer + 1} is {b[at]} by {name} and {a[at]} by {OURS}")


def _bar(name: str, said: str, work: Task, peers: Sequence[str], **asked: Any) -> Bar:
    contenders: Acts = {OURS: partial(ours, work)}
    for peer in peers:
        if installed(peer.removesuffix(".compile")):
            contenders[peer] = peer_nets.PEERS[peer](work)
    return Bar(name, said, contenders, agree, amount=flops(work), **asked)


def _xor(epochs: int) -> Iterator[Bar]:
    """F4; an epoch waits for two exponentials and two divisions, one of each after the other."""
    X, y = xor()
    work = Task((2, 2, 2), "logistic", X.astype(np.float32), y.astype(int).ravel(), 4, epochs, 0.5)
    said = f"XOR 2-2-2, full batch, {epochs:,} epochs, MLPClassifier.fit"
    chain: dict[str, Any] = {"asked": {BEST: 2}, "limit": waiting(), "share": 1 / 1.5}
    yield _bar("F4", said, work, ("jax", "torch", "sklearn"), **chain)._replace(
        amount=2.0 * epochs, check=_agree_but_sklearn
    )
    weights, epochs = many.first_weights(1), 5 * epochs
    acts: Acts = {OURS: partial(many.in_lanes, weights, epochs)}
    if installed("jax"):
        acts["jax"] = many.in_jax(weights, epochs)
    said = f"XOR 2-2-1, full batch, {epochs:,} epochs, train_many of one"
    yield Bar("F4", said, acts, partial(many.agree, epochs), amount=2.0 * epochs, **chain)


def _agree_but_sklearn(results: dict[str, Any]) -> None:
    """`agree`, without scikit-learn: it has one logistic output where there are two classes."""
    agree({name: weights for name, weights in results.items() if name != "sklearn"})


def _two_threads(work: Task) -> Iterator[Bar]:
    """F7 with n_jobs=2: beside itself with one thread, and beside peers with two."""
    acts: Acts = {OURS: partial(ours, work, 2), "one thread": partial(ours, work)}
    check = partial(agree, near=0.0)
    said = "784-1024-1024-10, batch 128, n_jobs=2"
    yield Bar("F7", said, acts, check, {"one thread": 1.8}, rounds=9)
    acts = {OURS: partial(ours, work, 2)}
    if installed("torch"):
        acts["torch, two threads"] = _in_two(peer_nets.torch(work))
    if installed("jax"):
        acts["jax, two threads"] = elsewhere(_jax_in_two, work)
    acts["sklearn, two threads"] = _in_two(peer_nets.sklearn(work))
    yield Bar("F7", f"{said}, beside two threads", acts, agree, {BEST: 1.15}, rounds=9, rest_s=REST_S)


def _jax_in_two(work: Task) -> Callable[[], Weights]:
    """JAX, in a process of its own, has the threads that it was started with."""
    os.environ["XLA_FLAGS"] = ""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    return peer_nets.jax(work)


def _in_two(act: Callable[[], Any]) -> Callable[[], Any]:
    """With two threads in BLAS and PyTorch."""

    def run() -> Any:
        try:
            import torch

            torch.set_num_threads(2)
        except ImportError:
            torch = None
        with threadpoolctl.threadpool_limits(2):
            found = act()
        if torch:
            torch.set_num_threads(1)
        return found

    return run


def bars(quick: bool) -> Iterator[Bar]:
    """F4 to F8."""
    epochs, times = (1000, 1) if quick else (10_000, 5)
    yield from _xor(epochs)
    usual = ("jax", "torch", "sklearn")
    X, y = load_digits(return_X_y=True)
    limit = multiplying()
    work = Task((64, 32, 10), "relu", (X[:1792] / 16).astype(np.float32), y[:1792], 32, 4 * times)
    said = f"digits 64-32-10, batch 32, {4 * times} epochs"
    yield _bar("F5", said, work, usual, asked={BEST: 2}, limit=limit, share=0.45)
    every = ("jax", "torch", "torch.compile", "sklearn")
    wide = classes((400, 512, 8), 320, 32, 8 * times)
    yield _bar("F6", "400-512-8, batch 32", wide, every, asked={BEST: 1.2}, limit=limit, share=0.85)
    deep = classes((784, 256, 128, 10), 640, 64, 4 * times)
    yield _bar("F6", "784-256-128-10, batch 64", deep, every, asked={BEST: 1.2}, limit=limit, share=0.85)
    large = classes((784, 1024, 1024, 10), 256 * times, 128, times)
    yield _bar("F7", "784-1024-1024-10, batch 128", large, usual, asked={BEST: 1.15}, limit=limit, share=0.85)
    if (os.cpu_count() or 1) > 1:
        yield from _two_threads(large)
    limit = multiplying(np.float64)
    small = regression((24, 8, 2), 200, epochs // 10, 0.01, "sgd")
    said = f"24-8-2 float64, {epochs // 10:,} full-batch steps of 200 (SimpleChains.jl: 5.66 us a gradient)"
    yield _bar("F8", said, small, usual, asked={BEST: 1.5}, limit=limit, share=0.5)
    some = regression((4, 32, 16, 4), 10_000, 4 * times, 0.001, "adam")
    said = f"4-32-16-4 float64, {4 * times} full-batch steps of 10,000, Adam (SimpleChains.jl: 164 us by 8)"
    yield _bar("F8", said, some, usual, asked={BEST: 1.5}, limit=limit, share=0.5)
