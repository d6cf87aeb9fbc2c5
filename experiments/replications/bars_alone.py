"""Left alone, does it drift to one response, and does it divide two classes when its values decay?

Rosenblatt predicts in 1958 that without a teacher and without decay of the values (class C) a perceptron
drifts to one response for everything, and that with a decay in proportion to the values (class C') it divides
two classes by similarity. Here boards are shown a thousand bars of 4 x 20 cells, lying or standing, on a
retina whose edges meet, and are asked all of them after every fifty. With 200 boards it takes about twenty
seconds on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import numpy as np

from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION
from markone.kernels.lesson import set_weight
from markone.kernels.pot import Pot
from markone.kernels.retina import ROWS
from markone.learning_curve import activity
from markone.replication import MANY, PULSE, STOPS, THETA, WIRES, Assumption, Claim, Published, Replication
from markone.stimuli import every_bar
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, answers, measured, of_boards, pooled, show, simulations
from markone.switchboard import UNITS

ALONE, LOOKS = 1000, 50
"""Bars that are shown without a teacher, and after how many it is asked."""
DIVIDED = 90
"""Of 100 bars, on the side of their class: they count as divided."""


class Way(NamedTuple):
    """How bars are shown."""

    rule: str
    decays: bool = False


RULES = ("bipolar", "gamma")
CASES = {rule: Way(rule) for rule in RULES} | {f"{rule}, decay": Way(rule, True) for rule in RULES}
CLAIMS = (
    Claim(
        "class C",
        "Without decay a perceptron that is left alone drifts to one response for everything.",
        "Rosenblatt, Research Trends VI(2), 1958",
        "P",
        tuple(
            Published(f"share of boards with one response, {rule}", 1, 1, rule, "one", MANY, 0.05)
            for rule in RULES
        ),
    ),
    Claim(
        "class C'",
        "With values that decay in proportion to their size it divides two classes by similarity; "
        "this was successfully demonstrated.",
        "Rosenblatt, Research Trends VI(2) and Psychological Review 65, 1958",
        "P",
        tuple(
            Published(f"of 100 bars divided, {rule}", DIVIDED, inf, f"{rule}, decay", "divided")
            for rule in RULES
        ),
    ),
)
UNITS_ = Assumption("units", "A-units", (128, 1000), (16, 1000))
DECAY = Assumption(
    "decay_ms", "time constant of the decay, at 5 s a bar", (50_000, 2_000_000), (5000, 100_000_000)
)
START = Assumption("start_v", "values begin at random up to this, in V", (0.5, 5.0), (0.0, 11.0))
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "the two classes": "lying and standing bars, the stimuli of the 704; as often, in random order",
        "what 'everything' is": "all 40 bars, asked after 1000; of boards, 'all' is at least 95 %",
        "what 'demonstrated' is": "one machine, as which one of ours would count: 90 of 100 on their side",
        "rule of reinforcement": "both: bipolar and gamma, with one two-state response",
        "time constant of the decay": "500 s, a hundred bars",
        "first values": "all 0, so that the lamp is dark for the first bar",
        "threshold, wires, pulse, stops": "2; 10 + 10; 0.5 V; 11 V",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, UNITS_, DECAY, START),
    finding=lambda found, config: left_alone(config, found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    units: int = UNITS
    decay_ms: int = 500_000
    start_v: float = 0.0


BARS, _KINDS = every_bar()
STANDS = np.where(_KINDS == "standing", 1, -1)
"""The class of each bar."""


def cases(config: Config) -> Mapping[str, Way]:
    """How bars are shown."""
    return CASES


def measure(way: Way, seed: int, config: Config) -> Measured:
    """Twenty boards, each shown bars of its own in random order and asked all 40."""
    device = Pot(stop_v=config.stop_v, decay_ms=config.decay_ms if way.decays else 0.0)
    machine = simulations(config, 1, seed, config.units, device)
    return measured(of_boards(machine, lambda parts, rng: left(parts, rng, way, config), seed))


def left(parts: Any, rng: np.random.Generator, way: Way, config: Config) -> Mapping[str, Any]:
    """How a board that is left alone divides the bars, after every fifty."""
    for weight, volts in enumerate(rng.uniform(-config.start_v, config.start_v, parts.way.size)):
        set_weight(parts, weight, volts)
    said = []
    for rows in np.split(rng.integers(len(BARS), size=ALONE), ALONE // LOOKS):
        show(parts, BARS, STANDS[:, None], rows, "spontaneous", way.rule)
        said.append(answers(parts, BARS)[:, 0])
    curves = {name: [of(each) for each in said] for name, of in COUNTED.items()}
    return {
        **{name: np.array(curve) for name, curve in curves.items()},
        "divided": curves["divided by class"][-1],
        "one": float(curves["with the commoner response"][-1] == 100),
    }


def divided(said: np.ndarray) -> float:
    """Of 100 bars on the side of their class; which side is which is free, so it is at least 50."""
    right = 100 * float((said == STANDS).mean())
    return max(right, 100 - right)


def commoner(said: np.ndarray) -> float:
    """Of 100 bars, those that get the commoner response."""
    lit = 100 * float((said > 0).mean())
    return max(lit, 100 - lit)


def neighbours(said: np.ndarray) -> float:
    """Of 100 pairs of bars that are a row or column apart, those that get the same response."""
    rings = said.reshape(2, ROWS)
    return 100 * float((rings == np.roll(rings, 1, axis=1)).mean())


COUNTED = {
    "with the commoner response": commoner,
    "divided by class": divided,
    "answered like the next one": neighbours,
}


def left_alone(config: Config, found: Found) -> str:
    """What boards do without a teacher."""
    by_place, by_class = spreads(config.wires, config.theta)
    return (
        f"Of boards that are left alone: {'; '.join(_alone(found, title) for title in CASES)}. Like the next "
        "one are 90 % of bars where each class is cut into two halves by place. What A-units do varies "
        f"{by_place / by_class:.1f} times as much by place as by class, and gamma follows what varies most."
    )


def spreads(wires: int, theta: int) -> tuple[float, float]:
    """How much the activity of A-units of chance varies along a wave over the places, and along the classes.

    Gamma reinforces by the covariance of activities over A-units; these are its values for the two patterns.
    """
    active = activity(BARS, 20_000, wires, wires, theta, np.random.default_rng(1958)).astype(float)
    covariance = np.cov(active, bias=True)
    wave = np.exp(2j * np.pi * np.arange(ROWS) / ROWS) / np.sqrt(2 * ROWS)
    waves = np.concatenate([wave, np.zeros(ROWS)]), np.concatenate([np.zeros(ROWS), wave])
    by_place = np.mean([2 * np.real(each.conj() @ covariance @ each) for each in waves])
    return float(by_place), float(STANDS @ covariance @ STANDS / len(BARS))


def _alone(found: Found, title: str) -> str:
    one, by_class = (pooled(found[title], name) for name in ("one", "divided"))
    near = pooled(found[title], "answered like the next one")[:, -1]
    mixed = f", of the others' bars {near[one == 0].mean():.0f} % like the next" if (one == 0).any() else ""
    return f"{title}: one response {one.mean():.0%}, by class {(by_class >= DIVIDED).mean():.0%}{mixed}"


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """How boards that are left alone come to divide the bars."""
    looks = np.arange(LOOKS, ALONE + 1, LOOKS).tolist()
    panels = []
    for name in COUNTED:
        curves = {title: (looks, list(pooled(found[title], name).T)) for title in CASES}
        panels.append(Panel("left alone", "bars shown", f"of 100 bars, {name}", curves, ylim=(40, 102)))
    return {"bars_alone": line_plots(panels, PREDICTION)}


STUDY = Study(
    name="bars_alone",
    question="Left alone, does it drift to one response, or divide two classes?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1),
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
