"""S13: the machine under its clock, beside one in which every part is a process of its own."""

from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import simpy

from benchmarks.bar import OURS, Acts, Bar
from benchmarks.peers import oracle
from markone.machine import MarkOne
from markone.spec import build, copy
from markone.switchboard import plug

Outcome = tuple[list[list[int]], list[float]]
"""Lamps after each slide, and volts at the end."""


def lesson(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Slides (count, 400) bool with .15 to .45 of the cells lit, and random targets of eight R-units."""
    rng = np.random.default_rng(0)
    slides = rng.random((count, 400)) < rng.uniform(0.15, 0.45, (count, 1))
    return slides, rng.choice([-1, 1], (count, 8)).astype(np.int8)


def by_hand(parts: Any, slides: np.ndarray, targets: np.ndarray) -> Outcome:
    """An operator with bare hands: lays slides in, sets the targets and presses the button."""
    machine = MarkOne(copy(parts))
    machine.panel.set_mode("error correction")
    lamps = []

    def work() -> Generator[simpy.Event, None, None]:
        for slide, target in zip(slides, targets, strict=True):
            machine.panel.slide, machine.panel.target = slide, target
            yield machine.panel.start()
            lamps.append(machine.panel.lamps.tolist())

    machine.run_to(machine.env.process(work()))
    return lamps, machine.volts().tolist()


def in_processes(parts: Any, slides: list, targets: list) -> Outcome:
    """The oracle of the tests: a SimPy process for each photocell, A-unit, motor and R-unit."""
    rig = oracle("naive_machine").Rig(parts)  # type: ignore[union-attr]
    lamps = rig.teach(slides, targets, [*range(len(slides))])
    return lamps, rig.volts()


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
    """Raise ValueError unless lamps and volts are those of markone, to the last bit."""
    if results.get("process per part", results[OURS]) != results[OURS]:
        raise ValueError(f"the process per part comes to other lamps or volts than {OURS}")


def bars(quick: bool) -> Iterator[Bar]:
    """S13; `SimPy alone` is the share of the time that its bare waits take, where the goal is .85."""
    count = 4 if quick else 30
    lit, targets = lesson(count)
    slides = lit.astype(float)
    parts = build(plug(8, "full", excitatory=15, inhibitory=15))
    acts: Acts = {OURS: lambda: by_hand(parts, slides, targets)}
    if oracle("naive_machine"):
        rows, wanted = slides.tolist(), targets.tolist()
        acts["process per part"] = lambda: in_processes(parts, rows, wanted)
    acts["SimPy alone"] = lambda: bare_waits(parts.spec, count)
    work = f"Mark I under its clock, 512 x 8 pots, {count} slides"
    yield Bar("S13", work, acts, {"process per part": 100}, same)
