"""scikit-learn's own checks, none of them expected to fail."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from markone.learners import MarkOneClassifier, MLPClassifier, MLPRegressor, Perceptron, PerceptronStack

LEARNERS = [
    Perceptron(),
    PerceptronStack(),
    MarkOneClassifier(),
    MarkOneClassifier("full"),
    MLPClassifier(max_iter=100),
    MLPRegressor(max_iter=100),
]


@pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning"
)  # a hundred passes are enough here
@parametrize_with_checks(LEARNERS)
def test_scikit_learns_checks(estimator, check):
    check(estimator)
