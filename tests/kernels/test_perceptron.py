import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markone import stimuli
from markone.kernels.perceptron import perceptron_epoch


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.sampled_from([0.1, 0.5, 1.0]))
def test_an_epoch_is_the_naive_one(seed, d, rate):
    rng = np.random.default_rng(seed)
    X, target, w = rng.normal(size=(15, d)), rng.integers(2, size=15) * 1.0, rng.normal(size=d + 1)
    expected, mistakes = naive.perceptron_epoch(X.tolist(), target.tolist(), w.tolist(), rate)
    assert perceptron_epoch(X, target, w, rate) == mistakes
    assert w == pytest.approx(expected, abs=1e-12)


def test_the_lectures_points_are_learnt_in_ten_passes_or_so():
    """Golden: over random data sets the median first error-free pass is 10, with quartiles 5 and 21."""
    firsts = []
    for seed in range(2000):
        X, y = stimuli.points(seed=seed)
        w = np.array([0.1, -0.1, 0.02])
        passes = (n for n in range(1, 200) if perceptron_epoch(X, y * 1.0, w, 0.1) == 0)
        firsts.append(next(passes, 200))
    lower, median, upper = np.percentile(firsts, [25, 50, 75])
    assert abs(median - 10) <= 1
    assert abs(lower - 5) <= 1
    assert abs(upper - 21) <= 2
    assert np.mean(np.array(firsts) <= 12) == pytest.approx(0.59, abs=0.04)
    assert np.mean(np.array(firsts) <= 30) == pytest.approx(0.83, abs=0.04)
