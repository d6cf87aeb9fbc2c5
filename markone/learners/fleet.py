"""Many machines at once: other boards, other pots, other faults, and the same lessons."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone import stimuli
from markone.faults import at_random
from markone.fields import explained
from markone.kernels.lesson import read, wipers
from markone.kernels.machine import Parts, Spec
from markone.kernels.pot import Pot
from markone.kernels.retina import CELLS, Photocell
from markone.kernels.rule import LAWS, MODES
from markone.learners import checks
from markone.learners.untimed import teach
from markone.spec import HISTORICAL, IDEAL_PHOTOCELL, IDEAL_POT, build, check, copy
from markone.switchboard import plug, unreadable
from markone.validation import array, shown, truth

HOUR_MS = 3_600_000
MOST_MACHINES, MOST_PASSES = 10_000_000, 1_000_000


@explained
class Fleet(NamedTuple):
    """What became of the machines."""

    mistakes: np.ndarray
    """(machines, passes) int64: slides of each pass for which a lamp was wrong; -1 for a pass not made."""
    accuracy: np.ndarray
    """(machines,) float64: of the held-out slides with a wish, the share with all those lamps right that have
    one; nan if none were held out."""
    volts: np.ndarray | None
    """(machines, pots) float64: where the wipers stand at the end, if that was asked for."""


class _Course(NamedTuple):
    """What all machines are taught."""

    slides: np.ndarray
    targets: np.ndarray
    passes: int
    shuffle: bool
    mode: int
    law: int
    held: tuple[np.ndarray, np.ndarray] | None
    volts: bool
    seed: int


class _Kit(NamedTuple):
    """What machines are built from: a machine's number turns the pages of `pots`."""

    plugs: dict[str, Any]
    spec: Spec
    pots: Sequence[Pot]
    photocell: Photocell
    faults: Mapping[str, float]
    hours: float
    seed: int


def _build(kit: _Kit, number: int) -> Parts:
    """Machine `number`: its board, its shafts and its faults are drawn from the seed and its number."""
    board, shafts, faults = np.random.SeedSequence([kit.seed, number]).spawn(3)
    wiring = plug(seed=board, **kit.plugs)
    struck = at_random(kit.faults, kit.hours, wiring, faults) if kit.faults else ()
    pot = kit.pots[number % len(kit.pots)]
    return build(wiring, kit.spec, pot, kit.photocell, shafts, struck)


def _same(parts: Parts) -> Parts:
    return parts


def _train(parts: Parts, number: int, course: _Course) -> tuple[np.ndarray, float, np.ndarray | None]:
    """Teach one machine until a pass is free of mistakes; its mistakes, its accuracy, its volts."""
    rng = np.random.default_rng([course.seed, number, 1])
    order, mistakes = np.arange(len(course.slides)), np.full(course.passes, -1)
    for done in range(course.passes):
        if course.shuffle:
            order = rng.permutation(len(order))
        lamps = teach(parts, course.slides, course.targets, order, course.mode, course.law)
        wished = course.targets[order]
        mistakes[done] = ((lamps != wished) & (wished != 0)).any(axis=1).sum()
        if mistakes[done] == 0:
            break
    return mistakes, _accuracy(parts, course.held), wipers(parts) if course.volts else None


def _accuracy(parts: Parts, held: tuple[np.ndarray, np.ndarray] | None) -> float:
    if held is None:
        return float("nan")
    slides, targets = held
    lit = read(copy(parts), slides) > parts.spec.dead_zone_v
    right = ((np.where(lit, 1, -1) == targets) | (targets == 0)).all(axis=1)
    return float(right[(targets != 0).any(axis=1)].mean())


def _lesson(name: str, slides: ArrayLike, targets: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Slides (n, 400) of light or bool, and targets (n, responses) int8, or a ValueError."""
    given, wished = array(f"{name} slides", slides), array(f"{name} targets", targets)
    if given.ndim != 2 or given.shape[1] != CELLS or not len(given):
        raise ValueError(f"{name} slides are {given.shape}; give (n, {CELLS}): use stimuli.resize(image)")
    if wished.ndim != 2 or len(wished) != len(given) or not np.isin(wished, (-1, 0, 1)).all():
        raise ValueError(
            f"{name} targets are {wished.shape}; give one row of +1, -1 or 0 (no wish) for each of the "
            f"{len(given)} slides, with a column for each R-unit"
        )
    stimuli.check_targets(wished, name)
    light = given if given.dtype == bool else stimuli.check_light(given.astype(np.float64))
    return np.ascontiguousarray(light), np.ascontiguousarray(wished, np.int8)


def _held(held: tuple[ArrayLike, ArrayLike] | None) -> tuple[np.ndarray, np.ndarray] | None:
    """Held-out slides and targets, or a ValueError."""
    if held is None:
        return None
    if not isinstance(held, tuple | list) or len(held) != 2:
        raise ValueError("held is no pair; give (slides, targets) that are not taught, or None")
    slides, targets = _lesson("held-out", *held)
    if not targets.any():
        raise ValueError("the held-out targets are all 0, which is no wish; give +1 and -1")
    return slides, targets


def fleet(
    slides: ArrayLike,
    targets: ArrayLike,
    machines: int | Sequence[Parts] = 1000,
    *,
    held: tuple[ArrayLike, ArrayLike] | None = None,
    passes: int = 10,
    shuffle: bool = True,
    mode: str = "error correction",
    law: str = "bipolar",
    patching: str = "shares",
    units: int = 512,
    excitatory: int = 10,
    inhibitory: int = 10,
    spec: Spec = HISTORICAL,
    pot: Pot | Sequence[Pot] = IDEAL_POT,
    photocell: Photocell = IDEAL_PHOTOCELL,
    faults: Mapping[str, float] | None = None,
    seed: int = 0,
    threads: int = 1,
    volts: bool = False,
    progress: Callable[[int, int], object] | None = None,
) -> Fleet:
    """Teach many machines the same slides, each until a pass is free of mistakes or `passes` are made.

    Parameters
    ----------
    slides, targets : (n, 400) light in [0, 1] or bool; (n, responses) of +1, -1, or 0 for no wish.
    machines : how many are built, or machines that are built already, which are then changed.
    held : slides and targets that are not taught, for the accuracy.
    passes, shuffle, mode, law : as of `MarkOneClassifier`; each machine has an order of its own.
    patching, units, excitatory, inhibitory : as of `plug`; each machine has a board of its own.
    spec, pot, photocell : the machines' constants; of several pots the machines take turns.
    faults : for each kind how many strike per hour of a machine, on average (`faults.at_random`).
    seed : machine k depends on (seed, k) only, not on how many there are, nor on the threads.
    threads : how many machines are taught side by side.
    volts : whether to return where the wipers stand.
    progress : called as progress(done, machines) whenever a machine is done.

    Raises ValueError for what machines cannot be built from or shown, and for an R-unit whose targets
    are 1 and 0 only: a 0 is no wish.
    """
    light, wished = _lesson("the", slides, targets)
    kept = _held(held)
    if kept and kept[1].shape[1] != wished.shape[1]:
        raise ValueError(f"held-out targets have {kept[1].shape[1]} columns; the others {wished.shape[1]}")
    course = _Course(
        slides=light,
        targets=wished,
        passes=checks.count("passes", passes, most=MOST_PASSES),
        shuffle=truth("shuffle", shuffle),
        mode=MODES[checks.choice("mode", mode, MODES)],
        law=LAWS[checks.choice("law", law, LAWS)],
        held=kept and (kept[0].astype(np.float64), kept[1]),
        volts=truth("volts", volts),
        seed=checks.count("seed", seed, least=0),
    )
    pots = [pot] if isinstance(pot, Pot) else pot
    if not isinstance(pots, Sequence):
        raise ValueError(f"pot is {shown(pot)}; give a markone Pot, or a list of them")
    for one in pots:
        check(spec, one, photocell)
    if faults is not None and not isinstance(faults, Mapping):
        raise ValueError(f"faults is {shown(faults)}; give for each kind how many strike per hour, as a dict")
    if progress is not None and not callable(progress):
        raise ValueError(f"progress is {shown(progress)}; give a function of (done, machines), or None")
    plugs = {"responses": wished.shape[1], "patching": patching, "units": units}
    plugs |= {"excitatory": excitatory, "inhibitory": inhibitory}
    hours = len(light) * course.passes * spec.cycle_ms / HOUR_MS
    kit = _Kit(plugs, spec, pots, photocell, faults or {}, hours, course.seed)
    return _run(_machines(machines, kit, wished.shape[1]), course, checks.count("threads", threads), progress)


def _machines(machines: int | Sequence[Parts], kit: _Kit, responses: int) -> list[Callable[[], Parts]]:
    """How to come by each machine."""
    if not isinstance(machines, Sequence):
        count = checks.count("machines", machines, most=MOST_MACHINES)
        if not kit.pots:
            raise ValueError("pot is an empty list; give at least one kind of pot")
        return [partial(_build, kit, number) for number in range(count)]
    for number, parts in enumerate(machines):
        if not isinstance(parts, Parts) or parts.lamp.size != responses or unreadable(parts.wiring):
            raise ValueError(f"machine {number} is no machine with {responses} R-units; use markone.build")
    if len({id(parts) for parts in machines}) < len(machines):
        raise ValueError("machines holds one machine twice; use markone.spec.copy")
    if not machines:
        raise ValueError("machines is empty; give at least one, or a number of machines to build")
    return [partial(_same, parts) for parts in machines]


def _run(
    machines: list[Callable[[], Parts]],
    course: _Course,
    threads: int,
    progress: Callable[[int, int], object] | None,
) -> Fleet:
    """Teach all machines on so many threads; where each result goes depends on its number only."""
    found: list[Any] = [None] * len(machines)

    def train(number: int) -> int:
        found[number] = _train(machines[number](), number, course)
        return number

    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(train, number) for number in range(len(machines))]
        try:
            for done, one in enumerate(as_completed(waiting), 1):
                one.result()
                if progress:
                    progress(done, len(machines))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    mistakes, accuracy, volts = zip(*found, strict=True)
    return Fleet(np.array(mistakes), np.array(accuracy), np.array(volts) if course.volts else None)
