"""The machine without a clock in bits: lamps and motors slide by slide, then what the motors did."""

import numpy as np

from markone.fast.bits.react import Shown, look_back, react
from markone.kernels.jit import inlined, jit


@inlined
def teach_all(bits, spec, shown, lamp, lamps, goes_on):
    """`kernels.lesson.lesson` in bits, for a machine `bits` (`machine.Bits`), of all slides but the last.

    The last one is taught too if it `goes_on` after a mistake. Moves its weights and `lamp` (responses,
    int8), writes `lamps` (rows, 8; int8), adds to its tally. How many slides lit a lamp that was wrong.
    """
    rows, weights, tally, ways = shown.rows, bits.weights, bits.tally, np.empty(lamps.shape, np.int8)
    end = rows.size - 1
    before = Shown(shown.active, shown.wanted, rows[:end])
    mistakes = react(weights, spec, tally, before, lamp, lamps, ways)
    if goes_on and mistakes > 0:
        last = Shown(shown.active, shown.wanted, rows[end:])
        mistakes += react(weights, spec, tally, last, lamp, lamps[end:], ways[end:])
        end += 1
    look_back(weights, tally, shown, ways[:end], bits.cycles[0])
    bits.cycles[0] += end
    return mistakes


@jit
def teach(bits, spec, shown, lamp, lamps, goes_on):
    """`teach_all` of weights that are whole steps."""
    return teach_all(bits, spec, shown, lamp, lamps, goes_on)
