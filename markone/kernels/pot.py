"""The potentiometers: a weight is a wiper on a shaft that a motor turns.

A shaft keeps its volts and its speed at the last change of its drive, and the millisecond of that change;
where it stands since is a closed form of these. Motors that turn evenly have a kind of their own
(`kernels.even_pot`).
"""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import inlined
from markone.kernels.listed import fed_pots, indices_of
from markone.kernels.noise import mix, uniform
from markone.kernels.weight import anchor, current_in, halt, load, place, put, read, shares_supply


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
    """Bow of the wiper's characteristic: at v volts it reads v * (1 - taper * (1 - (v / stop_v)**2)).

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
def clamp(pot, end):
    """Where a wiper that would go to `end` volts stands between its stops."""
    return min(max(end, -pot.stop_v), pot.stop_v)


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
def _leak(pot, start, speed, gain, ms):
    """Volts after `ms` of leaking to zero, while a motor of `speed` that gains `gain` per s drives."""
    lag_s = pot.decay_ms / 1000.0
    lead = lag_s * (speed - gain * lag_s)
    end = lead + lag_s * gain * ms / 1000.0
    return clamp(pot, end + (start - lead) * np.exp(-ms / pot.decay_ms))


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
    lost = _lost(pot, speed, goal, play)
    if pot.decay_ms > 0.0:
        return _leaking(pot, start, speed, goal, lost, ms)
    travel = _travel(pot, speed, goal, ms)
    follows = max(abs(travel) - lost, 0.0)
    return clamp(pot, start + (follows if travel > 0.0 else -follows))


@inlined
def bowed(pot, at, key, now_ms):
    """What a pot whose wiper stands `at` some volts reads: bowed by the taper, with its noise."""
    if pot.taper > 0.0:
        at *= 1.0 - pot.taper * (1.0 - (at / pot.stop_v) ** 2)
    if pot.noise_v > 0.0:
        at += pot.noise_v * uniform(mix(key), now_ms)
    return at


@place.of(Pot)
def _place(pot, shafts, shaft, now_ms):
    start, ms = shafts.anchor_v[shaft], float(now_ms - shafts.since_ms[shaft])
    speed, goal = shafts.speed_v_per_s[shaft], shafts.goal_v_per_s[shaft]
    return _moved(pot, start, speed, goal, shafts.play_v[shaft], ms)


@read.of(Pot)
def _read(pot, shafts, shaft, now_ms):
    return bowed(pot, place(pot, shafts, shaft, now_ms), shafts.key[shaft], now_ms)


@current_in.of(Pot)
def _current_in(pot, wiring, shafts, active, response, now_ms):
    start, speed, goal, play = shafts.anchor_v, shafts.speed_v_per_s, shafts.goal_v_per_s, shafts.play_v
    since_ms, key, wiper = shafts.since_ms, shafts.key, shafts.wiper
    stays, plain = pot.decay_ms == 0.0, pot.taper == 0.0 and pot.noise_v == 0.0
    fed, total = fed_pots(wiring, active, response), 0.0
    first, last = wiring.bank[response], wiring.bank[response + 1]
    reads = wiper[first:last]
    for index in range(reads.size):
        fed[index] &= reads[index]
    for index in indices_of(fed):
        shaft = first + index
        at = start[shaft]
        if not (stays and speed[shaft] == 0.0 and goal[shaft] == 0.0):
            ms = float(now_ms - since_ms[shaft])
            at = _moved(pot, at, speed[shaft], goal[shaft], play[shaft], ms)
        total += at if plain else bowed(pot, at, key[shaft], now_ms)
    return total


@anchor.of(Pot)
def _anchor(pot, shafts, shaft, now_ms):
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


@put.of(Pot)
def _put(pot, shafts, shaft, at, now_ms):
    """Its gears are then in the middle of their play."""
    shafts.anchor_v[shaft] = at
    shafts.since_ms[shaft] = now_ms
    shafts.speed_v_per_s[shaft] = 0.0
    shafts.goal_v_per_s[shaft] = 0.0
    shafts.play_v[shaft] = pot.backlash_v / 2.0


@halt.of(Pot)
def _halt(pot, shafts, shaft):
    shafts.speed_v_per_s[shaft] = 0.0


@shares_supply.of(Pot)
def _shares_supply(pot):
    return pot.sag > 0.0


@load.of(Pot)
def _load(pot, shafts, now_ms):
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
