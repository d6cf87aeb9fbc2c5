"""The machine without a clock in bits: active A-units, whole steps of the pots, lamps."""

from typing import NamedTuple

import numpy as np

from markone.kernels.bits.association import SLIDES, fire_singly, fire_together
from markone.kernels.bits.turn import turn
from markone.kernels.bits.words import BLOCK, LANES, popcount, step_active, sum_active, sum_eight
from markone.kernels.jit import jit
from markone.kernels.response import lamp_for
from markone.kernels.rule import _wanted


class Steps(NamedTuple):
    """The pots of all R-units, each counted in steps from the middle."""

    at: np.ndarray
    """(responses, units rounded up to 512) int16; 0 where no pot is plugged."""
    plugged: np.ndarray
    """(responses, words) uint64: the units that feed a pot of each bank."""
    first: np.ndarray
    """(responses,) int64: the word with the first A-unit of each bank."""
    words: np.ndarray
    """(responses,) int64: the number of words from there to that with the last one."""
    by: int
    """How many steps a pulse moves a pot."""
    most: int
    """How many steps the end stops stand from the middle."""
    volts: float
    """One step."""
    is_eight: bool
    """Whether there are eight banks, each with pots for A-units of all words."""


class Tally(NamedTuple):
    """What the motors have done: all are (responses, units rounded up to 512)."""

    pulses: np.ndarray
    """int64: pulses of each motor."""
    word: np.ndarray
    """uint64: the last 64 slides among which it had one, those that gave it one as bits."""
    seen: np.ndarray
    """int64: which 64 slides of the run these were."""


class Room(NamedTuple):
    """Arrays to work in, of uint64 if not said otherwise; W words hold the A-units, rounded up to 512."""

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
    totals: np.ndarray
    """(responses,) int32: the steps that each R-unit receives."""
    wanted: np.ndarray
    """(responses,) int64: which way its pots must move."""
    order: np.ndarray
    """(responses + 1,) int64: first the R-units whose pots must."""


@jit
def _lay_across(units, across):
    for unit in range(len(units)):
        for word in range(BLOCK):
            across[word, unit] = units[unit, word]


@jit
def see_together(board, room, packed, rows):
    """512 slides or fewer go through the A-units at once."""
    lines, units, active = room.lines, room.units, room.active
    for low in range(min(LANES, rows.size)):
        for high in range(0, rows.size - low, LANES):
            for word in range(BLOCK):
                lines[word * LANES + low, high // LANES] = packed[rows[high + low], word]
    turn(lines)
    fire_together(board, lines, units)
    _lay_across(units, room.across)
    turn(units)
    for low in range(min(LANES, rows.size)):
        for slide in range(low, rows.size, LANES):
            for word in range(active.shape[1]):
                active[slide, word] = units[word * LANES + low, slide // LANES]


@jit
def _see_singly(board, room, packed, rows):
    """Each slide goes through the A-units by itself."""
    units, active = room.units, room.active
    fire_singly(board, packed, rows, active)
    for slide in range(rows.size):
        for word in range(active.shape[1]):
            units[word * LANES + slide % LANES, slide // LANES] = active[slide, word]
    turn(units)
    _lay_across(units, room.across)


@jit
def react(steps, spec, mode, room, targets, rows, lamp, lamps):
    """Light the lamps and turn the pots, slide by slide.

    For each slide first all lamps, then the pots of those that are to be moved, so that the processor
    need not guess. What stands in a tuple is taken out before the loop: inside, Numba would count
    references.
    """
    at, plugged, first, words = steps.at, steps.plugged, steps.first, steps.words
    by, most, volts, is_eight = steps.by, steps.most, steps.volts, steps.is_eight
    active, driven, totals, wanted, order = room.active, room.driven, room.totals, room.wanted, room.order
    full, wide, responses = at.shape[1], active.shape[1], lamp.size
    driven[:] = 0
    for slide in range(rows.size):
        row, begin = rows[slide], slide * wide
        word, bit = slide // LANES, np.uint64(slide % LANES)
        if is_eight:
            sum_eight(at, full, active, begin, words[0], totals)
        else:
            for response in range(responses):
                place = response * full + first[response] * LANES
                totals[response] = sum_active(at, place, active, begin + first[response], words[response])
        moves = 0
        for response in range(responses):
            now = lamp_for(spec, totals[response] * volts, lamp[response])
            way = _wanted(mode, now, targets[row, response])
            lamp[response] = now
            lamps[slide, response] = now
            wanted[response] = way
            order[moves] = response
            moves += way != 0
            driven[response, word] |= np.uint64(way != 0) << bit
        for move in range(moves):
            response = order[move]
            from_word = first[response]
            place = response * full + from_word * LANES
            plugs = response * wide + from_word
            step_active(
                at,
                place,
                active,
                begin + from_word,
                plugged,
                plugs,
                words[response],
                wanted[response] * by,
                most,
            )


@jit
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
def teach(board, steps, spec, packed, targets, rows, mode, singly, lamp, lamps, tally, room):
    """`kernels.lesson.lesson` in bits: slides `packed` (n, 8; uint64) in the order of `rows`.

    `singly` takes each slide by itself; otherwise 512 go together through the A-units. Moves `steps` and
    `lamp` (responses, int8), writes `lamps` (rows, responses; int8), and adds to `tally`.
    """
    for begin in range(0, rows.size, SLIDES):
        here = rows[begin : begin + SLIDES]
        if singly:
            _see_singly(board, room, packed, here)
        else:
            see_together(board, room, packed, here)
        react(steps, spec, mode, room, targets, here, lamp, lamps[begin : begin + SLIDES])
        _count(room.across, room.driven, begin // SLIDES, tally)
