"""The machine without a clock in bits: lamps and motors slide by slide, then what the motors did."""

import numpy as np

from markone.fast.bits.pulses import Ran, count_pulses
from markone.fast.bits.react import look_back, react
from markone.fast.bits.steps import MOST_BANKS
from markone.kernels.jit import inlined, jit


@inlined
def teach_all(bits, spec, shown, lamp, lamps, goes_on):
    """`kernels.lesson.lesson` in bits, for a machine `bits` (`machine.Bits`), of all slides but the last.

    The last one is taught too if it `goes_on` after a mistake. Moves its weights and `lamp` (responses,
    int8), writes `lamps` (rows, 8; int8), adds to its tally. How many slides lit a lamp that was wrong.
    """
    cycles, weights, tally, ways = shown.rows.size, bits.weights, bits.tally, np.empty(lamps.shape, np.int8)
    ran = Ran(np.empty((MOST_BANKS, cycles), np.int32), np.zeros(MOST_BANKS, np.int64))
    mistakes = react(weights, spec, shown, lamp, lamps, ways, ran, 0, cycles - 1)
    if goes_on and mistakes > 0:
        mistakes += react(weights, spec, shown, lamp, lamps, ways, ran, cycles - 1, cycles)
    else:
        cycles -= 1
    count_pulses(shown, ran, tally.pulses)
    look_back(weights, tally, shown, ways, ran, bits.cycles[0])
    bits.cycles[0] += cycles
    return mistakes


@jit
def teach(bits, spec, shown, lamp, lamps, goes_on):
    """`teach_all` of weights that are whole steps."""
    return teach_all(bits, spec, shown, lamp, lamps, goes_on)
