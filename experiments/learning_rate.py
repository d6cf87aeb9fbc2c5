"""What does the learning rate do to the perceptron?

Fifty linearly separable points, and the perceptron rule with rates from 0.001 to 1: once from the lecture's
weights (0.1, -0.1, 0.02) and once from zero. Expect that from zero the rate changes nothing, because it
only scales all weights alike. From the lecture's start it matters only as far as the start does: those
weights are small, so a rate of 0.01 and more forgets them within an epoch or so, and only rates far below
them take their time to unlearn them. Data sets differ far more than rates, so the bands are wide.

With ten seeds of a hundred data sets it takes about half a minute, with --quick a few seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.table import Table

from markone import stimuli
from markone.draw.line_plots import MEDIAN, Panel, line_plots
from markone.lecture.perceptron import START, first_error_free, perceptron_epochs
from markone.statistics import quartiles_of
from markone.study import Found, Measured, Study, medians

STARTS = {"lecture's start": START, "zero": (0.0, 0.0, 0.0)}


@dataclass(frozen=True)
class Config:
    """How many seeds, data sets for each, points in each, and epochs at most."""

    seeds: int = 10
    sets: int = 100
    points: int = 50
    epochs: int = 1000
    shown: int = 30
    """Epochs of which the mistakes are drawn."""


def rates(config: Config) -> Mapping[str, float]:
    """The rates, by title."""
    return {f"rate {rate:g}": rate for rate in (0.001, 0.003, 0.01, 0.1, 1.0)}


def measure(rate: float, seed: int, config: Config) -> Measured:
    """Learn many data sets from both starts: the epochs that were needed, and the mistakes in each."""
    first: dict[str, list[float]] = {name: [] for name in STARTS}
    wrong = []
    for data_seed in np.random.SeedSequence(seed).spawn(config.sets):
        X, y = stimuli.points(config.points, data_seed)
        for name, start in STARTS.items():
            _, mistakes = perceptron_epochs(X, y, config.epochs, rate, start)
            first[name].append(min(first_error_free(mistakes), config.epochs))
            if name == "lecture's start":
                wrong.append(mistakes[: config.shown] / config.points)
    curve, ours, zero = np.mean(wrong, axis=0), *(np.array(each) for each in first.values())
    metrics = {
        "median epochs": quartiles_of(ours).median,
        "median from zero": quartiles_of(zero).median,
        "within 12 epochs": (ours <= 12).mean(),
        "unfinished": (ours == config.epochs).mean(),
    }
    return Measured(metrics, {"share wrong": curve}, {"first": first, "wrong": curve})


def pooled(found: Found, case: str, start: str) -> list[float]:
    """First epochs without a mistake of all data sets of all seeds."""
    return [each for measured in found[case] for each in measured.data["first"][start]]


def table(found: Found, config: Config) -> Table:
    """What the figure draws and the answer says: medians over the data sets of all seeds."""
    columns = {f"from {name}": {case: pooled(found, case, name) for case in found} for name in STARTS}
    sets = config.sets * max(map(len, found.values()))
    return medians(f"Median of {sets} data sets: epochs until the first without a mistake", columns)


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Epochs against the rate, and the mistakes epoch by epoch."""
    values = list(rates(config).values())
    by_rate = {name: (values, [pooled(found, case, name) for case in found]) for name in STARTS}
    steps = list(range(1, config.shown + 1))
    by_epoch = {
        case: (steps, list(zip(*(one.data["wrong"] for one in group), strict=True)))
        for case, group in found.items()
    }
    return {
        "learning_rate": line_plots(
            [
                Panel("Until an epoch without a mistake", "learning rate", "epochs", by_rate, log="xy"),
                Panel("From the lecture's start", "epoch", "training error", by_epoch, log="y"),
            ],
            MEDIAN,
            ", left of the data sets, right of the seeds' means",
        )
    }


def answer(found: Found, config: Config) -> str:
    """What the rate did."""
    median = {
        start: [
            quartiles_of(pooled(found, case, start)).median for case in (*list(found)[:1], *list(found)[-1:])
        ]
        for start in STARTS
    }
    slow, fast = median["lecture's start"]
    zero_slow, zero_fast = median["zero"]
    return (
        f"From the lecture's start the median data set is learnt after {slow:g} epochs with a rate of 0.001 "
        f"and after {fast:g} with a rate of 1; from zero after {zero_slow:g} and {zero_fast:g}."
    )


STUDY = Study(
    name="learning_rate",
    question="What does the learning rate do to the perceptron?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, sets=15, epochs=200),
    cases=rates,
    measure=measure,
    figures=figures,
    answer=answer,
    table=table,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
