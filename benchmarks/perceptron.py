"""S1 to S3: the perceptron rule, beside scikit-learn's and plain Python's.

Samples and first weights are multiples of powers of two, small enough that float32 adds them exactly in
any order, and no net is zero (where scikit-learn counts a mistake and Rosenblatt does not): all
contenders find the same weights.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from benchmarks.bar import OURS, Acts, Bar
from markone.kernels.perceptron import pack, perceptron_epoch, perceptron_epochs, perceptron_step
from markone.learners import Perceptron

BIAS = 2.0**-8
"""First bias: added to multiples of 2^-6 it leaves no net at zero."""
L2_BYTES = 2**18
"""What the samples of S1 take, to stay in the second cache of a core."""


def same(results: dict[str, Any]) -> None:
    """Raise ValueError unless all weights are those of markone."""
    ours = np.asarray(results[OURS])
    for name, weights in results.items():
        if not np.array_equal(np.ravel(weights), ours):
            raise ValueError(f"{name} found other weights than {OURS}: the contenders do different work")


def separable(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Samples in eighths (n, d) float32, and on which side of a plane they are."""
    rng = np.random.default_rng(d)
    X = np.round(rng.normal(size=(n, d)) * 8) / 8
    return X.astype(np.float32), (X @ np.round(rng.normal(size=d) * 8) > 0).astype(np.float32)


def in_python(X: list, y: list, w: list, epochs: int) -> list:
    """The rule as one writes it down."""
    columns = range(len(X[0]))
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


def in_kernel(X: np.ndarray, y: np.ndarray, d: int, epochs: int, kind: type = np.float32) -> np.ndarray:
    """The same compiled, for any kind of sample with `d` columns."""
    w: np.ndarray = np.zeros(d + 1, kind)
    w[-1] = BIAS
    for _ in range(epochs):
        perceptron_epoch(X, y, None, w, 1.0)
    return w


def in_sklearn(X: np.ndarray, y: np.ndarray, epochs: int) -> np.ndarray:
    """scikit-learn's `fit`, which is not to stop before."""
    from sklearn.linear_model import Perceptron as Peer

    start = np.zeros((1, X.shape[1]), X.dtype)
    fitted = Peer(tol=None, max_iter=epochs, shuffle=False).fit(X, y, start, np.full(1, BIAS, X.dtype))
    return np.append(fitted.coef_[0], fitted.intercept_)


def _epochs(d: int, quick: bool) -> Iterator[Bar]:
    n = min(2000, L2_BYTES // (4 * d)) // (10 if quick else 1)
    X, y = separable(n, d)
    epochs = 20 if quick else 200
    acts: Acts = {
        OURS: partial(in_kernel, X, y, d, epochs),
        "sklearn": partial(in_sklearn, X, y, epochs),
    }
    work = f"Perceptron rule, {n} samples of {d} float32, {epochs} epochs"
    shown = n * epochs
    yield Bar(
        "S1", work, acts, {}, same, 2.0 * d * shown, together={"sklearn": 14}, bytes_moved=4.0 * d * shown
    )
    acts = {
        OURS: partial(in_kernel, X, y, d, 3),
        "Python": lambda: in_python(X.tolist(), y.tolist(), [0.0] * d + [BIAS], 3),
    }
    yield Bar("S1", f"Perceptron rule, {n} samples of {d}, 3 epochs", acts, {"Python": 80}, same)


def _retina(quick: bool) -> Iterator[Bar]:
    n, d = (2000 if quick else 100_000), 400
    rng = np.random.default_rng(0)
    lit = rng.random((n, d), dtype=np.float32) < 0.3
    net = lit.astype(np.float32) @ rng.integers(-8, 9, d).astype(np.float32)
    y, X, octets, bits = (net > np.median(net)).astype(np.float32), lit.astype(np.float32), lit * 1, pack(lit)
    octets = octets.astype(np.uint8)
    acts: Acts = {
        OURS: partial(in_kernel, bits, y, d, 1),
        "sklearn": partial(in_sklearn, X, y, 1),
        "markone, bytes": partial(in_kernel, octets, y, d, 1),
        "markone, float32": partial(in_kernel, X, y, d, 1),
    }
    work = f"Perceptron rule, {n:,} slides of 20 x 20 as bits, 1 epoch"
    yield Bar("S2", work, acts, {"sklearn": 20}, same, 2.0 * d * n, bytes_moved=bits.nbytes)


def _points() -> tuple[np.ndarray, np.ndarray]:
    """Fifty points on both sides of a line, so near to it that ten epochs are not enough."""
    X = np.round(np.random.default_rng(2).normal(size=(50, 2)) * 8) / 8
    return X, (X @ [9.0, -5.0] > 0).astype(int)


def _short_fit() -> Iterator[Bar]:
    X, y = _points()
    target, start, mistakes = y.astype(float), np.array([[0.0, 0.0, BIAS]]), np.zeros(10, np.int64)

    def kernel() -> np.ndarray:
        w: np.ndarray = start[0].copy()
        perceptron_epochs(X, target, w, 1.0, mistakes)
        return w

    def estimator() -> np.ndarray:
        fitted = Perceptron(max_iter=10, shuffle=False, start=start).fit(X, y)
        return np.append(fitted.coef_[0], fitted.intercept_)

    sklearn = partial(in_sklearn, X, y, 10)
    work = "Short fit: 50 points, 10 epochs"
    acts: Acts = {OURS: kernel, "sklearn fit": sklearn}
    yield Bar("S3", f"{work}, kernel", acts, {"sklearn fit": 300}, same)
    acts = {OURS: estimator, "sklearn fit, estimator": sklearn}
    yield Bar("S3", f"{work}, estimator", acts, {"sklearn fit, estimator": 3}, same)


def _one_by_one() -> Iterator[Bar]:
    from sklearn.linear_model import Perceptron as Peer

    X, y = _points()
    w: np.ndarray = np.zeros(3)
    learner = Peer(shuffle=False)
    learner.partial_fit(X[:1], y[:1], classes=[0, 1])
    x, target, rows, labels = X[0], float(y[0]), X[:1], y[:1]
    acts: Acts = {
        OURS: lambda: perceptron_step(x, target, w, 1.0),
        "sklearn partial_fit": lambda: learner.partial_fit(rows, labels),
    }

    def check(results: dict[str, Any]) -> None:
        if perceptron_step(x, target, w, 1.0) or learner.predict(rows)[0] != target:
            raise ValueError("a sample that was shown is not learnt")

    yield Bar("S3", "One sample of 2 a call", acts, {"sklearn partial_fit": 300}, check)


def bars(quick: bool) -> Iterator[Bar]:
    """S1 to S3."""
    for d in (2, 20, 400, 784):
        yield from _epochs(d, quick)
    yield from _retina(quick)
    yield from _short_fit()
    yield from _one_by_one()
