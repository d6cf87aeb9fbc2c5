"""A lesson without a clock, in bits where the machine is ideal, part by part where it is not."""

import math
from typing import Any, NamedTuple

import numpy as np

from markone.kernels.bits.association import MOST_CELLS, SLIDES, Board, plug_board, start_of
from markone.kernels.bits.lesson import Room, Steps, Tally
from markone.kernels.bits.lesson import teach as teach_in_bits
from markone.kernels.bits.retina import pack_masks, pack_slides
from markone.kernels.bits.shafts import farthest, take_steps, turn_shafts
from markone.kernels.bits.words import BLOCK, LANES, MOST_WIRES
from markone.kernels.jit import compiles
from markone.kernels.lesson import Parts, lesson
from markone.kernels.pot import Pot
from markone.kernels.rule import BIPOLAR, ERROR_CORRECTION, FORCED, SPONTANEOUS, TEST

FEWEST = 16
"""Fewer slides are not worth packing a machine."""
SINGLY = 96
"""So many slides or fewer go through the A-units one by one."""
MOST_STEPS = 2**15 - 1
"""What 16 bits hold."""


class Gauge(NamedTuple):
    """The whole steps of a machine's pots."""

    volts: float
    """One step: a power of two, of which a pulse and the end stops are multiples."""
    by: int
    """Steps of a pulse."""
    most: int
    """Steps from the middle to an end stop, or as far as steps can be counted if there is none."""
    room: int
    """Slides that can be shown before a pot without end stops could come so far."""


def teach(
    parts: Parts, slides: np.ndarray, targets: np.ndarray, rows: np.ndarray, mode: int, law: int
) -> np.ndarray:
    """`kernels.lesson.lesson`, sooner where the machine allows it and the same in every bit.

    `slides` may also be bool, True for light. What breaks meanwhile breaks in `lesson`; before and
    after, a machine whose pots, motors and photocells are ideal is taught in bits.
    """
    lamps, done = np.empty((rows.size, parts.lamp.size), np.int8), 0
    while done < rows.size:
        count, gauge = _stretch(parts, slides, rows.size - done, mode, law)
        here, out = rows[done : done + count], lamps[done : done + count]
        if gauge is None or not _teach(parts, slides, targets, here, mode, gauge, out):
            out[:] = _lesson(parts, slides, targets, here, mode, law)
        done += count
    return lamps


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
    gauge = _gauge(parts, cycles)
    if cycles < FEWEST or gauge is None:
        return cycles, None
    return min(cycles, gauge.room), gauge


def _is_ideal(parts: Parts, slides: np.ndarray, mode: int, law: int) -> bool:
    """Whether all but the shafts allow steps: cells without memory, and nothing of a pot but speed and stop."""
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


def _grain(volts: float) -> float:
    """The greatest power of two of which `volts` is a multiple; infinite for none and for infinity."""
    if volts == 0 or math.isinf(volts):
        return math.inf
    above, below = volts.as_integer_ratio()
    return (above & -above) / below


def _gauge(parts: Parts, slides: int) -> Gauge | None:
    """The steps of a machine, None if its pots do not move in steps or too many of them."""
    pot = parts.pot
    pulse_v = pot.speed_v_per_s * float(parts.spec.pulse_ms) / 1000.0
    volts = min(_grain(pulse_v), _grain(pot.stop_v))
    countable = MOST_STEPS // (4 * -(-len(parts.stuck) // LANES))
    if not 1e-30 < volts < 1e30 or pulse_v / volts > countable:
        return None
    by, far = int(pulse_v / volts), farthest(parts.shafts, parts.relay, parts.due_ms, pot.stop_v, volts)
    most = countable if math.isinf(pot.stop_v) else pot.stop_v / volts
    if far < 0 or far > countable or most > countable or most + by > MOST_STEPS:
        return None
    room = (countable - int(far)) // by if math.isinf(pot.stop_v) else slides
    return Gauge(volts, by, int(most), room) if room >= min(slides, SLIDES) else None


def aligned(shape: tuple[int, ...], kind: Any) -> np.ndarray:
    """Zeros that begin where a line of the processor's cache begins."""
    size = math.prod(shape) * np.dtype(kind).itemsize
    raw = np.zeros(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + size].view(kind).reshape(shape)


def _board(parts: Parts, units: int) -> tuple[Board, bool]:
    """The S-A board in bits, and whether slides can be taken singly (no cell twice on one unit)."""
    wiring = parts.wiring
    excitatory, inhibitory = wiring.excitatory.shape[1], wiring.inhibitory.shape[1]
    flipped, width = -(-excitatory // 8) * 8, -(-inhibitory // 8) * 8
    board = Board(
        wires=aligned((len(parts.stuck), flipped + width), np.int32),
        flipped=flipped,
        start=start_of(parts.spec.theta, inhibitory),
        words=-(-parts.retina.lit.size // LANES),
        plugged=aligned((BLOCK, units), np.uint64),
        flips=aligned((BLOCK, units), np.uint64),
        bound=aligned((units,), np.int64),
        stuck=parts.stuck,
    )
    return board, plug_board(wiring.excitatory, wiring.inhibitory, parts.spec.theta, board)


def _pack(parts: Parts, slides: np.ndarray) -> np.ndarray:
    """Which cells each slide lights: (n, 8) uint64."""
    packed = aligned((len(slides), BLOCK), np.uint64)
    retina = parts.retina
    stuck = np.zeros((2, SLIDES), np.uint8)
    stuck[0, : retina.stuck.size] = retina.stuck > 0
    stuck[1, : retina.stuck.size] = (retina.stuck < 0) | (retina.gain == 0)
    lit, dark = np.packbits(stuck, axis=1, bitorder="little").view(np.uint64)
    if slides.dtype == np.float64:
        pack_slides(slides, parts.photocell.threshold, lit, dark, packed)
    else:
        pack_masks(slides.view(np.uint8), lit, dark, packed)
    return packed


def _steps(parts: Parts, units: int, gauge: Gauge) -> tuple[Steps, bool]:
    """The pots as whole steps, and whether no A-unit has two of one bank."""
    responses = parts.lamp.size
    steps = Steps(
        at=aligned((responses, units), np.int16),
        plugged=aligned((responses, units // LANES), np.uint64),
        first=np.zeros(responses, np.int64),
        words=np.zeros(responses, np.int64),
        by=gauge.by,
        most=gauge.most,
        volts=gauge.volts,
        is_eight=False,
    )
    is_board = take_steps(parts.shafts.anchor_v, parts.wiring, steps)
    full = -(-len(parts.stuck) // LANES)
    is_eight = responses == 8 and bool((steps.words == full).all())
    return steps._replace(is_eight=is_eight), is_board


def _room(units: int, responses: int) -> Room:
    """`units` are rounded up to 512."""
    return Room(
        lines=aligned((SLIDES, BLOCK), np.uint64),
        units=aligned((units, BLOCK), np.uint64),
        across=aligned((BLOCK, units), np.uint64),
        active=aligned((SLIDES, units // LANES), np.uint64),
        driven=aligned((responses, BLOCK), np.uint64),
        totals=aligned((responses,), np.int32),
        wanted=np.zeros(responses, np.int64),
        order=np.zeros(responses + 1, np.int64),
    )


def _teach(
    parts: Parts,
    slides: np.ndarray,
    targets: np.ndarray,
    rows: np.ndarray,
    mode: int,
    gauge: Gauge,
    lamps: np.ndarray,
) -> bool:
    """All slides but the last in bits, the last in `lesson`, which leaves all else as it must; whether it could."""
    responses, units = parts.lamp.size, -(-len(parts.stuck) // SLIDES) * SLIDES
    plugs = parts.wiring.excitatory.shape[1] + parts.wiring.inhibitory.shape[1]
    board, can_be_single = _board(parts, units)
    is_narrow = plugs <= MOST_WIRES
    steps, is_board = _steps(parts, units, gauge)
    if not is_board:
        return False
    if not (is_narrow or can_be_single):
        return False
    singly = can_be_single and (rows.size <= SINGLY or not is_narrow)
    tally = Tally(*(np.zeros((responses, units), kind) for kind in (np.int64, np.uint64, np.int64)))
    room, before = _room(units, responses), rows[:-1]
    packed = _pack(parts, slides)
    teach_in_bits(
        board, steps, parts.spec, packed, targets, before, mode, singly, parts.lamp, lamps[:-1], tally, room
    )
    _leave(parts, steps, tally, mode, lamps[:-1], targets, before)
    lamps[:-1, ~parts.bulb] = -1
    lamps[-1] = _lesson(parts, slides, targets, rows[-1:], mode, BIPOLAR)
    return True


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
    turn_shafts(
        parts.shafts,
        parts.wiring,
        steps,
        tally,
        parts.pot.speed_v_per_s,
        mode,
        lamps,
        targets,
        rows,
        ended_ms,
        spec.cycle_ms,
        last,
    )
    if last.max() >= 0:
        clock.pulse_end_ms[0] = ended_ms + last.max() * spec.cycle_ms
        parts.let_go[:] = (last == last.max()) & (spec.release_ms > 0)
    clock.now_ms[0] += rows.size * spec.cycle_ms
