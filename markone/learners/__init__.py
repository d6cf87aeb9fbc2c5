"""Who learns, without a clock: estimators with scikit-learn's API."""

from markone.learners.gradients import check_gradient
from markone.learners.many import ManyNets, train_many
from markone.learners.mark_one import MarkOneClassifier
from markone.learners.mlp import MLPClassifier, MLPRegressor
from markone.learners.perceptron import Perceptron
from markone.learners.pocket import PocketPerceptron
from markone.learners.saved import load, save
from markone.learners.stack import PerceptronStack

__all__ = [
    "MLPClassifier",
    "MLPRegressor",
    "ManyNets",
    "MarkOneClassifier",
    "Perceptron",
    "PerceptronStack",
    "PocketPerceptron",
    "check_gradient",
    "load",
    "save",
    "train_many",
]
