"""How often other seeds than a procedure's own do what it shows: its heading says it."""

from collections.abc import Callable

import numpy as np
import pytest

from markone.machine import Operator
from markone.machine.state import PassResult
from markone.procedure import load, text_of

SEEDS = 200


def ends(name: str) -> list[list[PassResult]]:
    operators = [Operator(load(name, seed)) for seed in range(SEEDS)]
    for operator in operators:
        operator.run()
    return [operator.passes for operator in operators]


def faultless(passes: list[PassResult]) -> bool:
    return passes[-1].wrong == 0


def exposures(passes: list[PassResult]) -> int:
    return sum(len(one.names) for one in passes if one.mode == "error correction")


def parted(passes: list[PassResult]) -> int:
    """Squares that lie on one side and light the same lamp as the others there, whichever lamp that is."""
    last = passes[-1]
    alike = sum((name == "left") == (lamp == "-") for name, lamp in zip(last.names, last.lamps, strict=True))
    return max(alike, len(last.names) - alike)


def heading(name: str) -> str:
    """The comment above a procedure, in one line."""
    lines = text_of(name)[0].splitlines()
    return " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "does", "said"),
    [
        ("two-letters", faultless, "of the seeds 0 to 199, {} are right on both"),
        ("left-right", faultless, "Of the seeds 0 to 199, which plug other boards, {} end without a mistake"),
        ("letters", faultless, "Of the seeds 0 to 199, {} end without a mistake"),
        ("spontaneous", lambda passes: parted(passes) == 40, "of the seeds 0 to 199, {} do so with all 40"),
        ("spontaneous", lambda passes: parted(passes) >= 38, "and {} with 38 or more"),
    ],
)
def test_a_procedure_says_how_often_other_seeds_do_it(
    name: str, does: Callable[[list[PassResult]], bool], said: str
) -> None:
    assert said.format(sum(map(does, ends(name)))) in heading(name)


@pytest.mark.slow
def test_the_letters_take_as_many_exposures_as_the_heading_says() -> None:
    assert f"after {np.median(list(map(exposures, ends('letters')))):.0f} exposures" in heading("letters")
