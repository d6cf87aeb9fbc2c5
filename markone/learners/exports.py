"""What `markone.learners` makes public, each name loaded when it is first used."""

import importlib
from typing import Any

HOMES = {
    "Activation": "activations",
    "MLPClassifier": "mlp",
    "MLPRegressor": "mlp",
    "ManyNets": "many",
    "MarkOneClassifier": "mark_one",
    "Perceptron": "perceptron",
    "PerceptronStack": "stack",
    "PocketPerceptron": "pocket",
    "check_gradient": "gradients",
    "load": "saved",
    "register": "registry",
    "save": "saved",
    "train_many": "many",
}
"""Each public name, and the file where it is written."""


def exported(name: str) -> Any:
    """What has one of these names."""
    return getattr(importlib.import_module(f"markone.learners.{HOMES[name]}"), name)
