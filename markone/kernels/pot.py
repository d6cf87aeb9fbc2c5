"""The potentiometers: a weight is a wiper on a shaft that a motor turns.

This is the only file that knows so. Its verbs are `weigh` (read), and `energise`, `load` and `stop`
(write). A shaft keeps its volts and its speed at the last change of its drive, and the millisecond
of that change; where it stands since is a closed form of these. So time passes by itself, and may
be cut anywhere.

Of a pot with even motors (see `_is_even`) a wiper's travel since the last change, and so its place, is a
whole number of picovolts, the nearest to speed times time. Its volts are that number over 1e12. Readings
without taper and noise are added as such whole numbers. So pulses of .3 V up and down cancel, and a current
of zero is zero: no rounding decides a tie. Floats hold these numbers up to 2^51, which is 2,251 V for one
wiper, and sums of them that are whole millivolts up to four million volts.
"""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import inlined, jit
from markone.kernels.listed import fed_pots, indices_of, room_for
from markone.kernels.noise import mix, uniform

PER_VOLT = 1e12
"""Picovolts."""


class Pot(NamedTuple):
    """One kind of motor and potentiometer. Zero means ideal, except for speed and stop."""

    speed_v_per_s: float = 1.0
    """How fast a motor at full way moves the wiper.

    A driven motor tends to way * speed_v_per_s * (1 + spread's draw) * (1 + jitter's draw) * gear * supply
    (`Shafts`, `sag`), in volts per second, up if positive; one whose relay is open tends to 0.
    """
    stop_v: float = 11.0
    """The wiper's hard stops stand at plus and minus this; `inf` for none.

    What a motor travels beyond a stop is lost: turned back, the wiper leaves it at once, but for backlash.
    """
    spread: float = 0.0
    """Greatest relative difference of a motor's speed from the nominal one, fixed when built.

    "Greatest" here and below: drawn uniformly from minus to plus this.
    """
    jitter: float = 0.0
    """Greatest relative difference of a motor's speed in one pulse, drawn uniformly anew for each."""
    backlash_v: float = 0.0
    """Travel that is lost when a shaft reverses.

    Built or set by hand, it stands in the middle of its play: its first travel, up or down, loses half.
    """
    taper: float = 0.0
    """Bow of the wiper law: at v volts it reads v * (1 - taper * (1 - (v / stop_v)**2)).

    So at small volts the reading is short by this share; at the stops it is right.
    """
    decay_ms: float = 0.0
    """Time constant with which volts leak to zero (Rosenblatt's class C'); 0 for no leak.

    It leaks under a running motor too: dv/dt = -v / decay + what the motor moves the wiper.
    """
    start_ms: float = 0.0
    """From rest to the nominal speed, at even acceleration.

    Speed is linear in time: from one to a greater one (in size) takes start_ms * |difference| /
    speed_v_per_s, and travel is its integral.
    """
    coast_ms: float = 0.0
    """From the nominal speed to rest when the relay has opened, at even deceleration.

    From one speed to one that is not greater takes coast_ms * |difference| / speed_v_per_s.
    """
    noise_v: float = 0.0
    """Greatest error of one reading: added after the taper, drawn uniformly for each pot and millisecond."""
    sag: float = 0.0
    """Share of their speed that motors lose when all of the machine's run on the one supply.

    While k relays of its n potentiometers are closed, those of jammed motors too, the supply is
    1 - sag * k / n. When k changes, running motors tend to their new speeds as above, from those they have.
    """


class Shafts(NamedTuple):
    """The state of all potentiometers, bank after bank: the only thing that learning changes."""

    anchor_v: np.ndarray
    """(pots,) float64: volts at the last change of drive."""
    since_ms: np.ndarray
    """(pots,) int64: when that was."""
    speed_v_per_s: np.ndarray
    """(pots,) float64: signed speed of the motor then."""
    goal_v_per_s: np.ndarray
    """(pots,) float64: signed speed that it tends to since."""
    way: np.ndarray
    """(pots,) float64 in [-1, 1]: which way, and at which share of its speed, the motor is driven."""
    pulses: np.ndarray
    """(pots,) int64: how often the motor has been energised."""
    play_v: np.ndarray
    """(pots,) float64: travel that would be lost if the shaft now turned up."""
    key: np.ndarray
    """(pots,) uint64: the name by which a shaft draws spread, jitter and noise; fixed when built.

    With `kernels.noise`: uniform(key, 0), uniform(key, pulses), uniform(mix(key), ms), all in [-1, 1).
    """
    gear: np.ndarray
    """(pots,) float64: 1 for a sound motor, 0 for a jammed one, -1 for a reversed one."""
    wiper: np.ndarray
    """(pots,) bool: False for a wiper that has lost its contact and reads nothing."""
    supply: np.ndarray
    """(1,) float64: the share of the nominal supply that the motors have."""


@inlined
def _rate(pot, shafts, shaft):
    """Signed speed in volts per second that a shaft's motor is driven to; zero at rest."""
    if shafts.way[shaft] == 0.0:
        return 0.0
    rate = shafts.way[shaft] * pot.speed_v_per_s
    if pot.spread > 0.0:
        rate *= 1.0 + pot.spread * uniform(shafts.key[shaft], 0)
    if pot.jitter > 0.0:
        rate *= 1.0 + pot.jitter * uniform(shafts.key[shaft], shafts.pulses[shaft])
    return rate * shafts.gear[shaft] * shafts.supply[0]


@inlined
def _ramp_ms(pot, speed, goal):
    """How long a motor takes from `speed` to `goal`, both in volts per second."""
    full_ms = pot.start_ms if abs(goal) > abs(speed) else pot.coast_ms
    return full_ms * abs(goal - speed) / pot.speed_v_per_s if full_ms > 0.0 else 0.0


@inlined
def _speed(pot, speed, goal, ms):
    """The speed of a motor `ms` after it was driven from `speed` to `goal`."""
    ramp_ms = _ramp_ms(pot, speed, goal)
    return goal if ms >= ramp_ms else speed + (goal - speed) * ms / ramp_ms


@inlined
def _travel(pot, speed, goal, ms):
    """Volts that a motor without gears moves in `ms`, driven from `speed` to `goal`."""
    ramp_ms = _ramp_ms(pot, speed, goal)
    if ramp_ms == 0.0:
        return goal * ms / 1000.0
    ramp = min(ms, ramp_ms)
    in_ramp = (speed + 0.5 * (goal - speed) * ramp / ramp_ms) * ramp
    return (in_ramp + goal * (ms - ramp)) / 1000.0


@inlined
def _lost(pot, speed, goal, play):
    """Travel in volts that the gears still take up before the wiper follows the motor."""
    return play if goal + speed > 0.0 else pot.backlash_v - play


@inlined
def _idle_ms(pot, speed, goal, lost):
    """How long the motor runs until the gears have taken up `lost` volts of travel; maybe for ever."""
    if lost <= 0.0:
        return 0.0
    ramp_ms = _ramp_ms(pot, speed, goal)
    in_ramp = abs(_travel(pot, speed, goal, ramp_ms))
    if lost >= in_ramp:
        return ramp_ms + 1000.0 * (lost - in_ramp) / abs(goal) if goal != 0.0 else np.inf
    gain = (abs(goal) - abs(speed)) / ramp_ms
    return 2000.0 * lost / (abs(speed) + np.sqrt(speed * speed + 2000.0 * gain * lost))


@inlined
def _is_even(pot):
    """Whether motors turn at one speed or stand, and wipers follow at once and else stay where they are."""
    ramps = pot.start_ms > 0.0 or pot.coast_ms > 0.0
    return not (ramps or pot.spread > 0.0 or pot.jitter > 0.0 or pot.backlash_v > 0.0 or pot.decay_ms > 0.0)


@inlined
def _clamp(pot, end):
    return min(max(end, -pot.stop_v), pot.stop_v)


@inlined
def picovolts(volts):
    """The nearest whole number of picovolts, as a float."""
    return np.rint(volts * PER_VOLT)


@inlined
def _turned(pot, start, speed, ms):
    """Where a wiper stands that an even motor has turned from `start` for `ms`, in volts."""
    return _clamp(pot, (picovolts(start) + picovolts(speed * ms / 1000.0)) / PER_VOLT)


@inlined
def _leak(pot, start, speed, gain, ms):
    """Volts after `ms` of leaking to zero, while a motor of `speed` that gains `gain` per s drives."""
    lag_s = pot.decay_ms / 1000.0
    lead = lag_s * (speed - gain * lag_s)
    end = lead + lag_s * gain * ms / 1000.0
    return _clamp(pot, end + (start - lead) * np.exp(-ms / pot.decay_ms))


@inlined
def _leaking(pot, start, speed, goal, lost, ms):
    """Volts after `ms` with decay: idle in the gears, then up or down the ramp, then at an even speed."""
    idle_ms = min(ms, _idle_ms(pot, speed, goal, lost))
    at = _leak(pot, start, 0.0, 0.0, idle_ms)
    ramp_ms = max(min(_ramp_ms(pot, speed, goal), ms) - idle_ms, 0.0)
    if ramp_ms > 0.0:
        gain = 1000.0 * (goal - speed) / _ramp_ms(pot, speed, goal)
        at = _leak(pot, at, _speed(pot, speed, goal, idle_ms), gain, ramp_ms)
    return _leak(pot, at, goal, 0.0, ms - idle_ms - ramp_ms)


@inlined
def _moved(pot, start, speed, goal, play, ms):
    """Where a wiper stands `ms` after its motor was driven from `speed` to `goal`, in volts."""
    if speed == 0.0 and goal == 0.0:
        return start if pot.decay_ms == 0.0 else _leak(pot, start, 0.0, 0.0, ms)
    if _is_even(pot):
        return start if goal == 0.0 else _turned(pot, start, goal, ms)
    lost = _lost(pot, speed, goal, play)
    if pot.decay_ms > 0.0:
        return _leaking(pot, start, speed, goal, lost, ms)
    travel = _travel(pot, speed, goal, ms)
    follows = max(abs(travel) - lost, 0.0)
    return _clamp(pot, start + (follows if travel > 0.0 else -follows))


@jit
def all_volts(pot, shafts, now_ms):
    """Where every wiper stands at `now_ms`, in volts, if nothing is switched before: (pots,) float64."""
    start, speed, goal, play = shafts.anchor_v, shafts.speed_v_per_s, shafts.goal_v_per_s, shafts.play_v
    since_ms, out = shafts.since_ms, np.empty(shafts.anchor_v.size)
    for shaft in range(out.size):
        ms = float(now_ms - since_ms[shaft])
        out[shaft] = _moved(pot, start[shaft], speed[shaft], goal[shaft], play[shaft], ms)
    return out


@inlined
def _read(pot, at, key, now_ms):
    """What a pot whose wiper stands `at` some volts reads: bowed by the taper, with its noise."""
    if pot.taper > 0.0:
        at *= 1.0 - pot.taper * (1.0 - (at / pot.stop_v) ** 2)
    if pot.noise_v > 0.0:
        at += pot.noise_v * uniform(mix(key), now_ms)
    return at


@inlined
def _any_runs(goal):
    """Whether one of some even motors turns."""
    running = 0
    for shaft in range(goal.size):
        running += goal[shaft] != 0.0
    return running > 0


@inlined
def current_in(pot, wiring, shafts, active, response, now_ms):
    """What the active pots of one R-unit read together at `now_ms`, in volts."""
    start, speed, goal, play = shafts.anchor_v, shafts.speed_v_per_s, shafts.goal_v_per_s, shafts.play_v
    since_ms, key, wiper = shafts.since_ms, shafts.key, shafts.wiper
    stays, plain = pot.decay_ms == 0.0, pot.taper == 0.0 and pot.noise_v == 0.0
    is_exact = plain and _is_even(pot)
    fed, total = fed_pots(wiring, active, response), 0.0
    first, last = wiring.bank[response], wiring.bank[response + 1]
    reads = wiper[first:last]
    for index in range(reads.size):
        fed[index] &= reads[index]
    if is_exact and not _any_runs(goal[first:last]):
        for index in indices_of(fed):
            total += picovolts(start[first + index])
        return total / PER_VOLT
    for index in indices_of(fed):
        shaft = first + index
        at = start[shaft]
        if not (stays and speed[shaft] == 0.0 and goal[shaft] == 0.0):
            ms = float(now_ms - since_ms[shaft])
            at = _moved(pot, at, speed[shaft], goal[shaft], play[shaft], ms)
        if is_exact:
            total += picovolts(at)
        else:
            total += at if plain else _read(pot, at, key[shaft], now_ms)
    return total / PER_VOLT if is_exact else total


@jit
def reading(pot, shafts, shaft, now_ms):
    """What one pot reads at `now_ms`, in volts."""
    if not shafts.wiper[shaft]:
        return 0.0
    start, ms = shafts.anchor_v[shaft], float(now_ms - shafts.since_ms[shaft])
    speed, goal, play = shafts.speed_v_per_s[shaft], shafts.goal_v_per_s[shaft], shafts.play_v[shaft]
    return _read(pot, _moved(pot, start, speed, goal, play, ms), shafts.key[shaft], now_ms)


@jit
def weigh(pot, wiring, shafts, active, now_ms, current):
    """Write to `current` (responses, float64) the sum of what each R-unit's active pots read."""
    for response in range(current.size):
        current[response] = current_in(pot, wiring, shafts, active, response, now_ms)


@inlined
def anchor(pot, shafts, shaft, now_ms):
    """Start a new stretch of time, with the speed that the present drive gives from now on."""
    ms = float(now_ms - shafts.since_ms[shaft])
    speed, goal = shafts.speed_v_per_s[shaft], shafts.goal_v_per_s[shaft]
    play = shafts.play_v[shaft]
    shafts.anchor_v[shaft] = _moved(pot, shafts.anchor_v[shaft], speed, goal, play, ms)
    shafts.since_ms[shaft] = now_ms
    if speed != 0.0 or goal != 0.0:
        travel = _travel(pot, speed, goal, ms)
        taken_up = min(abs(travel), _lost(pot, speed, goal, play))
        shafts.play_v[shaft] += -taken_up if travel > 0.0 else taken_up
        shafts.speed_v_per_s[shaft] = _speed(pot, speed, goal, ms)
    shafts.goal_v_per_s[shaft] = _rate(pot, shafts, shaft)


@inlined
def _anchor_evenly(pot, shafts, first, last, switched, now_ms):
    """`anchor` for even motors, in loops so plain that many are done at once."""
    at, since_ms, way = shafts.anchor_v[first:last], shafts.since_ms[first:last], shafts.way[first:last]
    speed, goal = shafts.speed_v_per_s[first:last], shafts.goal_v_per_s[first:last]
    gear, supply = shafts.gear[first:last], shafts.supply[0]
    if _any_runs(goal):
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


@inlined
def _anchor_all(pot, shafts, first, last, switched, now_ms):
    """`anchor` for the shafts `first` to `last` - 1 that are `switched` (uint8 of `room_for`)."""
    if _is_even(pot):
        _anchor_evenly(pot, shafts, first, last, switched, now_ms)
    else:
        for shaft in indices_of(switched):
            anchor(pot, shafts, first + shaft, now_ms)


@inlined
def is_ordered(way, first, last):
    """Whether any of the shafts `first` to `last` - 1 has an order in `way` (pots, float64)."""
    ordered = False
    for shaft in range(first, last):
        ordered |= way[shaft] != 0.0
    return ordered


@inlined
def _driven(way):
    """Which shafts have a `way` (shafts, float64) that is not zero: uint8 of `room_for`."""
    driven = room_for(way.size)
    for shaft in range(way.size):
        driven[shaft] = way[shaft] != 0.0
    return driven


@jit
def energise(pot, shafts, first, last, way, now_ms):
    """Close the relays of shafts `first` to `last` - 1 whose `way` (pots, float64) is not zero."""
    driven, ordered = _driven(way[first:last]), way[first:last]
    orders, pulses = shafts.way[first:last], shafts.pulses[first:last]
    for shaft in range(ordered.size):
        if driven[shaft]:
            orders[shaft] = ordered[shaft]
    for shaft in range(ordered.size):
        pulses[shaft] += driven[shaft]
    _anchor_all(pot, shafts, first, last, driven, now_ms)


@jit
def stop(pot, shafts, first, last, now_ms):
    """Open the relays of shafts `first` to `last` - 1: those that run coast to rest."""
    driven = _driven(shafts.way[first:last])
    shafts.way[first:last] = 0.0
    _anchor_all(pot, shafts, first, last, driven, now_ms)


@jit
def set_by_hand(pot, shafts, shaft, at, now_ms):
    """Put one wiper at `at` volts, its motor at rest and its gears in the middle of their play."""
    shafts.anchor_v[shaft] = at
    shafts.since_ms[shaft] = now_ms
    shafts.speed_v_per_s[shaft] = 0.0
    shafts.goal_v_per_s[shaft] = 0.0
    shafts.play_v[shaft] = pot.backlash_v / 2.0


@jit
def load(pot, shafts, now_ms):
    """Let the supply sag or recover with the number of motors that now draw on it, jammed ones too."""
    if pot.sag == 0.0:
        return
    running = 0
    for way in shafts.way:
        running += way != 0.0
    supply = 1.0 - pot.sag * running / shafts.way.size
    if supply == shafts.supply[0]:
        return
    shafts.supply[0] = supply
    for shaft in range(shafts.way.size):
        if shafts.way[shaft] != 0.0:
            anchor(pot, shafts, shaft, now_ms)
