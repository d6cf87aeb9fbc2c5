"""How many steps does a weight need?

A weight that moves by even steps between two stops is a whole number from -K to K: its range has 2 K steps.
The same switchboards learn letters and handwritten digits with 2 steps to 4,096, and without stops; all else
is ideal. Measured are what is right, epochs to the first without an error, and whether every weight ends
where it does without stops.

Theory, from the weakest to the strongest:

1. Own reasoning, and exact: a machine without stops, whose weights reach M steps at most on their way, never
   meets stops that are M steps away. So from 2 M steps on, stops change no lamp and no weight. M belongs to a
   board, a task and an order of slides; it is measured on the machine without stops, slide by slide.
2. Novikoff (On convergence proofs on perceptrons, 1962): from zero weights a lamp is corrected at most
   R^2 / margin^2 times, R^2 being the greatest number of active A-units, and margin that of the best weights
   without a bias. Own reasoning: each correction moves a weight by one step, so M is no greater, and
   2 R^2 / margin^2 steps always do. It holds where slides can be separated, and is worked out for letters.
3. Not used, for it is far larger: any threshold function of n inputs has whole weights of at most
   (n + 1)^((n + 1) / 2) / 2^n (Muroga, Toda and Takasu, Journal of the Franklin Institute 271, 1961).

These say how many steps are surely enough. How many are needed is measured; we know no theorem that says it
for this rule with stops. That bounded weights forget the old for the new is shown by Amit and Fusi (Learning
in neural networks with material synapses, Neural Computation 6, 1994) for patterns that are seen once.

Expect the letters to be learnt with far fewer steps than the first line asks for, and that line to lie far
below Novikoff's; and digits, which no board learns here, to ask for more steps the longer they are taught
(`--sweep digit_epochs=5,10,20`). With ten boards it takes about two minutes on two cores, with --quick some
seconds.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from rich import box
from rich.table import Table
from scipy.optimize import nnls

from markone import theory
from markone.draw.line_plots import MEAN, Panel, line_plots
from markone.draw.style import COLOURS, legend_below
from markone.kernels.lesson import lesson, read, wipers
from markone.kernels.machine import Parts
from markone.kernels.pot import Pot
from markone.kernels.rule import MODES, RULES
from markone.spec import ASSUMED_SPEC, build, copy
from markone.statistics import mean_of, quartiles_of
from markone.study import Found, Measured, Study, titled
from markone.study.data import Task, all_letters, retina_digits
from markone.study.results import accuracy_text, interval
from markone.switchboard import code_words, plug

PATCHINGS = {"letters": "shares", "digits": "full"}
"""What is learnt, and on which boards: in shares the 128 units of each lamp are too few for digits."""
UNBOUNDED = "no stops"


@dataclass(frozen=True)
class Config:
    """How many boards, numbers of steps (even), and how long each is taught."""

    seeds: int = 10
    steps: tuple[int, ...] = (2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024, 4096)
    epochs: int = 50
    digit_epochs: int = 10
    digits: int = 1797


def cases(config: Config) -> Mapping[str, tuple[str, float]]:
    """What is learnt, and where the stops stand, in steps from the middle."""
    stops = {f"{steps} steps": steps / 2 for steps in config.steps} | {UNBOUNDED: np.inf}
    return {f"{what}, {title}": (what, stop) for what in PATCHINGS for title, stop in stops.items()}


class Taught(NamedTuple):
    """What became of one machine."""

    parts: Parts
    mistakes: tuple[int, ...]
    """Slides of each epoch for which a lamp was wrong; the first epoch without is the last."""
    reached: float
    """How many steps from the middle a weight was at most, on its way; NaN where nobody looked."""


class Lesson(NamedTuple):
    """What is shown, and which lamps are to shine."""

    slides: np.ndarray
    targets: np.ndarray
    fresh: np.ndarray
    fresh_targets: np.ndarray


@cache
def lesson_of(what: str, seed: int, digits: int) -> Lesson:
    """All the letters, or some digits of which a quarter is held out, and their code words."""
    task: Task = all_letters() if what == "letters" else retina_digits(seed, digits)
    classes = np.unique(task.y)
    words = code_words(len(classes))
    slides, fresh = (np.ascontiguousarray(X, float) for X in (task.X, task.X_test))
    targets, asked = (words[np.searchsorted(classes, y)].astype(np.int8) for y in (task.y, task.y_test))
    return Lesson(slides, targets, fresh, asked)


def machine(what: str, seed: int, responses: int, stop: float) -> Parts:
    """A board with potentiometers that a pulse moves by 1 V, to stops so many volts away."""
    pot = Pot(speed_v_per_s=1000.0 / ASSUMED_SPEC.pulse_ms, stop_v=stop)
    return build(plug(responses, patching=PATCHINGS[what], seed=seed), device=pot, seed=seed)


def teach(what: str, seed: int, stop: float, config: Config, look: bool = False) -> Taught:
    """Show the slides until an epoch is right, or so many times; `look` at each weight after each slide."""
    given = lesson_of(what, seed, config.digits)
    parts = machine(what, seed, given.targets.shape[1], stop)
    rng, mistakes, reached = np.random.default_rng([seed, 1960]), [], 0.0
    for _ in range(config.epochs if what == "letters" else config.digit_epochs):
        order = rng.permutation(len(given.slides))
        lamps = []
        for rows in np.split(order, len(order)) if look else [order]:
            lamps.append(show(parts, given.slides, given.targets, rows, "error correction"))
            reached = max(reached, abs(wipers(parts)).max()) if look else np.nan
        wrong = (np.concatenate(lamps) != given.targets[order]).any(axis=1)
        mistakes.append(int(wrong.sum()))
        if not mistakes[-1]:
            break
    return Taught(parts, tuple(mistakes), float(reached))


def show(parts: Parts, slides: np.ndarray, targets: np.ndarray, rows: np.ndarray, mode: str) -> np.ndarray:
    """The lamps at the end of each cycle."""
    return lesson(parts, slides, targets, rows, MODES[mode], RULES["bipolar"])


@cache
def without_stops(what: str, seed: int, config: Config) -> Taught:
    """The machine that no stop hinders, looked at slide by slide."""
    return teach(what, seed, np.inf, config, look=True)


def active_units(parts: Parts, slides: np.ndarray) -> np.ndarray:
    """Which A-units fire for each slide: (slides, units) bool."""
    seen = []
    for slide in slides:
        read(parts, slide[None])
        seen.append(parts.active.copy())
    return np.array(seen)


def widest(active: np.ndarray, target: np.ndarray) -> np.ndarray | None:
    """The shortest weights w (units,) with target * active.w >= 1: those of maximum margin; None without any.

    Lawson and Hanson, Solving least squares problems (1974), chapter 23: least distance programming.
    """
    rows = target[:, None] * active.astype(float)
    equations = np.vstack([rows.T, np.ones(len(rows))])
    ends = np.append(np.zeros(rows.shape[1]), 1.0)
    short = equations @ nnls(equations, ends)[0] - ends
    if abs(short[-1]) < 1e-9:
        return None
    return -short[:-1] / short[-1]


def novikoff(what: str, seed: int, config: Config) -> float:
    """The greatest number of corrections that any lamp can need; NaN where no weights answer every slide."""
    given = lesson_of(what, seed, config.digits)
    parts = machine(what, seed, given.targets.shape[1], np.inf)
    active, bank, bounds = active_units(parts, given.slides), parts.wiring.bank, []
    for response, target in enumerate(given.targets.T):
        seen = active[:, parts.wiring.unit[bank[response] : bank[response + 1]]]
        weights = widest(seen, target)
        if weights is None:
            return float("nan")
        bounds.append(theory.mistake_bound(seen, target, weights))
    return max(bounds)


def measure(case: tuple[str, float], seed: int, config: Config) -> Measured:
    """Teach one board with stops; without any, also say what theory makes of it."""
    what, stop = case
    free = without_stops(what, seed, config)
    taught = free if np.isinf(stop) else teach(what, seed, stop, config)
    given = lesson_of(what, seed, config.digits)
    rows = np.arange(len(given.fresh))
    lamps = show(copy(taught.parts), given.fresh, given.fresh_targets, rows, "test")
    same = taught.mistakes == free.mistakes and np.array_equal(wipers(taught.parts), wipers(free.parts))
    metrics = {
        "right": float((lamps == given.fresh_targets).all(axis=1).mean()),
        "epochs": len(taught.mistakes) if taught.mistakes[-1] == 0 else float("nan"),
        "same": float(same),
    }
    if np.isinf(stop):
        bound = novikoff(what, seed, config) if what == "letters" else float("nan")
        metrics |= {"enough": 2 * free.reached, "Novikoff": 2 * np.floor(bound)}
    return Measured(metrics)


def values(found: Found, title: str, metric: str) -> list[float]:
    """One metric of one case, for each board."""
    return [measured.metrics[metric] for measured in found[title]]


def swept(found: Found, config: Config, what: str, metric: str) -> tuple[list[float], list[list[float]]]:
    """One metric against the number of steps."""
    steps = list(map(float, config.steps))
    return steps, [of(found, what, number, metric) for number in config.steps]


WORDS = {"right": "share right", "same": "boards on which stops changed nothing"}


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """What is right against the number of steps, and what theory says."""
    panels = [
        Panel(
            what,
            "steps from stop to stop",
            "share",
            {words: swept(found, config, what, metric) for metric, words in WORDS.items()},
            log="x",
            levels={"right without stops": mean_of(values(found, f"{what}, {UNBOUNDED}", "right")).mean},
            ylim=(-0.03, 1.03),
        )
        for what in PATCHINGS
    ]
    figure = line_plots(panels, MEAN)
    for axes, what in zip(figure.axes, PATCHINGS, strict=True):
        axes.legend([]).remove()
        for number, (metric, words) in enumerate(LINES.items(), 2):
            place = theory_of(found, what, metric)
            if np.isfinite(place):
                axes.axvline(place, color=COLOURS[number], lw=1.4, ls="-.", label=words)
    legend_below(figure, figure.axes, columns=2)
    return {"steps": figure}


LINES = {
    "enough": "enough for sure: 2 M, median board",
    "Novikoff": "enough for sure: Novikoff, median board",
}


def theory_of(found: Found, what: str, metric: str) -> float:
    """So many steps as theory asks for, for the median board; NaN where it says nothing."""
    return quartiles_of(values(found, f"{what}, {UNBOUNDED}", metric)).median


def needed(found: Found, config: Config, what: str) -> int | None:
    """The fewest steps from which on slides are right as often as without stops, within .01."""
    free = mean_of(values(found, f"{what}, {UNBOUNDED}", "right")).mean
    return fewest(config, lambda steps: mean_of(of(found, what, steps, "right")).mean >= free - 0.01)


def fewest(config: Config, is_enough: Callable[[int], bool]) -> int | None:
    """The fewest steps from which on all numbers of steps are enough."""
    enough = itertools.takewhile(is_enough, reversed(config.steps))
    return min(enough, default=None)


def of(found: Found, what: str, steps: int, metric: str) -> list[float]:
    """One metric with so many steps, for each board."""
    return values(found, f"{what}, {steps} steps", metric)


def table(found: Found, config: Config) -> Table:
    """What so many steps reach."""
    drawn = Table(title=titled(map(len, found.values())), box=box.SIMPLE_HEAD, padding=(0, 0))
    drawn.add_column("stops", no_wrap=True)
    for what in PATCHINGS:
        for heading in (f"{what} right", "epochs", "learnt", "same"):
            if (what, heading) not in NEVER_LEARNT:
                drawn.add_column(heading, justify="right", no_wrap=True)
    for title in (*(f"{steps} steps" for steps in config.steps), UNBOUNDED):
        drawn.add_row(title, *(cell for what in PATCHINGS for cell in cells(found, what, f"{what}, {title}")))
    drawn.caption = (
        "epochs: to the first without an error, of the boards that have one; learnt: share of those boards; "
        "same: share of boards that end as without stops"
    )
    return drawn


NEVER_LEARNT = {("digits", "epochs"), ("digits", "learnt")}
"""Columns that are left out: no board has an epoch without an error."""


def cells(found: Found, what: str, title: str) -> list[str]:
    """The cells of one case."""
    epochs = values(found, title, "epochs")
    mean = mean_of(epochs).mean
    learnt = ["never" if np.isnan(mean) else f"{mean:.1f}", f"{np.isfinite(epochs).mean():.1f}"]
    right = accuracy_text(*interval(values(found, title, "right")))
    same = f"{mean_of(values(found, title, 'same')).mean:.1f}"
    return [right, *(learnt if what == "letters" else []), same]


def answer(found: Found, config: Config) -> str:
    """How many steps are needed, and how many theory says are enough."""
    said = []
    for what in PATCHINGS:
        least, enough = needed(found, config, what), theory_of(found, what, "enough")
        worst = max(values(found, f"{what}, {UNBOUNDED}", "enough"))
        bound = theory_of(found, what, "Novikoff")
        asked = f", and Novikoff asks for {bound:,.0f}" if np.isfinite(bound) else ""
        said.append(
            f"{what} need {f'{least} steps' if least else 'more steps than any here'} to be right as often "
            f"as without stops, within .01; from {enough:.0f} steps on the median board never meets a stop, "
            f"from {worst:.0f} on none does{asked}"
        )
    every = fewest(config, lambda steps: bool(np.isfinite(of(found, "letters", steps, "epochs")).all()))
    said.append(f"every board learns the letters without an error from {every} steps on")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


STUDY = Study(
    name="steps",
    question="How many steps does a weight need?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, steps=(2, 4, 8, 16, 64, 256), digit_epochs=2, digits=300),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
    table=table,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
