import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markone import stimuli
from markone.kernels.perceptron import (
    pack,
    perceptron_epoch,
    perceptron_epochs,
    perceptron_step,
)

KINDS = [np.float64, np.float32, np.uint8, np.uint64]


def as_kind(X, kind):
    """Samples as `kind`; uint64 means bits."""
    return np.array([*map(naive.words, X.tolist())], kind) if kind == np.uint64 else X.astype(kind)


def task(seed, n, d, kind):
    """Small whole numbers, for which sums are exact in any order: as `kind`, as a list, and targets."""
    rng = np.random.default_rng(seed)
    X = rng.integers(2 if kind == np.uint64 else 4, size=(n, d))
    return as_kind(X, kind), X.tolist(), rng.integers(2, size=n)


def start(d, kind):
    return np.append(np.zeros(d), 0.5).astype(np.float32 if kind == np.float32 else np.float64)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.sampled_from([0.1, 0.5, 1.0]))
def test_an_epoch_is_the_naive_one(seed, d, rate):
    rng = np.random.default_rng(seed)
    X, target, w = rng.normal(size=(15, d)), rng.integers(2, size=15) * 1.0, rng.normal(size=d + 1)
    expected, mistakes = naive.perceptron_epoch(X.tolist(), target.tolist(), w.tolist(), rate)
    assert perceptron_epoch(X, target, None, w, rate) == mistakes
    assert w == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 140), st.sampled_from(KINDS))
def test_every_kind_of_sample_is_learnt_exactly_as_by_hand(seed, d, kind):
    X, plain, target = task(seed, 12, d, kind)
    w, expected, counts = start(d, kind), start(d, kind).tolist(), []
    for _ in range(3):
        expected, count = naive.perceptron_epoch(plain, target.tolist(), expected, 1)
        counts.append(count)
        if count == 0:
            break
    mistakes = np.zeros(3, np.int64)
    assert mistakes[: perceptron_epochs(X, target, w, 1.0, mistakes)].tolist() == counts
    assert w.tolist() == expected


@pytest.mark.parametrize("d", [2, 9])
@pytest.mark.parametrize("kind", KINDS)
def test_one_sample_a_call_and_any_order(kind, d, rng):
    X, plain, target = task(5, 40, d, kind)
    order = rng.permutation(40)
    w, by_steps = start(d, kind), start(d, kind)
    shown = [plain[row] for row in order]
    expected, count = naive.perceptron_epoch(shown, target[order].tolist(), w.tolist(), 1)
    assert perceptron_epoch(X, target, order, w, 1.0) == count
    assert sum(perceptron_step(X[row], target[row], by_steps, 1.0) for row in order) == count
    assert w.tolist() == by_steps.tolist() == expected


@given(st.integers(0, 2**32 - 1), st.sampled_from([np.float64, np.float32]))
def test_samples_of_two_columns_are_weighed_as_any_others(seed, kind):
    rng = np.random.default_rng(seed)
    X, target, w = rng.normal(size=(40, 2)).astype(kind), rng.integers(2, size=40), rng.normal(size=3)
    w = w.astype(kind)
    by_steps = w.copy()
    mistakes = sum(perceptron_step(x, wanted, by_steps, 0.1) for x, wanted in zip(X, target, strict=True))
    assert perceptron_epoch(X, target, None, w, 0.1) == mistakes
    assert w.tolist() == by_steps.tolist()


def test_targets_may_be_minus_one():
    X, _, target = task(1, 30, 5, np.float64)
    w, other = start(5, np.float64), start(5, np.float64)
    assert perceptron_epoch(X, target, None, w, 1.0) == perceptron_epoch(X, 2 * target - 1, None, other, 1.0)
    assert w.tolist() == other.tolist()


def test_the_lectures_points_are_learnt_in_ten_passes_or_so():
    """Golden: over random data sets the median first error-free epoch is 10, with quartiles 5 and 21."""
    firsts = []
    for seed in range(2000):
        X, y = stimuli.points(seed=seed)
        w = np.array([0.1, -0.1, 0.02])
        epochs = (n for n in range(1, 200) if perceptron_epoch(X, y * 1.0, None, w, 0.1) == 0)
        firsts.append(next(epochs, 200))
    lower, median, upper = np.percentile(firsts, [25, 50, 75])
    assert abs(median - 10) <= 1
    assert abs(lower - 5) <= 1
    assert abs(upper - 21) <= 2
    assert np.mean(np.array(firsts) <= 12) == pytest.approx(0.59, abs=0.04)
    assert np.mean(np.array(firsts) <= 30) == pytest.approx(0.83, abs=0.04)


@pytest.mark.parametrize("d", [64, 65, 127, 128, 400])
def test_columns_are_packed_as_by_hand(rng, d):
    X = rng.integers(2, size=(9, d)).astype(np.uint8)
    for greatest in (1, 2, 255):
        X[X > 0] = 1
        X[-1, -1] = greatest
        words, only_bits = pack(X)
        assert only_bits is (greatest == 1)
        if only_bits:
            assert words.tolist() == as_kind(X, np.uint64).tolist()
