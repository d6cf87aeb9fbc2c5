"""The cells of weight devices: a weight is one, or two that are read as a difference.

A cell keeps its volts at the last change of its drive, and where it stands since is a closed form of them
(`level`, by kind of device). Cell number w belongs to weight w; of a pair the second, which counts
negative, is number w + weights. What is read of a cell differs from what it keeps: by the noise of writing,
which stays until the next pulse, by an S-shaped reading, by the number of its levels, and by the noise of
each reading. All noise is drawn by name: the key of the weight, and the count of its pulses or the
millisecond. The constants that are meant stand in `kernels.pulsed.Pulsed`.
"""

import numpy as np

from markone.kernels.jit import inlined
from markone.kernels.kinds import by_kind
from markone.kernels.noise import mix, normal

PULSE, WRITE, READ, SECOND = (np.uint64(n) for n in (0x70, 0x77, 0x72, 0x32))
"""What is drawn: noise of a pulse, of writing, of reading; all that belongs to a pair's second cell."""

level = by_kind("say where one cell stands")
"""level(device, state, cell, now_ms): its volts, if nothing is switched before."""


@inlined
def weight_of(state, cell):
    """The weight that a cell belongs to."""
    return cell if cell < state.way.size else cell - state.way.size


@inlined
def key_of(state, cell, drawn):
    """The key by which a cell draws what is `drawn`: `PULSE`, `WRITE` or `READ`."""
    key = state.key[weight_of(state, cell)]
    return mix((key if cell < state.way.size else mix(key ^ SECOND)) ^ drawn)


@inlined
def within(state, cell, volts):
    """`volts`, or the end of the cell's range that they are beyond."""
    return min(max(volts, state.low_v[cell]), state.high_v[cell])


@inlined
def since(device, volts, ms):
    """What is left of `volts`, `ms` after the last pulse: exponential decay to rest, and drift by a power."""
    if device.decay_ms > 0.0:
        volts = device.rest_v + (volts - device.rest_v) * np.exp(-ms / device.decay_ms)
    if device.drift > 0.0:
        volts *= (1.0 + ms / device.drift_from_ms) ** -device.drift
    return volts


@inlined
def _s_shaped(device, volts):
    """A core's reading: steep in the middle, flat near both ends, right at 0 and at the ends."""
    end = device.high_v if volts > 0.0 else device.low_v
    return end * np.tanh(device.read_curve * volts / end) / np.tanh(device.read_curve)


@inlined
def _on_a_level(device, volts):
    """The nearest of the levels, which lie evenly from end to end of the range."""
    step = (device.high_v - device.low_v) / (device.levels - 1)
    return device.low_v + step * np.rint((volts - device.low_v) / step)


@inlined
def _seen(device, state, cell, now_ms):
    """What is read of one cell."""
    volts = level(device, state, cell, now_ms)
    if device.write_noise_v > 0.0:
        pulses = state.pulses[weight_of(state, cell)]
        volts += device.write_noise_v * normal(key_of(state, cell, WRITE), pulses)
    if device.read_curve > 0.0 and volts != 0.0:
        volts = _s_shaped(device, volts)
    if device.levels > 0:
        volts = _on_a_level(device, volts)
    if device.read_noise_v > 0.0:
        volts += device.read_noise_v * normal(key_of(state, cell, READ), now_ms)
    return volts


def place_of(device, state, weight, now_ms):
    """Where a weight stands: its cell, or the first of a pair less the second."""
    volts = level(device, state, weight, now_ms)
    return volts - level(device, state, weight + state.way.size, now_ms) if device.pair else volts


def read_of(device, state, weight, now_ms):
    """What a weight reads."""
    volts = _seen(device, state, weight, now_ms)
    return volts - _seen(device, state, weight + state.way.size, now_ms) if device.pair else volts


@inlined
def cell_driven(device, state, weight, drive):
    """The cell that a drive moves, and which way: for less weight the second of a pair goes up."""
    if device.pair and drive < 0.0:
        return weight + state.way.size, -drive
    return weight, drive


@inlined
def write(device, state, weight, volts, now_ms):
    """Put a weight at some volts by hand: of a pair the one cell, while the other stands at 0."""
    state.level_v[weight] = within(state, weight, max(volts, 0.0) if device.pair else volts)
    state.since_ms[weight] = now_ms
    if device.pair:
        other = weight + state.way.size
        state.level_v[other] = within(state, other, max(-volts, 0.0))
        state.since_ms[other] = now_ms
