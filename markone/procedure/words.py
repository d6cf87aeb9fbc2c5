"""The words of a procedure, a row for each; those of switches come from the table of the panel.

A word's function changes the procedure that is being read. It is given the procedure, the words that
follow on the line, the file's folder and the line's number, and raises ValueError for what it does not
understand.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from markone.fields import explained
from markone.procedure import machine_words as machine
from markone.procedure import slide_words as slides
from markone.procedure import step_words as steps
from markone.procedure.plan import Procedure
from markone.stimuli import FACES
from markone.switches import Switch, dials, switches

Read = Callable[[Procedure, list[str], Path, int], None]


@explained
class Word(NamedTuple):
    """A word with which a line begins."""

    read: Read
    usage: str
    """What may follow."""
    once: bool = False
    """Whether a second line would overrule the first."""
    sets_up: bool = False
    """Whether it is of what the machine is, and stands above all that is done."""


_ROWS = (
    Word(machine.title, "title TEXT, the heading", once=True),
    Word(machine.seed, "seed N, which names parts and draws boards, squares and orders", True, True),
    Word(
        machine.board,
        "board [responses=1] [patching=shares] [units=512] [excitatory=10] ..., or board FILE",
        once=True,
        sets_up=True,
    ),
    Word(
        machine.pots,
        "pots ideal | assumed | worn, a device by its name (`markone device list`), or a FILE.toml; "
        "with changes such as noise_v=0.02",
        once=True,
        sets_up=True,
    ),
    Word(machine.cells, "cells ideal | assumed, with changes such as rise_ms=80", True, True),
    Word(machine.timing, "timing with changes such as pulse_ms=500 theta=2", True, True),
    Word(
        slides.slides,
        f"slides letters ABC [{' | '.join(FACES)}], squares N, bars N, "
        f"or pictures FOLDER [{slides.NEGATIVE}]",
    ),
    Word(
        slides.slide,
        f"slide NAME FILE [{slides.NEGATIVE}], a picture (PNG, JPEG and others), or 20 lines of 20 numbers",
    ),
    Word(slides.target, "target NAME SIGNS, such as: target X +--"),
    Word(
        slides.targets,
        "targets binary, a number for each name: from 1, or 0 if all are needed; lowest bit first",
    ),
    Word(
        machine.fault,
        "fault KIND ADDRESS at SECONDS s [AMOUNT], such as: fault jammed motor P217 at 12.5 s",
        sets_up=True,
    ),
    Word(steps.hand, "hand P17 VOLTS, or hand random VOLTS for all of them, up to so many either way"),
    Word(steps.pause, "pause SECONDS s"),
    Word(
        steps.show,
        "show all | new | NAMES [shuffled] [passes=N] [until=right]; new are those since the last show",
    ),
)
WORDS = {word.usage.split()[0]: word for word in _ROWS}
"""Those that are no switches."""


def words() -> dict[str, Word]:
    """Every word at this moment."""
    rows = {name: Word(_reader(row), f"{row.usage()}: {row.meaning}") for name, row in switches().items()}
    return WORDS | rows | {"dial": Word(steps.dial, f"dial {' | '.join(dials())} VALUE")}


def _reader(row: Switch) -> Read:
    return lambda procedure, words, folder, line: steps.switch(row, procedure, words, line)


def usage() -> dict[str, str]:
    """What may follow each word."""
    return {name: word.usage for name, word in words().items()}


def explanations() -> list[str]:
    """What may follow each word, and what each dial does: a line for each."""
    scales = [f"dial {row.usage()}: {row.meaning}" for row in dials().values()]
    return [line for name, line in usage().items() if name != "dial"] + scales
