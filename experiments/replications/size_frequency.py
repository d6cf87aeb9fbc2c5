"""Does it discriminate by size, and by how often a figure occurs?

The Operators' Manual names the properties by which the Mark I discriminates and generalises: position,
geometric form, occurrence frequency, and size. Here boards are taught to tell small from large squares at
random places, with a teacher in both ways that the manual names; and are left to themselves before twenty
patterns of one kind, of which ten occur one, three or nine times as often as the others: are these answered
apart? With 200 boards it takes about half a minute on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import numpy as np

from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION
from markone.kernels.lesson import read
from markone.kernels.pot import Pot
from markone.kernels.retina import CELLS, ROWS
from markone.replication import PULSE, STOPS, THETA, WIRES, Assumption, Claim, Published, Replication
from markone.spec import copy
from markone.stimuli import square
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, answers, machines, measured, of_boards, pooled, show

TAUGHT, ASKED, EVERY = 200, 100, 10
ALONE, PATTERNS = 1000, 20
ODDS = (1, 3, 9)
"""So many times as often as the others the first half of the patterns occurs."""
BETTER = 75
"""Of 100 squares, right: half way from chance to perfect, so it is done, if not well."""
APART = 90
"""Of 100 patterns, on their side: by chance 1 board of 2500 has 18 of 20 there, but 1 of 25 has 15."""


class Way(NamedTuple):
    """What is shown, and how."""

    what: str
    mode: str = "spontaneous"
    rule: str = "bipolar"
    decays: bool = False


CASES = {
    "size, forced": Way("size", "forced"),
    "size, error correction": Way("size", "error correction"),
    "size, forced, gamma": Way("size", "forced", "gamma"),
    "dots, bipolar": Way("dots"),
    "dots, gamma": Way("dots", rule="gamma"),
    "dots, gamma, decay": Way("dots", rule="gamma", decays=True),
    "bars, gamma": Way("bars", rule="gamma"),
    "bars, gamma, decay": Way("bars", rule="gamma", decays=True),
}
MANUAL = "Operators' Manual of the Mark I, as quoted by Pasquinelli"
CLAIMS = (
    Claim(
        "size",
        "It discriminates and generalises by size, as forced learning or error correction demand.",
        MANUAL,
        "Pq",
        tuple(
            Published(f"of 100 new squares right, {mode}", BETTER, inf, f"size, {mode}", "right")
            for mode in ("forced", "error correction")
        ),
    ),
    Claim(
        "occurrence frequency",
        "It discriminates by occurrence frequency.",
        MANUAL,
        "Pq",
        tuple(
            Published(f"of 100 on their side, 9 to 1, {rule}", APART, inf, f"dots, {rule}", "apart 9")
            for rule in ("bipolar", "gamma")
        ),
    ),
)
SMALL = Assumption("small", "side of a small square, in cells", (3, 6), (2, 8))
LARGE = Assumption("large", "side of a large square, in cells", (6, 12), (3, 16))
LIT = Assumption("lit", "lit cells of a pattern", (40, 160), (20, 200))
DECAY = Assumption(
    "decay_ms", "time constant of the decay, at 5 s a slide", (50_000, 2_000_000), (5000, 10**8)
)
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "what sizes": "squares of side 4 and of side 8, anywhere on the retina",
        "how well": "no number is given; 75 of 100 squares right, half way from chance to perfect, and 90 of "
        "100 patterns apart, which chance does not give; by one machine",
        "how frequency could tell": "patterns of one kind, random dots, so that nothing but frequency makes "
        "two classes: the response to the frequent half is another than to the rare half; which is which is "
        "free, and both halves count the same",
        "how often": "9 to 1; 3 to 1 and 1 to 1 beside it, the last as what chance gives",
        "rule of reinforcement": "without a teacher both: bipolar and gamma, with one two-state response",
        "threshold, wires, pulse, stops": "2; 10 + 10; 0.5 V; 11 V, with the switchboard's sockets",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, SMALL, LARGE, LIT, DECAY),
    finding=lambda found, config: frequency_words(found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    small: int = 4
    large: int = 8
    lit: int = 80
    decay_ms: int = 500_000


def cases(config: Config) -> Mapping[str, Way]:
    """What is shown, and how."""
    return CASES


def measure(way: Way, seed: int, config: Config) -> Measured:
    """Twenty boards, each shown slides of its own."""
    device = Pot(stop_v=config.stop_v, decay_ms=config.decay_ms if way.decays else 0.0)
    ask = of_size if way.what == "size" else of_frequency
    machine = machines(config, 1, seed, device=device)
    return measured(of_boards(machine, lambda parts, rng: ask(parts, rng, way, config), seed))


def of_size(parts: Any, rng: np.random.Generator, way: Way, config: Config) -> Mapping[str, Any]:
    """Of 100 new squares right, after every ten that were shown; +1 is wanted for large ones."""
    taught, new = (squares(number, rng, config) for number in (TAUGHT, ASKED))
    curve = []
    for rows in np.split(np.arange(TAUGHT), TAUGHT // EVERY):
        show(parts, *taught, rows, way.mode, way.rule)
        curve.append(100 * (answers(parts, new[0]) == new[1]).mean())
    return {"curve": np.array(curve), "right": curve[-1]}


def squares(number: int, rng: np.random.Generator, config: Config) -> tuple[np.ndarray, np.ndarray]:
    """Small and large squares by turns, anywhere; and the response that is wanted."""
    sides = np.resize([config.small, config.large], number)
    places = [rng.integers(ROWS - side + 1, size=2) for side in sides]
    slides = [
        square(int(row), int(column), int(side)) for (row, column), side in zip(places, sides, strict=True)
    ]
    return np.array(slides), np.resize([-1, 1], (number, 1)).astype(np.int8)


def of_frequency(parts: Any, rng: np.random.Generator, way: Way, config: Config) -> Mapping[str, Any]:
    """How far the frequent and the rare half are answered apart, for each of the odds from new."""
    slides, found = patterns(way.what, rng, config), dict[str, float]()
    frequent = np.arange(PATTERNS) < PATTERNS // 2
    for odds in ODDS:
        board = copy(parts)
        share = np.where(frequent, odds, 1.0)
        rows = rng.choice(PATTERNS, ALONE, p=share / share.sum())
        show(board, slides, np.ones((PATTERNS, 1), np.int8), rows, way.mode, way.rule)
        current = read(board, slides)[:, 0]
        found |= {f"apart {odds}": apart(current > 0, frequent), f"louder {odds}": louder(current, frequent)}
    return found


def patterns(what: str, rng: np.random.Generator, config: Config) -> np.ndarray:
    """Twenty slides: random dots, or ten lying and ten standing bars, either of them the frequent half."""
    if what == "dots":
        return np.argsort(np.argsort(rng.random((PATTERNS, CELLS)), axis=1), axis=1) < config.lit
    bar = np.zeros((ROWS, ROWS), bool)
    bar[:4] = True
    lying = [np.roll(bar, 2 * place, axis=0) for place in range(PATTERNS // 2)]
    halves = [lying, [light.T for light in lying]]
    first = int(rng.integers(2))
    return np.reshape([*halves[first], *halves[1 - first]], (PATTERNS, CELLS))


def apart(lit: np.ndarray, frequent: np.ndarray) -> float:
    """Of 100 patterns on the side of their half; which side is which is free, so it is at least 50."""
    return 50 + 50 * abs(float(lit[frequent].mean() - lit[~frequent].mean()))


def louder(current: np.ndarray, frequent: np.ndarray) -> float:
    """Of 100 pairs of a frequent and a rare pattern, those in which the frequent one gives more current."""
    pairs = np.abs(current[frequent])[:, None] - np.abs(current[~frequent])[None]
    return 50 * float((np.sign(pairs) + 1).mean())


def frequency_words(found: Found) -> str:
    """What frequency does to responses, and to the currents behind them."""
    said = []
    for title in CASES:
        if not title.startswith("size"):
            sides = ", ".join(f"{pooled(found[title], f'apart {odds}').mean():.0f}" for odds in ODDS)
            loud = pooled(found[title], f"louder {ODDS[-1]}").mean()
            said.append(f"{title} {sides} (the frequent one has more current in {loud:.0f} of 100 pairs)")
    size = [f"{title} {pooled(found[title], 'right').mean():.0f}" for title in CASES if title[:4] == "size"]
    return (
        f"Of 100 new squares right: {', '.join(size)}. Mean of 100 patterns on the side of their half, at "
        f"1, 3 and 9 to 1: {'; '.join(said)}."
    )


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """New squares right against squares shown, and what frequency does without a teacher."""
    told = np.arange(EVERY, TAUGHT + 1, EVERY).tolist()
    size = {
        title.removeprefix("size, "): (told, list(pooled(found[title], "curve").T))
        for title in CASES
        if title.startswith("size")
    }
    alone: dict[str, Any] = {
        name: {
            title: (ODDS, [pooled(found[title], f"{name} {odds}") for odds in ODDS])
            for title in CASES
            if not title.startswith("size")
        }
        for name in ("apart", "louder")
    }
    odds = "how many times as often the frequent half occurs"
    level, words = {"half way": BETTER}, ("of 100 new squares right", "of 100 on the side of their half")
    panels = [
        Panel("small or large", "squares shown", words[0], size, levels=level, ylim=(20, 102)),
        Panel("left alone", odds, words[1], alone["apart"], levels={"apart": APART}, ylim=(40, 102)),
        Panel("left alone", odds, "of 100 pairs, frequent one has more current", alone["louder"]),
    ]
    figure = line_plots(panels, PREDICTION)
    return {"size_frequency": figure}


STUDY = Study(
    name="size_frequency",
    question="Does it discriminate by size, and by how often a figure occurs?",
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
