"""A lesson without a clock, in bits where the machine is ideal, part by part where it is not."""

import math
from typing import Any, NamedTuple

import numpy as np

from markone.kernels.bits.association import MOST_CELLS, MOST_PLUGS, SLIDES, Board, plug_board, start_of
from markone.kernels.bits.emit import BLOCK, LANES
from markone.kernels.bits.gram import all_totals, overlaps, pay_out, react_by_gram
from markone.kernels.bits.lesson import Room, Tally, see_together
from markone.kernels.bits.lesson import teach as teach_in_bits
from markone.kernels.bits.react import Desk, Steps
from markone.kernels.bits.retina import pack_masks, pack_slides
from markone.kernels.bits.several import SEVERAL
from markone.kernels.bits.shafts import farthest, take_steps, turn_shafts
from markone.kernels.bits.wires import MOST_WIRES
from markone.kernels.jit import compiles
from markone.kernels.lesson import Parts, lesson
from markone.kernels.pot import Pot
from markone.kernels.rule import BIPOLAR, ERROR_CORRECTION, FORCED, SPONTANEOUS, TEST

FEWEST = 16
"""Fewer slides are not worth packing a machine."""
SINGLY = 96
"""So many slides or fewer go through the A-units one by one."""
OFTEN = 4
"""Slides that are shown so often are worth a Gram matrix."""
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
        taught = 0 if gauge is None else _teach(parts, slides, targets, here, mode, gauge, out)
        if not taught:
            out[:] = _lesson(parts, slides, targets, here, mode, law)
        done += taught or count
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


def _grain(volts: float) -> float:
    """The greatest power of two of which `volts` is a multiple; infinite for none and for infinity."""
    if volts == 0 or math.isinf(volts):
        return math.inf
    above, below = volts.as_integer_ratio()
    return (above & -above) / below


def gauge_of(parts: Parts, slides: int) -> Gauge | None:
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


def _board(parts: Parts, steps: Steps) -> Board:
    """The S-A board in bits. A-units that feed no pot need not fire."""
    wiring, units = parts.wiring, steps.at.shape[1]
    feeds = np.unpackbits(np.bitwise_or.reduce(steps.plugged).view(np.uint8), bitorder="little")
    excitatory, inhibitory = wiring.excitatory.shape[1], wiring.inhibitory.shape[1]
    flipped, width = -(-excitatory // 8) * 8, -(-inhibitory // 8) * 8
    plugs = (units // LANES, excitatory + inhibitory, LANES)
    board = Board(
        wires=aligned((len(parts.stuck), flipped + width), np.int32),
        flipped=flipped,
        start=start_of(parts.spec.theta, inhibitory),
        bytes_of=aligned(plugs, np.uint8),
        bits_of=aligned(plugs, np.uint8),
        bound=aligned((units,), np.uint8),
        excitatory=excitatory,
        stuck=np.where(feeds[: len(parts.stuck)], parts.stuck, np.int8(-1)),
    )
    plug_board(wiring.excitatory, wiring.inhibitory, parts.spec.theta, board)
    return board


def pack(parts: Parts, slides: np.ndarray) -> np.ndarray:
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
        are_alike=False,
    )
    is_board = take_steps(parts.shafts.anchor_v, parts.wiring, steps)
    are_alike = responses <= BLOCK and bool((steps.plugged == steps.plugged[0]).all())
    return steps._replace(are_alike=are_alike), is_board


def _room(units: int, responses: int) -> Room:
    """`units` are rounded up to 512."""
    return Room(
        lines=aligned((SLIDES, BLOCK), np.uint64),
        units=aligned((units, BLOCK), np.uint64),
        across=aligned((BLOCK, units + BLOCK), np.uint64),
        active=aligned((SLIDES, units // LANES), np.uint64),
        driven=aligned((responses, BLOCK), np.uint64),
    )


def _desk(units: int) -> Desk:
    """`units` are rounded up to 512."""
    return Desk(
        at=aligned((BLOCK, units), np.int8),
        totals=aligned((SLIDES, BLOCK), np.int32),
        driven=aligned((SLIDES,), np.uint8),
        overlaps=aligned((SEVERAL, SEVERAL), np.int32),
        ways=aligned((SEVERAL, BLOCK), np.int32),
        policy=aligned((2, 3), np.int8),
    )


class Bits(NamedTuple):
    """A machine as the kernels of bits see it, and room to work in."""

    board: Board
    steps: Steps
    room: Room
    desk: Desk
    can_be_many: bool
    """Whether 512 of them can go together."""


def in_bits(parts: Parts, gauge: Gauge) -> Bits | None:
    """The machine in bits, None if its boards cannot be seen so."""
    units, wiring = -(-len(parts.stuck) // SLIDES) * SLIDES, parts.wiring
    steps, is_board = _steps(parts, units, gauge)
    plugs = wiring.excitatory.shape[1] + wiring.inhibitory.shape[1]
    if not is_board or plugs > MOST_PLUGS:
        return None
    room, desk = _room(units, parts.lamp.size), _desk(units)
    return Bits(_board(parts, steps), steps, room, desk, plugs <= MOST_WIRES)


def _as_eight(columns: np.ndarray) -> np.ndarray:
    """An array that has at least eight columns, of which the first are `columns`."""
    given = columns.shape[1]
    return columns if given >= BLOCK else np.pad(columns, ((0, 0), (0, BLOCK - given)))


def show(
    bits: Bits,
    parts: Parts,
    packed: np.ndarray,
    targets: np.ndarray,
    rows: np.ndarray,
    mode: int,
    singly: bool,
    lamps: np.ndarray,
) -> Tally:
    """Teach slides `packed` in bits: moves `bits.steps` and `parts.lamp`, writes `lamps`; what motors did."""
    shape = bits.steps.at.shape
    tally = Tally(*(np.zeros(shape, kind) for kind in (np.int64, np.uint64, np.int64)))
    board, steps, room, desk = bits.board, bits.steps, bits.room, bits.desk
    wished, shown = _as_eight(targets), _as_eight(lamps)
    teach_in_bits(
        board, steps, parts.spec, packed, wished, rows, mode, singly, parts.lamp, shown, tally, room, desk
    )
    lamps[:] = shown[:, : lamps.shape[1]]
    return tally


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
        singly = rows.size <= SINGLY or not bits.can_be_many
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
