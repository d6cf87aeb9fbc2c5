"""A study of coins, quick to measure, whose workers can be made to die."""

import functools
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from markone.draw.style import new_figure
from markone.study import Measured, Study


@dataclass(frozen=True)
class Config:
    """How many seeds, and how many throws."""

    seeds: int = 20
    throws: int = 50
    bias: float = 0.5
    name: str = "penny"
    work_ms: int = 0
    """How long a run computes."""
    deadly: str = ""
    """A file: seed 1 kills its process each time; unless the file is there, seed 2 does so once."""


@functools.cache
def thrown(seed, throws):
    """Kept, as an experiment keeps its data; a function of this kind cannot be pickled."""
    return np.random.default_rng((seed, throws)).random(throws)


def measure(case, seed, config):
    if config.deadly and seed == 1:
        os.kill(os.getpid(), 9)
    if config.deadly and seed == 2 and not Path(config.deadly).exists():
        Path(config.deadly).touch()
        os.kill(os.getpid(), 9)
    until = time.thread_time() + config.work_ms / 1000
    while time.thread_time() < until:
        pass
    if case == "cracked" and seed == 3:
        raise ZeroDivisionError("it fell apart")
    heads = thrown(seed, config.throws) < config.bias
    return Measured({"heads": heads.mean()}, {"so far": np.cumsum(heads)[:3]}, {"first": heads[:5]})


def spin(until):
    """How far a core counts until a moment."""
    passed = 0
    while time.perf_counter() < until:
        passed += 1
    return passed


def cases(config):
    return {"fair": "fair", **({"cracked": "cracked"} if config.name == "cracked" else {})}


STUDY = Study(
    name="coins",
    question="Which coin is fair?",
    doc="Throws coins.",
    config=Config(),
    quick=Config(3),
    cases=cases,
    measure=measure,
    figures=lambda found, config: {"coins": new_figure(3, 3)},
    answer=lambda found, config: f"First: {found['fair'][0].data['first'].tolist()}.",
)
main = STUDY.command()

if __name__ == "__main__":
    main()
