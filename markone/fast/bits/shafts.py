"""From shafts in volts to whole steps, and back.

The law of `kernels.even_pot` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

import numpy as np

from markone.kernels.clock import REST
from markone.kernels.even_pot import PER_VOLT, picovolts
from markone.kernels.jit import inlined, jit
from markone.kernels.rule import wanted_response
from markone.kernels.vector.bits import BITS


@jit
def farthest(shafts, relay, due_ms, stop_v, step):
    """How many steps of so many picovolts the farthest shaft stands from the middle.

    -1 if some motor runs or is not sound, or if some shaft stands between two steps or beyond `stop_v`.
    """
    most, is_sound = 0.0, True
    for shaft in range(relay.size):
        volts = abs(shafts.anchor_v[shaft])
        away = picovolts(volts) / step
        most = max(most, away)
        is_sound &= (away == np.floor(away)) & (picovolts(volts) / PER_VOLT == volts) & (volts <= stop_v)
        is_sound &= (shafts.way[shaft] == 0.0) & (shafts.goal_v_per_s[shaft] == 0.0)
        is_sound &= (shafts.gear[shaft] == 1.0) & (shafts.play_v[shaft] == 0.0)
        is_sound &= shafts.wiper[shaft] & (relay[shaft] == 0)
    for due in due_ms:
        is_sound &= due == REST
    return most if is_sound and shafts.supply[0] == 1.0 else -1.0


@jit
def take_steps(anchor_v, wiring, steps):
    """Read the shafts into `steps`, whose arrays hold zeros; whether each unit has one pot per bank."""
    is_board = True
    for response in range(wiring.bank.size - 1):
        first, last = steps.at.shape[1], -1
        for shaft in range(wiring.bank[response], wiring.bank[response + 1]):
            unit = wiring.unit[shaft]
            word, bit = unit // BITS, np.uint64(1) << np.uint64(unit % BITS)
            is_board &= steps.plugged[response, word] & bit == 0
            steps.plugged[response, word] |= bit
            steps.at[response, unit] = round(picovolts(anchor_v[shaft]) / steps.picovolts)
            first, last = min(first, word), max(last, word)
        steps.first[response] = first if last >= 0 else 0
        steps.words[response] = last + 1 - first if last >= 0 else 0
    return is_board


@inlined
def _highest(word):
    """The place of the highest bit that is set."""
    place = np.int64(0)
    for half in (32, 16, 8, 4, 2, 1):
        if word >> np.uint64(half) != 0:
            word >>= np.uint64(half)
            place += half
    return place


@jit
def turn_shafts(parts, bits, shown, lamps, ended_ms, last):
    """Leave the shafts as their motors would have; write to `last` (responses, int64) when each bank ran.

    That is the last slide of this run, -1 for none; motors stop at `ended_ms` in the first cycle. An
    ideal motor remembers the speed at which it last ran.
    """
    shafts, wiring, speed_v_per_s = parts.shafts, parts.wiring, parts.pot.speed_v_per_s
    steps, tally, targets, rows = bits.steps, bits.tally, shown.targets, shown.rows
    last[:] = -1
    for response in range(last.size):
        for shaft in range(wiring.bank[response], wiring.bank[response + 1]):
            unit = wiring.unit[shaft]
            if tally.pulses[response, unit] > 0:
                slide = tally.seen[response, unit] * BITS + _highest(tally.word[response, unit])
                wanted = wanted_response(shown.mode, lamps[slide, response], targets[rows[slide], response])
                shafts.anchor_v[shaft] = steps.at[response, unit] * steps.picovolts / PER_VOLT
                shafts.since_ms[shaft] = ended_ms + slide * parts.spec.cycle_ms
                shafts.speed_v_per_s[shaft] = wanted * speed_v_per_s
                shafts.pulses[shaft] += tally.pulses[response, unit]
                last[response] = max(last[response], slide)
