"""A lesson without a clock, in bits where the machine is ideal, part by part where it is not."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from markone.fast.bits import engine
from markone.fast.bits.firing import as_lines
from markone.fast.bits.lamps import wanted_ways
from markone.fast.bits.retina import condition, pack
from markone.kernels.lesson import lesson
from markone.kernels.machine import Parts
from markone.kernels.rule import check_codes, rule_of
from markone.stimuli.targets import are_targets

_AT_ONCE = 2**16
"""Slides that are taught by one call, if an epoch has no more: somebody may press Ctrl-C."""


class Tray:
    """Slides and their targets as kernels read them, and what is alike for all machines that see them.

    Numbers may have any type: slides (n, cells) of light, or bool, True for light; targets (n, responses)
    of +1, -1 and 0. Raises ValueError for what a machine of so many `responses` would misread.
    """

    def __init__(self, slides: Any, targets: Any, cells: int, responses: int) -> None:
        self.slides, self.targets = _normalised(slides, targets, cells, responses)
        self._packed: tuple[Any, np.ndarray] | None = None
        self._wanted: tuple[int, np.ndarray] | None = None

    def lines(self, parts: Parts) -> np.ndarray:
        """The slides as the photocells of a machine, in bits (`firing.as_lines`); the last ones are kept."""
        least, kept = condition(parts), self._packed
        if kept is None or kept[0] != least:
            kept = self._packed = least, as_lines(pack(parts, self.slides))
        return kept[1]

    def wanted(self, mode: int) -> np.ndarray:
        """What the targets mean to motors in this mode (`lamps.wanted_ways`); the last ones are kept."""
        kept = self._wanted
        if kept is None or kept[0] != mode:
            kept = self._wanted = mode, wanted_ways(self.targets, mode)
        return kept[1]


def teach(parts: Parts, slides: Any, targets: Any, rows: Any, mode: int, rule: int) -> np.ndarray:
    """`kernels.lesson.lesson`, sooner where the machine allows it and the same in every bit.

    Slides and targets are those of a `Tray`; rows (cycles,) from 0 to n - 1 of any type of whole numbers;
    mode and rule codes of `kernels.rule`. What breaks meanwhile breaks in `lesson`; before and after, a
    machine whose pots, motors and photocells are ideal is taught in bits. Raises ValueError for what kernels
    would misread.
    """
    check_codes(mode, rule_of(rule))
    tray = Tray(slides, targets, parts.retina.lit.size, parts.lamp.size)
    return _teach(parts, tray, _order(rows, len(tray.slides)), mode, rule)


def most_at_once(slides: int, epochs: int) -> int:
    """How many of these epochs are taught by one call."""
    return max(1, min(epochs, _AT_ONCE // slides))


def in_stored_order(slides: int, epochs: int) -> Iterator[np.ndarray]:
    """Orders for `teach_epochs` of epochs that show the slides as they are stored, without end."""
    return repeat(np.tile(np.arange(slides), (most_at_once(slides, epochs), 1)))


def teach_epochs(
    parts: Parts,
    tray: Tray,
    orders: Iterable[np.ndarray],
    epochs: int,
    mode: int,
    rule: int,
    mistakes: list[int],
    halt: Sequence[int] = (),
) -> None:
    """As many calls of `teach`, each with the next of the orders, until one is free of mistakes.

    How many slides lit a wrong lamp in each is appended to `mistakes`. The orders (epochs, cycles) int64 come
    as many at a time as are to be taught by one call; they have numbers of slides, and are not looked at: who
    calls this has made them. When there is something in `halt`, such as a signal that came, the next call is
    the last. A machine that can be taught in bits to the end stays in bits between epochs. The last slide
    of one is held back until it is known whether another follows.
    """
    check_codes(mode, rule_of(rule))
    held, left = _Held(parts, tray, mode, rule, mistakes), epochs
    try:
        for given in orders:
            block = given[:left]
            while len(block):
                made = held.teach(block, left)
                left, block = left - made, block[made:]
                if mistakes[-1] == 0 or not left or halt:
                    return
    finally:
        held.release()  # where it was interrupted, what was taught so far stays


class _Held:
    """A machine that may be in bits between epochs, and the mistakes of each."""

    def __init__(self, parts: Parts, tray: Tray, mode: int, rule: int, mistakes: list[int]) -> None:
        self.given, self.mistakes = (parts, tray, mode, rule), mistakes
        self.run: engine.Run | None = None

    def teach(self, orders: np.ndarray, left: int) -> int:
        """Teach some of these epochs, with which so many are `left`; how many."""
        parts, tray, mode, rule = self.given
        self.run = self.run or _begin(parts, tray, left * orders.shape[1], mode, rule)
        if self.run is None:
            lamps = _teach(parts, tray, orders[0], mode, rule)
            self.mistakes.append(_wrong(lamps, tray.targets[orders[0]]))
            return 1
        found = self.run.teach(tray.wanted(mode), orders, left > len(orders))[1].tolist()
        self.mistakes += found
        if len(found) == left or found[-1] == 0:
            self.release()
            last = orders[len(found) - 1, -1:]
            self.mistakes[-1] += _wrong(_lesson(parts, tray, last, mode, rule), tray.targets[last])
        return len(found)

    def release(self) -> None:
        """Turn the shafts, and set the clock."""
        run, self.run = self.run, None
        if run is not None:
            run.end()


def _wrong(lamps: np.ndarray, wanted: np.ndarray) -> int:
    """Slides with a lamp that is not as it should be; where 0 is wanted it may be either."""
    return int(((lamps != wanted) & (wanted != 0)).any(axis=1).sum())


def _begin(parts: Parts, tray: Tray, cycles: int, mode: int, rule: int) -> engine.Run | None:
    """A run in bits of so many cycles, in which nothing breaks; None if there can be none."""
    # a broken lamp is dark whatever its R-unit says
    if not engine.tier_of(parts).is_open() or not parts.bulb.all():
        return None
    count, step = engine.can(parts, tray.slides, cycles, mode, rule)
    return engine.begin(parts, tray.lines(parts), step) if step and count == cycles else None


def _teach(parts: Parts, tray: Tray, rows: np.ndarray, mode: int, rule: int) -> np.ndarray:
    lamps, done = np.empty((rows.size, parts.lamp.size), np.int8), 0
    while done < rows.size:
        count, step = engine.can(parts, tray.slides, rows.size - done, mode, rule)
        here, out = rows[done : done + count], lamps[done : done + count]
        run = None
        if step is not None and engine.tier_of(parts).is_open():
            run = engine.begin(parts, tray.lines(parts), step)
        if run is not None:
            out[:] = run.teach(tray.wanted(mode), here[None], False)[0]
            out[:, ~parts.bulb] = -1
            run.end()
        rest = slice(None if run is None else -1, None)
        out[rest] = _lesson(parts, tray, here[rest], mode, rule)
        engine.tier_of(parts).count(0 if step is None or run is not None else count)
        done += count
    return lamps


def _normalised(slides: Any, targets: Any, cells: int, responses: int) -> tuple[np.ndarray, np.ndarray]:
    """Slides and targets of the types that kernels of bits read, each without gaps."""
    light, wanted = np.asarray(slides), np.asarray(targets)
    if light.ndim != 2 or light.shape[1] != cells or light.dtype.kind not in "biuf":
        raise ValueError(f"slides are {light.dtype} {light.shape}; give light (n, {cells}) in [0, 1]")
    if wanted.shape != (len(light), responses) or not are_targets(wanted):
        raise ValueError(
            f"targets are {wanted.dtype} {wanted.shape}; give +1, -1 or 0 for each of {len(light)} slides "
            f"and {responses} R-units"
        )
    kind = bool if light.dtype == bool else np.float64
    return np.ascontiguousarray(light, kind), np.ascontiguousarray(wanted, np.int8)


def _order(rows: Any, slides: int) -> np.ndarray:
    """Which slide is shown in each cycle, as kernels read it."""
    order = np.asarray(rows)
    if order.ndim != 1 or (order.size and order.dtype.kind not in "iu"):
        raise ValueError(f"rows are {order.dtype} {order.shape}; give whole numbers, one for each cycle")
    if order.size and not 0 <= order.min() <= order.max() < slides:
        raise ValueError(f"rows go from {order.min()} to {order.max()}; there are {slides} slides, from 0")
    return np.ascontiguousarray(order, np.int64)


def _lesson(parts: Parts, tray: Tray, rows: np.ndarray, mode: int, rule: int) -> np.ndarray:
    slides, targets = tray.slides, tray.targets
    if slides.dtype != np.float64:
        used, rows = (rows, np.arange(1)) if rows.size == 1 else np.unique(rows, return_inverse=True)
        slides, targets = slides[used].astype(np.float64), targets[used]
    return lesson(parts, slides, targets, rows, mode, rule_of(rule))
