"""Where does backpropagation end on XOR, and is it a minimum?

The lecture's logistic 2-2-1 net from random weights, normal with deviations from 0.05 to 2, by batch
gradient descent on E (no 1/2) at a rate of 2. An end is *solved* when E < 0.05. Otherwise the Hessian
there tells two kinds apart: on a *plateau* it has a negative eigenvalue, so there is a way down beside
the path; at an *apparent minimum* it has none. Expect plateaus near E = 1 from the smallest weights (all
outputs one half) and near E = 2/3 from large ones, apparent minima near E = 1/2, and no one place that is
truly a minimum: the gradient there is not zero, E still falls and the weights still grow. (Hamey, XOR has
no local local_minima, Neural Networks 11 (1998) 669-681, proves that this net has none.)

With five seeds of sixty starts it takes about a minute, with --quick about a quarter of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.lecture.figures.error_surface import Slice, slices
from markone.lecture.xor_net import (
    HAND_CODED,
    SLICE_TICKS,
    SOLVED,
    between,
    diagonal_slice,
    gradient,
    gradient_descent,
    hessian,
    local_minima,
    solutions,
)
from markone.statistics import mean_of
from markone.study import Found, Measured, Study

KINDS = ("solved", "plateau", "apparent minimum")
ROUNDING = 1e-12
"""Eigenvalues within this of zero have no sign."""


@dataclass(frozen=True)
class Config:
    """How many seeds, starts for each, steps, and the rate."""

    seeds: int = 5
    starts: int = 60
    steps: int = 15_000
    rate: float = 2.0


def deviations(config: Config) -> Mapping[str, float]:
    """Of the starting weights, by title."""
    return {f"{deviation:g}": deviation for deviation in (0.05, 0.5, 1.0, 2.0)}


def measure(deviation: float, seed: int, config: Config) -> Measured:
    """Gradient descent from many starts, and the Hessian at each end."""
    starts = np.random.default_rng(seed).normal(scale=deviation, size=(config.starts, 9))
    ends, history = gradient_descent(starts, config.rate, config.steps)
    least = np.linalg.eigvalsh(hessian(ends))[:, 0]
    kind = np.where(history[-1] < SOLVED, 0, np.where(least < -ROUNDING, 1, 2))
    metrics = {name: (kind == number).mean() for number, name in enumerate(KINDS)}
    slope = np.linalg.norm(gradient(ends), axis=-1)
    fell = history[config.steps * 2 // 3] - history[-1]
    curve = np.median(history, axis=1)[:: max(1, config.steps // 100)]
    data = {"E": history[-1], "least": least, "kind": kind, "slope": slope, "fell": fell}
    return Measured(metrics, {"median E": curve}, data)


def pooled(found: Found, what: str) -> np.ndarray:
    """One number of every end, of all deviations and seeds."""
    return np.concatenate([one.data[what] for group in found.values() for one in group])


HATCHES = ("", "//", "..", "xx")


def outcome_chart(
    shares: Mapping[str, Mapping[str, float]],
    ends: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    xlabel: str,
) -> Figure:
    """Left, for each case, the share of each kind of end, stacked; right, of the ends that `ends` names
    by kind, the error (n,) against the smallest eigenvalue of the Hessian (n,)."""
    figure = new_figure(10.4, 4.2)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    kinds = list(dict.fromkeys(kind for of in shares.values() for kind in of))
    cases, below = list(shares), np.zeros(len(shares))
    for number, kind in enumerate(kinds):
        heights = np.array([shares[case].get(kind, 0.0) for case in cases])
        hatch, colour = HATCHES[number % len(HATCHES)], COLOURS[number]
        left.bar(cases, heights, bottom=below, color=colour, hatch=hatch, edgecolor="white", label=kind)
        for place, (height, base) in enumerate(zip(heights, below, strict=True)):
            if height > 0.06:
                text = left.text(place, base + height / 2, f"{height:.0%}", ha="center", va="center")
                text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5})
        below += heights
    left.set(xlabel=xlabel, ylabel="share of the starts", ylim=(0, 1))
    left.legend(loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=3)
    for kind, (error, eigenvalue) in ends.items():
        number = kinds.index(kind)
        colour, marker = COLOURS[number], "os^D"[number]
        right.scatter(error, eigenvalue, s=26, color=colour, marker=marker, alpha=0.7, label=kind)
    right.axhline(0, color="black", lw=0.8)
    right.set_yscale("symlog", linthresh=1e-7)
    right.set(xlabel="E at the end", ylabel="smallest eigenvalue of the Hessian there")
    right.grid(alpha=0.3)
    right.legend()
    return figure


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """The outcomes, and slices with one and with two minima."""
    shares = {
        title: {name: mean_of([one.metrics[name] for one in group]).mean for name in KINDS}
        for title, group in found.items()
    }
    kind, error, least = (pooled(found, what) for what in ("kind", "E", "least"))
    stuck = {
        name: (error[kind == number], least[kind == number]) for number, name in enumerate(KINDS) if number
    }
    return {
        "xor_starts": outcome_chart(shares, stuck, "standard deviation of the starting weights"),
        "two_minima": slices(lines_through_weights()),
    }


def lines_through_weights() -> dict[str, Slice]:
    """The lecture's slice, with its one minimum, and one between two solutions, with two."""
    ticks, (one, other) = np.linspace(-0.25, 1.25, 301), solutions()
    ours, theirs = diagonal_slice(HAND_CODED, 1, 2), between(one, other, ticks)
    return {
        "the lecture's slice": Slice(
            SLICE_TICKS, ours, "w1 = w, w2 = w + 2: w", local_minima(ours.sum(axis=0))
        ),
        "between two solutions": Slice(
            ticks, theirs, "share of the way from one to the other", local_minima(theirs.sum(axis=0))
        ),
    }


def answer(found: Found, config: Config) -> str:
    """How many are solved, and whether the rest stand in minima."""
    kind, slope, fell = (pooled(found, what) for what in ("kind", "slope", "fell"))
    counts = [int((kind == number).sum()) for number in range(len(KINDS))]
    still = kind > 0
    rest = (
        f" None of these {still.sum()} stands still: the gradient is never below {slope[still].min():.0e}, "
        f"and in the last third of the steps E fell by {fell[still].min():.0e} at least."
        if still.any()
        else ""
    )
    return (
        f"Of {len(kind)} starts {counts[0]} solve XOR, {counts[1]} end on a plateau with a way down beside "
        f"it and {counts[2]} where the Hessian shows none.{rest}"
    )


STUDY = Study(
    name="xor_starts",
    question="Where does backpropagation end on XOR, and is it a minimum?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, starts=20, steps=10_000),
    cases=deviations,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
