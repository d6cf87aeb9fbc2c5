"""99.8 % of squares and circles with 500 A-units after 10,000 figures, and outlines better than solid ones?

This is told of the Mark I, but must be of the simulations on the IBM 704. Boards of 500 A-units with one
two-state response are shown 10,000 figures of one size, at random places and angles, solid or in outline,
and are asked new ones: with the wanted response forced, and with error correction. With 200 boards it takes
about a minute on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np

from markone import stimuli
from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION, mark
from markone.replication import MANY, THETA, WIRES, Assumption, Claim, Published, Replication
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, measured, of_boards, pooled, right, show, simulations

PLACES = (10, 30, 100, 300, 1000, 3000, 10_000)
"""Figures after which it is asked."""
ASKED = 1000
KINDS = ("solid", "outline")
UNTOLD = "how large the figures were, and the wires and thresholds of the A-units"
MODES = ("forced", "error correction")
LEAST = 1.0
"""Of 100 figures, so many more are to be right in outline."""
CLAIMS = (
    Claim(
        "99.8 %",
        "With 500 A-units and after 10,000 figures of fixed size, at random places and angles, 99.8 % right.",
        "Wikipedia, which gives it to the Mark I",
        "S",
        tuple(
            Published(f"of 100 new ones right, {mode}", 99.8, 99.8, mode, "best", tolerance=0.05)
            for mode in MODES
        ),
        left_out=UNTOLD,
    ),
    Claim(
        "outlines",
        "Outlines of figures are told apart better than solid ones.",
        "Wikipedia, which gives it to the Mark I",
        "S",
        tuple(
            Published(f"of 100 right in outline, less solid, {mode}", LEAST, inf, mode, "gain", MANY)
            for mode in MODES
        ),
    ),
)
UNITS_ = Assumption("units", "A-units", (200, 1000), (16, 2000))
SIDE = Assumption("side", "side of the square, in cells", (6, 10, 14), (4, 14))
CIRCLE = Assumption("circle", "the circle is as large or as wide as the square", ("wide",), ("large", "wide"))
FIELD = Assumption("field", "whether the retina's edges meet", ("bounded",), ("toroidal", "bounded"))
STOPS = Assumption("stop_v", "where a potentiometer ends, in V", (5.0, 11.0, 22.0), (0.5, inf))
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "size of the figures": "a square of side 8 and a circle of the same area, so that form alone tells",
        "which figures 99.8 % is of": "of those kinds, solid or outline, that a board is better at",
        "where": "anywhere, at any angle, on a retina whose edges meet",
        "how it was taught": "both ways: the wanted response forced, and error correction",
        "threshold, wires": "2; 10 + 10",
        "stops": "none, as on a computer",
    },
    assumptions=(THETA, WIRES, STOPS, UNITS_, SIDE, CIRCLE, FIELD),
    finding=lambda found, config: right_words(found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    stop_v: float = inf
    units: int = 500
    side: int = 8
    circle: str = "large"
    field: str = "toroidal"
    most: int = PLACES[-1]
    """Figures that are shown."""


LARGE = "large figures, error correction"
"""Squares of side 12 on a retina whose edges do not meet, so that figures can move by three cells only."""
CASES = {mode: mode for mode in MODES} | {LARGE: MODES[1]}


def cases(config: Config) -> Mapping[str, tuple[str, bool]]:
    """How machines are taught, and whether with large figures."""
    return {title: (mode, title == LARGE) for title, mode in CASES.items()}


def measure(way: tuple[str, bool], seed: int, config: Config) -> Measured:
    """Twenty boards, each taught solid figures, and a like one outlines."""
    mode, large = way
    build = simulations(config, 1, seed, config.units)
    shown = replace(config, side=12, field="bounded") if large else config

    def ask(boards: Any, rng: np.random.Generator) -> Mapping[str, Any]:
        found: dict[str, Any] = {
            kind: right_after(parts, mode, kind, rng, shown)
            for kind, parts in zip(KINDS, boards, strict=True)
        }
        solid, outline = (found[kind][-1] for kind in KINDS)
        return {**found, "best": max(solid, outline), "gain": outline - solid}

    boards: Any = lambda number: [build(number) for _ in KINDS]  # noqa: E731
    return measured(of_boards(boards, ask, seed))


def right_after(parts: Any, mode: str, kind: str, rng: np.random.Generator, config: Config) -> np.ndarray:
    """Of 100 new figures right, after each of the places; +1 is wanted for squares."""
    taught, new = (some_forms(number, rng, kind, config) for number in (config.most, ASKED))
    wanted, light = np.resize([1, -1], (config.most, 1)).astype(np.int8), new.astype(float)
    curve = []
    for rows in np.split(np.arange(config.most), places(config)[:-1]):
        show(parts, taught, wanted, rows, mode)
        curve.append(100 * right(parts, light, np.resize([1, -1], (ASKED, 1))))
    return np.array(curve)


def places(config: Config) -> list[int]:
    """Figures after which it is asked."""
    return [place for place in PLACES if place < config.most] + [config.most]


def some_forms(number: int, rng: np.random.Generator, kind: str, config: Config) -> np.ndarray:
    """Squares and circles by turns: (number, 400) bool."""
    seed, meet = int(rng.integers(2**31)), config.field == "toroidal"
    return stimuli.forms(number, seed, config.side, kind == "outline", config.circle, meet)[0]


def right_words(found: Found) -> str:
    """What boards get right in the end."""
    said = [
        f"{title}: " + " and ".join(f"{pooled(group, kind)[:, -1].mean():.1f} % {kind}" for kind in KINDS)
        for title, group in found.items()
    ]
    return f"Mean of boards, of new figures right: {'; '.join(said)}."


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """New figures right against figures shown."""
    panels = [
        Panel(
            title,
            "figures shown",
            "of 100 new figures right",
            {kind: (places(config), list(pooled(found[title], kind).T)) for kind in KINDS},
            log="x",
            ylim=(40, 102),
        )
        for title in CASES
    ]
    figure = line_plots(panels, PREDICTION)
    for axes in figure.axes:
        mark(axes, [10_000], [99.8], "popular: 99.8 %")
        axes.legend(fontsize=8, loc="upper left")
    return {"outlines": figure}


STUDY = Study(
    name="outlines",
    question="Does it tell 99.8 % of squares and circles apart, and outlines better than solid ones?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1, most=1000),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=REPLICATION.answer,
    table=REPLICATION.table,
    conclude=REPLICATION.conclude,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
