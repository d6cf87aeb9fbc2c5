"""What do corrupt devices cost, and can the machine learn its way around them?

In two arrays of resistive memories that were measured, 9.8 % and 13.5 % of the devices could not be written
(Gong, Rasch et al., IEDM 2022, as IBM's aihwkit gives the numbers: cards `reram-hfo2` and `reram-optimised`).
A Mark I learns the letters A to Z in five bits until an epoch is free of error. Then a share of its devices
becomes corrupt at once: none, what was measured, or a quarter. No pulse moves them any more. The letters are
shown again in test mode, and then taught for more epochs. Beside it stands a machine that was delivered with
the very same devices corrupt, each in the same place, and learns from the beginning.

Struck are an ideal device of 44 steps, as many as the motor has, whose corrupt ones stand anywhere in their
range; the same, whose corrupt ones stand at zero, as the presets of aihwkit have them; and both measured
arrays, with all other flaws of their cards. Faults of the machine itself, such as motors that jam, are the
question of `faults.py`.

Expect that a tenth of corrupt devices costs an ideal machine four letters of five at once, as those that
stand far from zero outvote the others, and that ten to twenty epochs bring nearly all of them back; that
those at zero cost less, as dead A-units do; and that to be delivered so is no worse than to be taught
again. The real arrays have nothing to spare: one does not learn the letters even without corrupt devices, the
other loses letters with each of them, and more lessons bring back some only. With twenty boards it takes
about two minutes on two cores, with --quick some seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from markone.devices import Device, Number
from markone.draw.line_plots import MEAN, Panel, line_plots
from markone.kernels.machine import Parts
from markone.spec import build
from markone.statistics import mean_of
from markone.study import Found, Measured, Study
from markone.study.letters import RESPONSES, score, teach
from markone.switchboard import plug

EVEN = Device(
    "even steps", "constant step", numbers={"low": Number(-22.0), "high": Number(22.0), "step": Number(1.0)}
)
STRUCK = {
    "even steps, corrupt anywhere": (EVEN, "corrupt"),
    "even steps, corrupt at zero": (EVEN, "stuck"),
    "reram-hfo2": (Device.named("reram-hfo2"), "corrupt"),
    "reram-optimised": (Device.named("reram-optimised"), "corrupt"),
}
"""Devices, and the number that says which share of them is corrupt."""
TITLES = {
    "broken": "just after they broke",
    "taught again": "taught again",
    "always broken": "delivered so, and taught",
}
CELL = ("level_v", "low_v", "high_v", "step_up_v", "step_down_v")
"""What makes a device corrupt: where it stands, that its range is this place, and that it has no step."""


@dataclass(frozen=True)
class Config:
    """How many boards, which shares of their devices are corrupt, and how long they may learn."""

    seeds: int = 20
    shares: tuple[float, ...] = (0.0, 0.098, 0.135, 0.25)
    epochs: int = 40
    more_epochs: int = 20


def cases(config: Config) -> Mapping[str, tuple[Device, str, float]]:
    """Each device with each share."""
    return {
        f"{title}, {share:.1%}": (*struck, share)
        for title, struck in STRUCK.items()
        for share in config.shares
    }


def machine(device: Device, number: str, share: float, seed: int) -> Parts:
    """A machine of which a share of the devices is corrupt; those of a smaller share are among them."""
    numbers = {**device.numbers, "corrupt": Number(0.0), number: Number(share)}
    return build(plug(RESPONSES, seed=seed), device=replace(device, numbers=numbers), seed=seed)


def learn(parts: Parts, rng: np.random.Generator, epochs: int) -> list[float]:
    """The share of letters right after each epoch; once an epoch was right it stays."""
    right = [score(parts) for _ in teach(parts, rng, epochs)]
    return right + right[-1:] * (epochs - len(right))


def strike(taught: Parts, corrupt: Parts) -> None:
    """Put the devices of one machine that never move in the place of those of another."""
    still = corrupt.shafts.step_up_v == 0.0
    for name in CELL:
        getattr(taught.shafts, name)[still] = getattr(corrupt.shafts, name)[still]


def measure(case: tuple[Device, str, float], seed: int, config: Config) -> Measured:
    """Letters right when the devices broke after learning, after more lessons, and when they broke before."""
    device, number, share = case
    rng = np.random.default_rng([seed, 1960])
    taught, always = machine(device, number, 0.0, seed), machine(device, number, share, seed)
    learn(taught, rng, config.epochs)
    strike(taught, always)
    after = score(taught)
    healing = learn(taught, rng, config.more_epochs)
    delivered = learn(always, rng, config.epochs)
    return Measured(
        {"broken": after, "taught again": healing[-1], "always broken": delivered[-1]},
        {"healing": [after, *healing]},
    )


def values(found: Found, name: str, share: float, metric: str) -> list[float]:
    """One metric of one case, for each board."""
    return [measured.metrics[metric] for measured in found[f"{name}, {share:.1%}"]]


def figures(found: Found, config: Config) -> dict[str, Any]:
    """Letters right against the share that is corrupt; and epoch by epoch, with the largest share."""
    shares, most = [100 * share for share in config.shares], config.shares[-1]
    panels = []
    for metric, title in TITLES.items():
        curves = {
            name: (shares, [values(found, name, share, metric) for share in config.shares]) for name in STRUCK
        }
        panels.append(Panel(title, "corrupt devices (%)", "letters right", curves, ylim=(0, 1.03)))
    epochs = range(config.more_epochs + 1)
    healing = {
        name: [measured.curves["healing"] for measured in found[f"{name}, {most:.1%}"]] for name in STRUCK
    }
    curves = {name: (list(epochs), np.transpose(group).tolist()) for name, group in healing.items()}
    title = f"taught again, {most:.1%} corrupt"
    panels.append(Panel(title, "epochs since they broke", "letters right", curves, ylim=(0, 1.03)))
    return {"device_faults": line_plots(panels, MEAN, shape=(2, 2))}


def answer(found: Found, config: Config) -> str:
    """What each share did to each device."""
    told = []
    for name in STRUCK:
        means = [
            [mean_of(values(found, name, share, metric)).mean for metric in TITLES] for share in config.shares
        ]
        told.append(
            f"{name} "
            + "; ".join(
                f"{share:.1%}: " + ", ".join(f"{mean:.2f}" for mean in some)
                for share, some in zip(config.shares, means, strict=True)
            )
        )
    return (
        "Letters right at once, when taught again, and where the devices were delivered corrupt: "
        f"{'. '.join(told)}."
    )


STUDY = Study(
    name="device_faults",
    question="What do corrupt devices cost, and can the machine learn its way around them?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, shares=(0.0, 0.135, 0.25), epochs=20, more_epochs=5),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
    data=lambda case, seed, config: repr(case),
)
main = STUDY.command()

if __name__ == "__main__":
    main()
