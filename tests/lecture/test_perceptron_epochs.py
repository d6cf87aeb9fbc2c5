"""The lecture's perceptron epoch by epoch, and how long it takes over random data."""

import naive
import numpy as np
import pytest

from markone import stimuli
from markone.learners import Perceptron
from markone.lecture.perceptron import RATE, START, first_error_free, perceptron_epochs


def test_the_weights_are_those_before_each_pass():
    X, y = stimuli.points(seed=1)
    before, mistakes = perceptron_epochs(X, y, 6)
    w = list(START)
    for number in range(6):
        assert before[number] == pytest.approx(w)
        w, count = naive.perceptron_epoch(X.tolist(), y.tolist(), w, RATE)
        assert mistakes[number] == count


def test_they_are_the_estimators():
    X, y = stimuli.points(seed=2)
    before, mistakes = perceptron_epochs(X, y, 9, rate=0.3)
    fitted = Perceptron(0.3, max_iter=8, shuffle=False, start=START).fit(X, y)
    assert before[fitted.n_iter_].tolist() == [*fitted.coef_[0], fitted.intercept_[0]]
    assert mistakes[: fitted.n_iter_].tolist() == fitted.mistakes_


def test_after_a_clean_pass_nothing_moves():
    X, y = stimuli.points(seed=1)
    before, mistakes = perceptron_epochs(X, y, 30)
    clean = int(first_error_free(mistakes))
    assert mistakes[clean - 1] == 0 < mistakes[clean - 2]
    assert (before[clean - 1 :] == before[clean - 1]).all()
    assert first_error_free(mistakes[: clean - 1]) == np.inf


def test_golden_first_error_free_epochs_over_random_data():
    """Median 10, quartiles 5 and 21, 59 % within 12 epochs and 83 % within 30: of 4,000 data sets."""
    first = np.array(
        [first_error_free(perceptron_epochs(*stimuli.points(seed=seed), 200)[1]) for seed in range(4000)]
    )
    low, median, high = np.percentile(first, (25, 50, 75))
    assert low == pytest.approx(5, abs=1)
    assert median == pytest.approx(10, abs=1)
    assert high == pytest.approx(21, abs=1.5)
    assert (first <= 12).mean() == pytest.approx(0.59, abs=0.025)
    assert (first <= 30).mean() == pytest.approx(0.83, abs=0.025)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"y": [1, 1, 1, 1]}, "y holds 1 class, 1; a classifier needs at least two"),
        ({"y": [0, 1, 2, 1]}, "y holds 3 classes"),
        ({"y": [0, 1]}, r"y \(2,\)"),
        ({"X": np.full((4, 2), np.nan)}, "NaN or infinity"),
        ({"start": [0.0, 1.0]}, r"start \(2,\)"),
        ({"rate": 2}, r"rate is 2; it must be a number in \(0, 1\]"),
        ({"epochs": 0}, "epochs is 0"),
    ],
)
def test_what_has_no_line_is_refused(wrong, said):
    X, y = stimuli.xor()
    with pytest.raises(ValueError, match=said):
        perceptron_epochs(**{"X": X, "y": y, "epochs": 3, **wrong})
