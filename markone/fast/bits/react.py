"""The R-units in bits: whole steps of the pots, lamps, motors."""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.lamps import light
from markone.fast.bits.steps import MOST_BANKS, step_banks, sum_banks
from markone.kernels.even_pot import PER_VOLT
from markone.kernels.jit import inlined, jit
from markone.kernels.kinds import by_kind
from markone.kernels.response import lamp_for
from markone.kernels.vector.bits import BITS, BLOCK
from markone.kernels.vector.words import popcount

_FAR = 2**19
"""Further from the middle than any sum of steps."""
FEW = 255
"""Pulses that a byte counts; a slide gives one at most."""


class Steps(NamedTuple):
    """The pots of all R-units, each counted in steps from the middle."""

    at: np.ndarray
    """(responses, units rounded up to 512) int8 or int16; 0 where no pot is plugged."""
    plugged: np.ndarray
    """(responses, words) uint64: the units that feed a pot of each bank."""
    ends: np.ndarray
    """As `at`: how many steps the end stops stand from the middle; 0 where no pot is plugged."""
    by: int
    """How many steps a pulse moves a pot."""
    picovolts: int
    """One step."""


class Tally(NamedTuple):
    """What the motors have done: all are (responses, units rounded up to 512)."""

    few: np.ndarray
    """uint8: pulses of each motor that are not yet among those of `pulses`, at most 255."""
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


@inlined
def _enter(tally):
    """Enter the few pulses among all."""
    few, pulses = tally.few.ravel(), tally.pulses.ravel()
    for motor in range(few.size):
        pulses[motor] += few[motor]
        few[motor] = 0


react = by_kind("light lamps and move weights")
"""react(weights, spec, tally, shown, lamp, lamps, ways): light the lamps and move the weights slide by slide;
the number of slides with a lamp that was wrong. Writes which way each bank's motors ran to `ways` (rows, 8;
int8), the lamps to `lamps` likewise, and adds the pulses to those of the tally."""


@react.of(Steps)
def _react(steps, spec, tally, shown, lamp, lamps, ways):
    """What stands in a tuple is taken out before the loop: inside, Numba would count references."""
    active, few, wanted, rows = shown.active, tally.few, shown.wanted, shown.rows
    at, ends, by, zone, hold = steps.at, steps.ends, steps.by, _zone_of(steps, spec), spec.hold
    wide, responses, mistakes = active.shape[1], lamp.size, 0
    totals, lit = np.empty(MOST_BANKS, np.int32), 0
    for response in range(responses):
        lit |= np.int64(lamp[response] > 0) << response
    for begin in range(0, rows.size, FEW):
        for slide in range(begin, min(begin + FEW, rows.size)):
            row = rows[slide]
            sum_banks(at, active, row * wide, wide // BLOCK, responses, totals)
            lit, runs, is_wrong = light(totals, zone, hold, lit, wanted, row, lamps, ways, slide)
            mistakes += is_wrong
            if runs != 0:
                step_banks(at, ends, active, row * wide, wide // BLOCK, runs, ways, slide, by, few)
        _enter(tally)
    for response in range(responses):
        lamp[response] = 1 if lit >> response & 1 else -1
    return mistakes


@jit
def look_back(steps, tally, shown, ways, begin):
    """Enter when each motor ran last, if it did since cycle `begin`, and which way."""
    active, rows, plugged, cycle, way = shown.active, shown.rows, steps.plugged, tally.cycle, tally.way
    left = np.empty(plugged.shape[1], np.uint64)
    for response in range(len(plugged)):
        left[:] = plugged[response]
        for slide in range(len(ways) - 1, -1, -1):
            if ways[slide, response] == 0:
                continue
            rest = np.uint64(0)
            for word in range(left.size):
                ran = left[word] & active[rows[slide], word]
                left[word] ^= ran
                rest |= left[word]
                while ran != 0:
                    unit = word * BITS + _lowest(ran)
                    cycle[response, unit], way[response, unit] = begin + slide, ways[slide, response]
                    ran &= ran - np.uint64(1)
            if rest == 0:
                break
