"""How much of the error reaches the first layer? Vanishing gradients, by depth, activation and start.

Nets of 4, 8 and 16 hidden layers of 64 units, not yet trained, look at scikit-learn's digits once,
and the error goes back through them. Expect that the logistic function, whose slope is at most 1/4,
loses the delta from layer to layer whatever the initialisation; that tanh keeps most of it with Glorot's
weights, and ReLU with He's, which were made for them; and that from N(0, 0.05) every layer of 64
units loses more than half (64 * 0.05^2 = 0.4^2 even without an activation).

With five seeds it takes about half a minute on two cores, with --quick a few seconds.
"""

from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np

from markone.draw.layers import delta_norms
from markone.learners.initialise import INITIALISERS
from markone.learners.propagate import propagate
from markone.study import Found, Measured, Study
from markone.study.data import small_digits
from markone.study.results import interval

ACTIVATIONS = {"logistic": "logistic", "tanh": "tanh", "relu": "ReLU"}
STARTS = {"small": "N(0, 0.05)", "glorot": "Glorot", "he": "He"}
Case = tuple[str, str]


@dataclass(frozen=True)
class Config:
    """How many seeds and digits, and the sizes of the nets."""

    seeds: int = 5
    depths: tuple[int, ...] = (4, 8, 16)
    units: int = 64
    digits: int = 400


def cases(config: Config) -> dict[str, Case]:
    """Each activation with each start."""
    return {
        f"{ACTIVATIONS[activation]}, {STARTS[start]}": (activation, start)
        for activation, start in product(ACTIVATIONS, STARTS)
    }


def norms(case: Case, depth: int, seed: int, config: Config) -> np.ndarray:
    """The norm of dE/dnet of each layer of one new net, the output the last: (depth + 1,)."""
    activation, start = case
    task, rng = small_digits(seed, config.digits), np.random.default_rng([seed, depth])
    sizes = [64, *[config.units] * depth, 10]
    weights = [INITIALISERS[start](units, inputs, rng) for inputs, units in pairwise(sizes)]
    names = [*[activation] * depth, "softmax"]
    passed = propagate(weights, names, task.X, np.eye(10)[task.y], "cross-entropy")
    return np.array([np.linalg.norm(delta) for delta in passed.deltas])


def measure(case: Case, seed: int, config: Config) -> Measured:
    """How many powers of ten are lost from the output to the first layer, for nets of each depth."""
    found = {depth: norms(case, depth, seed, config) for depth in config.depths}
    metrics = {f"decades lost in {depth}": float(np.log10(n[-1] / n[0])) for depth, n in found.items()}
    deepest = found[max(found)]
    return Measured(metrics, {"delta by layer": deepest / deepest[-1]}, found)


def figures(found: Found, config: Config) -> dict[str, Any]:
    """A panel per activation."""
    panels: dict[str, dict[str, dict[int, np.ndarray]]] = {title: {} for title in ACTIVATIONS.values()}
    for title, (activation, start) in cases(config).items():
        panels[ACTIVATIONS[activation]][STARTS[start]] = {
            depth: np.array([measured.data[depth] for measured in found[title]]) for depth in config.depths
        }
    return {"vanishing": delta_norms(panels)}


def answer(found: Found, config: Config) -> str:
    """The share that arrives in the deepest net, for each activation and start."""
    depth = max(config.depths)

    def share(title: str) -> float:
        lost, _ = interval([measured.metrics[f"decades lost in {depth}"] for measured in found[title]])
        return 10**-lost

    said = []
    for name in ACTIVATIONS.values():
        shares = {start: share(f"{name}, {start}") for start in STARTS.values()}
        said.append(f"{name}: " + ", ".join(f"{start} {value:.2g}" for start, value in shares.items()))
    return (
        f"Through {depth} hidden layers, the first layer's delta as a share of the output's "
        f"(geometric mean). {'; '.join(said)}."
    )


STUDY = Study(
    name="vanishing",
    question="How much of the error reaches the first layer?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, depths=(2, 6), units=32, digits=100),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
