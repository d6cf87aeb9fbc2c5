"""S10 and S12: the Mark I without its clock, beside a process for each part, dense numpy, and JAX.

Who is timed here is the kernels' door: a machine that is built and seen in bits, as the peers have
their matrices. Packing the slides is part of the work. All pots end at the same volts.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from benchmarks.bar import OURS, Acts, Bar
from benchmarks.clock import in_processes, lesson
from benchmarks.peers import installed, oracle
from markone.fast.bits.lesson import teach
from markone.fast.bits.machine import Bits, in_bits, step_size
from markone.fast.bits.react import Shown
from markone.fast.bits.retina import pack
from markone.kernels.even_pot import PER_VOLT
from markone.kernels.machine import Parts
from markone.kernels.pot import Pot
from markone.kernels.rule import ERROR_CORRECTION
from markone.spec import build, copy
from markone.switchboard import plug

RESPONSES, UNITS, WIRES, THETA, STOP_V = 8, 512, 15, 2, 100.0
POT = Pot(speed_v_per_s=2.0, stop_v=STOP_V)
"""One volt a pulse."""


def machine(seed: int = 0) -> Parts:
    """512 A-units with 15 + 15 wires, and a pot for each pair of an A-unit and one of 8 R-units."""
    return build(plug(RESPONSES, "full", UNITS, WIRES, WIRES, seed), device=POT, seed=seed)


def board(parts: Parts) -> np.ndarray:
    """The S-A board as a matrix (cells, units) float32 of +1, -1 and 0."""
    matrix, units = np.zeros((400, UNITS), np.float32), np.arange(UNITS)[:, None]
    np.add.at(matrix, (parts.wiring.excitatory, units), 1)
    np.add.at(matrix, (parts.wiring.inhibitory, units), -1)
    return matrix


def bits_of(parts: Parts, count: int) -> Bits:
    """The machine in bits."""
    step = step_size(parts, count)
    bits = step and in_bits(parts, step)
    if bits is None:
        raise ValueError("the machine of the bar cannot be taught in bits")
    return bits


def ours(
    team: list[tuple[Parts, Bits]], slides: np.ndarray, targets: np.ndarray, rows: np.ndarray
) -> np.ndarray:
    """Pack the slides once and teach every machine from the start: volts (machines, responses, units)."""
    lamps = np.empty((rows.size, RESPONSES), np.int8)
    shown = Shown(pack(team[0][0], slides), targets, rows, ERROR_CORRECTION)
    for parts, bits in team:
        bits.steps.at[:] = 0
        teach(bits, parts.spec, shown, parts.lamp, lamps)
    return np.array([bits.steps.at[:, :UNITS] * (bits.steps.picovolts / PER_VOLT) for _, bits in team])


def correct(volts: np.ndarray, active: np.ndarray, target: np.ndarray) -> None:
    """One slide at dense R-units, in place."""
    wrong = np.where(volts @ active > 0, 1, -1) != target
    if wrong.any():
        volts += np.outer(wrong * target, active)
        np.clip(volts, -STOP_V, STOP_V, out=volts)


def dense(X: np.ndarray, wires: np.ndarray, T: np.ndarray) -> np.ndarray:
    """All A-units at once as a product of matrices, then slide by slide."""
    volts = np.zeros((RESPONSES, UNITS), np.float32)
    for active, target in zip((X @ wires >= THETA).astype(np.float32), T, strict=True):
        correct(volts, active, target)
    return volts[None]


def in_jax(X: np.ndarray, wires: np.ndarray, T: np.ndarray) -> Any:
    """A compiled function of no argument: boards `wires` (machines, cells, units) side by side."""
    import jax
    import jax.numpy as jnp

    def step(volts: Any, shown: Any) -> Any:
        active, target = shown
        lamp = jnp.where(volts @ active > 0, 1.0, -1.0)
        moved = volts + ((lamp != target) * target)[:, None] * active
        return jnp.clip(moved, -STOP_V, STOP_V), None

    def teach(light: Any, plugs: Any, targets: Any) -> Any:
        active = (light @ plugs >= THETA).astype(jnp.float32)
        return jax.lax.scan(step, jnp.zeros((RESPONSES, UNITS)), (active, targets))[0]

    run = jax.jit(jax.vmap(teach, (None, 0, None)) if len(wires) > 1 else lambda *a: teach(*a)[None])
    given = [jnp.asarray(part) for part in (X, wires if len(wires) > 1 else wires[0], T)]
    return lambda: run(*given).block_until_ready()


def same(results: dict[str, Any]) -> None:
    """Raise ValueError unless all pots stand where markone's do."""
    for name, volts in results.items():
        if not np.array_equal(np.asarray(volts, np.float64), results[OURS]):
            raise ValueError(f"{name} left other volts than {OURS}: the contenders do different work")


def bars(quick: bool) -> Iterator[Bar]:
    """S10 and S12."""
    count, few, fleet = (128, 4, 4) if quick else (2048, 16, 64)
    (slides, targets), rows = lesson(count), np.arange(count)
    X, T = slides.astype(np.float32), targets.astype(np.float32)
    team = [(parts, bits_of(parts, count)) for parts in map(machine, range(fleet))]
    boards, one = np.array([board(parts) for parts, _ in team]), team[:1]
    work = f"Mark I, {count:,} slides, 512 A-units, 8 R-units"

    acts: Acts = {OURS: partial(ours, one, slides, targets, rows)}
    acts["numpy"] = partial(dense, X, boards[0], T)
    if installed("jax"):
        acts["jax"] = in_jax(X, boards[:1], T)
    yield Bar("S10", work, acts, {"numpy": 150, "jax": 8}, same)
    if oracle("naive_machine"):
        yield _against_processes(one, slides, targets, rows, few)

    if installed("jax"):
        acts = {OURS: partial(ours, team, slides, targets, rows), "jax fleet": in_jax(X, boards, T)}
        yield Bar("S12", f"{fleet} machines: {work}", acts, {"jax fleet": 25}, same)


def _against_processes(
    one: list[tuple[Parts, Bits]], slides: np.ndarray, targets: np.ndarray, rows: np.ndarray, few: int
) -> Bar:
    """The event-level model is shown a few of the slides only, and the ratio asked is less by that share."""
    shown, wanted = slides[:few].astype(float).tolist(), targets[:few].tolist()
    name, share = f"SimPy, {few} of the slides", few / len(slides)
    acts: Acts = {
        OURS: partial(ours, one, slides, targets, rows),
        name: lambda: np.reshape(in_processes(copy(one[0][0]), shown, wanted)[1], (1, RESPONSES, UNITS)),
    }

    def check(results: dict[str, Any]) -> None:
        same({name: results[name], OURS: ours(one, slides, targets, rows[:few])})

    work = f"Mark I, {len(slides):,} slides, and {few} with a process per part: 5,000 x {share:g}"
    return Bar("S10", work, acts, {name: 5000 * share}, check)
