"""The operator: puts slides before the machine and sets its switches."""

from collections.abc import Generator, Iterable
from numbers import Integral

import numpy as np
import simpy
from numpy.typing import ArrayLike

from markone.machine.mark_one import MarkOne
from markone.stimuli import check_light, check_targets
from markone.validation import array, is_series, shown


def _work(
    machine: MarkOne,
    slides: np.ndarray,
    targets: list[np.ndarray],
    order: Iterable[int],
    lamps: list[np.ndarray],
) -> Generator[simpy.Event, None, None]:
    panel = machine.panel
    for row in order:
        panel._hold(panel.known_slides.of_checked(slides[row]))
        panel._aim(targets[row])
        yield panel.start()
        lamps.append(panel.lamps)


def teach(
    machine: MarkOne,
    slides: ArrayLike,
    targets: ArrayLike,
    order: Iterable[int] | None = None,
    mode: str = "error correction",
    rule: str = "bipolar",
) -> np.ndarray:
    """Show `slides` (n, 400) with `targets` (n, responses), run the clock until the end is reached.

    `order` lists the rows to show, one pass in stored order by default. Returns the lamps of each
    cycle, (cycles, responses) int8. Raises ValueError for what the panel does not take, and for an
    R-unit whose targets are 1 and 0 only: a 0 is no target.

    Examples
    --------
    >>> from markone import MarkOne, build, plug, stimuli, teach
    >>> slides, _ = stimuli.letters(alphabet="XE")
    >>> machine = MarkOne(build(plug(seed=3)))
    >>> teach(machine, slides, [[-1], [1]], order=[0, 1, 0, 1])[:, 0]
    array([-1, -1,  1,  1], dtype=int8)
    >>> machine.now_ms
    20000
    """
    if not isinstance(machine, MarkOne):
        raise ValueError(f"{shown(machine)} is no machine; give a MarkOne")
    slides = check_light(slides)
    switches = _checked(machine, len(slides), array("targets", targets))
    rows = range(len(slides)) if order is None else _rows(order, len(slides))
    machine.panel.set_mode(mode)
    machine.panel.set_rule(rule)
    lamps: list[np.ndarray] = []
    machine.run_to(machine.env.process(_work(machine, slides, switches, rows, lamps)))
    return np.array(lamps, dtype=np.int8).reshape(-1, machine.panel.responses)


def _checked(machine: MarkOne, slides: int, targets: np.ndarray) -> list[np.ndarray]:
    """How the panel's target switches stand for each, which it takes all before the first slide."""
    if targets.shape != (slides, machine.panel.responses):
        raise ValueError(
            f"{slides} slides and targets of {targets.shape}; "
            f"give a row of {machine.panel.responses} switches per slide"
        )
    taken = []
    for target in targets:
        machine.panel.set_targets(target)
        taken.append(machine.panel.target)
    check_targets(targets)
    return taken


def _rows(order: Iterable[int], slides: int) -> list[int]:
    if not is_series(order):
        raise ValueError(f"order is {shown(order)}; give the numbers of the slides to show, counted from 0")
    rows = list(order)
    for row in rows:
        if not isinstance(row, Integral) or not 0 <= row < slides:
            raise ValueError(f"order names slide {shown(row)}; there are {slides}, counted from 0")
    return rows
