"""Bars: how many A-units they share, and learning to tell lying from standing ones.

Bars of 4 x 20 cells, lying or standing, on a retina whose edges meet, are the stimuli of the simulations on
the IBM 704. How many A-units fire for one, and for two of them, is known exactly, and is held against boards.
Boards are then taught to tell lying from standing bars; of this no number was published. With 200 boards it
takes about twenty seconds on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION, mark
from markone.kernels.retina import ROWS
from markone.replication import MANY, Assumption, Claim, Published, Replication
from markone.stimuli import every_bar
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, answers, measured, of_boards, pooled, show, simulations
from markone.switchboard import UNITS

TAUGHT, EVERY = 200, 5
EXACT = {"0": 1.0, "1": 0.530597, "2": 0.289946, "3": 0.135420, "4 to 10": 0.032528, "across": 0.111107}
"""P_c of a second bar by its shift, and of one across the first, with 5 + 5 wires and theta = 2."""


SHARED = "shared A-units"
MODES = ("forced", "error correction")
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
)  # fmt: skip
UNITS_ = Assumption("units", "A-units", (128, 1000), (16, 1000))
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "threshold, wires": "for shared A-units 2; 5 + 5, which the figures are of; for learning 2; 10 + 10",
        "pulse, stops": "0.5 V; 11 V",
        "how it was taught": "bars in random order, the wanted response forced; error correction beside it",
    },
    assumptions=(UNITS_,),
    finding=lambda found, config: taught_words(found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    units: int = UNITS


BARS, _KINDS = every_bar()
STANDS = np.where(_KINDS == "standing", 1, -1)
"""The response that is wanted for each bar."""


def cases(config: Config) -> Mapping[str, str]:
    """How bars are shown."""
    return {SHARED: "test", **{mode: mode for mode in MODES}}


def measure(mode: str, seed: int, config: Config) -> Measured:
    """Twenty boards: what they share, or each taught bars in random order and asked all 40."""
    if mode == "test":
        machine = simulations(Dials(theta=2, wires=5), 1, seed, config.units)
        return measured(of_boards(machine, lambda parts, rng: shared(parts), seed))
    machine = simulations(config, 1, seed, config.units)
    return measured(of_boards(machine, lambda parts, rng: taught(parts, rng, mode), seed))


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


def taught(parts: Any, rng: np.random.Generator, mode: str) -> Mapping[str, Any]:
    """Of 100 bars right, after every five that were shown."""
    rows, curve = rng.integers(len(BARS), size=TAUGHT), []
    for each in np.split(rows, TAUGHT // EVERY):
        show(parts, BARS, STANDS[:, None], each, mode)
        curve.append(100 * (answers(parts, BARS)[:, 0] == STANDS).mean())
    return {"right": np.array(curve), "last": curve[-1]}


def taught_words(found: Found) -> str:
    """How many bars are right in the end."""
    right = [f"{mode} {pooled(found[mode], 'last').mean():.1f} %" for mode in MODES]
    return f"Mean of boards, of all bars right after {TAUGHT}: {', '.join(right)}."


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """P_c against the shift, and learning."""
    told = np.arange(EVERY, TAUGHT + 1, EVERY).tolist()
    modes = {mode: (told, list(pooled(found[mode], "right").T)) for mode in MODES}
    shifts = list(EXACT)[:5]
    p_c: dict[str, Any] = {
        "measured": (list(range(5)), [pooled(found[SHARED], f"P_c {each}") for each in shifts])
    }
    figure = line_plots(
        [
            Panel("shared A-units", "shift of the second bar (4: 4 to 10)", "P_c", p_c, ylim=(-0.05, 1.08)),
            Panel("with a teacher", "bars shown", "of 100 bars right", modes, ylim=(40, 102)),
        ],
        PREDICTION,
    )
    mark(figure.axes[0], range(5), [EXACT[each] for each in shifts], "exact")
    figure.axes[0].legend(fontsize=8)
    return {"bars": figure}


STUDY = Study(
    name="bars",
    question="How many A-units do bars share, and can it tell lying from standing ones?",
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
