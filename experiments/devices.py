"""What does it cost to put another weight device in the place of the motor and the potentiometer?

The same switchboards learn the letters A to Z in five bits, and scikit-learn's handwritten digits, with each
of the devices that come along (`markone device list`), from the 4 steps of a resistive memory to 10,000. Each
has its range spread over the 22 volts of the machine. The integrator, whose card has no pulse, is driven for
the machine's own half second, as the motor is, and stands on the axis by the steps that this makes.

Counted are letters and digits right in test mode (a quarter of the digits is held out), epochs to the first
without an error, and pulses. Writing them takes a time and an energy where the card says what one pulse takes
and costs: all pulses of a slide are given at once, and the five seconds from slide to slide are not counted.

What a card calls unknown is not filled in. A flaw that nobody has measured is not simulated, so a device of
which little is known looks better than it is: the column `gaps` counts such numbers. So nothing says when the
pair of `pcm` is to be written anew, and it fills up with pulses. A cost that nobody gives stays unknown, and
a device without a number that it needs is not run, and named with that number.

Expect that nearly every device learns the letters, because the rule corrects what the device does wrong; that
the number of steps says little by itself; that noise of writing many steps high drowns letters, which a few
pulses teach, more than digits, which take many; and that digits, which no board learns without an error here,
tell devices apart. With ten boards it takes two to four minutes on two cores, with --quick some seconds.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import EngFormatter
from rich import box
from rich.table import Table
from sklearn.exceptions import ConvergenceWarning

from markone.devices import Device
from markone.devices.named import names
from markone.draw.style import COLOURS, new_figure, plain_log
from markone.learners import MarkOneClassifier
from markone.spec import ASSUMED_SPEC
from markone.statistics import mean_of, quartiles_of
from markone.study import Found, Measured, Study, titled
from markone.study.data import Task, accuracy, all_letters, retina_digits

PATCHINGS = {"letters": "shares", "digits": "full"}
"""What is learnt, and on which boards: in shares the 128 units of each lamp are too few for digits."""
COSTS = {"pulse_s": "s", "pulse_j": "J"}
"""Numbers of a card that say what a pulse takes and costs, and their units."""


@dataclass(frozen=True)
class Config:
    """How many boards, how long each is taught, and with which devices: names, or none for all."""

    seeds: int = 10
    epochs: int = 50
    digit_epochs: int = 10
    digits: int = 1797
    devices: tuple[str, ...] = ()


def every(config: Config) -> dict[str, Device]:
    """All devices by name, those of the fewest steps first, those that cannot be run at the end."""
    known = {name: Device.named(name) for name in config.devices or names()}
    return dict(sorted(known.items(), key=lambda one: (bool(one[1].missing()), steps(one[1]))))


def runnable(config: Config) -> dict[str, Device]:
    """Those that can be run."""
    return {name: device for name, device in every(config).items() if not device.missing()}


def steps(device: Device) -> float:
    """How many steps its range has; of an integrator without a pulse in pulses of the machine."""
    if device.steps is None and device.model == "integrator":
        low, high = device.range
        return (high - low) / (device.value("speed") * ASSUMED_SPEC.pulse_ms / 1000)
    return device.steps or float("nan")


def cases(config: Config) -> Mapping[str, tuple[str, Device]]:
    """What is learnt, and with which device."""
    return {
        f"{what}, {name}": (what, device) for what in PATCHINGS for name, device in runnable(config).items()
    }


@cache
def task_of(what: str, seed: int, digits: int) -> Task:
    """All the letters, or some digits of which a quarter is held out."""
    return all_letters() if what == "letters" else retina_digits(seed, digits)


def cost(device: Device, name: str) -> float:
    """What a card says that a pulse takes or costs; NaN where it says nothing."""
    number = device.numbers.get(name)
    return float("nan") if number is None or number.value is None else float(number.value)


def unknown(device: Device) -> int:
    """How many flaws the card calls unknown: those that are not simulated."""
    return len(set(device.unknown()) - set(COSTS))


def measure(case: tuple[str, Device], seed: int, config: Config) -> Measured:
    """Teach one board with one device."""
    what, device = case
    task = task_of(what, seed, config.digits)
    epochs = config.epochs if what == "letters" else config.digit_epochs
    machine = MarkOneClassifier(PATCHINGS[what], device=device, max_iter=epochs, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        machine.fit(task.X, task.y)
    pulses, is_learnt = int(machine.parts_.shafts.pulses.sum()), machine.mistakes_[-1] == 0
    return Measured(
        {
            "right": accuracy(machine, task.X_test, task.y_test),
            "learnt": float(is_learnt),
            "epochs": machine.n_iter_ if is_learnt else float("nan"),
            "pulses": pulses,
            "pulse_s": sum(machine.mistakes_) * cost(device, "pulse_s"),
            "pulse_j": pulses * cost(device, "pulse_j"),
        }
    )


def values(found: Found, title: str, metric: str) -> list[float]:
    """One metric of one case, for each board."""
    return [measured.metrics[metric] for measured in found[title]]


def mean(found: Found, title: str, metric: str) -> float:
    """Its mean over the boards that have it; NaN where none has."""
    return mean_of(values(found, title, metric)).mean


def quantity(value: float, unit: str) -> str:
    """A time or an energy for people to read."""
    return "unknown" if np.isnan(value) else EngFormatter(unit, 0)(value)


def row(found: Found, name: str, device: Device) -> list[str]:
    """The cells of one device."""
    letters = f"letters, {name}"
    epochs = mean(found, letters, "epochs")
    return [
        name,
        f"{steps(device):,.0f}",
        f"{mean(found, letters, 'right'):.3f}",
        f"{mean(found, letters, 'learnt'):.1f}",
        "never" if np.isnan(epochs) else f"{epochs:.1f}",
        f"{mean(found, letters, 'pulses'):,.0f}",
        *(quantity(mean(found, letters, name), unit) for name, unit in COSTS.items()),
        f"{mean(found, f'digits, {name}', 'right'):.3f}",
        str(unknown(device)),
    ]


def table(found: Found, config: Config) -> Table:
    """What every device did, and who could not be run."""
    drawn = Table(title=titled(map(len, found.values())).split(" ±")[0], box=box.SIMPLE_HEAD, padding=(0, 0))
    drawn.add_column("device", no_wrap=True)
    headings = ("steps", "A–Z", "learnt", "epochs", "pulses", "time", "energy", "0–9", "gaps")
    for heading in headings:
        drawn.add_column(heading, justify="right", no_wrap=True)
    for name, device in runnable(config).items():
        drawn.add_row(*row(found, name, device))
    drawn.caption = (
        "A–Z, 0–9: share of letters and of fresh digits right; learnt: share of boards with an epoch free of "
        "errors; gaps: flaws whose size nobody has measured, and that are not simulated. "
        f"{not_run(config)}"
    )
    return drawn


def not_run(config: Config) -> str:
    """Which devices cannot be run, and what is missing."""
    missing = {name: device.missing() for name, device in every(config).items() if device.missing()}
    told = "; ".join(f"{name} ({', '.join(numbers)})" for name, numbers in missing.items())
    return f"Not run, as no source gives what they need: {told}." if told else ""


def places(config: Config) -> np.ndarray:
    """Where the devices stand on the axis of steps: those that would hide each other side by side."""
    at = np.log10([steps(device) for device in runnable(config).values()])
    for _ in range(500):
        gap = np.maximum(0.08 - np.diff(at), 0.0) / 2
        at[1:] += gap
        at[:-1] -= gap
    return 10**at


def draw(
    axes: Axes, at: np.ndarray, spread: Iterable[tuple[float, float, float]], number: int, name: str
) -> None:
    """For each device a middle and its band: lower edge, middle, upper edge."""
    low, middle, high = np.transpose(list(spread))
    at, low, middle, high = (each[middle != 0] for each in (at, low, middle, high))  # no time at all
    band = np.nan_to_num([middle - low, high - middle])
    look, marker = COLOURS[number], "os"[number]
    axes.errorbar(at, middle, band, ls="", color=look, marker=marker, ms=5, capsize=2, lw=1, label=name)


def mean_and_band(group: list[float]) -> tuple[float, float, float]:
    """Lower edge of the 95 % confidence interval, mean, upper edge."""
    found = mean_of(group)
    return found.low, found.mean, found.high


def quartiles(group: list[float], never: float) -> tuple[float, float, float]:
    """The quartiles of epochs, a board that has none counting as `never`."""
    found = quartiles_of(np.nan_to_num(group, nan=never))
    return found.low, found.median, found.high


def figures(found: Found, config: Config) -> dict[str, Any]:
    """What is right, epochs, pulses and time of every device against its number of steps."""
    figure, at, never = new_figure(7.5, 9.5), places(config), 1.5 * config.epochs
    right, epochs, pulses, time = panels = figure.subplots(4, 1, sharex=True, height_ratios=(3, 2, 2, 1.6))
    for number, what in enumerate(PATCHINGS):
        titles = [f"{what}, {name}" for name in runnable(config)]
        for axes, metric in ((right, "right"), (pulses, "pulses"), (time, "pulse_s")):
            draw(axes, at, (mean_and_band(values(found, title, metric)) for title in titles), number, what)
    titles = [f"letters, {name}" for name in runnable(config)]
    draw(epochs, at, (quartiles(values(found, title, "epochs"), never) for title in titles), 0, "letters")
    epochs.axhline(never, color="0.35", lw=1, ls=":", label=f"not in {config.epochs}")
    dress(panels, at, list(runnable(config)))
    figure.suptitle(
        "Mean and its 95 % interval over boards; epochs: median and quartiles\n"
        "devices of nearly as many steps stand side by side",
        fontsize=9,
    )
    return {"devices": figure}


def dress(panels: Sequence[Axes], at: np.ndarray, known: list[str]) -> None:
    """Name the axes, and the devices along the top."""
    right, epochs, pulses, time = panels
    right.set(ylabel="share right", ylim=(0, 1.03), xscale="log")
    epochs.set(ylabel="epochs to the first\nwithout an error", yscale="log")
    pulses.set(ylabel="pulses in all", yscale="log")
    time.set(ylabel="time of pulses (s)\nwhere it is known", yscale="log")
    time.set(xlabel="steps from end to end of the range")
    plain_log(time.xaxis, epochs.yaxis)
    pulses.yaxis.set_major_formatter(EngFormatter(sep=""))
    for axes in panels:
        axes.grid(alpha=0.3, axis="y")
        for place in at:
            axes.axvline(place, color="0.9", lw=0.8, zorder=0)
    right.legend(fontsize=8, loc="center left")
    epochs.legend(fontsize=8, loc="center left")
    names_on_top = right.secondary_xaxis("top")
    names_on_top.set_xticks(at, known, rotation=90, fontsize=8)
    names_on_top.minorticks_off()


def answer(found: Found, config: Config) -> str:
    """Who learns, what digits tell, and what is known of the cost."""
    known = runnable(config)
    right = {what: {name: mean(found, f"{what}, {name}", "right") for name in known} for what in PATCHINGS}
    learn = [name for name in known if mean(found, f"letters, {name}", "learnt") == 1]
    never = [name for name in known if mean(found, f"letters, {name}", "learnt") == 0]
    best, worst = (pick(right["digits"], key=right["digits"].__getitem__) for pick in (max, min))
    timed, priced = ([name for name in known if cost(known[name], each) > 0] for each in COSTS)
    return (
        f"Every board learns the letters without an error with {len(learn)} of {len(known)} devices"
        f"{', none with ' + ', '.join(never) if never else ''}; of fresh digits {best} has "
        f"{right['digits'][best]:.3f} right and {worst} {right['digits'][worst]:.3f}. Of those that are more "
        f"than numbers, the time of a pulse is known of {', '.join(timed) or 'none'}, its energy of "
        f"{', '.join(priced) or 'none'}. {not_run(config)}"
    )


STUDY = Study(
    name="devices",
    question="What does it cost to put another device in the place of the motor and the potentiometer?",
    doc=__doc__,
    config=Config(),
    quick=Config(
        seeds=2,
        epochs=20,
        digit_epochs=2,
        digits=300,
        devices=("reram-hfo2", "reram-optimised", "motor", "gokmen-vlasov", "core-minos"),
    ),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
    table=table,
    data=lambda case, seed, config: repr(case[1]),
)
main = STUDY.command()

if __name__ == "__main__":
    main()
