"""F1 to F3: the perceptron rule at the door of `Perceptron`.

Samples and first weights are multiples of powers of two, small enough that float32 adds them exactly in
any order, and no net is zero (where scikit-learn counts a mistake and Rosenblatt does not): all
contenders but Vowpal Wabbit find the same weights. That knows no perceptron rule, and goes down the gradient
of the hinge loss; it is seen to tell the samples apart as well.
"""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bar import BEST, OURS, Acts, Bar
from benchmarks.limits import reading
from benchmarks.peers import installed
from markone.learners import Perceptron

BIAS = 2.0**-8
"""First bias: added to multiples of 2^-6 it leaves no net at zero."""
L2_BYTES = 2**18
"""What the samples of F1 take, to stay in the second cache of a core."""
WABBIT = "vowpalwabbit (hinge loss)"
NEARLY = 0.02
"""By so much less than all samples Vowpal Wabbit may be right about."""


def separable(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Samples in eighths (n, d) float32, and on which side of a plane they are."""
    rng = np.random.default_rng(d)
    X = np.round(rng.normal(size=(n, d)) * 8) / 8
    return X.astype(np.float32), (X @ np.round(rng.normal(size=d) * 8) > 0).astype(int)


def ours(X: np.ndarray, y: np.ndarray, epochs: int) -> np.ndarray:
    """markone's weights, the bias last."""
    start = np.append(np.zeros(X.shape[1]), BIAS)[None]
    fitted = Perceptron(max_iter=epochs, shuffle=False, start=start).fit(X, y)
    return np.append(fitted.coef_[0], fitted.intercept_)


def in_sklearn(X: np.ndarray, y: np.ndarray, epochs: int) -> np.ndarray:
    """scikit-learn's `fit`, which is not to stop before."""
    from sklearn.linear_model import Perceptron as Peer

    start = np.zeros((1, X.shape[1]), X.dtype)
    fitted = Peer(tol=None, max_iter=epochs, shuffle=False).fit(X, y, start, np.full(1, BIAS, X.dtype))
    return np.append(fitted.coef_[0], fitted.intercept_)


def in_python(X: list, y: list, epochs: int) -> list:
    """The rule as one writes it down."""
    columns = range(len(X[0]))
    w = [0.0] * len(columns) + [BIAS]
    for _ in range(epochs):
        for x, wanted in zip(X, y, strict=True):
            net = w[-1]
            for c in columns:
                net += w[c] * x[c]
            if (net > 0) != (wanted > 0):
                step = 1.0 if wanted > 0 else -1.0
                for c in columns:
                    w[c] += step * x[c]
                w[-1] += step
    return w


def in_river(rows: list[dict], y: list, epochs: int) -> np.ndarray:
    """River's, sample by sample; each is a dict, made before."""
    from river.linear_model import Perceptron as Peer

    learner = Peer()
    learner.intercept = BIAS
    for _ in range(epochs):
        for x, wanted in zip(rows, y, strict=True):
            learner.learn_one(x, wanted)
    return np.array([*(learner.weights[c] for c in range(len(rows[0]))), learner.intercept])


def in_wabbit(X: np.ndarray, y: np.ndarray, epochs: int, folder: str) -> np.ndarray:
    """Vowpal Wabbit on a file that it has in its own form; its weights, the bias last."""
    from vowpalwabbit import Workspace

    file, columns = Path(folder) / f"{X.shape[1]}.txt", range(X.shape[1])
    if not file.exists():
        rows = (" ".join(f"{c}:{x[c]}" for c in columns) for x in X.tolist())
        file.write_text("\n".join(f"{2 * wanted - 1} | {row}" for wanted, row in zip(y, rows, strict=True)))
    options = f"-c -k --passes {epochs} --holdout_off --loss_function hinge --sgd --quiet"
    learner = Workspace(f"-d {file} {options}")
    weights = [learner.get_weight_from_name(name) for name in (*map(str, columns), "Constant")]
    learner.finish()
    return np.array(weights)


def same(X: np.ndarray, y: np.ndarray, results: dict[str, Any]) -> None:
    """Raise ValueError unless all weights are those of markone, and Vowpal Wabbit nearly always right."""
    for name, found in results.items():
        weights = np.ravel(found)
        if name == WABBIT:
            right = np.mean((X @ weights[:-1] + weights[-1] > 0) == y)
            if right < 1 - NEARLY:
                raise ValueError(f"{name} is right about {right:.1%} of the samples; nearly all were asked")
        elif not np.array_equal(weights, results[OURS]):
            first = np.flatnonzero(weights != results[OURS])[0]
            raise ValueError(
                f"weight {first} is {weights[first]} by {name} and {results[OURS][first]} by {OURS}"
            )


def _short_of_convergence(X: np.ndarray, y: np.ndarray) -> None:
    """Make the last sample the first with the other label, so that no epoch is free of mistakes."""
    X[-1], y[-1] = X[0], 1 - y[0]


def _rule(d: int, quick: bool, folder: str) -> Bar:
    """F1 for samples of `d` columns."""
    n = min(2000, L2_BYTES // (4 * d)) // (10 if quick else 1)
    X, y = separable(n, d)
    _short_of_convergence(X, y)
    epochs = 20 if quick else 400
    acts: Acts = {OURS: partial(ours, X, y, epochs), "sklearn": partial(in_sklearn, X, y, epochs)}
    rows, labels = X.tolist(), y.tolist()
    acts["Python"] = partial(in_python, rows, labels, epochs)
    if installed("river"):
        acts["river"] = partial(in_river, [dict(enumerate(x)) for x in rows], labels, epochs)
    if installed("vowpalwabbit"):
        acts[WABBIT] = partial(in_wabbit, X, y, epochs, folder)
    limit = reading(X.nbytes) if d >= 400 else None
    work = f"Perceptron.fit, {n:,} x {d} float32, {epochs} epochs"
    return Bar(
        "F1", work, acts, partial(same, X, y), {BEST: 10}, limit, float(X.nbytes * epochs), limit and 0.6
    )


def _retina(quick: bool) -> Bar:
    """F2."""
    n, epochs = (2000 if quick else 100_000), 10
    rng = np.random.default_rng(0)
    lit = rng.random((n, 400), dtype=np.float32) < 0.3
    net = lit.astype(np.float32) @ rng.integers(-8, 9, 400).astype(np.float32)
    y, X = (net > np.median(net)).astype(int), lit.astype(np.float32)
    acts: Acts = {OURS: partial(ours, lit, y, epochs), "sklearn": partial(in_sklearn, X, y, epochs)}
    bits = n * 400 // 8
    work = f"Perceptron.fit, {n:,} slides of 20 x 20 bool, {epochs} epochs"
    return Bar("F2", work, acts, partial(same, X, y), {BEST: 20}, reading(bits), float(bits * epochs))


def _short_fit() -> Bar:
    """F3: fifty points on both sides of a line, so near to it that ten epochs are not enough."""
    X = np.round(np.random.default_rng(2).normal(size=(50, 2)) * 8) / 8
    y = (X @ [9.0, -5.0] > 0).astype(int)
    acts: Acts = {OURS: partial(ours, X, y, 10), "sklearn": partial(in_sklearn, X, y, 10)}
    return Bar("F3", "Perceptron.fit, 50 x 2, 10 epochs", acts, partial(same, X, y), {BEST: 5})


def bars(quick: bool) -> Iterator[Bar]:
    """F1 to F3."""
    with tempfile.TemporaryDirectory() as folder:
        for d in (2, 20, 400, 784):
            yield _rule(d, quick, folder)
    yield _retina(quick)
    yield _short_fit()
