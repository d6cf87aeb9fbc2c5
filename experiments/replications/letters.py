"""How soon does it know the letters A to Z, and does it know them in another typeface?

From recollection the Mark I named 26 letters rightly, by a code of five lamps, after 15 exposures of each;
the Navy's caption of 1960 says that it then identified all without error, and of a second typeface 85 %. Here
each board is taught the letters in one place with error correction until an epoch is without error; then it
is asked all again, and in a second typeface, before and after it is shown that once. The same is done
with 512 potentiometers for each lamp, and for other thresholds and wires. With 200 boards it takes about
a minute on two cores.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION, mark
from markone.replication import (
    MANY,
    ORDER,
    PATCHING,
    PULSE,
    STOPS,
    THETA,
    TYPEFACE,
    WIRES,
    Assumption,
    Claim,
    Published,
    Replication,
)
from markone.statistics import prediction_of
from markone.stimuli import FACES, letters
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, machines, measured, of_boards, pooled, right, show
from markone.switchboard import code_words

LETTERS, LAMPS = 26, 5
DRAWN, MORE = 30, 10
"""Epochs of the first typeface that the figure shows, and of the second that are taught beyond the claim."""


class Machine(NamedTuple):
    """What of the machine is not as in the config, and what is asked in the second typeface."""

    dials: Mapping[str, Any] = {}
    second: str = ""
    """"asked": without teaching it; "taught": after one epoch of it, and after more."""


BASE, FULL, ASKED, TAUGHT = "letters", "full", "second face, asked", "second face, taught"
GRID = {
    f"theta {theta}, {wires} + {wires}": Machine({"theta": theta, "wires": wires})
    for wires in (5, 10, 15)
    for theta in (1, 2, 3, 4)
}
CASES = {
    BASE: Machine(),
    FULL: Machine({"patching": "full"}),
    ASKED: Machine(second="asked"),
    TAUGHT: Machine(second="taught"),
    **GRID,
}
NAVY = "US Navy, caption of photograph USN 710739, released 24 June 1960"
UNTIL = "exposures to and including the first epoch without error"
CLAIMS = (
    Claim(
        "15 exposures of each letter",
        "26 letters in a fixed place, in a code of five bits, are learned in 15 exposures of each.",
        "Block, Reviews of Modern Physics 34, 1962, from recollection",
        "R",
        (Published(UNTIL, 390, 390, BASE, "exposures"),),
    ),
    Claim(
        "without error",
        "Trained on one type face by error correction, it identified the letters without error.",
        NAVY,
        "P",
        (Published("letters of 26 right, asked again", LETTERS, LETTERS, BASE, "again"),),
    ),
    Claim(
        "a second type face",
        "When letters of a second type face were added, it identified 85 % of them.",
        NAVY,
        "P",
        (
            Published("% right, the second not taught", 85, 85, ASKED, "second", tolerance=0.5),
            Published("% right, the second taught an epoch", 85, 85, TAUGHT, "second", tolerance=0.5),
        ),
    ),
    Claim(
        "simulated before",
        "With shares 94 to 99 % of boards need 200 to 700 exposures; with 512 potentiometers for each lamp "
        "typically about 210 are needed.",
        "simulated for comparison: 100 boards with two other typefaces, and 10 boards",
        "D",
        (
            Published("% of boards within 200 to 700 exposures", 94, 99, BASE, "in_time", MANY),
            Published(UNTIL, 210, 210, FULL, "exposures", MANY, tolerance=LETTERS),
        ),
    ),
)
SECOND = Assumption("second", "the second typeface, if the first is not the same", ("heavy",), tuple(FACES))
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "the typefaces": "block (a 5 x 7 matrix enlarged), then stroke; of its own only a C is known",
        "the code": "A to Z are 1 to 26 in binary",
        "the order of the letters": "drawn anew for each epoch",
        "whether the second typeface was taught": "both readings: not at all, and one epoch of it alone",
        "what 15 exposures count": "all slides to and including the first epoch without error",
        "how long it was taught": "until an epoch is without error, at most 50",
        "threshold, wires, pulse, stops": "2; 10 + 10; 0.5 V; 11 V",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, PATCHING, TYPEFACE, SECOND, ORDER),
    finding=lambda found, config: learned_words(found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    typeface: str = "block"
    second: str = "stroke"
    order: str = "shuffled"
    epochs: int = 50


def cases(config: Config) -> Mapping[str, Machine]:
    """The machine as assumed, patched in full, asked in a second typeface, and over a grid."""
    return CASES


def measure(machine: Machine, seed: int, config: Config) -> Measured:
    """Twenty boards, each taught the letters until an epoch is without error."""
    first, second = (letters(face)[0] for face in (config.typeface, second_of(config)))
    wanted = code_words(LETTERS, LAMPS)

    def ask(parts: Any, rng: np.random.Generator) -> Mapping[str, Any]:
        orders = epochs_of(config, rng)
        known = until_right(parts, first, wanted, orders)
        exposures = float(LETTERS * len(known)) if known[-1] == LETTERS else np.inf
        told: dict[str, Any] = {
            "exposures": exposures,
            "in_time": 100.0 * (200 <= exposures <= 700),
            "again": LETTERS * right(parts, first, wanted),
            "curve": np.resize([*known, *[known[-1]] * DRAWN], DRAWN),
        }
        if machine.second == "asked":
            told["second"] = 100 * right(parts, second, wanted)
        elif machine.second == "taught":
            told["more"] = then_of_second(parts, second, wanted, epochs_of(config, rng))
            told["second"] = told["more"][0]
        return told

    return measured(of_boards(machines(replace(config, **machine.dials), LAMPS, seed), ask, seed))


def second_of(config: Config) -> str:
    """The second typeface: the one that is assumed, or the first of the others if that is the first one."""
    others = [face for face in FACES if face != config.typeface]
    return config.second if config.second in others else others[0]


def order_of(config: Config, rng: np.random.Generator) -> np.ndarray:
    """In which order an epoch's letters are shown."""
    return rng.permutation(LETTERS) if config.order == "shuffled" else np.arange(LETTERS)


def epochs_of(config: Config, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """The order of each epoch."""
    return (order_of(config, rng) for _ in range(config.epochs))


def until_right(
    parts: Any, slides: np.ndarray, wanted: np.ndarray, orders: Iterator[np.ndarray]
) -> list[int]:
    """Teach epochs until one is without error: how many letters were right at once in each."""
    known = []
    for rows in orders:
        lamps = show(parts, slides, wanted, rows, "error correction")
        known.append(int((lamps == wanted[rows]).all(axis=1).sum()))
        if known[-1] == LETTERS:
            break
    return known


def then_of_second(
    parts: Any, slides: np.ndarray, wanted: np.ndarray, orders: Iterator[np.ndarray]
) -> list[float]:
    """Of the second typeface the % right when asked after one epoch of it, two, and so on."""
    known = []
    for rows in islice(orders, MORE):
        show(parts, slides, wanted, rows, "error correction")
        known.append(100 * right(parts, slides, wanted))
    return known


def learned_words(found: Found) -> str:
    """How soon boards get there, and how many ever do."""
    said = []
    for title in (BASE, FULL):
        exposures = pooled(found[title], "exposures")
        middle, never = prediction_of(exposures).median, np.isinf(exposures).mean()
        said.append(f"{title}: the median board needs {middle:g} exposures, and {never:.1%} never get there")
    known = np.median(pooled(found[TAUGHT], "more"), axis=0)
    enough = np.flatnonzero(known >= 85)
    when = f"after {enough[0] + 1} epochs of it" if enough.size else f"not within {MORE} epochs of it"
    return f"{'; '.join(said)}. The median board has 85 % of a second typeface right {when}."


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Letters right against exposures, those of the second typeface, and the grid."""
    return {"letters": learning(found), "letters_grid": grid(found, config)}


def learning(found: Found) -> Any:
    """How letters are learned, and those of a second typeface after them."""
    shown = (LETTERS * np.arange(1, DRAWN + 1)).tolist()
    curves = {
        words: (shown, list(pooled(found[title], "curve").T))
        for title, words in ((BASE, "as assumed"), (FULL, "512 pots for each lamp"))
    }
    then = [pooled(found[ASKED], "second"), *pooled(found[TAUGHT], "more").T]
    more = {"asked after each epoch": (list(range(MORE + 1)), then)}
    figure = line_plots(
        [
            Panel("one typeface, error correction", "exposures", "of 26 letters right in the epoch", curves),
            Panel("then a second typeface", "epochs of it taught", "% of its letters right", more),
        ],
        PREDICTION,
    )
    mark(figure.axes[0], [390], [LETTERS], "recollected: 15 of each")
    mark(figure.axes[1], [0, 1], [85, 85], "1960: 85 %, in two readings")
    for axes in figure.axes:
        axes.legend(fontsize=8, loc="lower right")
    return figure


def grid(found: Found, config: Config) -> Any:
    """Exposures, and how many boards get there, by threshold and wires."""
    most = LETTERS * config.epochs
    exposures: dict[str, Any] = {}
    arrived: dict[str, Any] = {}
    for wires in (5, 10, 15):
        boards = [pooled(found[f"theta {theta}, {wires} + {wires}"], "exposures") for theta in (1, 2, 3, 4)]
        name = f"{wires} + {wires} wires"
        exposures[name] = [1, 2, 3, 4], [np.minimum(each, most) for each in boards]
        arrived[name] = [1, 2, 3, 4], [[100 * np.isfinite(each).mean()] for each in boards]
    label = "threshold of the A-units"
    figure = line_plots(
        [
            Panel("how soon", label, "exposures", exposures, "y", {f"not within {most:,}": most}, (90, None)),
            Panel("how many", label, f"% of boards without error within {most:,}", arrived, ylim=(-3, 103)),
        ],
        PREDICTION,
    )
    figure.axes[0].axhline(390, color="black", lw=1.6, ls="--", label="recollected: 390")
    figure.axes[0].legend(fontsize=8, loc="lower left")
    return figure


STUDY = Study(
    name="letters",
    question="How soon does it know the letters A to Z, and in another typeface?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1, epochs=30),
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
