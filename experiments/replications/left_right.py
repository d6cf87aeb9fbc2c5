"""Does it tell squares on the left from squares on the right, as in the demonstration of July 1958?

On the IBM 704 a perceptron of unnamed size was shown squares at random places, each in the left or in the
right half of its field; after 100 of them it was right for 97 of 100, and it was said to have learned the
difference after 30 to 40. Here each board is taught 100 squares with the wanted response forced, and asked
100 new ones after every five; the same with error correction, and left to itself, by several rules of
reinforcement. With 200 boards it takes about a minute on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from markone import stimuli
from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION, mark
from markone.kernels.pot import Pot
from markone.replication import PULSE, STOPS, THETA, WIRES, Assumption, Claim, Published, Replication
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, answers, measured, of_boards, pooled, show, simulations
from markone.switchboard import UNITS

TAUGHT, ASKED, EVERY = 100, 100, 5
LEARNED = 0.9
"""Of new squares right, from when on the difference counts as learned."""
DECAY_MS = 500_000
"""Of the class C' machine: a hundred slides; no source gives a number."""


class Way(NamedTuple):
    """How squares are taught."""

    mode: str
    rule: str = "bipolar"
    decay_ms: float = 0.0


CASES = {
    "forced": Way("forced"),
    "error correction": Way("error correction"),
    "spontaneous": Way("spontaneous"),
    "spontaneous, gamma": Way("spontaneous", "gamma"),
    "spontaneous, decay": Way("spontaneous", decay_ms=DECAY_MS),
    "spontaneous, gamma, decay": Way("spontaneous", "gamma", DECAY_MS),
}
UNTOLD = "how many A-units the simulated machine had, and how large the squares were"
CLAIMS = (
    Claim(
        "left or right",
        "After 100 squares it told left from right for 97 of 100; it had learned this after 30 to 40.",
        "New York Times, 13 July 1958, section E page 9",
        "P",
        (
            Published("of 100 new squares right, after 100", 97, 97, "forced", "right", tolerance=0.5),
            Published("squares until 90 of 100 are right", 30, 40, "forced", "learned", tolerance=EVERY),
        ),
        left_out=UNTOLD,
    ),
    Claim(
        "50 trials",
        "It learned to tell cards marked left from cards marked right in 50 trials.",
        "Cornell Chronicle, 2019, and unsourced summaries",
        "S",
        (Published("squares until 90 of 100 are right", 50, 50, "forced", "learned", tolerance=EVERY),),
        left_out=UNTOLD,
    ),
    Claim(
        "by itself",
        "For 50 trials no distinction, and then Q for left and O for right: without a teacher.",
        "New York Times, 8 July 1958, from recollection",
        "R+",
        (Published("of 100 new squares divided rightly", 90, 100, "spontaneous", "divided"),),
    ),
)
UNITS_ = Assumption("units", "A-units", (128, 256, 1000), (16, 1000))
SIDE = Assumption("side", "side of a square, in cells", (3, 4, 8), (1, 10))
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "size of the simulated machine": "512 A-units, one R-unit",
        "size of the squares": "6 x 6 cells, anywhere in their half",
        "how it was taught": "the wanted response forced on every square; error correction beside it",
        "what 'learned' means": "from then on 90 of 100 new squares are right, asked after every five",
        "threshold, wires, pulse, stops": "2; 10 + 10; 0.5 V; 11 V",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, UNITS_, SIDE),
    finding=lambda found, config: divided_words(found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    units: int = UNITS
    side: int = 6


def cases(config: Config) -> Mapping[str, Way]:
    """How squares are taught."""
    return CASES


def measure(way: Way, seed: int, config: Config) -> Measured:
    """Twenty boards, each taught its own 100 squares and asked its own 100 new ones."""
    device = Pot(stop_v=config.stop_v, decay_ms=way.decay_ms)
    machine = simulations(config, 1, seed, config.units, device)

    def ask(parts: Any, rng: np.random.Generator) -> Mapping[str, Any]:
        taught, new = (squares(number, rng, config.side) for number in (TAUGHT, ASKED))
        curve = []
        for rows in np.split(np.arange(TAUGHT), TAUGHT // EVERY):
            show(parts, *taught, rows, way.mode, way.rule)
            curve.append(100 * (answers(parts, new[0]) == new[1]).mean())
        right = np.array(curve)
        divided = np.maximum(right, 100 - right)
        return {"curve": right, "right": right[-1], "learned": first_from(right), "divided": divided[-1]}

    return measured(of_boards(machine, ask, seed))


def squares(number: int, rng: np.random.Generator, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Squares, left and right by turns, and the response that is wanted: +1 for right."""
    slides, labels = stimuli.squares(number, int(rng.integers(2**31)), side)
    return slides, np.where(labels == "right", 1, -1)[:, None].astype(np.int8)


def first_from(right: np.ndarray) -> float:
    """After how many squares the difference is learned, for good; infinity for never."""
    below = np.flatnonzero(right < 100 * LEARNED)
    last = below[-1] if below.size else -1
    return float(EVERY * (last + 2)) if last + 1 < right.size else np.inf


def divided_words(found: Found) -> str:
    """How many boards divide the squares by themselves."""
    said = [
        f"{title} {(pooled(found[title], 'divided') >= 100 * LEARNED).mean():.0%}"
        for title in CASES
        if title.startswith("spontaneous")
    ]
    return f"Boards that by themselves have 90 of 100 new squares on their side: {', '.join(said)}."


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """New squares right against squares shown, and how the boards that had no teacher divide them."""
    shown = np.arange(EVERY, TAUGHT + 1, EVERY).tolist()
    taught = {
        title: (shown, list(pooled(found[title], "curve").T)) for title in ("forced", "error correction")
    }
    alone = {
        title.removeprefix("spontaneous, "): (
            shown,
            list(np.maximum(each := pooled(found[title], "curve"), 100 - each).T),
        )
        for title in CASES
        if title.startswith("spontaneous")
    }
    words = "squares shown", "of 100 new squares"
    figure = line_plots(
        [
            Panel("with a teacher", words[0], f"{words[1]} right", taught, ylim=(40, 102)),
            Panel("left to itself", words[0], f"{words[1]} divided rightly", alone, ylim=(40, 102)),
        ],
        PREDICTION,
    )
    mark(figure.axes[0], [100], [97], "1958: 97 of 100")
    figure.axes[0].axvspan(30, 40, color="0.5", alpha=0.25, lw=0, label="1958: learned")
    figure.axes[0].legend(fontsize=8)
    return {"left_right": figure}


STUDY = Study(
    name="left_right",
    question="Does it tell squares on the left from squares on the right?",
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
