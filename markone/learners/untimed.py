"""A lesson without a clock, in bits where the machine is ideal, part by part where it is not."""

from typing import Any

import numpy as np

from markone.kernels.bits.association import MOST_CELLS, SLIDES
from markone.kernels.bits.emit import LANES
from markone.kernels.bits.gram import all_totals, overlaps, pay_out, react_by_gram
from markone.kernels.bits.lesson import Tally, see_together
from markone.kernels.bits.lesson import teach as teach_in_bits
from markone.kernels.bits.react import Steps
from markone.kernels.bits.shafts import turn_shafts
from markone.kernels.bits.wires import PERMUTES
from markone.kernels.jit import compiles
from markone.kernels.lesson import lesson
from markone.kernels.machine import Parts
from markone.kernels.pot import Pot
from markone.kernels.rule import BIPOLAR, ERROR_CORRECTION, FORCED, SPONTANEOUS, TEST, check_codes
from markone.learners.in_bits import Bits, Gauge, aligned, gauge_of, in_bits, pack, show
from markone.learners.tier import Tier

FEWEST = 16
"""Fewer slides are not worth packing a machine."""
SINGLY = 96
"""So many slides or fewer go through the A-units one by one, where the processor is quick at that."""
OFTEN = 4
"""Slides that are shown so often are worth a Gram matrix."""

TIER = Tier(teach_in_bits, worth=1_000_000)
"""Slides: without the engine they take about as long as it is compiled."""


def teach(
    parts: Parts, slides: np.ndarray, targets: np.ndarray, rows: np.ndarray, mode: int, law: int
) -> np.ndarray:
    """`kernels.lesson.lesson`, sooner where the machine allows it and the same in every bit.

    Numbers may have any type: slides (n, cells) of light, or bool, True for light; targets (n, responses)
    of +1, -1 and 0; rows (cycles,) from 0 to n - 1; mode and law codes of `kernels.rule`. What breaks
    meanwhile breaks in `lesson`; before and after, a machine whose pots, motors and photocells are ideal is
    taught in bits. Raises ValueError for what kernels would misread.
    """
    check_codes(mode, law)
    slides, targets, rows = _normalised(parts, slides, targets, rows)
    lamps, done = np.empty((rows.size, parts.lamp.size), np.int8), 0
    while done < rows.size:
        count, gauge = _stretch(parts, slides, rows.size - done, mode, law)
        here, out = rows[done : done + count], lamps[done : done + count]
        taught = 0
        if gauge is not None and TIER.is_open():
            taught = _teach(parts, slides, targets, here, mode, gauge, out)
        if not taught:
            out[:] = _lesson(parts, slides, targets, here, mode, law)
            TIER.count(0 if gauge is None else count)
        done += taught or count
    return lamps


def _normalised(parts: Parts, slides: Any, targets: Any, rows: Any) -> tuple[np.ndarray, ...]:
    """Slides, targets and rows of the types that kernels of bits read, each without gaps."""
    light, wished, order = np.asarray(slides), np.asarray(targets), np.asarray(rows)
    if light.ndim != 2 or light.shape[1] != parts.retina.lit.size or light.dtype.kind not in "biuf":
        raise ValueError(
            f"slides are {light.dtype} {light.shape}; give light (n, {parts.retina.lit.size}) in [0, 1]"
        )
    if wished.shape != (len(light), parts.lamp.size) or not _are_wishes(wished):
        raise ValueError(
            f"targets are {wished.dtype} {wished.shape}; give +1, -1 or 0 for each of {len(light)} slides "
            f"and {parts.lamp.size} R-units"
        )
    if order.ndim != 1 or (order.size and order.dtype.kind not in "iu"):
        raise ValueError(f"rows are {order.dtype} {order.shape}; give whole numbers, one for each cycle")
    if order.size and not 0 <= order.min() <= order.max() < len(light):
        raise ValueError(
            f"rows go from {order.min()} to {order.max()}; there are {len(light)} slides, from 0"
        )
    kind = bool if light.dtype == bool else np.float64
    return (
        np.ascontiguousarray(light, kind),
        np.ascontiguousarray(wished, np.int8),
        np.ascontiguousarray(order, np.int64),
    )


def _are_wishes(targets: np.ndarray) -> bool:
    """Whether all are +1, -1 or 0; whole numbers, which are usual, are looked at sooner."""
    if targets.dtype.kind == "i" and targets.size:
        return targets.min() >= -1 and targets.max() <= 1
    return bool(np.isin(targets, (-1, 0, 1)).all())


def _lesson(
    parts: Parts, slides: np.ndarray, targets: np.ndarray, rows: np.ndarray, mode: int, law: int
) -> np.ndarray:
    if slides.dtype != np.float64:
        used, rows = np.unique(rows, return_inverse=True)
        slides, targets = slides[used].astype(np.float64), targets[used]
    return lesson(parts, slides, targets, rows, mode, law)


def _stretch(parts: Parts, slides: np.ndarray, left: int, mode: int, law: int) -> tuple[int, Gauge | None]:
    """How many of the slides `left` can be shown in one way; with a gauge in bits, otherwise in `lesson`."""
    if not _is_ideal(parts, slides, mode, law):
        return left, None
    cycles = left
    faults, clock = parts.faults, parts.clock
    if clock.struck[0] < faults.ms.size:
        cycles = int(faults.ms[clock.struck[0]] - clock.now_ms[0] - 1) // parts.spec.cycle_ms
        if cycles < FEWEST:
            return min(max(cycles, 0) + 1, left), None
    cycles = min(cycles, left)
    gauge = gauge_of(parts, cycles)
    if cycles < FEWEST or gauge is None:
        return cycles, None
    return min(cycles, gauge.room), gauge


def _is_ideal(parts: Parts, slides: np.ndarray, mode: int, law: int) -> bool:
    """Whether all but the shafts allow steps: cells without memory, a pot with a speed and stops only."""
    pot, photocell, spec, clock = parts.pot, parts.photocell, parts.spec, parts.clock
    free = photocell._replace(threshold=0.5) == type(photocell)() and 0 < photocell.threshold <= 1
    return (
        compiles()
        and law == BIPOLAR
        and mode in (TEST, FORCED, ERROR_CORRECTION, SPONTANEOUS)
        and pot == Pot(speed_v_per_s=pot.speed_v_per_s, stop_v=pot.stop_v)
        and free
        and LANES <= slides.shape[1] <= MOST_CELLS
        and min(spec.expose_ms, spec.settle_ms, spec.operate_ms, spec.release_ms) >= 0
        and 0 < spec.pulse_ms >= spec.release_ms
        and spec.expose_ms + spec.settle_ms + spec.operate_ms + spec.pulse_ms <= spec.cycle_ms
        and clock.mains[0] == 1
        and clock.now_ms[0] >= clock.power_from_ms[0]
        and bool(((parts.retina.gain == 1) | (parts.retina.gain == 0)).all())
    )


def _teach(
    parts: Parts,
    slides: np.ndarray,
    targets: np.ndarray,
    rows: np.ndarray,
    mode: int,
    gauge: Gauge,
    lamps: np.ndarray,
) -> int:
    """Teach in bits; how many slides, 0 if it could not be done.

    The last of them is taught by `lesson`, which leaves all else as it must be.
    """
    bits, before = in_bits(parts, gauge), rows[:-1]
    if bits is None:
        return 0
    found = _by_gram(bits, parts, slides, targets, before, mode, lamps)
    if found is None:
        singly = (PERMUTES and rows.size <= SINGLY) or not bits.can_be_many
        tally = show(bits, parts, pack(parts, slides), targets, before, mode, singly, lamps[:-1])
        found = before.size, tally
    count, tally = found
    _leave(parts, bits.steps, tally, mode, lamps[:count], targets, rows[:count])
    lamps[:count, ~parts.bulb] = -1
    lamps[count] = _lesson(parts, slides, targets, rows[count : count + 1], mode, BIPOLAR)[0]
    return count + 1


def _by_gram(
    bits: Bits,
    parts: Parts,
    slides: np.ndarray,
    targets: np.ndarray,
    rows: np.ndarray,
    mode: int,
    lamps: np.ndarray,
) -> tuple[int, Tally] | None:
    """Teach few slides that are shown often; how many turns, and what motors did. None if not worth it."""
    steps, room = bits.steps, bits.room
    left = (steps.most - np.abs(steps.at).max(axis=1).astype(np.int64)) // steps.by
    if not bits.can_be_many or rows.size < OFTEN * SINGLY or left.min() < OFTEN * SINGLY:
        return None
    used, places = np.unique(rows, return_inverse=True)
    if used.size > SLIDES or rows.size < OFTEN * used.size:
        return None
    responses, shape = parts.lamp.size, steps.at.shape
    see_together(bits.board, room, pack(parts, slides[used]), np.arange(used.size))
    active = room.active[: used.size]
    banks = steps.plugged[:1] if (steps.plugged == steps.plugged[0]).all() else steps.plugged
    gram = aligned((len(banks), used.size, used.size), np.int32)
    for plugged, matrix in zip(banks, gram, strict=True):
        overlaps(active, plugged, matrix)
    totals, moved = aligned((responses, used.size), np.int32), np.zeros((3, responses, used.size), np.int64)
    all_totals(steps, active, totals)
    count = react_by_gram(
        steps, parts.spec, mode, gram, totals, left, targets, rows, places, moved, parts.lamp, lamps
    )
    tally = Tally(*(np.zeros(shape, kind) for kind in (np.int64, np.uint64, np.int64)))
    pay_out(steps, active, moved, tally)
    return count, tally


def _leave(
    parts: Parts,
    steps: Steps,
    tally: Tally,
    mode: int,
    lamps: np.ndarray,
    targets: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Turn the shafts and set the clock as `lesson` would have."""
    spec, clock, last = parts.spec, parts.clock, np.empty(parts.lamp.size, np.int64)
    closed_ms = int(clock.now_ms[0]) + spec.expose_ms + spec.settle_ms + spec.operate_ms
    ended_ms = closed_ms + spec.pulse_ms
    turn_shafts(parts, steps, tally, mode, lamps, targets, rows, ended_ms, last)
    if last.max() >= 0:
        clock.pulse_end_ms[0] = ended_ms + last.max() * spec.cycle_ms
        parts.let_go[:] = (last == last.max()) & (spec.release_ms > 0)
    clock.now_ms[0] += rows.size * spec.cycle_ms
