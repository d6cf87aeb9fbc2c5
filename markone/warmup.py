"""Compiling ahead: the kernels of the common doors, each called once on next to nothing."""

import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

LATTICE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
OFTEN = 8
"""So often the rows are shown, that a Mark I is taught in bits."""
LARGE: dict[str, Any] = {"often": 256, "batch_size": 1024, "hidden_layer_sizes": (2048, 2048)}
"""A net whose steps are cut into parts, also where there is one processor."""
UNWATCHED: dict[str, Any] = {"watched": False, "max_iter": 2, "batch_size": 2 * OFTEN}
"""Epochs in random orders that nobody looks at between, which are drawn and made in one call."""
STORED: dict[str, Any] = {"shuffle": False, "watched": False, "max_iter": 1}
"""Epochs that nobody looks at between, which are made in one call."""
BITS: dict[str, Any] = {"kind": np.uint8, "wide": 32}
"""Zeros and ones of 64 columns, which are learnt as bits."""


def _fit(
    name: str, kind: type, often: int = OFTEN, wide: int = 1, watched: bool = True, **parameters: Any
) -> None:
    """Let the learner called `name` learn for an epoch or two from samples of one kind, and answer."""
    from markone import learners

    X: np.ndarray = np.tile(LATTICE, (often, wide)).astype(kind)
    y = np.tile([0, 1, 1, 1], often)
    if watched:
        parameters["callbacks"] = [lambda learner, epoch: True]
    learner = getattr(learners, name)(**parameters)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one epoch is not enough
        learner.fit(X, y).predict(X)


def _switchboard() -> None:
    """Orders of photocells are drawn as those of samples are."""
    from markone.kernels.orders import TIER
    from markone.switchboard import plug

    TIER.open()
    plug()


def _mlp(kind: type, **parameters: Any) -> None:
    from markone.fast.fused.net import TIER

    _fit("MLPClassifier", kind, **parameters)
    TIER.open()
    _fit("MLPClassifier", kind, **(UNWATCHED | parameters))


def _mark_one() -> None:
    from markone.fast.bits.engine import PULSED_TIER, TIER
    from markone.kernels.pulsed import Pulsed

    for tier, device in ((TIER, None), (PULSED_TIER, Pulsed())):
        tier.open()
        _fit("MarkOneClassifier", np.float64, device=device)


def _many() -> None:
    from markone.learners import train_many

    for nets in (1, 64):  # few have a program of their own
        train_many(LATTICE, np.array([0, 1, 1, 0]), seeds=range(nets), epochs=1)


def _clock(*broken: str, device: str = "ideal") -> None:
    """The machine with a clock and without; one that can break, or of other devices, has other kernels."""
    from markone.faults import Fault
    from markone.kernels.lesson import lesson
    from markone.machine import MarkOne, teach
    from markone.spec import build
    from markone.switchboard import plug

    faults, slide = [Fault(kind, "A1") for kind in broken], np.zeros((1, 400))
    clocked, untimed = (build(plug(1), device=device, faults=faults) for _ in range(2))
    teach(MarkOne(clocked), slide, [[1]], order=[0])
    lesson(untimed, slide, np.ones((1, 1), np.int8), np.zeros(1, np.int64), 0, 0)


def doors() -> Iterator[tuple[str, Callable[[], None]]]:
    """What is compiled, and the call that does it; what comes first is asked for most."""
    yield "Switchboards", _switchboard
    for kind in (np.float64, np.float32):
        name = np.dtype(kind).name
        for solver in ("sgd", "adam"):
            yield f"MLP, {solver}, {name}", partial(_mlp, kind, solver=solver, dtype=name)
        yield f"MLP, large, {name}", partial(_mlp, kind, dtype=name, **LARGE)
    for kind in (np.float64, np.float32, np.uint8):
        yield f"Perceptron, {np.dtype(kind).name}", partial(_fit, "Perceptron", kind)
        yield f"Perceptron, stored order, {np.dtype(kind).name}", partial(_fit, "Perceptron", kind, **STORED)
    yield "Perceptron, bits", partial(_fit, "Perceptron", **BITS)
    yield "Perceptron, stored order, bits", partial(_fit, "Perceptron", **BITS, **STORED)
    yield "Perceptron with a pocket", partial(_fit, "PocketPerceptron", np.float64)
    yield "Stack", partial(_fit, "PerceptronStack", np.float64)
    yield "Mark I, untimed", _mark_one
    yield "Mark I, under its clock", _clock
    yield "Mark I that can break", partial(_clock, "dead A-unit")
    yield "Mark I of resistive memories", partial(_clock, device="reram-optimised")
    yield "Mark I of memistors", partial(_clock, device="memistor")
    yield "Many nets at once", _many


def megabytes(folder: Path) -> float:
    """What all files under a folder take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
