"""F13: the machine under its clock, beside machines in which every part is a process of its own."""

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Any

import numpy as np
import simpy

from benchmarks.bar import OURS, Acts, Bar
from benchmarks.mark_one import slides_and_targets
from benchmarks.peers import elsewhere, installed, oracle
from markone.machine import MarkOne, teach
from markone.spec import build, copy
from markone.switchboard import plug

SIMPY, CIMBA, WAITS = "SimPy, a process a part", "cimba, a process a part", "SimPy's own waits"
Outcome = tuple[Any, Any]
"""Lamps after each slide, and volts at the end: lists, and arrays of markone's, as each of them has it."""


def ours(parts: Any, slides: np.ndarray, targets: np.ndarray) -> Outcome:
    """markone's."""
    machine = MarkOne(copy(parts))
    lamps = teach(machine, slides, targets)
    return lamps, machine.volts()


def in_processes(parts: Any, slides: list, targets: list) -> Outcome:
    """The oracle of the tests: a SimPy process for each photocell, A-unit, motor and R-unit."""
    rig = oracle("naive_machine").Rig(parts)  # type: ignore[union-attr]
    lamps = rig.teach(slides, targets, [*range(len(slides))])
    return lamps, rig.volts()


def in_compiled_processes(parts: Any, slides: np.ndarray, targets: np.ndarray) -> Callable[[], Outcome]:
    """The same for cimba."""
    from benchmarks.compiled_processes import machine

    return machine(parts, slides, targets)


def bare_waits(spec: Any, count: int) -> None:
    """As many waits as a slide with a correction has, in processes that do nothing else."""
    env = simpy.Environment()
    on_ms = (spec.expose_ms, spec.settle_ms, spec.operate_ms, spec.pulse_ms - spec.release_ms)

    def cycle() -> Generator[simpy.Event, None, None]:
        for ms in (*on_ms, spec.release_ms, spec.cycle_ms - sum(on_ms) - spec.release_ms):
            yield env.timeout(ms)

    def work() -> Generator[simpy.Event, None, None]:
        for _ in range(count):
            yield env.process(cycle())

    env.run(env.process(work()))


def same(results: dict[str, Any]) -> None:
    """Raise ValueError unless lamps are those of markone, and volts to a picovolt."""
    lamps, volts = results[OURS][0].tolist(), results[OURS][1]
    for name, found in results.items():
        if name in (OURS, WAITS):
            continue
        if found[0] != lamps:
            row = next(row for row, lit in enumerate(found[0]) if lit != lamps[row])
            raise ValueError(
                f"the lamps of slide {row + 1} are {found[0][row]} by {name}, {lamps[row]} by {OURS}"
            )
        apart = np.abs(np.subtract(found[1], volts))
        if apart.max() > 1e-12:
            at = apart.argmax()
            raise ValueError(f"weight {at} is {found[1][at]} V by {name} and {volts[at]} V by {OURS}")


def bars(quick: bool) -> Iterator[Bar]:
    """F13; `SimPy's own waits` is the share of the time that its bare waits take."""
    count = 4 if quick else 30
    lit, targets = slides_and_targets(count)
    slides = lit.astype(float)
    parts = build(plug(8, "full", excitatory=15, inhibitory=15))
    acts: Acts = {OURS: partial(ours, parts, slides, targets)}
    if oracle("naive_machine"):
        acts[SIMPY] = partial(in_processes, parts, slides.tolist(), targets.tolist())
    if installed("cimba"):
        acts[CIMBA] = elsewhere(
            in_compiled_processes, parts, slides, targets
        )  # beside PyTorch it has no room
    acts[WAITS] = partial(bare_waits, parts.spec, count)
    work = f"teach(MarkOne), 512 x 8 pots, {count} slides"
    yield Bar("F13", work, acts, same, {SIMPY: 120, CIMBA: 3}, context=(WAITS,))
