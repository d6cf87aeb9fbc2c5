"""The potentiometers: a weight is a wiper on a shaft that a motor turns.

This is the only file that knows so. Its verbs are `weigh` (read), and `energise`, `turn` and
`stop` (write). A shaft keeps its volts at its last change of way (`anchor_v`) and the whole
milliseconds since (`ran_ms`); its volts are a closed form of the two. So time may be cut
anywhere: turn(a) and turn(b) leave the bits that turn(a + b) leaves.
"""

from typing import NamedTuple

import numpy as np

from markone.kernels.jit import jit
from markone.kernels.noise import uniform


class Pot(NamedTuple):
    """One kind of motor and potentiometer. Zero means ideal, except for speed and stop."""

    speed_v_per_s: float = 1.0
    """How fast a motor at full way moves the wiper."""
    stop_v: float = 11.0
    """The wiper's hard stops stand at plus and minus this; `inf` for none."""
    spread: float = 0.0
    """Greatest relative difference of a motor's speed from the nominal one, fixed when built."""
    jitter: float = 0.0
    """Greatest relative difference of speed from one pulse to the next."""
    backlash_v: float = 0.0
    """Travel that is lost when a shaft reverses."""
    taper: float = 0.0
    """Bow of the wiper law: at small volts the reading is short by this share; none at the stops."""
    decay_ms: float = 0.0
    """Time constant with which volts leak to zero (Rosenblatt's class C'); 0 for no leak."""


class Shafts(NamedTuple):
    """The state of all potentiometers, bank after bank: the only thing that learning changes."""

    anchor_v: np.ndarray
    """(pots,) float64: volts at the last change of way."""
    ran_ms: np.ndarray
    """(pots,) int64: time since then."""
    way: np.ndarray
    """(pots,) float64 in [-1, 1]: which way, and at which share of its speed, the motor runs."""
    pulses: np.ndarray
    """(pots,) int64: how often the motor has been energised."""
    play_v: np.ndarray
    """(pots,) float64: travel that would be lost if the shaft now turned up."""
    key: np.ndarray
    """(pots,) uint64: the name by which a shaft draws its spread and jitter; fixed when built."""


@jit
def _rate(pot, shafts, shaft):
    """Signed speed of a shaft in volts per second; zero at rest."""
    own = 1.0 + pot.spread * uniform(shafts.key[shaft], 0)
    pulse = 1.0 + pot.jitter * uniform(shafts.key[shaft], shafts.pulses[shaft])
    return shafts.way[shaft] * pot.speed_v_per_s * own * pulse


@jit
def _lost(pot, shafts, shaft):
    """Travel in volts that the gears still take up before the wiper follows the motor."""
    up = shafts.way[shaft] > 0.0
    return shafts.play_v[shaft] if up else pot.backlash_v - shafts.play_v[shaft]


@jit
def _leak(pot, volts, goal, ms):
    """Volts after `ms` of leaking from `volts` towards `goal`."""
    return goal + (volts - goal) * np.exp(-ms / pot.decay_ms)


@jit
def volts(pot, shafts, shaft, ms=0):
    """Where the wiper of one shaft will stand in `ms`, in volts, if nothing is switched."""
    start = shafts.anchor_v[shaft]
    rate = _rate(pot, shafts, shaft) if shafts.way[shaft] != 0.0 else 0.0
    ran_ms = shafts.ran_ms[shaft] + ms
    idle_ms = float(ran_ms)
    driven_ms = 0.0
    if rate != 0.0:
        idle_ms = min(idle_ms, 1000.0 * _lost(pot, shafts, shaft) / abs(rate))
        driven_ms = ran_ms - idle_ms
    if pot.decay_ms > 0.0:
        end = _leak(pot, start, 0.0, idle_ms)
        end = _leak(pot, end, rate * pot.decay_ms / 1000.0, driven_ms)
    else:
        end = start + rate * driven_ms / 1000.0
    return min(max(end, -pot.stop_v), pot.stop_v)


@jit
def all_volts(pot, shafts):
    """Where every wiper stands now: (pots,) float64."""
    out = np.empty(shafts.anchor_v.size)
    for shaft in range(out.size):
        out[shaft] = volts(pot, shafts, shaft)
    return out


@jit
def reading(pot, shafts, shaft, ms):
    """What one pot will read in `ms`, in volts: its wiper, bowed by the taper."""
    wiper = volts(pot, shafts, shaft, ms)
    return wiper * (1.0 - pot.taper * (1.0 - (wiper / pot.stop_v) ** 2))


@jit
def current_in(pot, wiring, shafts, active, response, ms):
    """What the active pots of one R-unit will read together in `ms`, in volts."""
    total = 0.0
    for shaft in range(wiring.bank[response], wiring.bank[response + 1]):
        if active[wiring.unit[shaft]]:
            total += reading(pot, shafts, shaft, ms)
    return total


@jit
def weigh(pot, wiring, shafts, active, current):
    """Write to `current` (responses, float64) the sum of what each R-unit's active pots read."""
    for response in range(current.size):
        current[response] = current_in(pot, wiring, shafts, active, response, 0)


@jit
def _anchor(pot, shafts, shaft, way):
    """Start a new stretch of time at the present volts, with a new way."""
    shafts.anchor_v[shaft] = volts(pot, shafts, shaft)
    shafts.ran_ms[shaft] = 0
    shafts.way[shaft] = way


@jit
def energise(pot, shafts, first, last, way):
    """Close the relays of shafts `first` to `last` - 1 whose `way` (pots, float64) is not zero."""
    for shaft in range(first, last):
        if way[shaft] != 0.0:
            _anchor(pot, shafts, shaft, way[shaft])
            shafts.pulses[shaft] += 1


@jit
def turn(shafts, first, last, ms):
    """Let `ms` (int) pass for shafts `first` to `last` - 1, running or at rest."""
    for shaft in range(first, last):
        shafts.ran_ms[shaft] += ms


@jit
def stop(pot, shafts, first, last):
    """Open the relays of shafts `first` to `last` - 1: those that run come to rest where they are."""
    for shaft in range(first, last):
        way = shafts.way[shaft]
        if way != 0.0:
            travel = abs(_rate(pot, shafts, shaft)) * shafts.ran_ms[shaft] / 1000.0
            taken_up = min(travel, _lost(pot, shafts, shaft))
            _anchor(pot, shafts, shaft, 0.0)
            shafts.play_v[shaft] += -taken_up if way > 0.0 else taken_up
