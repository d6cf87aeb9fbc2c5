"""Many small nets of one shape trained at once: seeds, learning rates and starts are axes of one array."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fast.many.judge import DIVERGED, SOLVED, STUCK
from markone.fast.many.plan import Plan, weights_of
from markone.fast.many.train import Nets, trainer
from markone.fields import explained
from markone.kernels.vector.lanes import LANES
from markone.learners.axes import nets_of
from markone.learners.parameters import as_callbacks, as_threads
from markone.learners.plans import ends_of, plan_of, samples_of
from markone.validation import count

CHUNK, WORK = 2048, 2**29
"""Nets that one call of the kernel trains at most, and about how many products of a weight and an input."""
MOST_EPOCHS = 2**63 - 1


@explained
class ManyNets(NamedTuple):
    """What became of the nets; `...` is the shape that the axes make together.

    Examples
    --------
    >>> from markone import train_many
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> nets = train_many(X, y, seeds=range(4), learning_rate=[[1], [10]], epochs=2000)
    >>> nets.solved  # a row for each rate
    array([[False,  True, False, False],
           [False,  True,  True,  True]])
    """

    loss: np.ndarray
    """(...) float32: the mean loss over the samples at the end of training."""
    outcome: np.ndarray
    """(...) uint8: 0 solved, 1 stuck, 2 diverged."""
    weights: tuple[np.ndarray, ...]
    """(..., units, inputs + 1) float32 for each layer, the bias last."""

    @property
    def solved(self) -> np.ndarray:
        """(...) bool: every output is where its target wants it, see `train_many`."""
        return self.outcome == SOLVED

    @property
    def stuck(self) -> np.ndarray:
        """(...) bool: some output is not, but the net is not lost."""
        return self.outcome == STUCK

    @property
    def diverged(self) -> np.ndarray:
        """(...) bool: the loss is greater than at the start, or a weight is beyond 10,000 or no number."""
        return self.outcome == DIVERGED

    def __repr__(self) -> str:
        sizes = [self.weights[0].shape[-1] - 1, *(W.shape[-2] for W in self.weights)]
        counts = [int(which.sum()) for which in (self.solved, self.stuck, self.diverged)]
        return (
            f"ManyNets({self.outcome.size:,} nets {'-'.join(map(str, sizes))}, "
            f"shape {self.outcome.shape}: "
            "{:,} solved, {:,} stuck, {:,} diverged)".format(*counts)
        )


def train_many(
    X: ArrayLike,
    y: ArrayLike,
    *,
    hidden: int | Sequence[int] = 2,
    seeds: ArrayLike = 0,
    learning_rate: ArrayLike = 1.0,
    initialiser: Any = "glorot",
    weights: ArrayLike | None = None,
    activation: str = "logistic",
    output: str = "logistic",
    loss: str | None = None,
    near: float = 0.1,
    epochs: int = 1000,
    n_jobs: int | None = None,
    callbacks: Sequence[Callable[[int, int], object]] = (),
) -> ManyNets:
    """Train many nets of one shape on one small data set, full batch.

    `seeds`, `learning_rate` and `initialiser` are axes: they are broadcast against each other as numpy
    does it, and there is a net for each entry. A net depends on its own seed, rate and start only, not on the
    nets beside it nor on `n_jobs`. Training is in float32. Nets are trained side by side, 32 or 8;
    where a step moves no weight of any of them they have come to rest, and the rest of the steps is left out.

    Parameters
    ----------
    X, y : (samples, inputs), and (samples,) or (samples, outputs) targets: from 0 to 1 for logistic outputs,
        shares that sum to 1 for softmax, any numbers for identity.
    hidden : units of the hidden layer, or of each of several; () for none.
    seeds : whole numbers from 0 to 2^64 - 1.
    learning_rate : greater than 0, for the mean loss of the samples.
    initialiser : "glorot", "he", "small" or "zero", or a deviation: normal draws, biases too. The
        draws are hashes of the seed and the weight's number, not those of `learners.initialise`.
    weights : (..., P) to begin with instead; then seeds and initialiser are not used. The units of the
        first layer one after the other, each with its inputs' weights and its bias, then those of the next.
    activation : of the hidden layers: "logistic", "tanh", "relu" or "identity".
    output : "logistic"; "softmax", as in `MLPClassifier`; or "identity", as in `MLPRegressor`.
    loss : "squared", half the squared error, for logistic and identity outputs; "logistic", the cross-entropy
        of each logistic output; "cross-entropy" of softmax. None is the first of them that suits.
    near : how far from its target an identity output may end and the task is solved. Of logistic
        outputs each must be on its target's side of one half, of softmax the greatest must be the target's.
    epochs : steps, each with all samples.
    n_jobs : how many blocks of nets are trained at a time, as of an estimator.
    callbacks : called as callback(done, nets) while training goes on.

    Raises
    ------
    ValueError : of what cannot be taken, in a sentence.

    Examples
    --------
    >>> from markone import train_many
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> nets = train_many(X, y, seeds=range(1000), epochs=2000)
    >>> round(float(nets.solved.mean()), 2)  # the rest is stuck
    0.55
    """
    ends = ends_of(output, loss, near)
    X, T = samples_of(X, y, output)
    plan = plan_of(X, T.shape[1], hidden, activation, ends)
    shape, nets = nets_of(seeds, learning_rate, initialiser, weights, plan)
    epochs = count("epochs", epochs, least=0, most=MOST_EPOCHS)
    threads = as_threads("n_jobs", n_jobs)
    as_callbacks("callbacks", callbacks, "how many nets are done, and of how many")
    _train(nets, X, T, epochs, plan, threads, callbacks)
    return _result(nets, shape, plan)


def _train(
    nets: Nets, X: np.ndarray, T: np.ndarray, epochs: int, plan: Plan, threads: int, callbacks: Any
) -> None:
    """Train the nets, a chunk at a time in each thread, and say how far it has come."""
    kernel, plan = trainer(plan, len(nets.seeds))
    size = _chunk(plan, epochs)
    chunks = [Nets(*(part[at : at + size] for part in nets)) for at in range(0, len(nets.seeds), size)]
    done, pool, stop = 0, ThreadPoolExecutor(threads), np.zeros(1, np.bool_)
    try:
        sizes = {pool.submit(kernel, one, X, T, epochs, plan, stop): len(one.seeds) for one in chunks}
        for trained in as_completed(sizes):
            trained.result()
            done += sizes[trained]
            for callback in callbacks:
                callback(done, len(nets.seeds))
    finally:
        stop[0] = True
        pool.shutdown(cancel_futures=True)


def _chunk(plan: Plan, epochs: int) -> int:
    """Nets that one call of the kernel trains: whole blocks, and few enough that it soon comes back."""
    most = WORK // (weights_of(plan) * plan.samples * max(epochs, 1))
    return min(max(LANES, most // LANES * LANES), CHUNK)


def _result(nets: Nets, shape: Sequence[int], plan: Plan) -> ManyNets:
    ends = np.cumsum([(inputs + 1) * units for inputs, units in pairwise(plan.sizes)])
    parts = np.split(nets.weights, ends[:-1], axis=1)
    layers = zip(parts, pairwise(plan.sizes), strict=True)
    weights = tuple(part.reshape(*shape, units, inputs + 1) for part, (inputs, units) in layers)
    return ManyNets(nets.losses.reshape(shape), nets.outcomes.reshape(shape), weights)
