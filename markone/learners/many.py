"""Many small nets of one shape trained at once: seeds, learning rates and starts are axes of one array."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.activation import ACTIVATIONS
from markone.kernels.many.plan import Plan, weights_of
from markone.kernels.many.start import GIVEN, GLOROT, HE, NORMAL
from markone.kernels.many.train import DIVERGED, SOLVED, STUCK, Nets, trainer
from markone.learners import checks

CHUNK = 2048
"""Nets that one call of the kernel trains."""
STARTS = {"zero": (NORMAL, 0.0), "small": (NORMAL, 0.05), "glorot": (GLOROT, 0.0), "he": (HE, 0.0)}
"""Kind of start and deviation, by the initialiser's name."""
LOSSES = {"squared": False, "logistic": True}
"""Whether the loss matches logistic outputs."""


class ManyNets(NamedTuple):
    """What became of the nets; `...` is the shape that the axes make together."""

    loss: np.ndarray
    """(...) float32: the mean loss over the samples at the end of training."""
    outcome: np.ndarray
    """(...) uint8: 0 solved, 1 stuck, 2 diverged."""
    weights: tuple[np.ndarray, np.ndarray]
    """(..., hidden, inputs + 1) and (..., outputs, hidden + 1) float32, the bias last."""

    @property
    def solved(self) -> np.ndarray:
        """(...) bool: every output is on its target's side of one half."""
        return self.outcome == SOLVED

    @property
    def stuck(self) -> np.ndarray:
        """(...) bool: some output is on the wrong side, but the net is not lost."""
        return self.outcome == STUCK

    @property
    def diverged(self) -> np.ndarray:
        """(...) bool: the loss is greater than at the start, or a weight is beyond 10,000 or no number."""
        return self.outcome == DIVERGED

    def __repr__(self) -> str:
        (hidden, inputs), outputs = self.weights[0].shape[-2:], self.weights[1].shape[-2]
        counts = [int(which.sum()) for which in (self.solved, self.stuck, self.diverged)]
        return (
            f"ManyNets({self.outcome.size:,} nets {inputs - 1}-{hidden}-{outputs}, "
            f"shape {self.outcome.shape}: "
            "{:,} solved, {:,} stuck, {:,} diverged)".format(*counts)
        )


def train_many(
    X: ArrayLike,
    y: ArrayLike,
    *,
    hidden: int = 2,
    seeds: ArrayLike = 0,
    learning_rate: ArrayLike = 1.0,
    initialiser: Any = "glorot",
    weights: ArrayLike | None = None,
    activation: str = "logistic",
    loss: str = "squared",
    epochs: int = 1000,
    threads: int = 1,
    callback: Callable[[int, int], object] | None = None,
) -> ManyNets:
    """Train many nets with one hidden layer and logistic outputs on one small data set, full batch.

    `seeds`, `learning_rate` and `initialiser` are axes: they are broadcast against each other as numpy
    does it, and there is a net for each entry. A net depends on its own seed, rate and start only, not on the
    nets beside it nor on the number of threads. Training is in float32.

    Parameters
    ----------
    X, y : (samples, inputs), and (samples,) or (samples, outputs) targets from 0 to 1.
    hidden : units of the hidden layer.
    seeds : whole numbers from 0 to 2^64 - 1.
    learning_rate : greater than 0, for the mean loss of the samples.
    initialiser : "glorot", "he", "small" or "zero", or a deviation: normal draws, biases too. The
        draws are hashes of the seed and the weight's number, not those of `learners.initialise`.
    weights : (..., P) to begin with instead; then seeds and initialiser are not used. The hidden units
        one after the other, each with its inputs' weights and its bias, then the outputs likewise.
    activation : of the hidden layer, "logistic" or "tanh".
    loss : "squared", half the squared error, or "logistic", the cross-entropy.
    epochs : steps, each with all samples.
    threads : how many blocks of nets are trained at a time.
    callback : called as callback(done, nets) while training goes on.

    Raises
    ------
    ValueError : of what cannot be taken, in a sentence.
    """
    X, T = _data(X, y)
    code = ACTIVATIONS[checks.choice("activation", activation, ("logistic", "tanh"))]
    matched = LOSSES[checks.choice("loss", loss, LOSSES)]
    sizes = X.shape[1], checks.count("hidden", hidden), T.shape[1], len(X)
    plan = Plan(*sizes, code, matched, _ones(X))
    shape, nets = _nets(seeds, learning_rate, initialiser, weights, plan)
    epochs, threads = checks.count("epochs", epochs, least=0), checks.count("threads", threads)
    if callback is not None and not callable(callback):
        raise ValueError(f"callback is {callback!r}; give a function of (nets done, all nets), or None")
    _train(nets, X, T, epochs, plan, threads, callback)
    return _result(nets, shape, plan)


def _data(X: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (N, I) and targets (N, K), contiguous float32."""
    inputs, targets = (_numbers(name, given) for name, given in (("X", X), ("y", y)))
    if inputs.ndim != 2 or not inputs.size:
        raise ValueError(f"X has shape {inputs.shape}; give (samples, inputs), at least one of each")
    targets = targets[:, None] if targets.ndim == 1 else targets
    if targets.ndim != 2 or len(targets) != len(inputs) or not targets.size:
        raise ValueError(f"y has shape {np.shape(y)}; give a target for each of the {len(inputs)} samples")
    if targets.min() < 0 or targets.max() > 1:
        raise ValueError(f"y goes from {targets.min():g} to {targets.max():g}; targets lie from 0 to 1")
    return np.ascontiguousarray(inputs), np.ascontiguousarray(targets)


def _numbers(name: str, given: Any) -> np.ndarray:
    """`given` as float32, or a ValueError if it is not made of finite numbers."""
    try:
        with np.errstate(over="ignore"):
            numbers = np.asarray(given).astype(np.float32)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {type(given).__name__}; give an array of numbers") from None
    if np.iscomplexobj(given) or not np.isfinite(numbers).all():
        raise ValueError(
            f"{name} holds something that is no finite float32 number; leave it out or replace it"
        )
    return numbers


def _ones(X: np.ndarray) -> int:
    """Which inputs are 1, as bits, if all are 0 or 1 and they fit; else -1."""
    flat = X.ravel()
    if flat.size > 62 or not np.isin(flat, (0, 1)).all():
        return -1
    return sum(1 << int(bit) for bit in np.flatnonzero(flat))


def _nets(
    seeds: ArrayLike, rates: ArrayLike, initialiser: Any, weights: ArrayLike | None, plan: Plan
) -> tuple[tuple[int, ...], Nets]:
    """The shape of the axes together, and the nets in a row."""
    numbers = _seeds(seeds)
    rate = _numbers("learning_rate", rates)
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
    count = int(np.prod(shape))

    def flat(axis: np.ndarray, dtype: Any) -> np.ndarray:
        return np.broadcast_to(axis, shape).astype(dtype).ravel()

    first = np.zeros((count, weights_of(plan)), np.float32)
    if weights is not None:
        kind = np.asarray(GIVEN)
        first[:] = np.broadcast_to(given, (*shape, first.shape[1])).reshape(first.shape)
    return shape, Nets(
        flat(numbers, np.uint64),
        flat(kind, np.int8),
        flat(deviation, np.float32),
        flat(rate, np.float32),
        first,
        np.empty(count, np.float32),
        np.empty(count, np.uint8),
    )


def _seeds(seeds: ArrayLike) -> np.ndarray:
    """`seeds` as uint64; numpy takes a list with both small and large ones for floats."""
    given = seeds if isinstance(seeds, np.ndarray) else np.asarray(seeds, dtype=object)
    whole = given.dtype.kind in "iu" or all(isinstance(one, Integral) for one in given.flat)
    if not whole or (given.size and not 0 <= given.min() <= given.max() < 2**64):
        raise ValueError(f"seeds is {seeds!r}; give whole numbers from 0 to 2^64 - 1")
    return given.astype(np.uint64)


def _starts(initialiser: Any) -> tuple[np.ndarray, np.ndarray]:
    """Kinds and deviations of the starts."""
    given = np.asarray(initialiser, dtype=object)
    kinds, deviations = np.empty(given.shape, np.int8), np.empty(given.shape, np.float32)
    for place in np.ndindex(given.shape):
        one = given[place]
        if isinstance(one, str):
            kinds[place], deviations[place] = STARTS[checks.choice("initialiser", one, STARTS)]
        else:
            kinds[place], deviations[place] = NORMAL, checks.amount("initialiser", one, 0, 1e6)
    return kinds, deviations


def _given(weights: ArrayLike, count: int) -> np.ndarray:
    given = _numbers("weights", weights)
    if given.shape[-1:] != (count,):
        raise ValueError(
            f"weights has shape {given.shape}; a net of this shape has {count}: give (..., {count})"
        )
    return given


def _train(
    nets: Nets, X: np.ndarray, T: np.ndarray, epochs: int, plan: Plan, threads: int, callback: Any
) -> None:
    """Train the nets, a chunk at a time in each thread, and say how far it has come."""
    kernel, plan = trainer(plan)
    chunks = [Nets(*(part[at : at + CHUNK] for part in nets)) for at in range(0, len(nets.seeds), CHUNK)]
    sizes: dict[Future, int] = {}
    done, pool = 0, ThreadPoolExecutor(threads)
    try:
        for chunk in chunks:
            sizes[pool.submit(kernel, chunk, X, T, epochs, plan)] = len(chunk.seeds)
        while sizes:
            finished = wait(sizes, return_when=FIRST_COMPLETED).done
            for one in finished:
                one.result()
                done += sizes.pop(one)
            if callback is not None:
                callback(done, len(nets.seeds))
    finally:
        pool.shutdown(cancel_futures=True)


def _result(nets: Nets, shape: Sequence[int], plan: Plan) -> ManyNets:
    below = plan.hidden * (plan.inputs + 1)
    first = nets.weights[:, :below].reshape(*shape, plan.hidden, plan.inputs + 1)
    second = nets.weights[:, below:].reshape(*shape, plan.outputs, plan.hidden + 1)
    return ManyNets(nets.losses.reshape(shape), nets.outcomes.reshape(shape), (first, second))
