"""The R-units in bits: whole steps of the pots, lamps, motors."""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.lamps import light
from markone.fast.bits.pulses import note
from markone.fast.bits.steps import MOST_BANKS, farthest_step, step_banks, sum_banks
from markone.fast.bits.together import (
    LANE_BYTES,
    PAIRS,
    TOGETHER,
    overlap_alike,
    overlap_banks,
    step_alike,
    step_together,
)
from markone.kernels.even_pot import PER_VOLT
from markone.kernels.jit import inlined
from markone.kernels.kinds import by_kind
from markone.kernels.response import lamp_for
from markone.kernels.vector.bits import BITS, BLOCK
from markone.kernels.vector.words import popcount

_FAR = 2**19
"""Further from the middle than any sum of steps."""
_PATIENCE = 64
"""Slides that are shown one by one before it is looked again whether pots stand near their end stops."""


class Steps(NamedTuple):
    """The pots of all R-units, each counted in steps from the middle."""

    at: np.ndarray
    """(8, units rounded up to 512) int8 or int16; 0 where no pot is plugged."""
    plugged: np.ndarray
    """(8, words) uint64: the units that feed a pot of each bank."""
    ends: np.ndarray
    """As `at`: how many steps the end stops stand from the middle; 0 where no pot is plugged."""
    by: int
    """How many steps a pulse moves a pot."""
    picovolts: int
    """One step."""


class Tally(NamedTuple):
    """What the motors have done: all are (responses, units rounded up to 512)."""

    pulses: np.ndarray
    """int64."""
    cycle: np.ndarray
    """int64: the last cycle in which it ran, -1 for none."""
    way: np.ndarray
    """int8: the way it then took."""


class Shown(NamedTuple):
    """What a machine is taught."""

    active: np.ndarray
    """(n or more, words) uint64: the A-units that fire at each slide."""
    wanted: np.ndarray
    """(n, 4, 8) int8 (`lamps.wanted_ways`)."""
    rows: np.ndarray
    """int64: which slide is shown in each cycle."""


@inlined
def _zone_of(steps, spec):
    """The most steps within the dead zone. A quotient alone may be one too many or too few."""
    most = np.int64(min(np.floor(spec.dead_zone_v * PER_VOLT / steps.picovolts), _FAR))
    for count in range(most, most + 2):
        if lamp_for(spec, count * steps.picovolts / PER_VOLT, -1) > 0:
            return count - 1
    return most + 1


@inlined
def _lowest(word):
    """The place of the lowest bit that is set."""
    return np.int64(popcount((word & -word) - np.uint64(1)))


react = by_kind("light lamps and move weights")
"""react(weights, spec, shown, lamp, lamps, ways, ran, first, last): light the lamps and move the weights at
the slides from `first` to `last` - 1; the number of them with a lamp that was wrong. Writes which way each
bank's motors ran to `ways` (rows, 8; int8), the lamps to `lamps` likewise, and which of them ran to `ran`."""


@inlined
def _are_alike(plugged):
    """Whether all banks have pots of the same A-units, as where each A-unit has one of every bank."""
    for bank in range(1, len(plugged)):
        for word in range(plugged.shape[1]):
            if plugged[bank, word] != plugged[0, word]:
                return False
    return True


@react.of(Steps)
def _react(steps, spec, shown, lamp, lamps, ways, ran, first, last):
    """Several slides together while no pot can come to an end stop, and else one by one.

    What stands in a tuple is taken out before the loop: inside, Numba would count references.
    """
    active, wanted, rows, slides, times = shown.active, shown.wanted, shown.rows, ran.slides, ran.times
    at, ends, plugged, by, most = steps.at, steps.ends, steps.plugged, steps.by, farthest_step(steps.ends)
    zone, hold, wide, lit, mistakes = _zone_of(steps, spec), spec.hold, active.shape[1], 0, 0
    totals, changes = np.empty((TOGETHER, MOST_BANKS), np.int32), np.empty((PAIRS, MOST_BANKS), np.int32)
    slide, room, look, blocks, banks = first, 0, first, wide // BLOCK, lamp.size
    pays, is_alike = at.itemsize == LANE_BYTES, _are_alike(plugged[:banks])
    for response in range(banks):
        lit |= np.int64(lamp[response] > 0) << response
    while slide < last:
        if pays and room < TOGETHER and slide >= look:
            room, look = (most - farthest_step(at)) // by, slide + _PATIENCE
        if room >= TOGETHER and slide + TOGETHER <= last:
            four = rows[slide], rows[slide + 1], rows[slide + 2], rows[slide + 3]
            lines = four[0] * wide, four[1] * wide, four[2] * wide, four[3] * wide
            sum_banks(at, active, lines, blocks, totals)
            if is_alike:
                overlap_alike(active, plugged, lines, blocks, by, changes)
            else:
                overlap_banks(active, plugged, lines, blocks, by, changes)
            lit, runs, wrong = light(totals, changes, zone, hold, lit, wanted, four, lamps, ways, slide)
            if is_alike:
                step_alike(at, ends, active, lines, blocks, ways, slide, by, banks)
            else:
                step_together(at, ends, active, lines, blocks, ways, slide, by, banks)
            note(slides, times, runs, slide, TOGETHER)
            slide, room = slide + TOGETHER, room - TOGETHER
        else:
            one = (rows[slide],)
            line = one[0] * wide
            sum_banks(at, active, (line,), blocks, totals)
            lit, runs, wrong = light(totals, None, zone, hold, lit, wanted, one, lamps, ways, slide)
            if runs != 0:
                note(slides, times, runs, slide, 1)
                step_banks(at, ends, active, line, blocks, runs, ways, slide, by)
            slide += 1
        mistakes += wrong
    for response in range(banks):
        lamp[response] = 1 if lit >> response & 1 else -1
    return mistakes


@inlined
def look_back(steps, tally, shown, ways, ran, begin):
    """Enter when each motor ran last, if it did since cycle `begin`, and which way."""
    active, rows, plugged, cycle, way = shown.active, shown.rows, steps.plugged, tally.cycle, tally.way
    slides, times, left = ran.slides, ran.times, np.empty(plugged.shape[1], np.uint64)
    for response in range(len(cycle)):
        left[:] = plugged[response]
        for turn in range(times[response] - 1, -1, -1):
            slide, rest = slides[response, turn], np.uint64(0)
            for word in range(left.size):
                moved = left[word] & active[rows[slide], word]
                left[word] ^= moved
                rest |= left[word]
                while moved != 0:
                    unit = word * BITS + _lowest(moved)
                    cycle[response, unit], way[response, unit] = begin + slide, ways[slide, response]
                    moved &= moved - np.uint64(1)
            if rest == 0:
                break
