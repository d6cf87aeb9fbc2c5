"""From shafts in volts to whole steps, and back.

The law of `kernels.even_pot` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

import numpy as np

from markone.fast.bits.react import Steps
from markone.kernels.clock import REST
from markone.kernels.even_pot import PER_VOLT, picovolts
from markone.kernels.jit import jit
from markone.kernels.kinds import by_kind
from markone.kernels.vector.bits import BITS
from markone.kernels.vector.words import popcount


@jit
def farthest(parts, stop_v, step):
    """How many steps of so many picovolts the farthest shaft stands from the middle.

    -1 if some motor runs or is not sound, or if some shaft stands between two steps or beyond `stop_v`.
    """
    shafts, relay = parts.shafts, parts.relay
    most, is_sound, anchor_v = 0.0, shafts.supply[0] == 1.0, shafts.anchor_v
    way, goal_v_per_s, gear, play_v = shafts.way, shafts.goal_v_per_s, shafts.gear, shafts.play_v
    wiper = shafts.wiper
    for shaft in range(relay.size):
        is_sound &= (way[shaft] == 0.0) & (goal_v_per_s[shaft] == 0.0) & (gear[shaft] == 1.0)
        is_sound &= (play_v[shaft] == 0.0) & wiper[shaft] & (relay[shaft] == 0)
    for shaft in range(relay.size):  # apart, so that many shafts are looked at together above
        volts = abs(anchor_v[shaft])
        if volts != 0.0:  # as they all are at first
            away = picovolts(volts) / step
            most = max(most, away)
            is_sound &= (away == np.floor(away)) & (picovolts(volts) / PER_VOLT == volts) & (volts <= stop_v)
    for due in parts.due_ms:
        is_sound &= due == REST
    return most if is_sound else -1.0


@jit
def take_steps(parts, most, steps):
    """Read the shafts into `steps`, whose arrays hold zeros; whether each unit has one pot per bank.

    Their end stops stand `most` steps from the middle, one at least.
    """
    is_board, bank, unit_of, anchor_v = True, parts.wiring.bank, parts.wiring.unit, parts.shafts.anchor_v
    at, ends, plugged, picovolts_each = steps.at, steps.ends, steps.plugged, steps.picovolts
    for response in range(bank.size - 1):
        for shaft in range(bank[response], bank[response + 1]):
            unit = unit_of[shaft]
            ends[response, unit] = most
            if anchor_v[shaft] != 0.0:
                at[response, unit] = round(picovolts(anchor_v[shaft]) / picovolts_each)
        pots = 0
        for word in range(plugged.shape[1]):
            told = np.uint64(0)
            for bit in range(BITS):
                told |= np.uint64(ends[response, word * BITS + bit] != 0) << np.uint64(bit)
            plugged[response, word] = told
            pots += np.int64(popcount(told))
        is_board &= pots == bank[response + 1] - bank[response]
    return is_board


leave = by_kind("leave weights where pulses left them")
"""leave(weights, parts, tally): all but when each had its last pulse, and how many it had."""


@leave.of(Steps)
def _leave(steps, parts, tally):
    """An ideal motor remembers the speed at which it last ran."""
    bank, unit_of, speed_v_per_s = parts.wiring.bank, parts.wiring.unit, parts.pot.speed_v_per_s
    shafts, at, picovolts_each, cycle, way = parts.shafts, steps.at, steps.picovolts, tally.cycle, tally.way
    anchor_v, speeds = shafts.anchor_v, shafts.speed_v_per_s
    for response in range(bank.size - 1):
        for shaft in range(bank[response], bank[response + 1]):
            unit = unit_of[shaft]
            if cycle[response, unit] >= 0:
                anchor_v[shaft] = at[response, unit] * picovolts_each / PER_VOLT
                speeds[shaft] = way[response, unit] * speed_v_per_s


@jit
def end(parts, bits):
    """Turn the shafts as their motors would have, and set the clock."""
    bank, unit_of, spec, clock = parts.wiring.bank, parts.wiring.unit, parts.spec, parts.clock
    since_ms, times, let_go = parts.shafts.since_ms, parts.shafts.pulses, parts.let_go
    cycles, pulses, cycle_ms, last = bits.tally.cycle, bits.tally.pulses, spec.cycle_ms, -1
    ended_ms = clock.now_ms[0] + spec.expose_ms + spec.settle_ms + spec.operate_ms + spec.pulse_ms
    for response in range(let_go.size):
        ran = -1
        for shaft in range(bank[response], bank[response + 1]):
            cycle = cycles[response, unit_of[shaft]]
            if cycle >= 0:
                since_ms[shaft] = ended_ms + cycle * cycle_ms
                times[shaft] += pulses[response, unit_of[shaft]]
                ran = max(ran, cycle)
        if ran > last:
            last = ran
            let_go[:response] = False
        if last >= 0:
            let_go[response] = ran == last and spec.release_ms > 0
    if last >= 0:
        clock.pulse_end_ms[0] = ended_ms + last * cycle_ms
    leave(bits.weights, parts, bits.tally)
    clock.now_ms[0] += bits.cycles[0] * cycle_ms
