"""A study that measures next to nothing, or only waits: what it takes is what a run costs."""

import time
from dataclasses import dataclass

import numpy as np

from markone.draw.style import new_figure
from markone.study import Measured, Study


@dataclass(frozen=True)
class Config:
    """How many seeds, how many throws, and how long a run waits."""

    seeds: int = 20
    throws: int = 50
    wait_ms: int = 0


def measure(case: str, seed: int, config: Config) -> Measured:
    """Throw a coin: a number, a curve of three points, and data."""
    time.sleep(config.wait_ms / 1000)
    heads = np.random.default_rng(seed).random(config.throws) < 0.5
    so_far = np.cumsum(heads)[:3].tolist()
    return Measured({"heads": float(heads.mean())}, {"so far": so_far}, {"first": heads[:5]})


STUDY = Study(
    name="toss",
    question="How often does a coin fall on its head?",
    doc="Throws coins, to see what a run costs.",
    config=Config(),
    quick=Config(3),
    cases=lambda config: {"fair": "fair"},
    measure=measure,
    figures=lambda found, config: {"toss": new_figure(3, 3)},
    answer=lambda found, config: f"{np.mean([one.metrics['heads'] for one in found['fair']]):.3f}.",
)

if __name__ == "__main__":
    STUDY.command()()
