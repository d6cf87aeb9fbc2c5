"""How close do the perceptron's mistakes come to Novikoff's bound?

Novikoff (1962) proved that the rule, from zero weights, makes at most R^2 / margin^2 mistakes, however long
it is taught: R is the length of the longest sample (with its 1 for the bias), the margin that of the best
line. Here points near the lecture's line are left out, so that the gap between the classes, and with it the
margin, grows. Expect the bound to hold on every data set, to fall much faster with the gap than the
mistakes do, and to be far from tight: in the median less than a tenth of it is used.

With five seeds of forty data sets it takes about 25 seconds, with --quick a few.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from markone import theory
from markone.draw.spread import Panel, spreads
from markone.learners.line import passes
from markone.separability import widest
from markone.study import Found, Measured, Study


@dataclass(frozen=True)
class Config:
    """How many seeds, data sets for each, points in each, and passes at most."""

    seeds: int = 5
    sets: int = 40
    points: int = 50
    passes: int = 20_000


def gaps(config: Config) -> Mapping[str, float]:
    """How far |x1 + x2 - 1| is from zero at least, by title."""
    return {f"gap {gap:g}": gap for gap in (0.01, 0.03, 0.1, 0.3)}


def apart(n: int, gap: float, seed: np.random.SeedSequence) -> tuple[np.ndarray, np.ndarray]:
    """The lecture's points (n, 2) without those nearer to its line than `gap`, and their labels (n,)."""
    rng, kept = np.random.default_rng(seed), np.empty((0, 2))
    while len(kept) < n:
        X = rng.random((n, 2))
        kept = np.vstack([kept, X[abs(X.sum(axis=1) - 1) > gap]])
    return kept[:n], (kept[:n].sum(axis=1) > 1).astype(np.int64)


def bound(X: np.ndarray, y: np.ndarray) -> float:
    """Novikoff's bound from the widest line, the bias counting as a weight."""
    rows = np.column_stack([X, np.ones(len(X))])
    return theory.mistake_bound(rows, 2 * y - 1, widest(X, y))


def measure(gap: float, seed: int, config: Config) -> Measured:
    """Mistakes in all until nothing is wrong any more, and the bound, for many data sets."""
    made, most = [], []
    for data_seed in np.random.SeedSequence(seed).spawn(config.sets):
        X, y = apart(config.points, gap, data_seed)
        _, mistakes = passes(X, y, config.passes, 1.0, (0.0, 0.0, 0.0))
        made.append(int(mistakes.sum()))
        most.append(bound(X, y))
    share = np.array(made) / np.array(most)
    metrics = {"mistakes": np.median(made), "bound": np.median(most), "greatest share": share.max()}
    return Measured(metrics, data=(made, most))


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Mistakes and bound against the gap."""
    values = list(gaps(config).values())
    curves = {
        name: (values, [[each for one in group for each in one.data[part]] for group in found.values()])
        for part, name in ((1, "Novikoff's bound"), (0, "mistakes made"))
    }
    panel = Panel("Perceptron from zero", "gap: least |x1 + x2 - 1|", "mistakes in all", curves, log="xy")
    return {"mistakes": spreads([panel])}


def answer(found: Found, config: Config) -> str:
    """How tight the bound is."""
    medians = [
        np.median([made / most for one in group for made, most in zip(*one.data, strict=True)])
        for group in found.values()
    ]
    greatest = max(one.metrics["greatest share"] for group in found.values() for one in group)
    held = "The bound held on every data set" if greatest <= 1 else "The bound was broken"
    return (
        f"{held}: in the median the perceptron made {medians[0]:.1%} of the mistakes that it allows with the "
        f"smallest gap and {medians[-1]:.1%} with the widest, and {greatest:.1%} at most."
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
)
main = STUDY.command()

if __name__ == "__main__":
    main()
