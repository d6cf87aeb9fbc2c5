"""How long would it have taken: on the Mark I, on the IBM 704, and here?

Boards learn letters until an epoch is right, squares on the left and on the right, squares and circles, and
digits. Counted are the slides and how long motors ran; the machine's own time is the number of slides times
its cycle, which no source gives (5 s is assumed, between 2 and 15), and that of the IBM 704 is 3 s a slide,
as Wikipedia has it of the Mark I. This computer is measured: with one core, which also stands for a laptop,
and with all its cores for twenty machines. What motors used hangs on their power, which is assumed too.

Expect hours for what takes milliseconds here. With 200 boards it takes half a minute on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from time import thread_time
from typing import Any, NamedTuple

import numpy as np

from markone import stimuli
from markone.draw.style import COLOURS, legend_below, new_figure
from markone.kernels.machine import Parts
from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.replication import PULSE, STOPS, THETA, WIRES, Assumption, Claim, Published, Replication
from markone.replication.words import number
from markone.statistics import prediction_of
from markone.study import Found, Measured, Study
from markone.study.boards import SECONDS, Dials, machines, measured, of_boards, pooled, show
from markone.study.data import retina_digits
from markone.switchboard import UNITS, code_words
from markone.terminal import duration

CYCLE_RANGE_S = 2.0, 15.0
"""Within which the machine's cycle must have been, by what its parts can do."""
IBM_704_S = 3.0
THOUSANDFOLD = duration(1000 * IBM_704_S)
MOTOR_W, MOTOR_RANGE_W = 5.0, (1.0, 20.0)
"""Power of one small motor while it runs: assumed, no source gives it."""
SQUARES, STIMULI, FIGURE_UNITS, SIDE = 100, 10_000, 500, 8
MOST_EPOCHS, DIGIT_EPOCHS = 40, 10


class Task(NamedTuple):
    """What is learned, and how."""

    responses: int
    mode: str
    epochs: int = 1
    """At most so many, until one is right."""
    units: int = UNITS


TASKS = {
    "letters": Task(5, "error correction", MOST_EPOCHS),
    "left or right": Task(1, "forced"),
    "square or circle": Task(1, "forced", units=FIGURE_UNITS),
    "digits": Task(4, "error correction", DIGIT_EPOCHS),
}
UNTOLD = "what was timed, doing what; there are no data"
CLAIMS = (
    Claim(
        "slower than a 704",
        "The Mark I was 1,000 times slower than the IBM 704.",
        "Pasquinelli, The Eye of the Master, 2023 (without data)",
        "S",
        (Published("times as long as the 704, a slide", 1000, 1000, "letters", "of the 704"),),
        left_out=UNTOLD,
    ),
    Claim(
        "no computer as fast",
        "No digital computer can match the speed of a perceptron.",
        "Rosenblatt, Research Trends VI(2), 1958 (without data)",
        "P",
        (
            Published("times as fast as the 704, a slide", 1, np.inf, "letters", "faster than the 704"),
            Published("times as fast as one core of today", 1, np.inf, "letters", "time/faster than here"),
        ),
        left_out=UNTOLD,
    ),
)
CYCLE = Assumption("cycle_s", "from one slide to the next, in s", CYCLE_RANGE_S, (0.5, 60.0))
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "cycle": "5 s a slide; 2 to 15 s are drawn",
        "IBM 704": "3 s a stimulus, whatever the size; said of 10,000 stimuli and 500 A-units",
        "laptop": "none was timed: one core of this computer stands for it",
        "letters": "five bits, error correction until an epoch is right, at most 40",
        "left or right": "100 squares of 6 x 6 cells, the wanted response forced",
        "square or circle": "10,000 stimuli, forced, solid; side 8, turned by any angle, and the circle of "
        "that area, anywhere",
        "digits": "scikit-learn's 1,347 of the 1,797, four bits, error correction, at most ten epochs",
        "power of a motor": "5 W while it runs, 1 to 20 W; lamps, relays and amplifiers are not counted",
        "here": "teaching alone on one core; on all cores machines are also plugged and their slides made",
        "threshold, wires, pulse, stops": "2; 10 + 10; 0.5 V; 11 V",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, CYCLE),
    finding=lambda found, config: found_words(found, config.cycle_s),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    cycle_s: float = 5.0


def cases(config: Config) -> Mapping[str, str]:
    """What is learned."""
    return {title: title for title in TASKS}


def measure(title: str, seed: int, config: Config) -> Measured:
    """Twenty boards: slides until they have learned, how long motors ran, and how long it took here."""
    task, (slides, targets) = TASKS[title], shown_of(title, seed)
    board = machines(config, task.responses, seed, task.units)

    def ask(parts: Parts, rng: np.random.Generator) -> Mapping[str, float]:
        show(parts, slides, targets, [0], "test")  # what is compiled or loaded is not timed
        begun = thread_time()
        count, is_learned = teach(parts, slides, targets, task, rng)
        seconds = thread_time() - begun
        return {
            "slides": count if is_learned or task.epochs == 1 else np.inf,
            "shown": count,
            "motor hours": parts.shafts.pulses.sum() * config.pulse_ms / 3_600_000,
            "of the 704": config.cycle_s / IBM_704_S,
            "faster than the 704": IBM_704_S / config.cycle_s,
            "time/faster than here": seconds / (count * config.cycle_s),
            "time/one core": seconds,
        }

    return measured(of_boards(board, ask, seed))


def teach(
    parts: Parts, slides: np.ndarray, targets: np.ndarray, task: Task, rng: np.random.Generator
) -> tuple[int, bool]:
    """How many slides are shown until an epoch is right, or at most, and whether one was."""
    for epoch in range(1, task.epochs + 1):
        rows = rng.permutation(len(slides)) if task.epochs > 1 else np.arange(len(slides))
        if (show(parts, slides, targets, rows, task.mode) == targets[rows]).all():
            return epoch * len(slides), True
    return task.epochs * len(slides), False


@cache
def shown_of(title: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The slides of a task, and the wanted lamps."""
    if title == "letters":
        return stimuli.letters()[0], code_words(26)
    if title == "digits":
        task = retina_digits(seed)
        return task.X, code_words(10)[task.y]
    if title == "left or right":
        slides, labels = stimuli.squares(SQUARES, seed)
        return slides, np.where(labels == "right", 1, -1)[:, None].astype(np.int8)
    return squares_and_circles(STIMULI, np.random.default_rng([seed, 704]))


def squares_and_circles(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Solid squares, turned by any angle, and circles of their area by turns, anywhere on the retina."""
    is_square = np.arange(count) % 2 == 0
    reach = SIDE / np.sqrt(2)
    down, right = rng.uniform(reach, [[ROWS - reach], [COLUMNS - reach]], (2, count))
    angle = rng.uniform(0, np.pi / 2, count)
    row, column = np.divmod(np.arange(CELLS), COLUMNS)
    y, x = row + 0.5 - down[:, None], column + 0.5 - right[:, None]
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    square = np.maximum(abs(cos * x + sin * y), abs(cos * y - sin * x)) <= SIDE / 2
    circle = np.pi * (x**2 + y**2) <= SIDE**2
    slides = np.where(is_square[:, None], square, circle)
    return slides, np.where(is_square, 1, -1)[:, None].astype(np.int8)


class Time(NamedTuple):
    """How long a task takes, in s, and within which range."""

    seconds: float
    low: float
    high: float


def times_of(found: Found, title: str, cycle_s: float) -> dict[str, Time]:
    """How long each machine takes for a task: the median board, and the range of what is not known."""
    slides = float(np.median(pooled(found[title], "shown")))
    one, every = (prediction_of(pooled(found[title], name)) for name in ("time/one core", SECONDS))
    return {
        "Mark I": Time(slides * cycle_s, *(slides * cycle for cycle in CYCLE_RANGE_S)),
        "IBM 704": Time(*[slides * IBM_704_S] * 3),
        "one core, as of a laptop": Time(one.median, one.low, one.high),
        "all cores, with the plugging of the board": Time(every.median, every.low, every.high),
    }


def found_words(found: Found, cycle_s: float) -> str:
    """Slides, motor-hours and energy of each task, and how often the letters were never learned."""
    said = []
    for title in filter(found.__contains__, TASKS):
        slides, hours = (np.median(pooled(found[title], name)) for name in ("shown", "motor hours"))
        usual, low, high = (duration_of(slides * cycle) for cycle in (cycle_s, *CYCLE_RANGE_S))
        energy = [number(hours * watts) for watts in (MOTOR_W, *MOTOR_RANGE_W)]
        said.append(
            f"{title}: {slides:,.0f} slides, {usual} on the Mark I ({low} to {high}), "
            f"{hours:.3g} motor-hours, assumed {energy[0]} Wh ({energy[1]} to {energy[2]})"
        )
    words = f"Medians. {'; '.join(said)}. A thousand times as long as a 704 would be {THOUSANDFOLD} a slide."
    for title in ("letters", "digits"):
        if title in found:
            never = np.isinf(pooled(found[title], "slides")).mean()
            words += f" No epoch of {title} was right on {never:.0%} of the boards."
    return words


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """A bar for each task and machine on a logarithmic axis of time."""
    figure = new_figure(9.2, 4.6)
    axes = figure.subplots()
    titles = [title for title in TASKS if title in found]
    for place, title in enumerate(titles):
        for row, (name, time) in enumerate(times_of(found, title, config.cycle_s).items()):
            y, ends = place + 0.19 * (row - 1.5), [[time.seconds - time.low], [time.high - time.seconds]]
            axes.barh(y, time.seconds, 0.17, color=COLOURS[row], label="" if place else name)
            axes.errorbar(time.seconds, y, xerr=ends, color="0.2", lw=1.1, capsize=2)
            axes.annotate(duration_of(time.seconds), (time.high * 1.15, y), fontsize=8, va="center")
    axes.set_xscale("log")
    ticks = {"1 ms": 1e-3, "1 s": 1, "1 min": 60, "1 h": 3600, "1 day": 86_400, "1 week": 604_800}
    axes.set_xlim(2e-5, 5e6)
    axes.set_xticks(list(ticks.values()), list(ticks))
    axes.set_yticks(range(len(titles)), titles)
    axes.invert_yaxis()
    axes.set(xlabel="time", title="median board; whiskers: what is not known, or the central 95 % of boards")
    axes.title.set_fontsize(10)
    axes.set_axisbelow(True)
    axes.grid(axis="x", alpha=0.3)
    legend_below(figure, [axes], columns=4)
    return {"how_long": figure}


def duration_of(seconds: float) -> str:
    """A time for people to read, from microseconds to days."""
    if seconds < 0.001:
        return f"{1e6 * seconds:.0f} µs"
    return f"{seconds / 86_400:.1f} days" if seconds >= 2 * 86_400 else duration(seconds)


STUDY = Study(
    name="how_long",
    question="How long would it have taken?",
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
