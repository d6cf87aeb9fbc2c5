"""How does the machine fail when its parts do, and can it learn its way around them?

A Mark I learns the letters A to Z in five bits until an epoch is free of error. Then a share of its parts
breaks at once, drawn at random: A-units (association units), photocells, motors (jammed or reversed) or
wipers (the contacts of the potentiometers). The letters are shown again in test mode, and then with error
correction for ten more epochs. Beside it stands a machine that was delivered with the same parts broken
and learns from the beginning.

Rosenblatt predicted in 1958 that the loss of A-units would cost a little of everything and not one
thing in particular. Expect that a tenth of the units costs some letters; that more lessons bring
most of them back while enough parts are left; that motors, which only learning needs, cost nothing
after it, and that a machine learns in spite of many jammed ones, but not of many that turn the wrong
way. No such test of the real machine was found in the sources.

With ten seeds it takes about two minutes on two cores, with --quick some seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from markone.addresses import socket
from markone.draw.line_plots import MEAN, Panel, line_plots
from markone.faults import Fault, schedule
from markone.kernels.machine import Parts
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT, build
from markone.statistics import mean_of
from markone.study import Found, Measured, Study
from markone.study.letters import RESPONSES, score, teach
from markone.switchboard import plug

KINDS = {
    "dead A-unit": "A-units dead",
    "dead photocell": "photocells dead",
    "jammed motor": "motors jammed",
    "reversed motor": "motors reversed",
    "open wiper": "wipers open",
}
TITLES = {
    "broken": "just after they broke",
    "taught again": "taught again",
    "always broken": "broken from the beginning",
}


@dataclass(frozen=True)
class Config:
    """How many machines, which shares of their parts break, and how long they may learn."""

    seeds: int = 10
    shares: tuple[float, ...] = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)
    epochs: int = 40
    more_epochs: int = 10


def cases(config: Config) -> Mapping[str, tuple[str, float]]:
    """Each kind of part with each share."""
    return {
        f"{title}, {share:.0%}": (kind, share) for kind, title in KINDS.items() for share in config.shares
    }


def learn(parts: Parts, rng: np.random.Generator, epochs: int) -> int:
    """Show the letters until an epoch is right, or so many times; how many times."""
    return len([*teach(parts, rng, epochs)])


def broken(parts: Parts, kind: str, share: float, rng: np.random.Generator) -> Parts:
    """The same machine, of which a share of the parts of one kind breaks now."""
    cells = [socket(cell) for cell in range(parts.retina.lit.size)]
    letter = "A" if kind == "dead A-unit" else "P"
    names = cells if "photocell" in kind else [f"{letter}{number}" for number in range(1, 513)]
    struck = rng.choice(names, round(share * len(names)), replace=False)
    now_ms = int(parts.clock.now_ms[0])
    parts.clock.struck[0] = 0
    return replace(parts, faults=schedule([Fault(kind, str(at), now_ms) for at in struck], parts.wiring))


def measure(case: tuple[str, float], seed: int, config: Config) -> Measured:
    """Letters right when the parts broke after learning, after more lessons, and when they broke before."""
    kind, share = case
    rng = np.random.default_rng([seed, 1960])
    taught, always = (
        build(plug(RESPONSES, seed=seed), device=ASSUMED_POT, photocell=ASSUMED_PHOTOCELL, seed=seed)
        for _ in range(2)
    )
    learn(taught, rng, config.epochs)
    taught = broken(taught, kind, share, rng)
    after = score(taught)
    learn(taught, rng, config.more_epochs)
    always = broken(always, kind, share, rng)
    learn(always, rng, config.epochs)
    return Measured({"broken": after, "taught again": score(taught), "always broken": score(always)})


def figures(found: Found, config: Config) -> dict[str, Any]:
    """Letters right against the share that broke, before and after more lessons."""
    shares = [100 * share for share in config.shares]
    panels = []
    for metric, title in TITLES.items():
        curves = {
            name: (shares, [values(found, name, share, metric) for share in config.shares])
            for name in KINDS.values()
        }
        panels.append(Panel(title, "parts that broke (%)", "letters right", curves, ylim=(0, 1.03)))
    return {"faults": line_plots(panels, MEAN)}


def values(found: Found, name: str, share: float, metric: str) -> list[float]:
    """One metric of one case, for each seed."""
    return [measured.metrics[metric] for measured in found[f"{name}, {share:.0%}"]]


def answer(found: Found, config: Config) -> str:
    """What the largest share did to each kind of part."""
    share = config.shares[-1]
    said = "; ".join(
        f"{name} " + ", ".join(f"{mean_of(values(found, name, share, metric)).mean:.2f}" for metric in TITLES)
        for name in KINDS.values()
    )
    return (
        f"With {share:.0%} of the parts broken, letters right at once, when taught again, "
        f"and where they were broken from the beginning: {said}."
    )


STUDY = Study(
    name="faults",
    question="How does the machine fail when its parts do, and can it learn its way around them?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, shares=(0.0, 0.2, 0.5), epochs=20, more_epochs=4),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
