import naive
import numpy as np
import pytest

from markone.kernels.pocket import LONGEST, RIGHT, RUN, count_right, pocket_epoch


def test_passes_are_the_naive_ones(rng):
    for _ in range(20):
        X, target = rng.random((30, 2)), rng.integers(2, size=30).astype(float)
        w, pocket, counts = np.zeros(3), np.zeros(3), np.zeros(3, dtype=np.int64)
        counts[RIGHT] = count_right(X, target, pocket)
        slow = [0.0] * 3, [0.0] * 3, 0, 0, None
        for _ in range(4):
            order = rng.integers(30, size=30)
            pocket_epoch(X, target, order, w, pocket, counts, 0.3)
            slow = naive.pocket_epoch(X.tolist(), target.tolist(), order, slow[0], slow[1], 0.3, *slow[2:4])
            assert w == pytest.approx(slow[0])
            assert pocket == pytest.approx(slow[1])
            assert [counts[RUN], counts[LONGEST], counts[RIGHT]] == list(slow[2:])
