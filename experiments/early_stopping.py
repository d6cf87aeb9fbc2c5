"""When should training end? A net that has seen too little, with and without early stopping.

A hundred and fifty digits, a fifth of them wrongly labelled, are learnt by a net with 100 hidden
units that can memorise them all; two hundred more are held back for validation, and a
quarter of all digits are the test. Expect overfitting: the training loss falls to the end while the
validation loss turns round early; that the weights kept by early stopping, those of the best
validation score, do better on the test data than the last ones; and that dropout alone, another
regulariser, does less for so long a training.

With five seeds it takes about half a minute on two cores, with --quick a few seconds.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from markone.draw.loss_curves import loss_curves
from markone.learners import MLPClassifier
from markone.study import Found, Measured, Study
from markone.study.data import accuracy, small_digits
from markone.study.results import interval


@dataclass(frozen=True)
class Config:
    """How many seeds, digits and epochs, the share of wrong labels, and the patience."""

    seeds: int = 5
    train: int = 150
    held: int = 200
    wrong: float = 0.2
    epochs: int = 400
    patience: int = 20


def cases(config: Config) -> dict[str, dict[str, Any]]:
    """What is given to the net besides."""
    to_the_end = {"n_iter_no_change": config.epochs}
    stopping = {"early_stopping": True, "n_iter_no_change": config.patience}
    return {
        "to the end": to_the_end,
        "early stopping": stopping,
        "dropout": {**to_the_end, "dropout": 0.5},
        "dropout and stopping": {**stopping, "dropout": 0.5},
    }


def mislabelled(y: np.ndarray, share: float, seed: int) -> np.ndarray:
    """The labels, a share of which are another digit than they should be."""
    rng, y = np.random.default_rng(seed), y.copy()
    rows = rng.permutation(len(y))[: round(share * len(y))]
    y[rows] = (y[rows] + rng.integers(1, 10, len(rows))) % 10
    return y


def measure(case: dict[str, Any], seed: int, config: Config) -> Measured:
    """Train one net, and try the weights that it keeps."""
    task, ends = small_digits(seed), config.train + config.held
    X, y = task.X[: config.train], mislabelled(task.y[: config.train], config.wrong, seed)
    X_val, y_val = task.X[config.train : ends], task.y[config.train : ends]
    net = MLPClassifier((100,), alpha=0.0, batch_size=32, max_iter=config.epochs, random_state=seed, **case)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        net.fit(X, y, X_val=X_val, y_val=y_val)
    kept = int(np.argmax(net.validation_scores_)) + 1 if net.early_stopping else net.n_iter_
    metrics = {"test accuracy": accuracy(net, task.X_test, task.y_test), "kept": kept, "epochs": net.n_iter_}
    curves = {"train/loss": net.loss_curve_, "validation/loss": net.validation_loss_curve_}
    return Measured(metrics, curves)


def figures(found: Found, config: Config) -> dict[str, Any]:
    """A panel per case."""
    losses = {
        title: (
            [measured.curves["train/loss"] for measured in group],
            [measured.curves["validation/loss"] for measured in group],
        )
        for title, group in found.items()
    }
    stops = {title: [int(measured.metrics["kept"]) for measured in group] for title, group in found.items()}
    return {"early_stopping": loss_curves(losses, stops)}


def answer(found: Found, config: Config) -> str:
    """Test accuracy of each case, and the epoch whose weights were kept."""

    def mean(title: str, metric: str) -> float:
        return interval([measured.metrics[metric] for measured in found[title]])[0]

    said = ", ".join(
        f"{title} {mean(title, 'test accuracy'):.3f} (weights of epoch {mean(title, 'kept'):.0f})"
        for title in found
    )
    return f"Test accuracy: {said}."


STUDY = Study(
    name="early_stopping",
    question="When should training end?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, epochs=60, patience=10),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
