"""Even motors: they turn at one speed or stand, and wipers follow at once and else stay where they are.

A wiper's travel since the last change, and so its place, is a whole number of picovolts, the nearest to speed
times time. Its volts are that number over 1e12. Readings without taper and noise are added as such whole
numbers. So pulses of .3 V up and down cancel, and a current of zero is zero: no rounding decides a tie.
Floats hold these numbers up to 2^51, which is 2,251 V for one wiper, and sums of them that are whole
millivolts up to four million volts.
"""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import inlined
from markone.kernels.listed import fed_pots, indices_of
from markone.kernels.pot import Pot, bowed, clamp
from markone.kernels.weight import (
    anchor,
    anchor_all,
    current_in,
    halt,
    is_any_set,
    load,
    place,
    put,
    read,
    shares_supply,
)

PER_VOLT = 1e12
"""Picovolts."""


class EvenPot(NamedTuple):
    """What an even motor and its potentiometer have of `Pot`: stands in its place where all else is zero."""

    speed_v_per_s: float
    stop_v: float
    taper: float
    noise_v: float
    sag: float


def simplest(device):
    """A `Pot` as an `EvenPot` if it is one; any other device as it is."""
    if type(device) is not Pot:
        return device
    even = EvenPot(*(getattr(device, name) for name in EvenPot._fields))
    return even if device == Pot(**even._asdict()) else device


@inlined
def picovolts(volts):
    """The nearest whole number of picovolts, as a float."""
    return np.rint(volts * PER_VOLT)


@inlined
def _turned(pot, start, speed, ms):
    """Where a wiper stands that has been turned from `start` for `ms`, in volts."""
    return clamp(pot, (picovolts(start) + picovolts(speed * ms / 1000.0)) / PER_VOLT)


@place.of(EvenPot)
def _place(pot, shafts, shaft, now_ms):
    start, speed = shafts.anchor_v[shaft], shafts.goal_v_per_s[shaft]
    return start if speed == 0.0 else _turned(pot, start, speed, float(now_ms - shafts.since_ms[shaft]))


@current_in.of(EvenPot)
def _current_in(pot, wiring, shafts, active, response, now_ms):
    start, goal, since_ms, key, wiper = (
        shafts.anchor_v,
        shafts.goal_v_per_s,
        shafts.since_ms,
        shafts.key,
        shafts.wiper,
    )
    is_exact = pot.taper == 0.0 and pot.noise_v == 0.0
    fed, total = fed_pots(wiring, active, response), 0.0
    first, last = wiring.bank[response], wiring.bank[response + 1]
    reads = wiper[first:last]
    for index in range(reads.size):
        fed[index] &= reads[index]
    if is_exact and not is_any_set(goal[first:last]):
        for index in indices_of(fed):
            total += picovolts(start[first + index])
        return total / PER_VOLT
    for index in indices_of(fed):
        shaft = first + index
        at = start[shaft]
        if goal[shaft] != 0.0:
            at = _turned(pot, at, goal[shaft], float(now_ms - since_ms[shaft]))
        total += picovolts(at) if is_exact else bowed(pot, at, key[shaft], now_ms)
    return total / PER_VOLT if is_exact else total


@anchor.of(EvenPot)
def _anchor(pot, shafts, shaft, now_ms):
    shafts.anchor_v[shaft] = place(pot, shafts, shaft, now_ms)
    shafts.since_ms[shaft] = now_ms
    shafts.speed_v_per_s[shaft] = shafts.goal_v_per_s[shaft]
    shafts.goal_v_per_s[shaft] = _rate(pot, shafts, shaft)


@inlined
def _rate(pot, shafts, shaft):
    """Signed speed in volts per second that a shaft's motor is driven to; zero at rest."""
    rate = shafts.way[shaft] * pot.speed_v_per_s * shafts.gear[shaft] * shafts.supply[0]
    return rate if shafts.way[shaft] != 0.0 else 0.0


@anchor_all.of(EvenPot)
def _anchor_all(pot, shafts, first, last, switched, now_ms):
    """In loops so plain that many are done at once."""
    at, since_ms, way = shafts.anchor_v[first:last], shafts.since_ms[first:last], shafts.way[first:last]
    speed, goal = shafts.speed_v_per_s[first:last], shafts.goal_v_per_s[first:last]
    gear, supply = shafts.gear[first:last], shafts.supply[0]
    if is_any_set(goal):
        for shaft in range(at.size):
            if switched[shaft] and goal[shaft] != 0.0:
                at[shaft] = _turned(pot, at[shaft], goal[shaft], float(now_ms - since_ms[shaft]))
    for shaft in range(at.size):
        if switched[shaft]:
            since_ms[shaft] = now_ms
    for shaft in range(at.size):
        if switched[shaft]:
            speed[shaft] = goal[shaft]
    for shaft in range(at.size):
        rate = way[shaft] * pot.speed_v_per_s * gear[shaft] * supply
        if switched[shaft]:
            goal[shaft] = rate if way[shaft] != 0.0 else 0.0


@put.of(EvenPot)
def _put(pot, shafts, shaft, at, now_ms):
    shafts.anchor_v[shaft] = at
    shafts.since_ms[shaft] = now_ms
    shafts.speed_v_per_s[shaft] = 0.0
    shafts.goal_v_per_s[shaft] = 0.0
    shafts.play_v[shaft] = 0.0


for _verb in (halt, shares_supply, load, read):
    _verb.of(EvenPot)(_verb.function(Pot))  # as any motor does
