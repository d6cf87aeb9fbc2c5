"""How close do the perceptron's mistakes come to Novikoff's bound?

Novikoff (1962) proved that the rule, from zero weights, makes at most R^2 / margin^2 mistakes, however
long it is taught: R is the length of the longest sample (with its 1 for the bias), the margin that of the
separating line of maximum margin. Here points near the lecture's line are left out, so that the gap
between the classes, and with it the margin, grows. Expect the bound to hold on every data set, to fall
much faster with the gap than the mistakes do, and to be far from tight: in the median less than a tenth
of it is used.

With five seeds of forty data sets it takes about 25 seconds, with --quick a few.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.table import Table

from markone import theory
from markone.draw.line_plots import MEDIAN, Panel, line_plots
from markone.lecture.perceptron import perceptron_epochs
from markone.separability import max_margin
from markone.statistics import quartiles_of
from markone.study import Found, Measured, Study, medians


@dataclass(frozen=True)
class Config:
    """How many seeds, data sets for each, points in each, and epochs at most."""

    seeds: int = 5
    sets: int = 40
    points: int = 50
    epochs: int = 20_000


def gaps(config: Config) -> Mapping[str, float]:
    """How far |x1 + x2 - 1| is from zero at least, by title."""
    return {f"gap {gap:g}": gap for gap in (0.01, 0.03, 0.1, 0.3)}


def points_with_gap(n: int, gap: float, seed: np.random.SeedSequence) -> tuple[np.ndarray, np.ndarray]:
    """The lecture's points (n, 2) without those nearer to its line than `gap`, and their labels (n,)."""
    rng, kept = np.random.default_rng(seed), np.empty((0, 2))
    while len(kept) < n:
        X = rng.random((n, 2))
        kept = np.vstack([kept, X[abs(X.sum(axis=1) - 1) > gap]])
    return kept[:n], (kept[:n].sum(axis=1) > 1).astype(np.int64)


def bound(X: np.ndarray, y: np.ndarray) -> float:
    """Novikoff's bound from the line of maximum margin, the bias counting as a weight."""
    rows = np.column_stack([X, np.ones(len(X))])
    return theory.mistake_bound(rows, 2 * y - 1, max_margin(X, y))


def measure(gap: float, seed: int, config: Config) -> Measured:
    """Mistakes in all until convergence, and the bound, for many data sets."""
    made, most = [], []
    for data_seed in np.random.SeedSequence(seed).spawn(config.sets):
        X, y = points_with_gap(config.points, gap, data_seed)
        _, mistakes = perceptron_epochs(X, y, config.epochs, 1.0, (0.0, 0.0, 0.0))
        made.append(int(mistakes.sum()))
        most.append(bound(X, y))
    share = np.array(made) / np.array(most)
    metrics = {
        "median mistakes": quartiles_of(made).median,
        "median bound": quartiles_of(most).median,
        "greatest share": share.max(),
    }
    return Measured(metrics, data=(made, most))


COLUMNS = {"bound": "Novikoff's bound", "made": "mistakes made", "share": "share of the bound"}


def pooled(group: list[Measured]) -> dict[str, list[float]]:
    """Of every data set of all seeds: mistakes, bound, and the first by the second."""
    made, most = (np.concatenate([one.data[part] for one in group]) for part in (0, 1))
    return {"made": made.tolist(), "bound": most.tolist(), "share": (made / most).tolist()}


def table(found: Found, config: Config) -> Table:
    """What the figure draws and the answer says: medians over the data sets of all seeds."""
    columns = {
        title: {case: pooled(group)[name] for case, group in found.items()} for name, title in COLUMNS.items()
    }
    return medians(f"Median of {config.sets * max(map(len, found.values()))} data sets", columns)


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Mistakes and bound against the gap."""
    values = list(gaps(config).values())
    curves = {
        COLUMNS[name]: (values, [pooled(group)[name] for group in found.values()])
        for name in ("bound", "made")
    }
    panel = Panel("Perceptron from zero", "gap: least |x1 + x2 - 1|", "mistakes in all", curves, log="xy")
    return {"mistakes": line_plots([panel], MEDIAN)}


def answer(found: Found, config: Config) -> str:
    """How tight the bound is."""
    used = [quartiles_of(pooled(group)["share"]).median for group in found.values()]
    greatest = max(one.metrics["greatest share"] for group in found.values() for one in group)
    held = "The bound held on every data set" if greatest <= 1 else "The bound was broken"
    return (
        f"{held}: in the median the perceptron made {used[0]:.1%} of the mistakes that it allows with the "
        f"smallest gap and {used[-1]:.1%} with the widest, and {greatest:.1%} at most."
    )


STUDY = Study(
    name="mistakes",
    question="How close do the perceptron's mistakes come to Novikoff's bound?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, sets=8),
    cases=gaps,
    measure=measure,
    figures=figures,
    answer=answer,
    table=table,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
