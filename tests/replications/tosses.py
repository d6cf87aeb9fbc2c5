"""A replication of coins: quick to measure, with claims of every kind."""

import math
from dataclasses import dataclass

from markone.draw.style import new_figure
from markone.replication import Assumption, Claim, Published, Replication
from markone.study import Study
from markone.study.boards import measured, of_boards, pooled

BIAS = Assumption("bias", "chance of heads", (0.2, 0.9), (0.0, 1.0))
HALF = (Published("heads of 100", 50, 50, "coin", "heads"),)
ALL = (Published("heads of 100", 100, math.inf, "coin", "heads"),)
CLAIMS = (
    Claim("fair", "Half of them.", "a book, page 3", "P", HALF),
    Claim("rumoured", "Half, they say.", "nobody knows <b>who</b>", "R", HALF),
    Claim("far off", "All of them.", "a page", "S", ALL),
)
REPLICATION = Replication(
    CLAIMS,
    {"which coin": "a fair one"},
    (BIAS,),
    finding=lambda found, config: f"Most heads: {pooled(found['coin'], 'heads').max():.0f}.",
    why_not=lambda config: "there is no coin" if config.bias == 1.0 else "",
)


@dataclass(frozen=True)
class Config:
    """How many coins, twenty for each seed, and their bias."""

    seeds: int = 10
    bias: float = 0.5


def measure(case, seed, config):
    """Heads of 100 throws, for each of twenty coins."""
    heads = of_boards(lambda k: None, lambda _, rng: {"heads": rng.binomial(100, config.bias)}, seed)
    return measured(heads)


STUDY = Study(
    name="tosses",
    question="Is it fair?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1),
    cases=lambda config: {"coin": None},
    measure=measure,
    figures=lambda found, config: {"coin": new_figure(2, 2)},
    answer=REPLICATION.answer,
    table=REPLICATION.table,
    conclude=REPLICATION.conclude,
)
