"""S14: what it costs to record a run, and not to."""

import tempfile
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from benchmarks.bar import OURS, Acts, Bar
from markone import tracking
from markone.learners import MLPClassifier
from markone.learners.parameters import Callback

CURVE = np.linspace(1.0, 0.0, 1000).tolist()
PARAMS = {f"parameter {number}": number for number in range(20)}


def record(store: tracking.Store) -> int:
    """A run with parameters and a curve of a thousand points, begun and ended; the number of points."""
    with store.run("curve", {"kind": "speed"}) as run:
        run.params(PARAMS)
        for step, value in enumerate(CURVE, 1):
            run.metrics({"loss": value}, step=step)
    return len(CURVE)


def train(callbacks: Sequence[Callback], epochs: int) -> list[float]:
    """A small net on random data; a tracked run is one that has a callback which records."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 20)), np.arange(200) % 2
    net = MLPClassifier((16,), max_iter=epochs, tol=-1e9, random_state=0, callbacks=callbacks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        return net.fit(X, y).loss_curve_


def same(results: dict[str, Any]) -> None:
    """Raise ValueError unless all contenders come to the same."""
    first, *rest = results.values()
    if any(each != first for each in rest):
        raise ValueError("tracking changes what is learnt")


def bars(quick: bool) -> Iterator[Bar]:
    """S14, with MLflow imported."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = tracking.Store(f"sqlite:///{(Path(folder) / 'speed.db').as_posix()}", "speed")
        acts: Acts = {OURS: partial(record, store)}
        yield Bar("S14", "20 parameters, a curve of 1,000 points and the end", acts, {}, same, most_s=0.15)
    epochs = 20 if quick else 200
    acts = {
        OURS: partial(train, [lambda learner, epoch: None], epochs),
        "no tracking": partial(train, (), epochs),
    }
    yield Bar("S14", "A net learns, with a callback that records nothing", acts, {"no tracking": 0.99}, same)
