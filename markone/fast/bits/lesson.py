"""The machine without a clock in bits: 512 slides go through the A-units, then through the R-units."""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.association import SLIDES, fire
from markone.fast.bits.react import Shown, react
from markone.fast.bits.transpose import turn
from markone.kernels.jit import inlined, jit
from markone.kernels.vector.bits import BITS, BLOCK
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
def _see(board, buffers, packed, rows):
    """512 slides or fewer go through the A-units at once.

    Squares of 64 by 64 bits are turned, and words between the squares.
    """
    lines, units, active, across = buffers.lines, buffers.units, buffers.active, buffers.across
    square, wide = BITS * BLOCK, active.shape[1]
    for slide in range(rows.size):
        for word in range(BLOCK):
            units[slide, word] = packed[rows[slide], word]
    for low in range(BITS):
        transpose(units, low * BLOCK, square, lines, low * BLOCK, square, BLOCK, BLOCK)
    turn(lines)
    fire(board, lines, units)
    transpose(units, 0, BLOCK, across, 0, across.shape[1], len(units), BLOCK)
    turn(units)
    for low in range(BITS):
        transpose(units, low * BLOCK, square, active, low * wide, BITS * wide, wide, BLOCK)


@inlined
def _count(buffers, block, tally):
    """Enter the pulses of one block of slides."""
    across, driven = buffers.across, buffers.driven
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
def teach(bits, spec, shown, lamp, lamps):
    """`kernels.lesson.lesson` in bits, for a machine `bits` (`machine.Bits`).

    Moves its steps and `lamp` (responses, int8), writes `lamps` (rows, responses; int8), adds to its tally.
    """
    rows, buffers = shown.rows, bits.buffers
    for begin in range(0, rows.size, SLIDES):
        here = Shown(shown.packed, shown.targets, rows[begin : begin + SLIDES], shown.mode)
        _see(bits.board, buffers, here.packed, here.rows)
        buffers.driven[:] = 0
        react(bits.steps, spec, buffers, here, lamp, lamps[begin : begin + SLIDES])
        _count(buffers, begin // SLIDES, bits.tally)
