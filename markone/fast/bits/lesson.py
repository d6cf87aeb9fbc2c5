"""The machine without a clock in bits: 512 slides go through the A-units, then through the R-units."""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.association import SLIDES, fire_singly, fire_together
from markone.fast.bits.react import react, react_to_batch
from markone.fast.bits.transpose import turn
from markone.kernels.jit import inlined, jit
from markone.kernels.vector.bits import BLOCK, LANES
from markone.kernels.vector.transpose import transpose
from markone.kernels.vector.words import popcount


class Tally(NamedTuple):
    """What the motors have done: all are (responses, units rounded up to 512)."""

    pulses: np.ndarray
    """int64: pulses of each motor."""
    word: np.ndarray
    """uint64: the last 64 slides among which it had one, those that gave it one as bits."""
    seen: np.ndarray
    """int64: which 64 slides of the run these were."""


class Buffers(NamedTuple):
    """Arrays to work in, of uint64; W words hold the A-units, rounded up to 512."""

    lines: np.ndarray
    """(512, 8): photocells; first slides, a square of 64 by 64 bits for each word of theirs."""
    units: np.ndarray
    """(64 W, 8): A-units, or slides in squares."""
    across: np.ndarray
    """(8, 64 W + 8): A-units. Rows of a power of two would share few lines of the processor's cache."""
    active: np.ndarray
    """(512, W): the A-units that fire, slide by slide."""
    driven: np.ndarray
    """(responses, 8): slides at which motors run."""


@jit
def see_together(board, buffers, packed, rows):
    """512 slides or fewer go through the A-units at once.

    Squares of 64 by 64 bits are turned, and words between the squares.
    """
    lines, units, active, across = buffers.lines, buffers.units, buffers.active, buffers.across
    square, wide = LANES * BLOCK, active.shape[1]
    for slide in range(rows.size):
        for word in range(BLOCK):
            units[slide, word] = packed[rows[slide], word]
    for low in range(LANES):
        transpose(units, low * BLOCK, square, lines, low * BLOCK, square, BLOCK, BLOCK)
    turn(lines)
    fire_together(board, lines, units)
    transpose(units, 0, BLOCK, across, 0, across.shape[1], len(units), BLOCK)
    turn(units)
    for low in range(LANES):
        transpose(units, low * BLOCK, square, active, low * wide, LANES * wide, wide, BLOCK)


@inlined
def _see_singly(board, buffers, packed, rows):
    """Each slide goes through the A-units by itself."""
    units, active = buffers.units, buffers.active
    fire_singly(board, packed, rows, active)
    for slide in range(rows.size):
        for word in range(active.shape[1]):
            units[word * LANES + slide % LANES, slide // LANES] = active[slide, word]
    turn(units)
    transpose(units, 0, BLOCK, buffers.across, 0, buffers.across.shape[1], len(units), BLOCK)


@inlined
def _count(across, driven, block, tally):
    """Enter the pulses of one block of slides."""
    pulses, words, blocks = tally.pulses, tally.word, tally.seen
    for response in range(len(driven)):
        for unit in range(pulses.shape[1]):
            count, last, seen = np.uint64(0), words[response, unit], blocks[response, unit]
            for word in range(BLOCK):
                here = across[word, unit] & driven[response, word]
                count += popcount(here)
                last = here if here != 0 else last
                seen = block * BLOCK + word if here != 0 else seen
            pulses[response, unit] += np.int64(count)
            words[response, unit], blocks[response, unit] = last, seen


@jit
def teach(board, steps, spec, packed, targets, rows, mode, singly, lamp, lamps, tally, buffers, workspace):
    """`kernels.lesson.lesson` in bits: slides `packed` (n, 8; uint64) in the order of `rows`.

    `singly` takes each slide by itself through the A-units; otherwise 512 go together. Moves `steps` and
    `lamp` (responses, int8), writes `lamps` (rows, responses; int8), and adds to `tally`.
    """
    active, driven = buffers.active, buffers.driven
    for begin in range(0, rows.size, SLIDES):
        here, shown = rows[begin : begin + SLIDES], lamps[begin : begin + SLIDES]
        if singly:
            _see_singly(board, buffers, packed, here)
        else:
            see_together(board, buffers, packed, here)
        driven[:] = 0
        done = 0
        if steps.are_alike and not spec.hold:
            done = react_to_batch(steps, spec, mode, active, targets, here, driven, workspace, lamp, shown)
        react(steps, spec, mode, active, targets, here, done, driven, lamp, shown)
        _count(buffers.across, driven, begin // SLIDES, tally)
