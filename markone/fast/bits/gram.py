"""Few slides shown often: what a correction at one slide does to the currents of all others.

Two slides have so many active A-units in common; a pulse at the one changes the other's current by as
many steps. This holds as long as no pot comes to its end stop.

The law of `kernels.weight.weigh` in this engine's form, held against it by
tests/learners/test_untimed.py::test_few_slides_shown_often_go_by_a_gram_matrix.
"""

import numpy as np

from markone.fast.bits.react import zone_of
from markone.fast.bits.steps import sum_active
from markone.kernels.jit import inlined, jit
from markone.kernels.response import lamp_beyond
from markone.kernels.rule import wanted_response
from markone.kernels.vector.bits import LANES
from markone.kernels.vector.words import popcount


@jit
def overlaps(active, plugged, gram):
    """Write to `gram` (slides, slides; int32) how many of the units `plugged` fire at both of two."""
    for one in range(len(gram)):
        for other in range(one + 1):
            common = np.uint64(0)
            for word in range(active.shape[1]):
                common += popcount(active[one, word] & active[other, word] & plugged[word])
            gram[one, other] = gram[other, one] = np.int32(common)


@jit
def all_totals(steps, active, totals):
    """Write to `totals` (responses, slides; int32) the steps that each slide would give each R-unit."""
    at, first, words, full = steps.at, steps.first, steps.words, steps.at.shape[1]
    for response in range(len(totals)):
        begin = first[response]
        for slide in range(totals.shape[1]):
            place, word = response * full + begin * LANES, slide * active.shape[1] + begin
            totals[response, slide] = sum_active(at, place, active, word, words[response])


@jit
def react_by_gram(steps, spec, mode, gram, totals, left, targets, rows, places, moved, lamp, lamps):
    """Show slides in the order of `rows` until a pot might come to its stop; how many were shown.

    gram: (responses or 1, slides, slides) int32; totals: (responses, slides) int32, which it changes;
    left: (responses,) int64, the pulses that each bank can have; places: (rows,) int64, where a row's
    slide stands in the former. It writes to `moved` (3, responses, slides) int64 how often each
    correction was made, how often up less how often down, and at which turn last.
    """
    by, zone, apart = steps.by, zone_of(steps, spec), len(gram) > 1
    for turn in range(rows.size):
        place = places[turn]
        if left.min() == 0:
            return turn
        for response in range(lamp.size):
            now = lamp_beyond(zone, spec.hold, totals[response, place], lamp[response])
            wanted = wanted_response(mode, now, targets[rows[turn], response])
            lamp[response] = now
            lamps[turn, response] = now
            if wanted != 0:
                left[response] -= 1
                moved[0, response, place] += 1
                moved[1, response, place] += wanted
                moved[2, response, place] = turn
                which, step = response if apart else 0, np.int32(wanted * by)
                for other in range(totals.shape[1]):
                    totals[response, other] += step * gram[which, place, other]
    return rows.size


@jit
def pay_out(steps, active, moved, tally):
    """Move the steps as often as the corrections say, and enter them in the empty `tally`."""
    for response in range(moved.shape[1]):
        for slide in range(moved.shape[2]):
            if moved[0, response, slide] == 0:
                continue
            often, turn = moved[0, response, slide], moved[2, response, slide]
            by = moved[1, response, slide] * steps.by
            bit = np.uint64(1) << np.uint64(turn % LANES)
            for unit in range(steps.at.shape[1]):
                both = active[slide, unit // LANES] & steps.plugged[response, unit // LANES]
                if both >> np.uint64(unit % LANES) & np.uint64(1):
                    steps.at[response, unit] += by
                    tally.pulses[response, unit] += often
                    if turn >= tally.seen[response, unit] * LANES + _place(tally.word[response, unit]):
                        tally.seen[response, unit] = turn // LANES
                        tally.word[response, unit] = bit


@inlined
def _place(bit):
    """Which bit of a word is set; 0 if none is."""
    return np.int64(popcount(bit - np.uint64(1))) if bit != 0 else 0
