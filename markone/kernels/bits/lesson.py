"""The machine without a clock in bits: active A-units, whole steps of the pots, lamps."""

from typing import NamedTuple

import numpy as np

from markone.kernels.bits.association import SLIDES, fire_singly, fire_together
from markone.kernels.bits.words import BLOCK, LANES, popcount, step_active, sum_active
from markone.kernels.jit import jit
from markone.kernels.response import lamp_for
from markone.kernels.rule import _wanted


class Steps(NamedTuple):
    """The pots of all R-units, each counted in steps from the middle."""

    at: np.ndarray
    """(responses, units rounded up to 512) int16; 0 where no pot is plugged."""
    most: np.ndarray
    """The same: how many steps the end stops stand from the middle; 0 where no pot is plugged."""
    first: np.ndarray
    """(responses,) int64: the word with the first A-unit of each bank."""
    words: np.ndarray
    """(responses,) int64: the number of words from there to that with the last one."""
    by: int
    """How many steps a pulse moves a pot."""
    volts: float
    """One step."""


class Tally(NamedTuple):
    """What the motors have done: all are (responses, units rounded up to 512)."""

    pulses: np.ndarray
    """int64: pulses of each motor."""
    word: np.ndarray
    """uint64: the last 64 slides among which it had one, those that gave it one as bits."""
    seen: np.ndarray
    """int64: which 64 slides of the run these were."""


class Room(NamedTuple):
    """Arrays to work in, all but `flags` of uint64; W words hold the A-units, rounded up to 512."""

    lit: np.ndarray
    """(512, 8): slides."""
    lines: np.ndarray
    """(LINES, 8): cells."""
    columns: np.ndarray
    """(64 W, 8): A-units."""
    across: np.ndarray
    """(8, 64 W): the same."""
    active: np.ndarray
    """(512, W): A-units slide by slide."""
    driven: np.ndarray
    """(responses, 8): slides at which motors run."""
    flags: np.ndarray
    """(64 W,) uint8."""


@jit
def _teach(steps, spec, room, targets, rows, mode, lamp, lamps):
    """Show slides whose active units are known, one after the other."""
    active, driven = room.active, room.driven
    wide, full = active.shape[1], steps.at.shape[1]
    driven[:] = 0
    for turn_of in range(rows.size):
        word, bit = turn_of // LANES, np.uint64(1) << np.uint64(turn_of % LANES)
        for response in range(lamp.size):
            first, words = steps.first[response], steps.words[response]
            place, begin = response * full + first * LANES, turn_of * wide + first
            total = sum_active(steps.at, place, active, begin, words)
            now = lamp_for(spec, total * steps.volts, lamp[response])
            lamp[response] = now
            lamps[turn_of, response] = now
            wanted = _wanted(mode, now, targets[rows[turn_of], response])
            if wanted != 0:
                step_active(steps.at, steps.most, place, active, begin, words, wanted * steps.by)
                driven[response, word] |= bit


@jit
def _count(room, block, tally):
    """Enter the pulses of one block of slides."""
    across, driven = room.across, room.driven
    for unit in range(len(room.columns)):
        for word in range(BLOCK):
            across[word, unit] = room.columns[unit, word]
    for response in range(len(driven)):
        for unit in range(len(room.columns)):
            count, last, seen = np.uint64(0), tally.word[response, unit], tally.seen[response, unit]
            for word in range(BLOCK):
                here = across[word, unit] & driven[response, word]
                count += popcount(here)
                last = here if here != 0 else last
                seen = block * BLOCK + word if here != 0 else seen
            tally.pulses[response, unit] += np.int64(count)
            tally.word[response, unit], tally.seen[response, unit] = last, seen


@jit
def teach(board, steps, spec, packed, targets, rows, mode, singly, lamp, lamps, tally, room):
    """`kernels.lesson.lesson` in bits: slides `packed` (n, 8; uint64) in the order of `rows`.

    `singly` takes each slide by itself; otherwise 512 go together through the A-units. Moves `steps` and
    `lamp` (responses, int8), writes `lamps` (rows, responses; int8), and adds to `tally`.
    """
    for begin in range(0, rows.size, SLIDES):
        here = rows[begin : begin + SLIDES]
        for slide in range(here.size):
            room.lit[slide] = packed[here[slide]]
        if singly:
            fire_singly(board, room.lit, here.size, room.flags, room.columns, room.active)
        else:
            fire_together(board, room.lit, room.lines, room.columns, room.active)
        _teach(steps, spec, room, targets, here, mode, lamp, lamps[begin : begin + SLIDES])
        _count(room, begin // SLIDES, tally)
