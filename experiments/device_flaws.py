"""Which property of a weight device costs most?

One published device is taken apart: a resistive memory of 21 steps, or another (`--sweep
device=reram-exponential,ecram-mo`). The same switchboards learn the letters in five bits, and handwritten
digits, with an ideal device of the same range and the same step that has one of its flaws only; with all but
that one; with none; and with all. What is called a flaw: that the step changes with the state (soft bounds
among them), that steps up and down differ, that devices differ in step, range and asymmetry, that pulses
differ, that what is read differs from what was written or from reading to reading, that some never move.

Numbers are the card's. What a card does not know is no flaw here, though the device may have it. The step is
that of the card; the curve of `pcm`, unlike those of others, makes it many times larger at zero.

Expect that costs do not add up. The rule looks at the lamps only, and goes on where a step was too short or
too long, so what differs from device to device and from pulse to pulse costs little alone, and so does noise
of writing of about a step. Soft bounds of few steps cost most: each correction also takes a share of what was
learnt before (own reasoning), so the machine forgets. Any other flaw makes more corrections needed, and so
more is forgotten: flaws that cost nothing alone cost much beside them. With a thousand small steps soft
bounds cost nothing; there noise of writing of tens of steps costs most letters, and noise of pulses of some
steps as much of the digits (`reram-soft-bounds`, `reram-exponential`). With ten boards it takes about three
minutes on two cores, with --quick some seconds.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from rich import box
from rich.table import Table
from sklearn.exceptions import ConvergenceWarning

from markone.devices import Device
from markone.devices.models import PAIRED, RANGE
from markone.draw.style import COLOURS, legend_below, new_figure
from markone.learners import MarkOneClassifier
from markone.statistics import mean_of
from markone.study import Found, Measured, Study, titled
from markone.study.data import Task, accuracy, all_letters, retina_digits
from markone.study.results import accuracy_text, interval

PATCHINGS = {"letters": "shares", "digits": "full"}
"""What is learnt, and on which boards: in shares the 128 units of each lamp are too few for digits."""
SHORT = {"letters": "A–Z", "digits": "0–9"}
KEPT = {row.name for row in (*RANGE, *PAIRED)} | {"step"}
"""What a device has that has no flaw."""
CURVE = "step depends on state"
FLAWS = {
    CURVE: {f"{name}_{way}" for name in ("slope", "curve", "bend") for way in ("up", "down")}
    | {"stretch", "shift", "up", "down", "read_curve"},
    "asymmetry": {"asymmetry"},
    "spread of steps": {"spread_step", "log_normal"},
    "spread of ranges": {"spread_range"},
    "spread of asymmetry": {"spread_asymmetry"},
    "noise of pulses": {"pulse_noise"},
    "noise of writing": {"write_noise"},
    "noise of reading": {"read_noise"},
    "corrupt devices": {"corrupt", "stuck", "stuck_at"},
    "levels": {"levels"},
    "decay and drift": {"decay_s", "rest", "drift", "drift_from_s"},
}
"""The numbers that make each flaw."""
NONE, ALL = "no flaw", "all flaws"


@dataclass(frozen=True)
class Config:
    """Which device, how many boards, and how long each is taught."""

    seeds: int = 10
    device: str = "reram-optimised"
    epochs: int = 50
    digit_epochs: int = 10
    digits: int = 1797


def with_flaws(device: Device, flaws: Iterable[str]) -> Device:
    """The device with these of its flaws only; its range and its step stay."""
    wanted = KEPT.union(*(FLAWS[flaw] for flaw in flaws))
    model = device.model if CURVE in flaws else "constant step"
    return Device(device.name, model, device.unit, {k: v for k, v in device.numbers.items() if k in wanted})


def flaws_of(device: Device) -> list[str]:
    """Which flaws a device has; a ValueError for one that is not moved by steps that it could share."""
    if device.model in ("motor", "integrator", "ideal"):
        raise ValueError(f"{device.name!r} is a device of the model {device.model!r}; give one with steps")
    device.require()
    given = {name for name, number in device.numbers.items() if number.value}
    return [flaw for flaw, numbers in FLAWS.items() if given & numbers]


def taken_apart(config: Config) -> dict[str, Device]:
    """The device with none, one, all but one, and all of its flaws, by title."""
    device = Device.named(config.device)
    flaws = flaws_of(device)
    kept: dict[str, Sequence[str]] = {NONE: (), **{f"only {flaw}": (flaw,) for flaw in flaws}}
    kept |= {f"all but {flaw}": [other for other in flaws if other != flaw] for flaw in flaws}
    return {title: with_flaws(device, some) for title, some in (kept | {ALL: flaws}).items()}


def cases(config: Config) -> Mapping[str, tuple[str, Device]]:
    """What is learnt, and with what is left of the device."""
    apart = taken_apart(config)
    return {f"{what}, {title}": (what, device) for what in PATCHINGS for title, device in apart.items()}


@cache
def task_of(what: str, seed: int, digits: int) -> Task:
    """All the letters, or some digits of which a quarter is held out."""
    return all_letters() if what == "letters" else retina_digits(seed, digits)


def measure(case: tuple[str, Device], seed: int, config: Config) -> Measured:
    """Teach one board with one device."""
    what, device = case
    task = task_of(what, seed, config.digits)
    epochs = config.epochs if what == "letters" else config.digit_epochs
    machine = MarkOneClassifier(PATCHINGS[what], device=device, max_iter=epochs, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        machine.fit(task.X, task.y)
    return Measured({"right": accuracy(machine, task.X_test, task.y_test), "epochs": machine.n_iter_})


def right(found: Found, what: str, title: str) -> list[float]:
    """The share right of one case, for each board."""
    return [measured.metrics["right"] for measured in found[f"{what}, {title}"]]


def mean(found: Found, what: str, title: str) -> float:
    """Its mean over the boards."""
    return mean_of(right(found, what, title)).mean


def table(found: Found, config: Config) -> Table:
    """What each flaw leaves right alone, and what all others do without it."""
    drawn = Table(title=titled(map(len, found.values())), box=box.SIMPLE_HEAD, padding=(0, 0))
    drawn.add_column("flaw", no_wrap=True)
    for what in PATCHINGS:
        for heading in ("alone", "others"):
            drawn.add_column(f"{SHORT[what]}: {heading}", justify="right", no_wrap=True)
    for flaw in flaws_of(Device.named(config.device)):
        drawn.add_row(flaw, *(cell(found, what, f"{kind} {flaw}") for what in PATCHINGS for kind in KINDS))
    drawn.add_section()
    for title in (NONE, ALL):
        drawn.add_row(title, *(each for what in PATCHINGS for each in (cell(found, what, title), "")))
    drawn.caption = f"{config.device}: share right with this flaw alone, and with all others"
    return drawn


KINDS = {"only": "it alone, on an ideal device of the same step", "all but": "all flaws but it"}


def cell(found: Found, what: str, title: str) -> str:
    """A mean with half its interval."""
    return accuracy_text(*interval(right(found, what, title)))


def figures(found: Found, config: Config) -> dict[str, Any]:
    """Each flaw alone, and all but it, between none and all."""
    flaws = flaws_of(Device.named(config.device))
    flaws.sort(key=lambda flaw: mean(found, "digits", f"only {flaw}"))
    figure = new_figure(7.5, 1.6 + 0.36 * len(flaws))
    panels = figure.subplots(1, 2, sharey=True)
    for axes, what in zip(panels, PATCHINGS, strict=True):
        for number, (kind, words) in enumerate(KINDS.items()):
            draw(axes, number, words, [right(found, what, f"{kind} {flaw}") for flaw in flaws])
        for title, line in ((NONE, "--"), (ALL, ":")):
            axes.axvline(mean(found, what, title), color="0.35", lw=1.2, ls=line, label=title)
        axes.set(title=what, xlabel="share right", xlim=(0, 1.03))
        axes.grid(alpha=0.3, axis="x")
    panels[0].set_yticks(range(len(flaws)), flaws)
    panels[0].invert_yaxis()
    legend_below(figure, panels[:1], columns=2)
    figure.suptitle(f"{config.device}: mean over boards and its 95 % interval", fontsize=9)
    return {"device_flaws": figure}


def draw(axes: Axes, number: int, name: str, groups: list[list[float]]) -> None:
    """A row of means with their intervals, above or below the middle of each flaw."""
    means = [mean_of(group) for group in groups]
    band = np.nan_to_num([[one.mean - one.low, one.high - one.mean] for one in means]).T
    at = np.arange(len(groups)) + (-0.13, 0.13)[number]
    axes.errorbar(
        [one.mean for one in means],
        at,
        xerr=band,
        ls="",
        color=COLOURS[number],
        marker="os"[number],
        ms=5,
        capsize=2,
        label=name,
    )


def answer(found: Found, config: Config) -> str:
    """What costs most alone, what is won most by mending one, and what all cost together."""
    flaws, said = flaws_of(Device.named(config.device)), []
    for what in PATCHINGS:
        none, every = (mean(found, what, title) for title in (NONE, ALL))
        alone, without = ({flaw: mean(found, what, f"{kind} {flaw}") for flaw in flaws} for kind in KINDS)
        worst, cure = min(flaws, key=alone.__getitem__), max(flaws, key=without.__getitem__)
        one = "alone none costs anything"
        if alone[worst] < none - 0.005:
            one = f"alone {worst!r} costs most ({alone[worst]:.3f})"
        said.append(
            f"{what}: {none:.3f} right without a flaw and {every:.3f} with all; "
            f"{one}, and without {cure!r} all others leave {without[cure]:.3f}"
        )
    return f"{config.device} and its flaws, of {'. Of '.join(said)}."


STUDY = Study(
    name="device_flaws",
    question="Which property of a weight device costs most?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, epochs=20, digit_epochs=2, digits=200),
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
