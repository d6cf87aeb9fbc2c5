"""F9: a sweep of XOR nets, beside one JAX program for all of them and scikit-learn's fits one by one.

The nets are logistic 2-2-1 nets with the cross-entropy, all four samples in each step, the same first
weights for JAX. scikit-learn draws its own, and fits a few of the nets only: its time is scaled by their
number, which is fair because each of its fits takes as long as any other.
"""

import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from benchmarks.bar import OURS, Bar
from benchmarks.limits import multiplying
from benchmarks.peers import installed
from markone.learners import train_many
from markone.stimuli import xor

RATE = 2.0
FLOPS = 355
"""Of one step of one net, counted in what `markone.fast.many` compiles to: 115 multiply-adds, 2 each, and 125
others. Four samples of zeros and ones and three logistic functions each, of which one takes 14 instructions,
7 of them multiply-adds and one a division."""
FITS = 2
"""Nets that scikit-learn fits."""
X, Y = xor()


def first_weights(nets: int) -> np.ndarray:
    """(nets, 9), normal with deviation 1."""
    return np.random.default_rng(0).normal(size=(nets, 9)).astype(np.float32)


def in_lanes(weights: np.ndarray, epochs: int) -> np.ndarray:
    """The weights (nets, 9) after training by markone."""
    ended = train_many(X, Y, weights=weights, learning_rate=RATE, loss="logistic", epochs=epochs).weights
    return np.concatenate([W.reshape(len(weights), -1) for W in ended], axis=1)


def in_jax(weights: np.ndarray, epochs: int) -> Callable[[], np.ndarray]:
    """`vmap` of `grad` under `scan`, compiled: one program for all nets."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", False)
    x, t = jnp.asarray(X, jnp.float32), jnp.asarray(Y, jnp.float32)

    def loss(w: Any) -> Any:
        hidden = jax.nn.sigmoid(x @ w[:6].reshape(2, 3)[:, :2].T + w[:6].reshape(2, 3)[:, 2])
        net = hidden @ w[6:8] + w[8]
        return jnp.mean(jnp.logaddexp(0, net) - t * net)

    slope = jax.vmap(jax.grad(loss))

    @jax.jit
    def train(w: Any) -> Any:
        return jax.lax.scan(lambda w, _: (w - RATE * slope(w), None), w, length=epochs)[0]

    start = jnp.asarray(weights)

    def run() -> np.ndarray:
        jax.config.update("jax_enable_x64", False)
        return np.asarray(train(start))

    return run


def in_sklearn(epochs: int) -> int:
    """Fits of `MLPClassifier` through joblib; the number of their epochs."""
    from joblib import Parallel, delayed
    from sklearn.neural_network import MLPClassifier

    def fit(seed: int) -> int:
        net = MLPClassifier(
            (2,), activation="logistic", solver="sgd", alpha=0.0, batch_size=4, learning_rate_init=RATE,
            max_iter=epochs, tol=0.0, n_iter_no_change=epochs + 1, momentum=0.0, random_state=seed,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return net.fit(X, Y).n_iter_

    return sum(Parallel(n_jobs=1)(delayed(fit)(seed) for seed in range(FITS)))


def agree(epochs: int, results: dict[str, Any]) -> None:
    """Raise ValueError unless JAX comes to the same weights and scikit-learn ran all epochs."""
    for name in results.keys() - {OURS, "sklearn"}:
        apart = np.abs(results[name] - results[OURS]) / (1 + np.abs(results[OURS]))
        if not (apart < 0.01).mean() > 0.99:
            at = np.unravel_index(apart.argmax(), apart.shape)
            raise ValueError(f"a weight is {results[name][at]} by {name} and {results[OURS][at]} by {OURS}")
    if results.get("sklearn", FITS * epochs) != FITS * epochs:
        raise ValueError(f"scikit-learn ran {results['sklearn']} epochs in {FITS} fits of {epochs}")


def bars(quick: bool) -> Iterator[Bar]:
    """F9."""
    nets, epochs = (2**9, 100) if quick else (2**13, 2000)
    weights = first_weights(nets)
    acts: dict[str, Callable[[], Any]] = {OURS: partial(in_lanes, weights, epochs)}
    if installed("jax"):
        acts["jax"] = in_jax(weights, epochs)
    acts["sklearn"] = partial(in_sklearn, epochs)
    work = f"train_many, {nets:,} XOR nets, {epochs:,} epochs"
    amount, part = float(FLOPS * nets * epochs), {"sklearn": FITS / nets}
    yield Bar("F9", work, acts, partial(agree, epochs), {"jax": 10}, multiplying(), amount, 0.6, part=part)
