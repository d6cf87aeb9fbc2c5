"""The R-units, eight side by side: volts are summed, lamps lit, and pulses given.

The law of `kernels.weight.weigh` and `kernels.pulsed` in this engine's form, held against it by
tests/learners/test_untimed_pulsed.py::test_pulsed_devices_in_rows.
"""

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from markone.fast.bits.lamps import light
from markone.fast.bits.lesson import teach_all
from markone.fast.bits.pulses import note
from markone.fast.bits.react import react
from markone.fast.bits.shafts import leave
from markone.fast.pulsed.volts import Volts
from markone.kernels.jit import inlined, jit
from markone.kernels.vector.bits import BITS
from markone.kernels.vector.emit import at_least, at_most, by_sign
from markone.kernels.vector.lanes import EIGHT, load, spread, store


@inlined
def _weigh(at, active, slide, units, current):
    """Write to `units` (int64) which A-units fire, in order, and to `current` (8,) their sums; how many fire.

    The next of them is looked for while the last is added.
    """
    count, total = 0, spread(0.0, load(at, 0))
    for word in range(active.shape[1]):
        left = active[slide, word]
        while left != 0:
            unit = word * BITS + np.int64(trailing_zeros(left))
            left &= left - np.uint64(1)
            units[count] = unit
            count += 1
            total = total + load(at, unit)
    store(current, 0, total)
    return count


@inlined
def _pulse(at, limits, each, units, given):
    """Give a pulse at these `units`, as `given` (3, 8) says of each R-unit.

    Its rows are the drive, the slope of the step, and the end to which that slope leads. A drive is 1 for a
    step up, -1 for one down, and -0.0, which changes no number that it is added to, for none.
    """
    up, down, low, high = limits
    drive, slope, end = load(given, 0), load(given, 1), load(given, 2)
    none, one = spread(0.0, drive), spread(1.0, drive)
    for unit in units:
        here, own = load(at, unit), unit & each
        factor = at_least(one - slope * here / end, none)
        step = by_sign(drive, load(up, own), load(down, own)) * drive
        store(at, unit, at_most(at_least(here + step * factor, load(low, own)), load(high, own)))


@inlined
def _signs(current, zone, totals):
    """Write to `totals` (8, int32) 1 for a `current` beyond the dead zone, -1 below it, 0 inside."""
    for response in range(EIGHT):
        totals[response] = np.int32(current[response] > zone) - np.int32(current[response] < -zone)


@inlined
def _drive(volts, ways, slide, given):
    """Write to `given` what `_pulse` is told, for the ways of one slide."""
    for response in range(EIGHT):
        way = ways[slide, response]
        given[0, response] = way if way != 0 else -0.0
        given[1, response] = (volts.slope_up if way > 0 else volts.slope_down) if way != 0 else 0.0
        given[2, response] = volts.end_up if way > 0 else volts.end_down


@react.of(Volts)
def _react(volts, spec, shown, lamp, lamps, ways, ran, first, last):
    active, wanted, rows, at, each = shown.active, shown.wanted, shown.rows, volts.at, volts.each
    limits, lit, mistakes = (volts.up, volts.down, volts.low, volts.high), 0, 0
    units, current = np.empty(len(at), np.int64), np.empty(EIGHT)
    totals, given, slides, times = np.empty(EIGHT, np.int32), np.empty((3, EIGHT)), ran.slides, ran.times
    for response in range(lamp.size):
        lit |= np.int64(lamp[response] > 0) << response
    for slide in range(first, last):
        count = _weigh(at, active, rows[slide], units, current)
        _signs(current, spec.dead_zone_v, totals)
        one = (rows[slide],)
        lit, runs, wrong = light(totals, None, 0, spec.hold, lit, wanted, one, lamps, ways, slide)
        mistakes += wrong
        if runs != 0:
            note(slides, times, runs, slide, 1)
            _drive(volts, ways, slide, given)
            _pulse(at, limits, each, units[:count], given)
    for response in range(lamp.size):
        lamp[response] = 1 if lit >> response & 1 else -1
    return mistakes


@leave.of(Volts)
def _leave(volts, parts, tally):
    """A pulse is given, whole, when its relay closes."""
    bank, unit_of, pulse_ms = parts.wiring.bank, parts.wiring.unit, parts.spec.pulse_ms
    state, at, cycle = parts.shafts, volts.at, tally.cycle
    level_v, since_ms, given, pulses = state.level_v, state.since_ms, state.given, state.pulses
    for response in range(bank.size - 1):
        for weight in range(bank[response], bank[response + 1]):
            unit = unit_of[weight]
            if cycle[response, unit] >= 0:
                level_v[weight] = at[unit, response]
                since_ms[weight] -= pulse_ms
                given[weight] = pulses[weight]


@jit
def teach(bits, spec, shown, lamp, lamps, mistakes, goes_on):
    """`bits.lesson.teach_all` of weights that are volts."""
    return teach_all(bits, spec, shown, lamp, lamps, mistakes, goes_on)
