"""Which initialisation lets the gradient through? Zero, small, Glorot's and He's weights under the same net.

A net with three hidden layers of 64 units learns scikit-learn's digits by gradient descent, with tanh
and with ReLU, from four initialisations: all weights zero; independent normal draws with standard deviation
0.05; Glorot and Bengio (2010); He and others (2015). Expect that from zero only the biases of the
output ever move, and the units of a layer stay alike; that from small weights so little comes back
to the first layer that learning waits; and that both scaled starts set off at once.

With five seeds it takes about a minute on two cores, with --quick a few seconds.
"""

import warnings
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from markone.draw.curves import learning_curves
from markone.learners import MLPClassifier
from markone.learners.propagate import propagate
from markone.study import Found, Measured, Study
from markone.study.data import Task, accuracy, small_digits
from markone.study.results import interval

ACTIVATIONS = {"tanh": "tanh", "relu": "ReLU"}
STARTS = {"zero": "zero", "small": "N(0, 0.05)", "glorot": "Glorot", "he": "He"}
Case = tuple[str, str]


@dataclass(frozen=True)
class Config:
    """How many seeds, epochs and digits, and the net."""

    seeds: int = 5
    epochs: int = 40
    digits: int = 1797
    layers: int = 3
    units: int = 64
    rate: float = 0.05


def cases(config: Config) -> dict[str, Case]:
    """Each activation with each start."""
    return {
        f"{ACTIVATIONS[activation]}, {STARTS[start]}": (activation, start)
        for activation, start in product(ACTIVATIONS, STARTS)
    }


def first_gradient(net: MLPClassifier, task: Task) -> float:
    """The norm of dE/dW of the first layer, for the mean loss of the training data."""
    names = [net.activation] * (len(net.weights_) - 1)
    T = np.eye(10)[task.y]
    passed = propagate(net.weights_, [*names, "softmax"], task.X, T, "cross-entropy")
    return float(np.linalg.norm(passed.gradients[0]) / len(task.y))


def measure(case: Case, seed: int, config: Config) -> Measured:
    """Train one net, its test accuracy taken after each epoch."""
    task = small_digits(seed, config.digits)
    activation, start = case
    net = MLPClassifier(
        [config.units] * config.layers,
        activation,
        solver="sgd",
        momentum=0.0,
        alpha=0.0,
        batch_size=32,
        learning_rate_init=1e-300,
        max_iter=1,
        n_iter_no_change=config.epochs,
        initialiser=start,
        warm_start=True,
        random_state=seed,
    )
    curve: list[float] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        gradient = first_gradient(net.fit(task.X, task.y), task)  # an epoch that moves nothing
        net.set_params(learning_rate_init=config.rate, max_iter=config.epochs)
        net.set_params(callbacks=[lambda net, _: curve.append(accuracy(net, task.X_test, task.y_test))])
        net.fit(task.X, task.y)
    metrics = {
        "test accuracy": curve[-1],
        "first gradient": gradient,
        "unlike units": len(np.unique(net.weights_[0], axis=0)),
    }
    return Measured(metrics, {"test/accuracy": curve})


def figures(found: Found, config: Config) -> dict[str, Any]:
    """A panel per activation, a curve per start."""
    panels: dict[str, dict[str, list]] = {title: {} for title in ACTIVATIONS.values()}
    for title, (activation, start) in cases(config).items():
        curves = [measured.curves["test/accuracy"] for measured in found[title]]
        panels[ACTIVATIONS[activation]][STARTS[start]] = curves
    return {"initialisation": learning_curves(panels)}


def answer(found: Found, config: Config) -> str:
    """Test accuracy of each start."""

    def after(title: str) -> str:
        mean, _ = interval([measured.metrics["test accuracy"] for measured in found[title]])
        return f"{mean:.3f}"

    said = [
        f"{name}: " + ", ".join(f"{title} {after(f'{name}, {title}')}" for title in STARTS.values())
        for name in ACTIVATIONS.values()
    ]
    return f"Test accuracy after {config.epochs} epochs, by initialisation. {'; '.join(said)}."


STUDY = Study(
    name="initialisation",
    question="Which initialisation lets the gradient through?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, epochs=6, digits=400, units=32),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
