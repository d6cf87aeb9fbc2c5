"""The machine without a clock in bits: lamps and motors slide by slide, then what the motors did."""

import numpy as np

from markone.fast.bits.pulses import Ran, count_pulses
from markone.fast.bits.react import look_back, react
from markone.fast.bits.steps import MOST_BANKS
from markone.kernels.jit import inlined, jit


@inlined
def teach_all(bits, spec, shown, lamp, lamps, mistakes, goes_on):
    """Epochs of `kernels.lesson.lesson` in bits, for a machine `bits` (`machine.Bits`); how many were made.

    The rows that are `shown` are those of all epochs, as many as there are `mistakes` (epochs, int64), one
    after the other. The first epoch without a mistake is the last. Of the very last, whether for that reason
    or because no more are given and it does not `go on`, the last slide is not taught. Moves the weights and
    `lamp` (responses, int8), writes `lamps` (rows, 8; int8) and how many slides of each epoch lit one that
    was wrong to `mistakes`, adds to the tally.
    """
    rows, weights, taught, made = shown.rows.size, bits.weights, 0, 0
    cycles, ways = rows // mistakes.size, np.empty(lamps.shape, np.int8)
    ran = Ran(np.empty((MOST_BANKS, rows), np.int32), np.zeros(MOST_BANKS, np.int64))
    while made < mistakes.size and (made == 0 or mistakes[made - 1] > 0):
        last = taught + cycles - 1
        wrong = react(weights, spec, shown, lamp, lamps, ways, ran, taught, last)
        taught, made = last, made + 1
        if wrong > 0 and (goes_on or made < mistakes.size):
            wrong += react(weights, spec, shown, lamp, lamps, ways, ran, taught, taught + 1)
            taught += 1
        mistakes[made - 1] = wrong
    count_pulses(shown, ran, bits.tally.pulses)
    look_back(weights, bits.tally, shown, ways, ran, bits.cycles[0])
    bits.cycles[0] += taught
    return made


@jit
def teach(bits, spec, shown, lamp, lamps, mistakes, goes_on):
    """`teach_all` of weights that are whole steps."""
    return teach_all(bits, spec, shown, lamp, lamps, mistakes, goes_on)
