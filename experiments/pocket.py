"""What does Gallant's pocket save when the data are not linearly separable?

The lecture's points, with label noise: a share has the other label. The perceptron never converges on
them, and where it stands when it is stopped is luck; the pocket keeps the best weights that it met.
Beside them stands the best separating line there is, found by trying every line through two points.
Expect the pocket to be within a point or so of it, and the perceptron to fall behind.

With ten seeds it takes about ten seconds, with --quick a few.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from markone import stimuli
from markone.draw.line_plots import MEAN, Panel, line_plots
from markone.learners import Perceptron, PocketPerceptron
from markone.statistics import mean_of
from markone.study import Found, Measured, Study

LINES = {"best line": "best", "pocket": "pocket", "perceptron": "perceptron"}


@dataclass(frozen=True)
class Config:
    """How many seeds, points and epochs."""

    seeds: int = 10
    points: int = 50
    epochs: int = 1000


def shares(config: Config) -> Mapping[str, float]:
    """The label noise, by title."""
    return {f"{share:.0%} flipped": share for share in (0.0, 0.05, 0.1, 0.2, 0.3)}


def fewest_mistakes(X: np.ndarray, y: np.ndarray) -> int:
    """The mistakes of the best line for X (n, 2) and y (n,) of 0 and 1, by trying all.

    Some best line can be moved until it touches two points, and then be turned a little so that each of
    these falls on its own side: so they do not count.
    """
    first, second = np.triu_indices(len(X), k=1)
    along = X[second] - X[first]
    side = (along[:, :1] * (X[:, 1] - X[first, 1:]) - along[:, 1:] * (X[:, 0] - X[first, :1])) > 0
    wrong = side != y.astype(bool)
    pairs = np.arange(len(first))
    wrong[pairs, first] = wrong[pairs, second] = False
    one_way = wrong.sum(axis=1)
    return int(min(one_way.min(), (len(X) - 2 - one_way).min(), y.sum(), len(y) - y.sum()))


def measure(share: float, seed: int, config: Config) -> Measured:
    """The training accuracy of the three lines."""
    X, y = stimuli.points(config.points, seed)
    flipped = np.random.default_rng([seed, 1]).random(config.points) < share
    y = np.where(flipped, 1 - y, y)
    plain = Perceptron(max_iter=config.epochs, random_state=seed).fit(X, y)
    pocket = PocketPerceptron(max_iter=config.epochs, random_state=seed).fit(X, y)
    best = 1 - fewest_mistakes(X, y) / config.points
    return Measured({"best": best, "pocket": pocket.score(X, y), "perceptron": plain.score(X, y)})


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Training accuracy against label noise."""
    x = list(shares(config).values())
    curves = {
        title: (x, [[one.metrics[name] for one in group] for group in found.values()])
        for title, name in LINES.items()
    }
    panel = Panel("Points with label noise", "share of labels flipped", "training accuracy", curves)
    return {"pocket": line_plots([panel], MEAN)}


def answer(found: Found, config: Config) -> str:
    """What the pocket saved."""
    noisy = [one.metrics for group in list(found.values())[1:] for one in group]
    mean = {name: mean_of([metrics[name] for metrics in noisy]).mean for name in LINES.values()}
    return (
        f"Over all shares of flipped labels the best line is right on {mean['best']:.3f} of the points, "
        f"the pocket on {mean['pocket']:.3f} and the perceptron, where it was stopped, on "
        f"{mean['perceptron']:.3f}."
    )


STUDY = Study(
    name="pocket",
    question="What does Gallant's pocket save when the data are not linearly separable?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, points=30, epochs=200),
    cases=shares,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
