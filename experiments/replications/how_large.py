"""How large must it be: how many A-units, and how many potentiometers?

Boards of 64 to 4,096 A-units, simulated without the switchboard's sockets, learn handwritten digits in four
bits, scikit-learn's and MNIST's (where its files are; otherwise the study does without), and the errors on
digits that were not taught are counted. One bank of N units learns random dichotomies of random dots: by the
theory (Cover 1965) half of those with 2 N patterns can be told apart. The Mark I's own boards learn eight
digits with one potentiometer for each A-unit, and with one for each A-unit and R-unit. And it is measured
what a slide costs this computer.

Expect that errors on digits fall by a quarter with each doubling, from where a half is right; that in time
nearly 2 N patterns are learned, but far fewer where the motors have stops; and that a potentiometer for each
A-unit and R-unit makes a quarter of the errors. With 200 boards it takes about ten minutes on two cores;
--full goes on to 65,536 A-units, with 20 boards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from time import thread_time
from typing import Any, NamedTuple

import numpy as np

from markone import stimuli
from markone.draw.line_plots import MEAN, Panel, line_plots
from markone.draw.replicated import PREDICTION
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS
from markone.learners.breakage import activity
from markone.learners.capacity import greatest, is_learned, is_separable
from markone.replication import MANY, PATCHING, PULSE, STOPS, THETA, WIRES, Claim, Published, Replication
from markone.spec import copy
from markone.statistics import mean_of
from markone.study import Found, Measured, Study
from markone.study.boards import (
    BOARDS,
    Dials,
    machines,
    measured,
    of_boards,
    pooled,
    right,
    show,
    simulations,
)
from markone.study.data import Task, retina_digits
from markone.switchboard import code_words
from markone.theory import p_separable

SIZES, LARGE = (64, 128, 256, 512, 1024, 2048, 4096), (8192, 16384, 32768, 65536)
BANKS = (16, 32, 64)
MOST = 4
"""Patterns per A-unit, of which no dichotomy is separable."""
POTS = {"512 potentiometers": "shares", "4,096 potentiometers": "full"}


class Size(NamedTuple):
    """Digits on boards of some size."""

    data: str
    units: int


class Bank(NamedTuple):
    """Dichotomies on one bank."""

    units: int
    stop_v: float = np.inf


class Patched(NamedTuple):
    """Eight digits on the Mark I's own board."""

    patching: str


CAPACITY = {f"dichotomies, {units} A-units": Bank(units) for units in BANKS}
CAPACITY["dichotomies, 64 A-units, stops"] = Bank(64, 11.0)
LAST = "dichotomies, 64 A-units"
CLAIMS = (
    Claim(
        "2 N are separable",
        "Of random dichotomies of P patterns over N units, half are linearly separable at P = 2 N.",
        "Cover, IEEE Transactions on Electronic Computers EC-14, 1965; capacity of the fact sheet",
        "D",
        (Published("patterns an A-unit, separable", 2, 2, LAST, "separable", MANY, 0.05),),
    ),
    Claim(
        "2 N are learned",
        "One bank of N units learns half of the random dichotomies of 2 N patterns, with enough epochs.",
        "derived from Cover 1965 and the convergence of error correction",
        "D",
        (Published("patterns an A-unit, learned", 2, 2, LAST, "most", MANY, 0.25),),
    ),
)
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "digits": "four lamps for ten digits, all of which must be right; error correction, ten epochs",
        "MNIST": "of the 10,000 digits of its test part, others for each seed: 5,000 taught, 2,000 asked",
        "eight digits": "scikit-learn's 0 to 7, one R-unit for each; all eight lamps must be right",
        "patterns": "half of the 400 cells lit at random, responses at random; motors without stops",
        "most that is learned": "one dichotomy a board, of which ever more patterns are taken; the greatest "
        "number is found by halving: by the theory its mean over boards is 2 N",
        "enough epochs": "5,000; that they do not suffice near the limit is allowed for by 0.25",
        "threshold, wires, pulse, stops": "2; 10 + 10; 0.5 V; 11 V",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, PATCHING),
    finding=lambda found, _: found_words(found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed, and how long it is taught."""

    full: bool = False
    """Also the boards that take hours."""
    sizes: tuple[int, ...] = SIZES
    epochs: int = 10
    taught: int = 5000
    asked: int = 2000
    """Of MNIST."""
    capacity_epochs: int = 5000


def cases(config: Config) -> Mapping[str, Any]:
    """Digits on each size of board, dichotomies, and both ways to patch."""
    sizes = (*config.sizes, *(LARGE if config.full else ()))
    digits = {
        title_of(data, units): Size(data, units)
        for data in ("digits", *(["MNIST"] if mnist() else []))
        for units in sizes
    }
    return {**digits, **CAPACITY, **{title: Patched(patching) for title, patching in POTS.items()}}


def title_of(data: str, units: int) -> str:
    """Of a case of digits."""
    return f"{data}, {units:,} A-units"


@cache
def mnist() -> tuple[np.ndarray, np.ndarray] | None:
    """MNIST's 10,000 digits, if their files are here."""
    try:
        return stimuli.mnist()
    except ValueError:
        return None


@cache
def task_of(data: str, seed: int, taught: int, asked: int) -> Task:
    """Digits to be taught, and others to be asked."""
    if data == "digits":
        return retina_digits(seed)
    X, y = mnist() or stimuli.mnist()
    rows = np.random.default_rng([seed, 1998]).permutation(len(X))[: taught + asked]
    return Task(X[rows[:taught]], y[rows[:taught]], X[rows[taught:]], y[rows[taught:]])


def measure(case: Any, seed: int, config: Config) -> Measured:
    """Twenty boards; of the large ones so few that all seeds together have twenty."""
    if isinstance(case, Bank):
        dials = replace(config, stop_v=case.stop_v, patching="shares")
        board = simulations(dials, 1, seed, case.units)
        return measured(of_boards(board, lambda parts, rng: ask_dichotomies(parts, rng, config), seed))
    if isinstance(case, Patched):
        task, words = first_eight(retina_digits(seed)), code_of_one(8)
        board, number = machines(replace(config, patching=case.patching), 8, seed), BOARDS
    else:
        task, words = task_of(case.data, seed, config.taught, config.asked), code_words(10)
        board = simulations(config, words.shape[1], seed, case.units)
        number = BOARDS if case.units <= max(SIZES) else max(BOARDS // config.seeds, 1)
    ask = ask_digits(task, words, config.epochs)
    return measured(of_boards(board, ask, seed, number))


def first_eight(task: Task) -> Task:
    """The digits 0 to 7 of them."""
    taught, asked = task.y < 8, task.y_test < 8
    return Task(task.X[taught], task.y[taught], task.X_test[asked], task.y_test[asked])


def code_of_one(classes: int) -> np.ndarray:
    """One lamp for each class: (classes, classes) int8."""
    return (2 * np.eye(classes) - 1).astype(np.int8)


def ask_digits(task: Task, words: np.ndarray, epochs: int) -> Callable[[Parts, np.random.Generator], dict]:
    """What is asked of each board: errors on new digits in per cent, and how long a slide takes."""
    slides, targets = task.X, words[task.y]

    def ask(parts: Parts, rng: np.random.Generator) -> dict[str, float]:
        rows = np.concatenate([rng.permutation(len(slides)) for _ in range(epochs)])
        show(parts, slides, targets, rows[:1], "test")  # what is compiled or loaded is not timed
        begun = thread_time()
        show(parts, slides, targets, rows, "error correction")
        taught = thread_time()
        wrong = 1 - right(parts, task.X_test, words[task.y_test])
        asked = thread_time()
        times = {
            "time/taught": (taught - begun) / len(rows),
            "time/asked": (asked - taught) / len(task.X_test),
        }
        return {"errors": 100 * wrong, **times}

    return ask


def ask_dichotomies(parts: Parts, rng: np.random.Generator, config: Config) -> dict[str, float]:
    """How many patterns an A-unit one bank learns without error, and how many could be told apart."""
    units = len(parts.stuck)
    slides = dots(MOST * units, rng)
    wanted = rng.choice([-1, 1], (len(slides), 1)).astype(np.int8)
    active = activity(parts, slides)

    def learned(number: int) -> bool:
        machine = copy(parts)
        return is_learned(machine, slides[:number], wanted[:number], rng, config.capacity_epochs)

    def separable(number: int) -> bool:
        return is_separable(active[:number], wanted[:number, 0])

    return {
        "most": greatest(learned, len(slides)) / units,
        "separable": greatest(separable, len(slides)) / units,
    }


def dots(number: int, rng: np.random.Generator) -> np.ndarray:
    """Slides with half of the cells lit at random: (number, 400) bool."""
    return np.argsort(rng.random((number, CELLS)), axis=1) < CELLS // 2


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """The power of the size with which seconds grow: the slope of a line through the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def sizes_in(found: Found, data: str) -> list[int]:
    """Sizes of the boards that learned these digits."""
    every = (*SIZES, *LARGE)
    return [units for units in every if title_of(data, units) in found]


def found_words(found: Found) -> str:
    """Errors by size, what a slide costs, and one potentiometer against eight."""
    said = [] if sizes_in(found, "MNIST") else ["No files of MNIST were here: it was left out."]
    for data in ("digits", "MNIST"):
        sizes = sizes_in(found, data)
        means = [f"{units:,}: {pooled(found[title_of(data, units)], 'errors').mean():.1f}" for units in sizes]
        if len(sizes) > 1:
            powers = [power(found, data, sizes, name) for name in ("time/taught", "time/asked")]
            said.append(
                f"Errors in per cent, {data}, by A-units: {', '.join(means)}; seconds a slide grow with the "
                f"power {powers[0]:.2f} of the size taught, {powers[1]:.2f} asked."
            )
    if all(title in found for title in POTS):
        few, many = (pooled(found[title], "errors") for title in POTS)
        less = mean_of((few - many).tolist())
        said.append(
            f"Errors on eight digits: 512 potentiometers {few.mean():.1f} %, 4,096 {many.mean():.1f} %; "
            f"on the same boards less by {less.mean:.1f} ({less.low:.1f} to {less.high:.1f})."
        )
    said += [
        f"Patterns an A-unit, {title.removeprefix('dichotomies, ')}: "
        f"learned {pooled(found[title], 'most').mean():.2f}, "
        f"separable {pooled(found[title], 'separable').mean():.2f}."
        for title in CAPACITY
        if title in found
    ]
    return " ".join(said)


def power(found: Found, data: str, sizes: list[int], name: str) -> float:
    """With which power of the size the median time of a slide grows."""
    times = [float(np.median(pooled(found[title_of(data, units)], name))) for units in sizes]
    return exponent(sizes, times)


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Errors and costs against size; dichotomies learned against patterns, beside Cover's theory."""
    errors: dict[str, Any] = {}
    costs: dict[str, Any] = {}
    for data in ("digits", "MNIST"):
        if sizes := sizes_in(found, data):
            groups = [found[title_of(data, units)] for units in sizes]
            errors[data] = (sizes, [pooled(group, "errors") for group in groups])
            for name in ("taught", "asked"):
                costs[f"{data} {name}"] = (sizes, [1e6 * pooled(group, f"time/{name}") for group in groups])
    pots: dict[str, Any] = {"eight digits": ([512, 4096], [pooled(found[title], "errors") for title in POTS])}
    words = "errors on new digits (%)"
    panels = [
        Panel("how many A-units", "A-units", words, errors, log="xy"),
        Panel("512 A-units, 8 R-units", "potentiometers", words, pots, log="x", ylim=(0, None)),
        Panel("this computer", "A-units", "microseconds a slide", costs, log="xy"),
    ]
    return {"how_large": line_plots(panels, PREDICTION), "capacity": capacity(found)}


def capacity(found: Found) -> Any:
    """Dichotomies without error against patterns an A-unit, those learned and those that are separable."""
    panels = []
    for name, title in {"most": "learned", "separable": "linearly separable"}.items():
        curves = {
            case.removeprefix("dichotomies, "): share_curve(pooled(found[case], name), bank.units)
            for case, bank in CAPACITY.items()
            if name == "most" or np.isinf(bank.stop_v)
        }
        panels.append(Panel(title, "patterns an A-unit", "share of dichotomies", curves, ylim=(-0.03, 1.03)))
    figure = line_plots(panels, MEAN)
    for axes in figure.axes:
        patterns = np.arange(max(BANKS) // 2, 3 * max(BANKS) + 1)
        theory = [p_separable(int(number), max(BANKS)) for number in patterns]
        axes.plot(patterns / max(BANKS), theory, "k--", lw=1.2, label=f"Cover 1965, {max(BANKS)} A-units")
        axes.axvline(2, color="0.5", lw=0.8)
        axes.legend(fontsize=8)
    return figure


def share_curve(most: np.ndarray, units: int) -> tuple[list[float], list[list[float]]]:
    """For numbers of patterns an A-unit, whether each board has learned so many."""
    places = np.arange(units // 2, 3 * units + 1, units // 8)
    return (places / units).tolist(), [(most >= place / units).astype(float).tolist() for place in places]


STUDY = Study(
    name="how_large",
    question="How large must it be?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1, sizes=(64, 512), epochs=2, taught=500, asked=500, capacity_epochs=100),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=REPLICATION.answer,
    table=REPLICATION.table,
    conclude=REPLICATION.conclude,
    data=lambda case, seed, config: list(mnist() or []) if getattr(case, "data", "") == "MNIST" else None,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
