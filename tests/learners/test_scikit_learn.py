"""scikit-learn's own checks, none of them expected to fail."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from markone import MarkOneClassifier
from markone.learners.registry import everyone

LEARNERS = [kind(max_iter=100, random_state=0) for kind in everyone()]
LEARNERS.append(MarkOneClassifier("full", random_state=0))


@pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning"
)  # a hundred epochs are enough here
@parametrize_with_checks(LEARNERS)
def test_scikit_learns_checks(estimator, check):
    check(estimator)
