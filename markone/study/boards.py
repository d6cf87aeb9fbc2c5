"""Many boards of one kind, taught and asked the same: what each of them says."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.lesson import read
from markone.kernels.machine import Parts, Spec
from markone.kernels.pot import Pot
from markone.kernels.rule import MODES, RULES
from markone.learners.fleet import random_machines
from markone.learners.parameters import as_threads
from markone.learners.untimed import teach
from markone.spec import IDEAL_PHOTOCELL, assemble
from markone.study.measured import Measured
from markone.switchboard import UNITS, Wiring, plug, simulated_board

BOARDS = 20
"""So many are plugged for each seed."""
Numbers = Mapping[str, ArrayLike]
"""What one board gives: numbers or rows of numbers by name, of the same shapes for each board."""


@dataclass(frozen=True)
class Dials:
    """What of the machine is assumed, since no source that was read says it."""

    seeds: int = 10
    """Each has `BOARDS` boards."""
    theta: int = 2
    wires: int = 10
    """Excitatory wires of an A-unit; it has as many inhibitory ones."""
    pulse_ms: int = 500
    """A step is this long at 1 V/s."""
    stop_v: float = 11.0
    patching: str = "shares"


def machines(
    dials: Dials, responses: int, seed: int, units: int = UNITS, device: Any = None
) -> Callable[[int], Parts]:
    """A function that builds board k of a seed; what is not assumed is ideal, unless a `device` is given."""
    device = device or Pot(stop_v=dials.stop_v)
    return random_machines(_board(plug, dials, responses, units), seed=seed, spec=_spec(dials), device=device)


def simulations(
    dials: Dials, responses: int, seed: int, units: int = UNITS, device: Any = None
) -> Callable[[int], Parts]:
    """The same without the switchboard's sockets, as on the IBM 704: any number of A-units and of wires."""
    board, device = _board(simulated_board, dials, responses, units), device or Pot(stop_v=dials.stop_v)

    def machine(number: int) -> Parts:
        wires, shafts = np.random.SeedSequence([seed, number]).spawn(2)
        return assemble(board(seed=wires), _spec(dials), device, IDEAL_PHOTOCELL, shafts)

    return machine


def _board(kind: Callable[..., Wiring], dials: Dials, responses: int, units: int) -> Callable[..., Wiring]:
    wires = {"excitatory": dials.wires, "inhibitory": dials.wires}
    return partial(kind, responses, patching=dials.patching, units=units, **wires)


def _spec(dials: Dials) -> Spec:
    return Spec(theta=dials.theta, pulse_ms=dials.pulse_ms)


def show(
    parts: Parts,
    slides: np.ndarray,
    targets: np.ndarray,
    rows: ArrayLike,
    mode: str,
    rule: str = "bipolar",
) -> np.ndarray:
    """Show slides (n, 400) in the order of `rows`; the lamps at the end of each cycle, (rows, responses)."""
    return teach(parts, slides, targets, np.asarray(rows), MODES[mode], RULES[rule])


def answers(parts: Parts, slides: np.ndarray) -> np.ndarray:
    """The lamps that each slide would light, (n, responses) of +1 and -1, with the machine left as it is."""
    return np.where(read(parts, slides) > parts.spec.dead_zone_v, 1, -1)


def right(parts: Parts, slides: np.ndarray, targets: np.ndarray) -> float:
    """The share of slides for which all lamps are as wanted, with the machine left as it is."""
    return float((answers(parts, slides) == targets).all(axis=1).mean())


def of_boards(
    machine: Callable[[int], Parts],
    ask: Callable[[Parts, np.random.Generator], Numbers],
    seed: int,
    number: int = BOARDS,
) -> dict[str, np.ndarray]:
    """Ask the same of `number` boards, on all cores: (boards, ...) by name.

    `ask(parts, rng)` teaches and tests board k, with a generator of its own that depends on (seed, k) only.
    """

    def asked(k: int) -> Numbers:
        return ask(machine(k), np.random.default_rng([seed, k, 1960]))

    begun = perf_counter()
    with ThreadPoolExecutor(as_threads("n_jobs", -1)) as pool:
        told = list(pool.map(asked, range(number)))
    found = {name: np.array([each[name] for each in told], float) for name in told[0]}
    return {**found, SECONDS: np.full(number, (perf_counter() - begun) / number)}


SECONDS = "time/seconds"
"""How long a board took, on this computer and with all its cores."""


def measured(found: Mapping[str, np.ndarray], **more: Any) -> Measured:
    """What boards gave as a study keeps it: means of numbers, mean curves of rows, and all of both.

    A number that is not finite, as of a board that never learns, stays so in the data; `more` is kept beside.
    """
    means = {name: _mean(each) for name, each in found.items() if each.ndim == 1}
    curves = {name: list(each.mean(axis=0)) for name, each in found.items() if each.ndim == 2}
    return Measured(means, curves, {"boards": dict(found), **more})


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def pooled(group: Sequence[Measured], name: str) -> np.ndarray:
    """What the boards of all seeds gave by that name, (boards, ...), from what a study has measured."""
    return np.concatenate([each.data["boards"][name] for each in group])
