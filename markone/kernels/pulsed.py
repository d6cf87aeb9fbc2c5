"""Devices that a pulse moves by a step, at once, and whose step depends on where they stand."""

from typing import NamedTuple

import numpy as np

from markone.kernels.cell import (
    PULSE,
    cell_driven,
    key_of,
    level,
    place_of,
    read_of,
    since,
    within,
    write,
)
from markone.kernels.jit import inlined, traceable
from markone.kernels.listed import fed_pots, indices_of
from markone.kernels.noise import normal
from markone.kernels.weight import anchor, anchor_all, current_in, drive_of, place, put, read, reading

CONSTANT, LINEAR, EXPONENTIAL, TABLE = range(4)
"""How the size of a step depends on where the device stands."""


class Pulsed(NamedTuple):
    """One kind of device that is moved by pulses. Zero means ideal, except for the step and the range.

    Source of the models and their words: Rasch et al., "A flexible and fast PyTorch toolkit for simulating
    training and inference on analog crossbar arrays", IEEE AICAS 2021; Gokmen and Vlasov, "Acceleration of
    deep neural network training with resistive cross-point devices", Frontiers in Neuroscience 10 (2016).
    """

    model: int = CONSTANT
    """`CONSTANT`, `LINEAR`, `EXPONENTIAL` or `TABLE`."""
    step_v: float = 0.5
    """Size of a step at 0 V; of a table what its factors multiply."""
    low_v: float = -11.0
    high_v: float = 11.0
    """The ends of the range; what a pulse moves beyond them is lost."""
    asymmetry: float = 0.0
    """A step up is larger by this share, and a step down smaller."""
    slope_up: float = 0.0
    slope_down: float = 0.0
    """Of `LINEAR`: by which share a step is smaller at the end that it leads to; 1 for soft bounds."""
    curve_up: float = 0.0
    curve_down: float = 0.0
    bend_up: float = 0.0
    bend_down: float = 0.0
    stretch: float = 1.0
    shift: float = 0.0
    """Of `EXPONENTIAL`: a step is max(1 - curve exp(+-bend z), 0) as large, z = 2 stretch v / range + shift.

    Bend has its sign for steps up, and the other one for steps down.
    """
    up: tuple[float, ...] = (1.0, 1.0)
    down: tuple[float, ...] = (1.0, 1.0)
    """Of `TABLE`: factors of the step from the low end to the high one, evenly spaced, straight between."""
    spread_step: float = 0.0
    """Standard deviation of a device's step, relative to the nominal one."""
    spread_range: float = 0.0
    """Standard deviation of each end of a device's range, relative to the nominal one."""
    spread_asymmetry: float = 0.0
    """Standard deviation of a device's asymmetry."""
    log_normal: bool = False
    """Whether the steps of devices are spread log-normally: `spread_step` is that of their logarithm."""
    pulse_noise: float = 0.0
    """Standard deviation of one step, relative to the device's own step at 0 V."""
    write_noise_v: float = 0.0
    """Standard deviation between what is kept and what is read, drawn anew at each pulse of the weight."""
    read_noise_v: float = 0.0
    """Standard deviation of one reading, drawn for each millisecond."""
    read_curve: float = 0.0
    """Bow of an S-shaped reading, v -> end tanh(curve v / end) / tanh(curve), such as a core's."""
    levels: int = 0
    """So many evenly spaced readings there are; 0 for any."""
    decay_ms: float = 0.0
    """Time constant of the decay to `rest_v`; 0 for none."""
    rest_v: float = 0.0
    drift: float = 0.0
    """Exponent nu of v(t) = v (1 + t / drift_from_ms)^-nu, t since the last pulse; 0 for none.

    Source: Le Gallo et al., "Collective structural relaxation in phase-change memory devices", Advanced
    Electronic Materials 4 (2018).
    """
    drift_from_ms: float = 1000.0
    corrupt: float = 0.0
    """Share of devices that no pulse moves, and that stand anywhere in their range."""
    stuck: float = 0.0
    """Share of devices that stand at `stuck_v` for ever."""
    stuck_v: float = 0.0
    pair: bool = False
    """Whether a weight is the difference of two: pulses up move the one up, pulses down the other."""
    refresh_v: float = 0.0
    """A pair of which one stands above this is reset and written again as its difference; 0 for never."""


@inlined
def _interpolated(factors, share):
    """The factor at a `share` of the way from the low end to the high one."""
    place = min(max(share, 0.0), 1.0) * (len(factors) - 1)
    left = min(int(place), len(factors) - 2)
    return factors[left] + (place - left) * (factors[left + 1] - factors[left])


@inlined
def _factor(device, volts, numbers, factors):
    """How large a step from `volts` is; `numbers` of its way: slope, end of the range, curve, bend."""
    slope, end, curve, bend = numbers
    if device.model == CONSTANT:
        return 1.0
    if device.model == LINEAR:
        return max(1.0 - slope * volts / end, 0.0) if slope != 0.0 else 1.0
    reach = device.high_v - device.low_v
    if device.model == EXPONENTIAL:
        return max(1.0 - curve * np.exp(bend * (2.0 * device.stretch * volts / reach + device.shift)), 0.0)
    if device.model == TABLE:
        return _interpolated(factors, (volts - device.low_v) / reach)
    raise ValueError("the model is none of CONSTANT, LINEAR, EXPONENTIAL and TABLE of kernels.pulsed")


@inlined
def _step(device, volts, way):
    """How large a step from `volts` is, up for a `way` above 0; relative to the device's own."""
    if way > 0.0:
        up = device.slope_up, device.high_v, device.curve_up, device.bend_up
        return _factor(device, volts, up, device.up)
    down = device.slope_down, device.low_v, device.curve_down, -device.bend_down
    return _factor(device, volts, down, device.down)


@inlined
def _pulse(device, state, cell, drive, pulses, now_ms):
    """Move one cell by one pulse, at this share of its strength."""
    volts = level(device, state, cell, now_ms)
    factor = _step(device, volts, drive)
    if device.pulse_noise > 0.0:
        factor += device.pulse_noise * normal(key_of(state, cell, PULSE), pulses)
    step = (state.step_up_v[cell] if drive > 0.0 else state.step_down_v[cell]) * drive
    state.level_v[cell] = within(state, cell, volts + step * factor)
    state.since_ms[cell] = now_ms


@inlined
def _refresh(device, state, weight, now_ms):
    """Write a pair anew as its difference when one of its cells comes near its end."""
    first, second = (
        level(device, state, weight, now_ms),
        level(device, state, weight + state.way.size, now_ms),
    )
    if max(first, second) > device.refresh_v:
        write(device, state, weight, first - second, now_ms)
        state.refreshed[weight] += 1


@level.of(Pulsed)
def _level(device, state, cell, now_ms):
    volts = state.level_v[cell]
    if device.decay_ms > 0.0 or device.drift > 0.0:
        return within(state, cell, since(device, volts, float(now_ms - state.since_ms[cell])))
    return volts


@anchor.of(Pulsed)
def _anchor(device, state, weight, now_ms):
    """A pulse is given when its relay closes, at once and whole; nothing happens when it opens."""
    drive, pulses = drive_of(state, weight), state.pulses[weight]
    if pulses == state.given[weight] or drive == 0.0:
        return
    state.given[weight] = pulses
    cell, way = cell_driven(device, state, weight, drive)
    _pulse(device, state, cell, way, pulses, now_ms)
    if device.pair and device.refresh_v > 0.0:
        _refresh(device, state, weight, now_ms)


@traceable
def steps_plainly(device):
    """Whether a pulse moves one cell that has stood still since the last, by a step without a power."""
    changes = device.pulse_noise > 0.0 or device.decay_ms > 0.0 or device.drift > 0.0
    return device.model <= LINEAR and not (device.pair or changes)


@inlined
def _plain_pulses(device, state, first, last, switched, now_ms):
    """The pulses of many weights, in loops so plain that many are done at once."""
    at, low, high = state.level_v[first:last], state.low_v[first:last], state.high_v[first:last]
    up, down, since_ms = (
        state.step_up_v[first:last],
        state.step_down_v[first:last],
        state.since_ms[first:last],
    )
    way, gear, supply = state.way[first:last], state.gear[first:last], state.supply[0]
    pulses, given, new = state.pulses[first:last], state.given[first:last], 0
    for weight in range(at.size):
        switched[weight] &= (pulses[weight] != given[weight]) & (way[weight] * gear[weight] * supply != 0.0)
        new += switched[weight]
    if new == 0:
        return
    linear = device.model == LINEAR
    slope_up, slope_down = (device.slope_up, device.slope_down) if linear else (0.0, 0.0)
    end_up = device.high_v if slope_up != 0.0 else 1.0
    end_down = device.low_v if slope_down != 0.0 else 1.0
    for weight in range(at.size):
        drive = way[weight] * gear[weight] * supply
        rises = drive > 0.0
        slope, end = (slope_up if rises else slope_down), (end_up if rises else end_down)
        factor = max(1.0 - slope * at[weight] / end, 0.0)
        step = (up[weight] if rises else down[weight]) * drive
        moved = min(max(at[weight] + step * factor, low[weight]), high[weight])
        at[weight] = moved if switched[weight] else at[weight]
    for weight in range(at.size):
        given[weight] = pulses[weight] if switched[weight] else given[weight]
    for weight in range(at.size):
        since_ms[weight] = now_ms if switched[weight] else since_ms[weight]


@anchor_all.of(Pulsed)
def _anchor_all(device, state, first, last, switched, now_ms):
    if steps_plainly(device):
        _plain_pulses(device, state, first, last, switched, now_ms)
    else:
        for weight in indices_of(switched):
            anchor(device, state, first + weight, now_ms)


@traceable
def reads_what_it_keeps(device):
    """Whether a reading is the volts of the last pulse, and nothing else."""
    noisy = device.write_noise_v > 0.0 or device.read_noise_v > 0.0
    changed = device.read_curve > 0.0 or device.levels > 0
    return not (noisy or changed or device.decay_ms > 0.0 or device.drift > 0.0)


@current_in.of(Pulsed)
def _current_in(device, wiring, state, active, response, now_ms):
    fed, total = fed_pots(wiring, active, response), 0.0
    first, last = wiring.bank[response], wiring.bank[response + 1]
    wiper, volts = state.wiper[first:last], state.level_v[first:last]
    if device.pair or not reads_what_it_keeps(device):
        for index in indices_of(fed):
            total += reading(device, state, first + index, now_ms)
        return total
    for index in range(wiper.size):
        fed[index] &= wiper[index]
    for index in indices_of(fed):
        total += volts[index]
    return total


@put.of(Pulsed)
def _put(device, state, weight, at, now_ms):
    write(device, state, weight, at, now_ms)


place.of(Pulsed)(place_of)
read.of(Pulsed)(read_of)
