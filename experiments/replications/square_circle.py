"""Squares against circles: the learning curves of 1958.

Rosenblatt drew the probability of the right response against the number of squares and as many circles that
were shown: P_r to those of the training again, P_g to new ones, for 100, 200 and 500 A-units for each of two
responses, whose larger sum is the answer. The curves are theory, means over machines. Here boards are taught
up to 10,000 of each, and the theory is worked out again for the same figures, and its limit for others. With
200 boards it takes about a minute on two cores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone import stimuli
from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION, mark
from markone.kernels.lesson import read
from markone.learning_curve import Constants, Overlaps, activity, constants, limit, overlaps, p_right
from markone.replication import MANY, THETA, WIRES, Assumption, Claim, Published, Replication
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, measured, of_boards, pooled, show, simulations

PLACES = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
"""Stimuli of each class after which it is asked."""
ASKED = 500
"""Of each class: new ones, and of those shown the first."""
SIDES = (8, 10, 12, 14)


class Way(NamedTuple):
    """How machines are taught."""

    rule: str
    sizes: tuple[int, ...]
    """A-units of each of two source-sets."""


CASES = {
    "gamma": Way("gamma", (100, 200, 500)),
    "alpha": Way("alpha", (100,)),
    "bivalent": Way("bipolar", (100,)),
}
LEAST = 0.01
"""So much a curve has to fall or rise; those of 1958 fall by .033 and rise by .037."""
UNTOLD = "how large the figures were, whether solid, and the wires and thresholds of the A-units"
P_TOLERANCE = 0.03
"""How far theory of this form and simulations of it were found apart."""
CLAIMS = (
    Claim(
        "learning curve",
        "With 100 A-units per source-set, after 100 squares and 100 circles, P_r = .92 and P_g = .85; "
        "both tend to .887.",
        "Rosenblatt, Research Trends VI(2), 1958, Fig. 5 (theory)",
        "P",
        (
            Published("P_r after 100 of each", 0.92, 0.92, "gamma", "P_r at 100", MANY, P_TOLERANCE),
            Published("P_g after 100 of each", 0.85, 0.85, "gamma", "P_g at 100", MANY, P_TOLERANCE),
            Published("P_r and P_g after the last", 0.887, 0.887, "gamma", "limit", MANY, P_TOLERANCE),
        ),
        left_out=UNTOLD,
    ),
    Claim(
        "one limit",
        "P_r falls and P_g rises with the number of stimuli, to one limit.",
        "Rosenblatt, Research Trends VI(2), 1958, Fig. 5 (theory)",
        "P",
        (
            Published("P_r after 100, less after the last", LEAST, inf, "gamma", "falls", MANY),
            Published("P_g after the last, less after 100", LEAST, inf, "gamma", "rises", MANY),
            Published("P_r less P_g, after the last", 0, 0, "gamma", "apart", MANY, 0.005),
        ),
    ),
)
KIND = Assumption("kind", "solid or outlined figures", ("outline",), ("solid", "outline"))
SIDE = Assumption("side", "side of the square, in cells", (6, 10, 14), (4, 14))
CIRCLE = Assumption("circle", "the circle is as large or as wide as the square", ("wide",), ("large", "wide"))
FIELD = Assumption("field", "whether the retina's edges meet", ("bounded",), ("toroidal", "bounded"))
STOPS = Assumption("stop_v", "where a potentiometer ends, in V", (5.0, 11.0, 22.0), (0.5, inf))
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "size of the figures": "a square of side 8 and a circle of the same area, so that form alone tells",
        "solid or outline": "solid",
        "where": "anywhere, at any angle, on a retina whose edges meet",
        "rule of reinforcement": "gamma, which keeps the mean of a source-set; alpha and bivalent beside it",
        "threshold, wires": "2; 10 + 10",
        "stops": "none, as in the theory and on a computer",
        "equal sums": "are right by half",
    },
    assumptions=(THETA, WIRES, STOPS, SIDE, CIRCLE, KIND, FIELD),
    finding=lambda found, config: theory_words(config, found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    stop_v: float = inf
    side: int = 8
    circle: str = "large"
    kind: str = "solid"
    field: str = "toroidal"
    most: int = 10_000
    """Squares, and as many circles."""
    drawn: int = 10_000
    """A-units of chance in the theory."""


def cases(config: Config) -> Mapping[str, Way]:
    """How machines are taught."""
    return CASES


def shown_figures(number: int, rng: np.random.Generator, config: Any) -> np.ndarray:
    """Squares and circles by turns, `number` of each: (2 number, 400) bool."""
    seed, meet = int(rng.integers(2**31)), config.field == "toroidal"
    return stimuli.forms(2 * number, seed, config.side, config.kind == "outline", config.circle, meet)[0]


def measure(way: Way, seed: int, config: Config) -> Measured:
    """Twenty boards of each size, each shown its own figures and asked its own new ones."""
    builds = [simulations(config, 2, seed, 2 * size) for size in way.sizes]
    wanted = np.eye(2) if way.rule != "bipolar" else 2 * np.eye(2) - 1
    places = _places(config.most)

    def ask(boards: Any, rng: np.random.Generator) -> Mapping[str, Any]:
        taught, new = (shown_figures(n, rng, config) for n in (config.most, ASKED))
        found: dict[str, Any] = {}
        for size, parts in zip(way.sizes, boards, strict=True):
            curves = learning_curves(parts, taught, new, np.resize(wanted, (len(taught), 2)), way, places)
            found |= {f"P_r {size}": curves[:, 0], f"P_g {size}": curves[:, 1]}
        return found | _told(found[f"P_r {way.sizes[0]}"], found[f"P_g {way.sizes[0]}"], places)

    boards: Any = lambda number: [build(number) for build in builds]  # noqa: E731
    return measured(of_boards(boards, ask, seed))


def learning_curves(
    parts: Any, taught: np.ndarray, new: np.ndarray, wanted: np.ndarray, way: Way, places: Sequence[int]
) -> np.ndarray:
    """P_r and P_g of one machine after so many of each class: (places, 2)."""
    curves, before = [], 0
    for place in places:
        show(parts, taught, wanted, np.arange(2 * before, 2 * place), "forced", way.rule)
        again = taught[: 2 * min(place, ASKED)]
        curves.append([share_right(read(parts, each.astype(float))) for each in (again, new)])
        before = place
    return np.array(curves)


def share_right(currents: np.ndarray) -> float:
    """Of squares and circles by turns, the share for which the own sum is the larger; equal ones are half."""
    difference = currents[:, 0] - currents[:, 1]
    difference[1::2] *= -1
    difference[np.abs(difference) < 1e-6] = 0.0
    return float((np.sign(difference) + 1).mean() / 2)


def _told(again: np.ndarray, new: np.ndarray, places: Sequence[int]) -> dict[str, float]:
    hundred = places.index(min(100, places[-1]))
    return {
        "P_r at 100": again[hundred],
        "P_g at 100": new[hundred],
        "limit": (again[-1] + new[-1]) / 2,
        "falls": again[hundred] - again[-1],
        "rises": new[-1] - new[hundred],
        "apart": again[-1] - new[-1],
    }


def _places(most: int) -> list[int]:
    return [place for place in PLACES if place < most] + [most]


@cache
def overlaps_of(config: Config) -> tuple[Overlaps, Overlaps]:
    """What A-units of chance do for these figures: asked a square, and asked a circle."""
    rng, ask = np.random.default_rng(1958), 200
    slides = shown_figures(3 * ask, rng, config)
    active = activity(slides, config.drawn, config.wires, config.wires, config.theta, rng)
    square, circle = active[::2], active[1::2]
    return (
        overlaps(square[:ask], square[ask:], circle[ask:], "gamma"),
        overlaps(circle[:ask], circle[ask:], square[ask:], "gamma"),
    )


def theory_of(config: Config, units: int) -> list[Constants]:
    """The constants of the theory by gamma: asked a square, and asked a circle."""
    return [constants(each, units) for each in overlaps_of(config)]


def in_theory(config: Config, units: int, places: ArrayLike, again: bool) -> np.ndarray:
    """P_r or P_g in theory, by gamma, a mean over squares and circles."""
    return np.mean([p_right(each, places, again) for each in theory_of(config, units)], axis=0)


@cache
def limits(config: Config) -> dict[str, list[float]]:
    """The limit in theory with 100 A-units per source-set, for other figures: by kind, for all `SIDES`."""
    found: dict[str, list[float]] = {}
    fewer = config.drawn // 4
    for field, kind in product(FIELD.allowed, KIND.allowed):
        others = [replace(config, field=field, kind=kind, side=side, drawn=fewer) for side in SIDES]
        found[f"{field}, {kind}"] = [end_of(other, 100) for other in others]
    return found


def end_of(config: Config, units: int) -> float:
    """The limit in theory, a mean over squares and circles; it is uncertain by about .01."""
    return float(np.mean([limit(each) for each in theory_of(config, units)]))


def theory_words(config: Config, found: Found) -> str:
    """What theory says of these figures and of others, and what other rules give."""
    ends = [
        f"{end_of(config, units):.2f} ({pooled(found['gamma'], f'P_g {units}')[:, -1].mean():.3f} measured)"
        for units in CASES["gamma"].sizes
    ]
    again, new = (float(in_theory(config, 100, 100, each)) for each in (True, False))
    rules = [f"{rule} {pooled(found[rule], 'P_g 100')[:, -1].mean():.3f}" for rule in ("alpha", "bivalent")]
    name, most = max(((name, max(each)) for name, each in limits(config).items()), key=lambda pair: pair[1])
    return (
        f"For these figures theory gives P_r = {again:.2f} and P_g = {new:.2f} after 100 of each, and the "
        f"limits {', '.join(ends)} with 100, 200 and 500 A-units per source-set; for figures of other sizes "
        f"and kinds at most {most:.2f} with 100 ({name}). P_g after the last by other rules: "
        f"{', '.join(rules)}."
    )


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """P_r and P_g against stimuli of each class with the theory, and the theory's limit for other figures."""
    places = _places(config.most)
    figure = line_plots([_panel(found, places, units) for units in CASES["gamma"].sizes], PREDICTION)
    n = np.geomspace(places[0], places[-1], 80)
    for axes, units in zip(figure.axes, CASES["gamma"].sizes, strict=True):
        axes.plot(n, in_theory(config, units, n, True), "k-", lw=1, label="theory: P_r")
        axes.plot(n, in_theory(config, units, n, False), "k--", lw=1, label="theory: P_g")
    mark(figure.axes[0], [100, 100, places[-1]], [0.92, 0.85, 0.887], "1958: P_r, P_g; limit")
    for axes in figure.axes:
        axes.legend(fontsize=8)
    return {"square_circle": figure, "limits": _limits(config)}


def _panel(found: Found, places: list[int], units: int) -> Panel:
    curves = {name: (places, list(pooled(found["gamma"], f"{name} {units}").T)) for name in ("P_r", "P_g")}
    words = "stimuli of each class", "P of the right response"
    return Panel(f"{units} A-units per source-set", *words, curves, log="x", ylim=(0.4, 1.02))


def _limits(config: Config) -> Any:
    curves = {name: (SIDES, [[value] for value in each]) for name, each in limits(config).items()}
    panel = Panel("100 A-units per source-set", "side of the square, in cells", "limit of P", curves)
    figure = line_plots([panel._replace(levels={"1958": 0.887}, ylim=(0.4, 1.02))], title="theory")
    figure.set_size_inches(7, 5)
    return figure


STUDY = Study(
    name="square_circle",
    question="Does it tell squares from circles as the curves of 1958 say?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1, most=300, drawn=2000),
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
