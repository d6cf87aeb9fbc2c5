"""scikit-learn's own checks, none of them expected to fail."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from markone.learners import (
    MarkOneClassifier,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    PerceptronStack,
    PocketPerceptron,
)

LEARNERS = [
    Perceptron(random_state=0),
    PerceptronStack(random_state=0),
    PocketPerceptron(random_state=0),
    MarkOneClassifier(random_state=0),
    MarkOneClassifier("full", random_state=0),
    MLPClassifier(max_iter=100, random_state=0),
    MLPRegressor(max_iter=100, random_state=0),
]


@pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning"
)  # a hundred passes are enough here
@parametrize_with_checks(LEARNERS)
def test_scikit_learns_checks(estimator, check):
    check(estimator)
