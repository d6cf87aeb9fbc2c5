"""The R-units in bits: whole steps of the pots, lamps, motors."""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.answer import answer, move_batch
from markone.fast.bits.batch import BATCH, farthest, overlap_eight, sum_both
from markone.fast.bits.steps import step_active, sum_active
from markone.kernels.even_pot import PER_VOLT
from markone.kernels.jit import inlined, jit
from markone.kernels.response import lamp_beyond, lamp_for
from markone.kernels.rule import wanted_response
from markone.kernels.vector.bits import LANES
from markone.kernels.vector.words import pack_bytes

_MOST = 2**7 - 1
"""Steps that a byte can hold."""
_FAR = 2**19
"""Further from the middle than any sum of steps."""


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
    picovolts: int
    """One step."""
    are_alike: bool
    """Whether there are at most eight banks, all with pots for the same A-units."""


class Workspace(NamedTuple):
    """Arrays in which eight R-units stand side by side and take several slides at once."""

    at: np.ndarray
    """(8, units rounded up to 512) int8: the steps of the pots."""
    totals: np.ndarray
    """(512, 8) int32: the steps that each R-unit receives."""
    driven: np.ndarray
    """(512,) uint8: a bit for each R-unit whose motors run."""
    overlaps: np.ndarray
    """(16, 16) int32: how many A-units fire at both of two slides."""
    ways: np.ndarray
    """(16, 8) int32: by how many steps each slide moves the pots."""
    policy: np.ndarray
    """(2, 3) int8: which way pots go if a lamp is dark or lit, for targets of -1, 0 and +1."""


@inlined
def zone_of(steps, spec):
    """The most steps within the dead zone. A quotient alone may be one too many or too few."""
    most = np.int64(min(np.floor(spec.dead_zone_v * PER_VOLT / steps.picovolts), _FAR))
    for count in range(most, most + 2):
        if lamp_for(spec, count * steps.picovolts / PER_VOLT, -1) > 0:
            return count - 1
    return most + 1


@jit
def react(steps, spec, mode, active, targets, rows, begin, driven, lamp, lamps):
    """Light the lamps and turn the pots slide by slide, from number `begin` of `rows` on.

    active: (512, words) uint64; driven: (responses, 8) uint64, slides at which motors run. For each slide
    first all lamps, then the pots of those that are to be moved, so that the processor need not guess.
    What stands in a tuple is taken out before the loop: inside, Numba would count references.
    """
    at, plugged, first, words = steps.at, steps.plugged, steps.first, steps.words
    by, most, zone = steps.by, steps.most, zone_of(steps, spec)
    full, wide, responses = at.shape[1], active.shape[1], lamp.size
    wanted, order = np.empty(responses, np.int64), np.empty(responses + 1, np.int64)
    for slide in range(begin, rows.size):
        row, line = rows[slide], slide * wide
        word, bit = slide // LANES, np.uint64(slide % LANES)
        moves = 0
        for response in range(responses):
            place = response * full + first[response] * LANES
            total = sum_active(at, place, active, line + first[response], words[response])
            now = lamp_beyond(zone, spec.hold, total, lamp[response])
            way = wanted_response(mode, now, targets[row, response])
            lamp[response] = now
            lamps[slide, response] = now
            wanted[response] = way * by
            order[moves] = response
            moves += way != 0
            driven[response, word] |= np.uint64(way != 0) << bit
        for move in range(moves):
            response = order[move]
            skip, count = first[response], words[response]
            place, plugs = response * full + skip * LANES, response * wide + skip
            step_active(at, place, active, line + skip, plugged, plugs, count, wanted[response], most)


@inlined
def _lay_out(steps, mode, workspace):
    """Enter the pots and what is wanted of them."""
    far, at, policy = steps.at, workspace.at, workspace.policy
    for response in range(len(far)):
        for unit in range(far.shape[1]):
            at[response, unit] = far[response, unit]
    for lit in range(2):
        for wish in range(3):
            policy[lit, wish] = wanted_response(mode, 2 * lit - 1, wish - 1)


@inlined
def _take_up(steps, workspace, count, driven, lamp, lamps):
    """Bring away what `count` slides have done."""
    at, far, marks = workspace.at, steps.at, workspace.driven
    for response in range(lamp.size):
        for word in range((count + LANES - 1) // LANES):
            ran = pack_bytes(marks, word * LANES, 1 << response)
            left = np.uint64(max(LANES * (word + 1) - count, 0))
            driven[response, word] = ran << left >> left
        for unit in range(far.shape[1]):
            far[response, unit] = at[response, unit]
        lamp[response] = lamps[count - 1, response]


@inlined
def _turns_before(far, steps):
    """So many times 16 slides can be shown before a pot that stands so `far` could come to its stop."""
    return max(min(steps.most, _MOST) - far, 0) // max(BATCH * steps.by, 1)


@jit
def react_to_batch(steps, spec, mode, active, targets, rows, driven, workspace, lamp, lamps):
    """`react` to the first of `rows`, 16 at once, until a pot might come to its stop; how many were shown.

    A lamp must not depend on what it was before, and A-units that feed no pot must not fire. targets,
    lamps: (n, 8) int8.
    """
    at, totals, marks, overlaps = workspace.at, workspace.totals, workspace.driven, workspace.overlaps
    ways, policy, by = workspace.ways, workspace.policy, steps.by
    full, wide, responses = at.shape[1], active.shape[1], lamp.size
    lit_from = zone_of(steps, spec) + 1
    turns, begin = _turns_before(farthest(steps.at, responses * wide), steps), 0
    if turns == 0:
        return 0
    _lay_out(steps, mode, workspace)
    while begin < rows.size and turns > 0:
        count = min(BATCH, rows.size - begin)
        for slide in range(0, count, 2):
            sum_both(at, full, active, begin + slide, wide, totals)
        for slide in range(1, count):
            for others in range(0, slide, 8):
                place = slide * BATCH + others
                overlap_eight(active, wide, begin + slide, begin + others, overlaps, place)
        answer(rows, begin, count, lit_from, totals, overlaps, targets, policy, by, ways, lamps, marks)
        for response in range(responses):
            runs = 0
            for slide in range(count):
                runs |= ((marks[begin + slide] >> response) & 1) << slide
            move_batch(at, response * full, active, begin, wide, runs, ways, response)
        begin += count
        turns = turns - 1 if turns > 1 else _turns_before(farthest(at, responses * wide), steps)
    _take_up(steps, workspace, begin, driven, lamp, lamps)
    return begin
