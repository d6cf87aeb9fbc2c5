"""The Mark I Perceptron of 1960 as a machine that runs, beside what came after.

Public names are loaded when they are first used, so that `import markone` stays light.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markone import stimuli
    from markone.faults import Fault
    from markone.kernels.machine import Spec
    from markone.learners import (
        MarkOneClassifier,
        MLPClassifier,
        MLPRegressor,
        Perceptron,
        PerceptronStack,
        PocketPerceptron,
        check_gradient,
        load,
        save,
        train_many,
    )
    from markone.learners.fleet import fleet
    from markone.machine import MarkOne, Operator, Panel, teach
    from markone.separability import separable
    from markone.spec import build
    from markone.switchboard import Wiring, plug

_HOMES = {
    "Fault": "markone.faults",
    "MLPClassifier": "markone.learners",
    "MLPRegressor": "markone.learners",
    "MarkOne": "markone.machine",
    "MarkOneClassifier": "markone.learners",
    "Operator": "markone.machine",
    "Panel": "markone.machine",
    "Perceptron": "markone.learners",
    "PerceptronStack": "markone.learners",
    "PocketPerceptron": "markone.learners",
    "Spec": "markone.kernels.machine",
    "Wiring": "markone.switchboard",
    "build": "markone.spec",
    "check_gradient": "markone.learners",
    "fleet": "markone.learners.fleet",
    "load": "markone.learners",
    "plug": "markone.switchboard",
    "save": "markone.learners",
    "separable": "markone.separability",
    "teach": "markone.machine",
    "train_many": "markone.learners",
}

__all__ = [
    "Fault",
    "MLPClassifier",
    "MLPRegressor",
    "MarkOne",
    "MarkOneClassifier",
    "Operator",
    "Panel",
    "Perceptron",
    "PerceptronStack",
    "PocketPerceptron",
    "Spec",
    "Wiring",
    "build",
    "check_gradient",
    "fleet",
    "load",
    "plug",
    "save",
    "separable",
    "stimuli",
    "teach",
    "train_many",
]


def __getattr__(name: str) -> object:
    if name == "stimuli":
        return importlib.import_module("markone.stimuli")
    if name not in _HOMES:
        raise AttributeError(f"module 'markone' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
