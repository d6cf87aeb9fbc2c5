"""What if the decision boundary is no line: who learns it?

Points in the unit square are to be told by whether they lie in a disc of half its area. Expect the
perceptron to stay near chance and never to converge; its pocket (Gallant) to keep the best line it met,
which cuts off a part of the square and is right on some two thirds; and both cures to come near to the
disc: a layer of units that is drawn at random and never learns below a perceptron (the Mark I's own
answer, with the points shown as bars of light on its retina, or threshold units on the bare numbers), and
an MLP, whose hidden units learn too.

With ten seeds it takes about half a minute on two cores, with --quick about five seconds.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from markone import stimuli
from markone.draw.curves import learning_curves
from markone.learners import (
    MarkOneClassifier,
    MLPClassifier,
    Perceptron,
    PerceptronStack,
    PocketPerceptron,
)
from markone.lecture.figures.decision_boundary import decision_regions, grid_points
from markone.statistics import mean_of
from markone.study import Found, Measured, Study


@dataclass(frozen=True)
class Config:
    """How many seeds, points to learn and to be asked, and epochs at most."""

    seeds: int = 10
    points: int = 200
    fresh: int = 1000
    epochs: int = 200


def learners(config: Config) -> Mapping[str, Callable[..., Any]]:
    """How each learner is made from seed and callbacks, by title."""

    def with_epochs(kind: Callable[..., Any], **fixed: Any) -> Callable[..., Any]:
        return lambda **given: kind(max_iter=config.epochs, **fixed, **given)

    mlp = {"hidden_layer_sizes": (16,), "activation": "tanh", "learning_rate_init": 0.03, "tol": 0.0}
    return {
        "Perceptron": with_epochs(Perceptron),
        "Pocket": with_epochs(PocketPerceptron),
        "Mark I": with_epochs(MarkOneClassifier),
        "Random units": with_epochs(PerceptronStack, n_hidden=512),
        "MLP": with_epochs(MLPClassifier, **mlp),
    }


def measure(make: Callable[..., Any], seed: int, config: Config) -> Measured:
    """Learn one data set, asked about fresh points after each epoch."""
    ours, theirs = np.random.SeedSequence(seed).spawn(2)
    (X, y), (fresh, wanted) = stimuli.disc(config.points, ours), stimuli.disc(config.fresh, theirs)
    train: list[float] = []
    test: list[float] = []

    def watch(learner: Any, passed: int) -> None:
        train.append((learner.predict(X) == y).mean())
        test.append((learner.predict(fresh) == wanted).mean())

    learner = make(random_state=seed, callbacks=[watch])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        learner.fit(X, y)
    metrics = {"train": learner.score(X, y), "test": learner.score(fresh, wanted), "epochs": learner.n_iter_}
    shown = (X, y, learner.predict(grid_points()).astype(np.int8)) if seed == 0 else None
    curves = {"train accuracy": train, "test accuracy": test}
    return Measured(metrics, curves, {**curves, "shown": shown})


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Accuracy epoch by epoch, and what each learner of seed 0 answers all over the square."""
    panels = {
        title: {name: [one.data[which] for one in group] for name, group in found.items()}
        for which, title in (("train accuracy", "Training data"), ("test accuracy", "Test data"))
    }
    shown = {name: group[0].data["shown"] for name, group in found.items()}
    return {
        "nonlinear": learning_curves(panels, "accuracy on a disc in the square"),
        "regions": decision_regions(shown),
    }


def answer(found: Found, config: Config) -> str:
    """Who knows the disc."""
    test = {name: mean_of([one.metrics["test"] for one in group]).mean for name, group in found.items()}
    return (
        f"On fresh points the perceptron is right on {test['Perceptron']:.3f} and its pocket on "
        f"{test['Pocket']:.3f}; a random layer below it brings {test['Mark I']:.3f} (Mark I) and "
        f"{test['Random units']:.3f} (threshold units), hidden units that learn {test['MLP']:.3f} (MLP)."
    )


STUDY = Study(
    name="nonlinear",
    question="What if the decision boundary is no line: who learns it?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, points=200, fresh=300, epochs=150),
    cases=learners,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
