"""Many machines at once: other boards, other pots, other faults, and the same lessons."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from threading import get_ident
from typing import Any, NamedTuple
from uuid import uuid4
from weakref import WeakSet

import numpy as np
from numpy.typing import ArrayLike

from markone.devices import record_of
from markone.fast.threads import ThreadTeam
from markone.faults import Fault
from markone.fields import explained
from markone.kernels.association import Wiring
from markone.kernels.lesson import read
from markone.kernels.machine import Parts, Spec
from markone.kernels.retina import Photocell
from markone.kernels.rule import MODES, RULES
from markone.learners.lesson import Course, Lesson, whole_course
from markone.learners.parameters import as_callbacks, as_threads
from markone.learners.processes import in_blocks
from markone.learners.untimed import Tray, in_stored_order, most_at_once, teach_epochs
from markone.spec import ASSUMED_SPEC, IDEAL_PHOTOCELL, IDEAL_POT, arrays_in, build, copy
from markone.structure import check_structure
from markone.validation import choice, count, shown

MOST_MACHINES = 10_000_000
USUAL = Lesson()
Machines = Sequence[Parts] | Callable[[int], Parts]


@explained
class Fleet(NamedTuple):
    """What became of the machines."""

    mistakes: np.ndarray
    """(machines, epochs) int64: slides of each epoch for which a lamp was wrong; -1 for one not made."""
    accuracy: np.ndarray
    """(machines,) float64: of the held-out slides with a target, the share with all those lamps right that
    have one; nan if none were held out."""


def nothing_breaks(wiring: Wiring, seed: np.random.SeedSequence) -> Iterable[Fault]:
    """The faults of a sound machine: none."""
    return ()


def random_machines(
    board: Callable[..., Wiring],
    *,
    seed: int = 0,
    spec: Spec = ASSUMED_SPEC,
    device: Any = IDEAL_POT,
    photocell: Photocell = IDEAL_PHOTOCELL,
    faults: Callable[..., Iterable[Fault]] = nothing_breaks,
) -> Callable[[int], Parts]:
    """A function that builds machine k: its board, its shafts and its faults are drawn from (seed, k) only.

    `board(seed=...)` plugs a board, such as `partial(plug, 3, units=64)`; `faults(wiring=..., seed=...)`
    says what will break, such as `partial(at_random, rates, hours)`; the rest is `build`'s.

    Examples
    --------
    >>> from functools import partial
    >>> from markone import plug, random_machines
    >>> machine = random_machines(partial(plug, 5, units=64))
    >>> len(machine(7).wiring.unit), machine(7).wiring.excitatory[0, :4]
    (64, array([307, 266, 197, 382], dtype=int32))
    """
    for name, given in (("board", board), ("faults", faults)):
        if not callable(given):
            raise ValueError(f"{name} is {shown(given)}; give a function, such as functools.partial makes")
    seed, device = count("seed", seed, least=0), record_of(device)

    return _RandomMachines(board, seed, spec, device, photocell, faults)


@dataclass(frozen=True)
class _RandomMachines:
    """What `random_machines` gives; it can be sent to another process where what it was given can."""

    board: Callable[..., Wiring]
    seed: int
    spec: Spec
    device: Any
    photocell: Photocell
    faults: Callable[..., Iterable[Fault]]

    def __call__(self, number: int) -> Parts:
        number = count("number", number, least=0)
        boards, shafts, chance = np.random.SeedSequence([self.seed, number]).spawn(3)
        wiring = self.board(seed=boards)
        faults = self.faults(wiring=wiring, seed=chance)
        return build(wiring, self.spec, self.device, self.photocell, shafts, faults)


def fleet(
    machines: Machines,
    slides: ArrayLike,
    targets: ArrayLike,
    *,
    number: int | None = None,
    held: tuple[ArrayLike, ArrayLike] | None = None,
    lesson: Lesson = USUAL,
    n_jobs: int | None = None,
    prefer: str = "threads",
    callbacks: Sequence[Callable[[int, int], object]] = (),
) -> Fleet:
    """Teach many machines the same slides, each until an epoch is free of mistakes.

    Parameters
    ----------
    machines : machines that are built, which are then changed; or a function that builds machine k, such as
        `random_machines` makes. It is called when the machine is taught, so few of them stand at a time.
    slides, targets : (n, 400) light in [0, 1] or bool; (n, responses) of +1, -1, or 0 for no target.
    number : how many machines a function is to build.
    held : slides and targets that are not taught, for the accuracy.
    lesson : for how many epochs, in which order, and by which mode and rule.
    n_jobs : machines that are taught side by side, as of an estimator; what becomes of them is the same.
    prefer : "threads", or "processes" for many machines that a function builds: those wait less for each
        other, take seconds to start, and are each sent the slides; with one job there are none. Devices,
        rules and faults that a script adds are not known there; those of a module are that the function
        comes from. One fleet at a time can have them. (The words are joblib's.)
    callbacks : called as callback(done, machines) for every machine that is done, in the caller's thread;
        of processes, when a block of machines is.

    Raises ValueError for what are no machines of so many R-units, for what they cannot be shown, for an
    R-unit whose targets are 1 and 0 only, as a 0 is no target, and for a function that cannot be sent to
    processes; RuntimeError if one of those dies.

    Examples
    --------
    >>> from markone import fleet, plug, random_machines, stimuli
    >>> slides, _ = stimuli.letters(alphabet="XE")
    >>> found = fleet(random_machines(plug), slides, [[-1], [1]], number=5)
    >>> (found.mistakes >= 0).sum(axis=1)  # epochs until both letters are known
    array([2, 2, 2, 3, 2])
    """
    course = whole_course(slides, targets, held, lesson)
    build_one, number = _builder(machines, number, course.targets.shape[1])
    as_callbacks("callbacks", callbacks, "how many machines are done, and of how many")
    jobs, progress = as_threads("n_jobs", n_jobs), _Progress(number, callbacks)
    if choice("prefer", prefer, ("threads", "processes")) == "processes":
        if not isinstance(build_one, _Builder):
            raise ValueError('machines are built, and stay in this process: prefer="threads", or a function')
        found = _by_processes(build_one, number, course, jobs, progress)
    else:
        found = _by_threads(build_one, number, course, jobs, progress)
    mistakes, accuracy = zip(*found, strict=True)
    return Fleet(np.array(mistakes), np.array(accuracy))


def _tray(course: Course) -> Tray:
    return Tray(course.slides, course.targets, course.slides.shape[1], course.targets.shape[1])


def _by_threads(
    build_one: Callable[[int], Parts], number: int, course: Course, jobs: int, progress: "_Progress"
) -> list[Any]:
    """What became of each machine."""
    found: list[Any] = [None] * number
    tray = _tray(course)

    def train(k: int) -> None:
        found[k] = _train(build_one(k), k, course, tray)
        progress.one_done()

    with ThreadTeam(jobs) as team:
        team.share([train], number)
    progress.tell()
    return found


def _by_processes(
    build_one: "_Builder", number: int, course: Course, jobs: int, progress: "_Progress"
) -> list[Any]:
    """What became of each machine."""
    found: list[Any] = []
    act = partial(_block, build_one.machines, course, uuid4().hex)
    with closing(in_blocks(act, number, jobs)) as blocks:
        for taught in blocks:
            if isinstance(taught, Exception):
                raise taught
            for each in taught:
                found.append(each)
                progress.one_done()
    return found


_MET: dict[str, WeakSet[Parts]] = {}
"""The machines of the last fleet, by its name, that were taught in this process."""


def _block(machines: Callable[[int], Parts], course: Course, name: str, numbers: range) -> list[Any]:
    """What became of the machines of these numbers, which are some of those of a fleet of this name."""
    if course.lesson.rule not in RULES:
        raise ValueError(
            f"rule is {course.lesson.rule!r}, which other processes do not know: add it in the module that "
            'the function of machines comes from, or prefer="threads"'
        )
    if name not in _MET:
        _MET.clear()
    build_one = _Builder(machines, course.targets.shape[1], _MET.setdefault(name, WeakSet()))
    tray = _tray(course)
    return [_train(build_one(k), k, course, tray) for k in numbers]


class _Progress:
    """Counts the machines that are done, and tells the callbacks: always in the thread that made it."""

    def __init__(self, machines: int, callbacks: Sequence[Callable[[int, int], object]]) -> None:
        self.machines, self.callbacks = machines, callbacks
        self.thread, self.done, self.told = get_ident(), deque[None](), 0

    def one_done(self) -> None:
        """One more, in any thread."""
        self.done.append(None)
        if get_ident() == self.thread:
            self.tell()

    def tell(self) -> None:
        """Tell of all that are done and were not told of."""
        while self.told < len(self.done):
            self.told += 1
            for callback in self.callbacks:
                callback(self.told, self.machines)


class _Builder:
    """A function that builds machine k, whose machines are looked at; one that comes again is refused."""

    def __init__(self, machines: Callable[[int], Parts], responses: int, seen: WeakSet[Parts]) -> None:
        self.machines, self.responses, self.seen = machines, responses, seen

    def __call__(self, k: int) -> Parts:
        parts = _fit(self.machines(k), k, self.responses)
        if parts in self.seen:
            raise ValueError(f"machine {k} was taught before under another number; build each anew")
        self.seen.add(parts)
        return parts


def _builder(machines: Any, number: int | None, responses: int) -> tuple[Callable[[int], Parts], int]:
    """How to come by machine k, and how many there are."""
    if callable(machines):
        return _Builder(machines, responses, WeakSet()), count("number", number, most=MOST_MACHINES)
    if not isinstance(machines, Sequence) or not machines:
        raise ValueError(f"machines is {shown(machines)}; give machines, or a function that builds machine k")
    if number not in (None, len(machines)):
        raise ValueError(f"number is {shown(number)}, and there are {len(machines)} machines; leave it out")
    for k, parts in enumerate(machines):
        _fit(parts, k, responses)
    arrays = [id(array) for parts in machines for array in arrays_in(parts)]
    if len(set(arrays)) < len(arrays):
        raise ValueError("machines holds one machine twice, or parts of one; use markone.spec.copy")
    return machines.__getitem__, len(machines)


def _fit(parts: Any, k: int, responses: int) -> Parts:
    """A machine that has a lamp for each target, or a ValueError."""
    try:
        check_structure(parts)
    except ValueError as error:
        raise ValueError(f"machine {k} cannot be taught: {error}") from None
    if parts.lamp.size != responses:
        raise ValueError(f"machine {k} is no machine with {responses} R-units; use markone.build")
    return parts


def _train(parts: Parts, number: int, course: Course, tray: Tray) -> tuple[np.ndarray, float]:
    """Teach one machine until an epoch is free of mistakes; its mistakes and its accuracy."""
    lesson, mistakes, made = course.lesson, np.full(course.lesson.epochs, -1), list[int]()
    orders = _orders(lesson, number, len(tray.slides))
    teach_epochs(parts, tray, orders, lesson.epochs, MODES[lesson.mode], RULES[lesson.rule], made)
    mistakes[: len(made)] = made
    return mistakes, _accuracy(parts, course.held)


def _orders(lesson: Lesson, number: int, slides: int) -> Iterator[np.ndarray]:
    """The orders of the slides: of one epoch, and then of twice as many as before."""
    if not lesson.shuffle:
        yield from in_stored_order(slides, lesson.epochs)
    rng, left, epochs = np.random.default_rng([lesson.seed, number, 1]), lesson.epochs, 1
    while left:
        yield np.array([rng.permutation(slides) for _ in range(epochs)])
        left -= epochs
        epochs = most_at_once(slides, min(2 * epochs, left))


def _accuracy(parts: Parts, held: tuple[np.ndarray, np.ndarray] | None) -> float:
    if held is None:
        return float("nan")
    slides, targets = held
    lit = (read(copy(parts), slides) > parts.spec.dead_zone_v) & parts.bulb
    right = ((np.where(lit, 1, -1) == targets) | (targets == 0)).all(axis=1)
    return float(right[(targets != 0).any(axis=1)].mean())
