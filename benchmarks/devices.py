"""S16 and S17: the Mark I with devices that are not ideal, beside numpy of the same steps, and timed."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from benchmarks.bar import OURS, Acts, Bar
from benchmarks.clock import lesson
from benchmarks.mark_one import RESPONSES, THETA, UNITS, WIRES, board
from markone import stimuli
from markone.kernels.lesson import wipers
from markone.kernels.machine import Parts
from markone.kernels.pulsed import LINEAR, Pulsed
from markone.kernels.rule import MODES, RULES
from markone.learners import untimed
from markone.learners.fleet import fleet, random_machines
from markone.learners.lesson import Lesson
from markone.spec import build, copy
from markone.switchboard import plug

SOFT = Pulsed(LINEAR, step_v=0.5, slope_up=0.4, slope_down=0.7)
FLAWED = SOFT._replace(
    spread_step=0.3, spread_range=0.1, pulse_noise=0.5, write_noise_v=0.2, read_noise_v=0.01, decay_ms=1e9
)
"""Nothing of it is ideal."""
LETTERS, BITS = 26, 5
LONGEST_S = 60.0


def ours(machine: Parts, slides: np.ndarray, targets: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Teach a machine from the start; its volts (responses, units)."""
    parts = copy(machine)
    untimed.teach(parts, slides, targets, rows, MODES["error correction"], RULES["bipolar"])
    return wipers(parts).reshape(RESPONSES, UNITS)


def in_numpy(X: np.ndarray, wires: np.ndarray, T: np.ndarray) -> np.ndarray:
    """The same, as one writes it in numpy."""
    volts = np.zeros((RESPONSES, UNITS))
    for active, target in zip(X @ wires >= THETA, T, strict=True):
        wrong = np.where(volts @ active > 0, 1, -1) != target
        way = np.outer(wrong * target, active)
        slope = np.where(way > 0, SOFT.slope_up / SOFT.high_v, SOFT.slope_down / SOFT.low_v)
        volts = np.clip(volts + way * SOFT.step_v * (1 - slope * volts), SOFT.low_v, SOFT.high_v)
    return volts


def near(results: dict[str, Any]) -> None:
    """Raise ValueError unless all weights stand where markone's do, but for the last digits."""
    for name, volts in results.items():
        if not np.allclose(volts, results[OURS], rtol=0, atol=1e-9):
            raise ValueError(f"{name} left other volts than {OURS}: the contenders do different work")


def letters(machines: int, epochs: int) -> np.ndarray:
    """The mistakes of so many boards that learn the letters A to Z in five bits, on all cores."""
    slides, _ = stimuli.letters()
    targets = 2 * (np.arange(1, LETTERS + 1)[:, None] >> np.arange(BITS) & 1) - 1
    made = random_machines(partial(plug, BITS), device=FLAWED)
    return fleet(made, slides, targets, number=machines, lesson=Lesson(epochs=epochs), n_jobs=-1).mistakes


def learnt(results: dict[str, Any]) -> None:
    """Raise ValueError unless the boards made fewer mistakes in the end than in the beginning."""
    mistakes = results[OURS]
    if not (mistakes.min(axis=1) <= mistakes[:, 0]).all():
        raise ValueError("the boards have learnt nothing")


def bars(quick: bool) -> Iterator[Bar]:
    """S16 and S17."""
    count, machines, epochs = (128, 4, 5) if quick else (2048, 100, 50)
    (slides, targets), rows = lesson(count), np.arange(count)
    parts = build(plug(RESPONSES, "full", UNITS, WIRES, WIRES), device=SOFT)
    acts: Acts = {OURS: partial(ours, parts, slides, targets, rows)}
    acts["numpy"] = partial(in_numpy, slides.astype(np.float32), board(parts), targets)
    yield Bar("S17", f"Mark I, {count:,} slides, soft bounds", acts, {"numpy": 20}, near)
    work = f"{machines} boards, 26 letters, {epochs} epochs, nothing ideal"
    yield Bar("S16", work, {OURS: partial(letters, machines, epochs)}, {}, learnt, most_s=LONGEST_S)
