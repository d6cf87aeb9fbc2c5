"""Who learns, without a clock: estimators with scikit-learn's API, each loaded when it is first used."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markone.learners.activations import Activation
    from markone.learners.gradients import check_gradient
    from markone.learners.many import ManyNets, train_many
    from markone.learners.mark_one import MarkOneClassifier
    from markone.learners.mlp import MLPClassifier, MLPRegressor
    from markone.learners.perceptron import Perceptron
    from markone.learners.pocket import PocketPerceptron
    from markone.learners.saved import load, save
    from markone.learners.stack import PerceptronStack

_HOMES = {
    "Activation": "activations",
    "ManyNets": "many",
    "MLPClassifier": "mlp",
    "MLPRegressor": "mlp",
    "MarkOneClassifier": "mark_one",
    "Perceptron": "perceptron",
    "PerceptronStack": "stack",
    "PocketPerceptron": "pocket",
    "check_gradient": "gradients",
    "load": "saved",
    "save": "saved",
    "train_many": "many",
}

__all__ = [
    "Activation",
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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'markone.learners' has no attribute {name!r}")
    return getattr(importlib.import_module(f"markone.learners.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
