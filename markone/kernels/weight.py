"""The weights: what learning changes, whatever device keeps them.

A device model is a named tuple of constants, such as `kernels.pot.Pot`. The state of all weights, bank after
bank, is another, of arrays: those of the device, and for each device those of `DRIVE`. A weight keeps its
state at the last change of its drive, and what it is since is a closed form of it. So time passes by itself,
and may be cut anywhere.

A device has to say where a weight stands (`place`), how a new stretch of time begins (`anchor`), and how it
is put somewhere by hand (`put`). All else it may do in its own way, or as all do.
"""

import numpy as np

from markone.kernels.jit import inlined
from markone.kernels.kinds import by_kind
from markone.kernels.listed import fed_pots, indices_of, room_for

DRIVE = ("way", "pulses", "key", "gear", "wiper", "supply")
"""The arrays that the state of every device has, as `kernels.pot.Shafts` explains them."""

place = by_kind("say where a weight stands")
"""place(device, state, weight, now_ms): where it stands, in volts, if nothing is switched before."""
anchor = by_kind("begin a new stretch of time")
"""anchor(device, state, weight, now_ms): keep what `place` says, and be driven from now on by `drive_of`.

It is called when a relay closes, `pulses` then counting one more, when it opens, and when a fault or the
supply changes the drive in between: only the first begins a new pulse.
"""
put = by_kind("put a weight somewhere by hand")
"""put(device, state, weight, at, now_ms): it stands `at` some volts, at rest."""


@inlined
def drive_of(state, weight):
    """Which way, and at which share of its speed or step, a weight is driven: [-1, 1]."""
    return state.way[weight] * state.gear[weight] * state.supply[0]


def _read(device, state, weight, now_ms):
    return place(device, state, weight, now_ms)


def _current_in(device, wiring, state, active, response, now_ms):
    fed, total, first = fed_pots(wiring, active, response), 0.0, wiring.bank[response]
    for index in indices_of(fed):
        total += reading(device, state, first + index, now_ms)
    return total


def _anchor_all(device, state, first, last, switched, now_ms):
    for weight in indices_of(switched):
        anchor(device, state, first + weight, now_ms)


def _halt(device, state, weight):
    pass


def _shares_supply(device):
    return False


def _load(device, state, now_ms):
    pass


read = by_kind("read a weight", _read)
"""read(device, state, weight, now_ms): what it reads, in volts; where it stands, if there is no error."""
current_in = by_kind("sum what is read of the active weights of an R-unit", _current_in)
"""current_in(device, wiring, state, active, response, now_ms): in volts."""
anchor_all = by_kind("begin a new stretch of time for many weights", _anchor_all)
"""anchor_all(device, state, first, last, switched, now_ms): `anchor` for those of the weights `first` to
`last` - 1 that are `switched` (uint8 of `room_for`)."""
halt = by_kind("stand still at once", _halt)
"""halt(device, state, weight): after `anchor`, what was turning does not coast."""
shares_supply = by_kind("say whether one weight's drive changes another's", _shares_supply)
load = by_kind("let the supply sag or recover with the weights that draw on it", _load)
"""load(device, state, now_ms)."""


@inlined
def reading(device, state, weight, now_ms):
    """What one weight reads at `now_ms`, in volts; nothing where its contact is lost."""
    return read(device, state, weight, now_ms) if state.wiper[weight] else 0.0


@inlined
def set_by_hand(device, state, weight, at, now_ms):
    """Put one weight at `at` volts, at rest."""
    put(device, state, weight, at, now_ms)


@inlined
def all_volts(device, state, now_ms):
    """Where every weight stands at `now_ms`, in volts, if nothing is switched before: (weights,) float64."""
    out = np.empty(state.way.size)
    for weight in range(out.size):
        out[weight] = place(device, state, weight, now_ms)
    return out


@inlined
def weigh(device, wiring, state, active, now_ms, current):
    """Write to `current` (responses, float64) the sum of what each R-unit's active weights read."""
    for response in range(current.size):
        current[response] = current_in(device, wiring, state, active, response, now_ms)


@inlined
def is_any_set(values):
    """Whether one of `values` (float64) is not zero. They are counted: that is done to many at once."""
    count = 0
    for index in range(values.size):
        count += values[index] != 0.0
    return count > 0


@inlined
def is_ordered(way, first, last):
    """Whether any of the shafts `first` to `last` - 1 has an order in `way` (pots, float64)."""
    return is_any_set(way[first:last])


@inlined
def _driven(way):
    """Which shafts have a `way` (shafts, float64) that is not zero: uint8 of `room_for`."""
    driven = room_for(way.size)
    for shaft in range(way.size):
        driven[shaft] = way[shaft] != 0.0
    return driven


@inlined
def energise(device, state, first, last, way, now_ms):
    """Close the relays of weights `first` to `last` - 1 whose `way` (pots, float64) is not zero."""
    driven, ordered = _driven(way[first:last]), way[first:last]
    orders, pulses = state.way[first:last], state.pulses[first:last]
    for weight in range(ordered.size):
        if driven[weight]:
            orders[weight] = ordered[weight]
    for weight in range(ordered.size):
        pulses[weight] += driven[weight]
    anchor_all(device, state, first, last, driven, now_ms)


@inlined
def stop(device, state, first, last, now_ms):
    """Open the relays of weights `first` to `last` - 1: those that run coast to rest."""
    driven = _driven(state.way[first:last])
    state.way[first:last] = 0.0
    anchor_all(device, state, first, last, driven, now_ms)
