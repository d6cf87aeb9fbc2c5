"""Training with n_jobs is never much slower than with one thread, on idle cores and on busy ones."""

import subprocess
import sys
import time

import numpy as np
import pytest
from joblib import cpu_count

from markone import MLPClassifier

pytestmark = pytest.mark.benchmark
ROUNDS = 9


def slower(units):
    """The median of (time with two threads / with one, in the same round)."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(2000, 64)).astype(np.float32), np.arange(2000) % 10
    passes = max(1, 4000 // units)

    def took_s(n_jobs):
        net = MLPClassifier(
            (units,), max_iter=passes, tol=-1.0, dtype="float32", n_jobs=n_jobs, random_state=0
        )
        start = time.perf_counter()
        net.fit(X, y)
        return time.perf_counter() - start

    took_s(2)
    return np.median([took_s(2) / took_s(1) for _ in range(ROUNDS)])


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("units", [8, 64, 256, 1024])
@pytest.mark.parametrize(("busy", "most"), [(False, 1.1), (True, 1.25)])
def test_threads_cost_little_where_they_gain_nothing(units, busy, most):
    others = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(cpu_count() if busy else 0)
    ]
    try:
        assert slower(units) < most
    finally:
        for other in others:
            other.kill()
            other.wait()
