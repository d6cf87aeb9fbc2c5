"""The R-units in bits: whole steps of the pots, lamps, motors."""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.steps import step_active, sum_active
from markone.kernels.even_pot import PER_VOLT
from markone.kernels.jit import inlined, jit
from markone.kernels.response import lamp_beyond, lamp_for
from markone.kernels.rule import wanted_response
from markone.kernels.vector.bits import BITS

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


class Shown(NamedTuple):
    """What a machine is taught."""

    packed: np.ndarray
    """(n, 8) uint64: the photocells that each slide lights."""
    targets: np.ndarray
    """(n, responses) int8 of +1, -1 and 0."""
    rows: np.ndarray
    """int64: which slide is shown in each cycle."""
    mode: int
    """A code of `kernels.rule.MODES`."""


@inlined
def _zone_of(steps, spec):
    """The most steps within the dead zone. A quotient alone may be one too many or too few."""
    most = np.int64(min(np.floor(spec.dead_zone_v * PER_VOLT / steps.picovolts), _FAR))
    for count in range(most, most + 2):
        if lamp_for(spec, count * steps.picovolts / PER_VOLT, -1) > 0:
            return count - 1
    return most + 1


@jit
def react(steps, spec, buffers, shown, lamp, lamps):
    """Light the lamps and turn the pots slide by slide, 512 at most; `lesson.Buffers` say who fires.

    For each slide first all lamps, then the pots of those that are to be moved, so that the processor need
    not guess. What stands in a tuple is taken out before the loop: inside, Numba would count references.
    """
    active, driven = buffers.active, buffers.driven
    targets, rows, mode = shown.targets, shown.rows, shown.mode
    at, plugged, first, words = steps.at, steps.plugged, steps.first, steps.words
    by, most, zone = steps.by, steps.most, _zone_of(steps, spec)
    full, wide, responses = at.shape[1], active.shape[1], lamp.size
    wanted, order = np.empty(responses, np.int64), np.empty(responses + 1, np.int64)
    for slide in range(rows.size):
        row, line = rows[slide], slide * wide
        word, bit = slide // BITS, np.uint64(slide % BITS)
        moves = 0
        for response in range(responses):
            place = response * full + first[response] * BITS
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
            place, plugs = response * full + skip * BITS, response * wide + skip
            step_active(at, place, active, line + skip, plugged, plugs, count, wanted[response], most)
