"""Devices that move for as long as current flows, such as the memistor, an electrochemical cell."""

from typing import NamedTuple

import numpy as np

from markone.kernels.cell import PULSE, cell_driven, key_of, level, place_of, read_of, within, write
from markone.kernels.noise import normal
from markone.kernels.weight import anchor, drive_of, place, put, read


class Integrator(NamedTuple):
    """One kind of device that integrates current. Zero means ideal, except for speed and range.

    While current flows dv/dt = speed (1 - slope v / end) - (v - rest) / decay, where end is the end of the
    range that it moves to. What is not explained here is as in `kernels.pulsed.Pulsed`.

    Source: Widrow, "An adaptive ADALINE neuron using chemical memistors", Stanford Electronics Laboratories
    TR 1553-2 (1960).
    """

    speed_v_per_s: float = 1.0
    """At full current, at 0 V."""
    low_v: float = -11.0
    high_v: float = 11.0
    asymmetry: float = 0.0
    """It moves up faster by this share, and down slower."""
    slope_up: float = 0.0
    slope_down: float = 0.0
    """By which share it has become slower at the end that it moves to; 1 for soft bounds."""
    spread_step: float = 0.0
    """Standard deviation of a device's speed, relative to the nominal one."""
    spread_range: float = 0.0
    spread_asymmetry: float = 0.0
    log_normal: bool = False
    pulse_noise: float = 0.0
    """Standard deviation of the speed in one pulse, relative to the device's own."""
    write_noise_v: float = 0.0
    read_noise_v: float = 0.0
    read_curve: float = 0.0
    levels: int = 0
    decay_ms: float = 0.0
    """Time constant of the decay to `rest_v`, also while current flows; 0 for none."""
    rest_v: float = 0.0
    corrupt: float = 0.0
    stuck: float = 0.0
    stuck_v: float = 0.0
    pair: bool = False


@level.of(Integrator)
def _level(device, state, cell, now_ms):
    """dv/dt = c - k v, from the volts at the last change of its drive on."""
    volts, speed, decay_s = state.level_v[cell], state.speed_v_per_s[cell], device.decay_ms / 1000.0
    slope, end = (device.slope_up, device.high_v) if speed > 0.0 else (device.slope_down, device.low_v)
    fading = speed * (slope / end) if speed * slope != 0.0 else 0.0
    if decay_s > 0.0:
        speed, fading = speed + device.rest_v / decay_s, fading + 1.0 / decay_s
    seconds = (now_ms - state.since_ms[cell]) / 1000.0
    if fading == 0.0:
        return volts if speed == 0.0 else within(state, cell, volts + speed * seconds)
    end = speed / fading
    return within(state, cell, end + (volts - end) * np.exp(-fading * seconds))


@anchor.of(Integrator)
def _anchor(device, state, weight, now_ms):
    first, last = weight, weight + state.way.size if device.pair else weight
    for cell in (first, last):
        state.level_v[cell] = level(device, state, cell, now_ms)
        state.since_ms[cell] = now_ms
        state.speed_v_per_s[cell] = 0.0
    drive = drive_of(state, weight)
    if drive == 0.0:
        return
    cell, way = cell_driven(device, state, weight, drive)
    speed = (state.step_up_v[cell] if way > 0.0 else state.step_down_v[cell]) * way
    if device.pulse_noise > 0.0:
        speed *= max(1.0 + device.pulse_noise * normal(key_of(state, cell, PULSE), state.pulses[weight]), 0.0)
    state.speed_v_per_s[cell] = speed


@put.of(Integrator)
def _put(device, state, weight, at, now_ms):
    write(device, state, weight, at, now_ms)
    state.speed_v_per_s[weight] = 0.0
    if device.pair:
        state.speed_v_per_s[weight + state.way.size] = 0.0


place.of(Integrator)(place_of)
read.of(Integrator)(read_of)
