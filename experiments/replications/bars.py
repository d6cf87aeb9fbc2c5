"""Bars: how many A-units they share, learning to tell them apart, and dividing them without a teacher.

Bars of 4 x 20 cells, lying or standing, on a retina whose edges meet, are the stimuli of the simulations on
the IBM 704. How many A-units fire for one, and for two of them, is known exactly, and is held against boards.
Boards are then taught to tell lying from standing bars; and left to themselves, where Rosenblatt predicts in
1958 that without decay of the values they drift to one response for everything, and that with a decay in
proportion to the values they divide two classes by similarity. With 200 boards it takes about half a minute
on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import numpy as np

from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION, mark
from markone.kernels.lesson import set_weight
from markone.kernels.pot import Pot
from markone.kernels.retina import COLUMNS, ROWS
from markone.replication import MANY, PULSE, STOPS, THETA, WIRES, Assumption, Claim, Published, Replication
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, answers, measured, of_boards, pooled, show, simulations
from markone.switchboard import UNITS

TAUGHT, EVERY = 200, 5
ALONE, LOOKS = 1000, 50
"""Bars that are shown without a teacher, and after how many it is asked."""
DIVIDED = 90
"""Of 100 bars, on the side of their class: they count as divided."""
EXACT = {"0": 1.0, "1": 0.530597, "2": 0.289946, "3": 0.135420, "4 to 10": 0.032528, "across": 0.111107}
"""P_c of a second bar by its shift, and of one across the first, with 5 + 5 wires and theta = 2."""


class Way(NamedTuple):
    """How bars are shown."""

    mode: str
    rule: str = "bipolar"
    decays: bool = False


SHARED = "shared A-units"
CASES: dict[str, Way] = {
    SHARED: Way("test"),
    "forced": Way("forced"),
    "error correction": Way("error correction"),
    "alone, bipolar": Way("spontaneous"),
    "alone, gamma": Way("spontaneous", "gamma"),
    "alone, bipolar, decay": Way("spontaneous", "bipolar", True),
    "alone, gamma, decay": Way("spontaneous", "gamma", True),
}
RULES = ("bipolar", "gamma")
CLAIMS = (
    Claim(
        "shared A-units",
        "With 5 + 5 wires and theta 2, .111722 of the A-units fire for a bar, and of these fire for a second "
        "one so many as are given, by its shift.",
        "closed forms, and 400,000 A-units drawn",
        "D",
        (
            Published("share that fires, P_a", 0.111722, 0.111722, SHARED, "P_a", MANY, 0.0005),
            *(
                Published(f"P_c, shift {shift}" if shift[0].isdigit() else f"P_c, {shift}", p, p, SHARED,
                          f"P_c {shift}", MANY, 0.002)
                for shift, p in EXACT.items()
            ),
        ),
    ),
    Claim(
        "class C",
        "Without decay a perceptron that is left alone drifts to one response for everything.",
        "Rosenblatt, Research Trends VI(2), 1958",
        "P",
        tuple(
            Published(f"share of boards with one response, {rule}", 1, 1, f"alone, {rule}", "one", MANY, 0.05)
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
            Published(f"of 100 bars divided, {rule}", DIVIDED, inf, f"alone, {rule}, decay", "divided")
            for rule in RULES
        ),
    ),
)  # fmt: skip
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
        "what 'demonstrated' is": "one machine, as which one of ours would pass: 90 of 100 on their side",
        "rule of reinforcement": "both: bipolar and gamma, with one two-state response",
        "time constant of the decay": "500 s, a hundred bars",
        "first values": "all 0, so that the lamp is dark for the first bar",
        "threshold, wires, pulse, stops": "2; 10 + 10, but 5 + 5 for shared A-units; 0.5 V; 11 V",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, UNITS_, DECAY, START),
    finding=lambda found, config: left_alone(found),
    flip_cases=tuple(title for title in CASES if title.startswith("alone")),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    units: int = UNITS
    decay_ms: int = 500_000
    start_v: float = 0.0


def cases(config: Config) -> Mapping[str, Way]:
    """How bars are shown."""
    return CASES


def all_bars() -> np.ndarray:
    """The 20 lying and the 20 standing bars, each a row or column further: (40, 400)."""
    first = np.zeros((ROWS, COLUMNS))
    first[:4] = 1.0
    lying = [np.roll(first, shift, axis=0) for shift in range(ROWS)]
    return np.reshape([*lying, *(light.T for light in lying)], (2 * ROWS, -1))


BARS = all_bars()
STANDS = np.repeat([-1, 1], ROWS)
"""The response that is wanted for each bar."""


def measure(way: Way, seed: int, config: Config) -> Measured:
    """Twenty boards, each shown bars of its own in random order and asked all 40."""
    if way.mode == "test":
        machine = simulations(Dials(theta=2, wires=5), 1, seed, config.units)
        return measured(of_boards(machine, lambda parts, rng: shared(parts), seed))
    device = Pot(stop_v=config.stop_v, decay_ms=config.decay_ms if way.decays else 0.0)
    machine = simulations(config, 1, seed, config.units, device)
    ask = left if way.mode == "spontaneous" else taught
    return measured(of_boards(machine, lambda parts, rng: ask(parts, rng, way, config), seed))


def shared(parts: Any) -> Mapping[str, float]:
    """P_a of one board, and its P_c by the shift of the second bar, means over all bars."""
    fires = np.array([_fires(parts, number) for number in range(len(BARS))], float)
    both = fires @ fires.T
    once = float(both.trace())
    found = {
        "P_a": fires.mean(),
        "P_c across": (both[:ROWS, ROWS:].sum() + both[ROWS:, :ROWS].sum()) / 20 / once,
    }
    for name in EXACT:
        if name != "across":
            shifts = range(4, 11) if name == "4 to 10" else [int(name)]
            found[f"P_c {name}"] = np.mean([_at_shift(both, shift) for shift in shifts]) / once
    return found


def _fires(parts: Any, number: int) -> np.ndarray:
    """Which A-units fire for a bar: (units,) bool."""
    show(parts, BARS, np.zeros((len(BARS), 1), np.int8), [number], "test")
    return parts.active.copy()


def _at_shift(both: np.ndarray, shift: int) -> float:
    """The A-units that fire for a bar and for the one `shift` further of its class, over all bars."""
    row = np.arange(ROWS)
    pairs = [both[first + row, first + (row + shift) % ROWS].sum() for first in (0, ROWS)]
    return float(sum(pairs))


def taught(parts: Any, rng: np.random.Generator, way: Way, config: Config) -> Mapping[str, Any]:
    """Of 100 bars right, after every five that were shown."""
    rows, curve = rng.integers(len(BARS), size=TAUGHT), []
    for each in np.split(rows, TAUGHT // EVERY):
        show(parts, BARS, STANDS[:, None], each, way.mode, way.rule)
        curve.append(100 * (answers(parts, BARS)[:, 0] == STANDS).mean())
    return {"right": np.array(curve), "last": curve[-1]}


def left(parts: Any, rng: np.random.Generator, way: Way, config: Config) -> Mapping[str, Any]:
    """How a board that is left alone divides the bars, after every fifty."""
    for weight, volts in enumerate(rng.uniform(-config.start_v, config.start_v, parts.way.size)):
        set_weight(parts, weight, volts)
    said = []
    for rows in np.split(rng.integers(len(BARS), size=ALONE), ALONE // LOOKS):
        show(parts, BARS, STANDS[:, None], rows, way.mode, way.rule)
        said.append(answers(parts, BARS)[:, 0])
    curves = {
        "divided by class": [divided(each) for each in said],
        "alike": [commoner(each) for each in said],
    }
    return {
        **{name: np.array(curve) for name, curve in curves.items()},
        "divided": curves["divided by class"][-1],
        "one": float(curves["alike"][-1] == 100),
        "neighbours": neighbours(said[-1]),
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


def left_alone(found: Found) -> str:
    """What boards do without a teacher, and what with one."""
    said = [_alone(found, title) for title in CASES if title.startswith("alone")]
    right = [f"{mode} {pooled(found[mode], 'last').mean():.1f} %" for mode in ("forced", "error correction")]
    return (
        f"Left alone, of boards: {'; '.join(said)}. After {TAUGHT} bars with a teacher: {', '.join(right)}."
    )


def _alone(found: Found, title: str) -> str:
    one, by_class, near = (pooled(found[title], name) for name in ("one", "divided", "neighbours"))
    mixed = f", of the others neighbours alike {near[one == 0].mean():.0f} %" if (one == 0).any() else ""
    return f"{title[7:]}: one response {one.mean():.0%}, by class {(by_class >= DIVIDED).mean():.0%}{mixed}"


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """P_c against the shift; learning; and how boards that are left alone come to divide the bars."""
    told = np.arange(EVERY, TAUGHT + 1, EVERY).tolist()
    looks = np.arange(LOOKS, ALONE + 1, LOOKS).tolist()
    modes = {mode: (told, list(pooled(found[mode], "right").T)) for mode in ("forced", "error correction")}
    alone = [title for title in CASES if title.startswith("alone")]
    by = {
        name: {title[7:]: (looks, list(pooled(found[title], name).T)) for title in alone}
        for name in ("alike", "divided by class")
    }
    p_c: dict[str, Any] = {
        "measured": (list(range(5)), [pooled(found[SHARED], f"P_c {name}") for name in list(EXACT)[:5]])
    }
    words = "bars shown", "of 100 bars"
    figure = line_plots(
        [
            Panel("shared A-units", "shift of the second bar (4: 4 to 10)", "P_c", p_c, ylim=(-0.05, 1.08)),
            Panel("with a teacher", words[0], f"{words[1]} right", modes, ylim=(40, 102)),
            Panel(
                "left alone", words[0], f"{words[1]} with the commoner response", by["alike"], ylim=(40, 102)
            ),
            Panel(
                "left alone", words[0], f"{words[1]} divided by class", by["divided by class"], ylim=(40, 102)
            ),
        ],
        PREDICTION,
    )
    mark(figure.axes[0], range(5), list(EXACT.values())[:5], "exact")
    figure.axes[0].legend(fontsize=8)
    return {"bars": figure}


STUDY = Study(
    name="bars",
    question="What does it make of bars, with a teacher and without one?",
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
